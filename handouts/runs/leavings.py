"""What counts no more leaves its folder: copies that were replaced, and what is left of runs that were given up.

In: a run that has been made, the ledger.  Out: nothing; the files are gone.  Refuses nothing but what the file system does (`OutputError`).

A run that was killed, and not gone on with because its list was corrected once more, has replaced copies, may have made files that the
ledger never learnt of, and has left its claim and what was half written.  A file is only taken away if it is the very one that was made,
or has a name that only this run gives.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from handouts.errors import OutputError
from handouts.files.output import PREFIX, SUFFIX
from handouts.files.places import Place, place
from handouts.ledger.data import Copy, Run
from handouts.ledger.ledger import Ledger
from handouts.runs.away import take_away
from handouts.runs.claim import claimed
from handouts.runs.task import file_name

NUMBERED = re.compile(r"(\d{5,})-[a-z2-7]{12}\.pdf", re.ASCII)  # see `file_name`


def clear(run: Run, ledger: Ledger) -> None:
    """Take away the files that a run replaced, and in its folder what runs that were given up left behind.  Raises OutputError."""
    _take_replaced(run, ledger)
    for other in ledger.given_up():
        _take_replaced(other, ledger)
        if other.options.target == run.options.target and not other.options.combined:
            _sweep(place(other.options.target), other, ledger)


def _take_replaced(run: Run, ledger: Ledger) -> None:
    """The files of the copies that those of a run replaced, but for one that was written over."""
    target = run.options.target
    over = {copy.id for copy in ledger.replaced_by(run.id) if _place(copy, ledger) == (target, ledger.copy(copy.replaced_by).struck.file)}
    take_away((copy for copy in ledger.replaced_by(run.id) if copy.id not in over), ledger)


def _place(copy: Copy, ledger: Ledger) -> tuple[str, str]:
    return ledger.run(copy.run).options.target, copy.struck.file


def _sweep(folder: Place, run: Run, ledger: Ledger) -> None:
    """The files of a run that the ledger does not know, half written or whole, and its claim; of a folder on this machine."""
    if not isinstance(folder, Path):
        return
    with suppress(OutputError), claimed(folder, run.fingerprint, ledger.path):
        recorded = {copy.struck.file for copy in ledger.copies(run.id)}
        with suppress(OSError):
            for path in list(folder.iterdir()):
                if path.name not in recorded and _is_of(path.name, run.fingerprint):
                    path.unlink(missing_ok=True)


def _is_of(name: str, fingerprint: str) -> bool:
    """Whether a file has the name of a copy of a run, or the temporary name of one."""
    bare = name.removeprefix(PREFIX).removesuffix(SUFFIX).rpartition("-")[0] if name.endswith(SUFFIX) else name
    found = NUMBERED.fullmatch(bare)
    return found is not None and bare == file_name(fingerprint, int(found[1]))
