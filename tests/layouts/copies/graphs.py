"""Objects of two files compared by what they say, whatever their numbers are."""

from __future__ import annotations

import pikepdf

SCALARS = (str, bytes, bool, int, pikepdf.String, pikepdf.Name)


Pair = tuple[pikepdf.Object, pikepdf.Object]


def differences(compared: list[Pair], same: list[Pair], stop: frozenset[str] = frozenset(), limit: int = 5) -> list[str]:
    """Where objects of two files, followed through all references, do not say the same.

    same: objects that are taken for each other without a look into them; stop: keys that are not followed.
    References have to agree as well: two that lead to one object in one file lead to one object in the other.
    """
    found: list[str] = []
    pairs = {a.objgen: b.objgen for a, b in same}
    waiting: list[tuple[str, object, object]] = [(str(number), a, b) for number, (a, b) in enumerate(compared)]
    while waiting and len(found) < limit:
        path, a, b = waiting.pop()
        if isinstance(a, pikepdf.Object) and a.is_indirect:
            if not (isinstance(b, pikepdf.Object) and b.is_indirect):
                found.append(f"{path}: a reference, and none")
                continue
            known = pairs.get(a.objgen)
            if known is not None:
                if known != b.objgen:
                    found.append(f"{path}: leads elsewhere")
                continue
            pairs[a.objgen] = b.objgen
        found += _unlike(path, a, b, waiting, stop)
    if len(set(pairs.values())) < len(pairs):
        found.append("two objects have become one")
    return found


def _unlike(path: str, a: object, b: object, waiting: list[tuple[str, object, object]], stop: frozenset[str]) -> list[str]:
    if type(a) is not type(b):
        return [f"{path}: {type(a).__name__}, and {type(b).__name__}"]
    if isinstance(a, (pikepdf.Dictionary, pikepdf.Stream)):
        keys = set(a.keys()) - stop
        if keys != set(b.keys()) - stop:
            return [f"{path}: keys {sorted(keys ^ set(b.keys()))}"]
        waiting += [(f"{path}{key}", a[key], b[key]) for key in sorted(keys) if key != "/Length"]
        if isinstance(a, pikepdf.Stream) and a.read_bytes() != b.read_bytes():
            return [f"{path}: other data"]
        return []
    if isinstance(a, pikepdf.Array):
        if len(a) != len(b):
            return [f"{path}: {len(a)} items, and {len(b)}"]
        waiting += [(f"{path}[{at}]", x, y) for at, (x, y) in enumerate(zip(a, b, strict=True))]
        return []
    return [] if a == b else [f"{path}: {a!r}, and {b!r}"]
