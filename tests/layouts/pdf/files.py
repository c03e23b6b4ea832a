"""Files of one empty page and any objects besides, by the house's own writer."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from itertools import groupby

from layouts.pdf.crossref import object_stream
from layouts.pdf.writer import Writer

CATALOG, PAGES, PAGE, INFO = range(1, 5)
OWN = {
    CATALOG: b"<</Type/Catalog/Pages 2 0 R/Room(%s)>>" % (b"." * 1500),  # qpdf believes no number above a third of a file's bytes
    PAGES: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
    PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
    INFO: b"<</Title (objects)>>",
}


def written(direct: Mapping[int, bytes], packed: Mapping[int, bytes], kept: int = 5, spools: Sequence[int] = ()) -> bytes:
    """A file with objects by themselves and objects in a stream.

    kept: rows of objects before this number stay open to the end; spools: numbers before which everything is settled, in between.
    """
    out = io.BytesIO()
    writer = Writer(out)
    writer.run(max([*OWN, *direct, *packed]))
    holder = writer.new() if packed else 0
    writer.table.keep(kept)
    for ref, body in {**OWN, **direct}.items():
        writer.put(ref, body)
    if packed:
        writer.put(holder, object_stream(packed))
    runs = groupby(enumerate(packed), key=lambda pair: pair[1] - pair[0])  # numbers that follow each other
    for _, group in runs:
        pairs = list(group)
        if len(pairs) == 1:
            writer.table.packed(pairs[0][1], holder, pairs[0][0])
        else:
            writer.table.packed_run(pairs[0][1], len(pairs), holder, pairs[0][0])
    for before in spools:
        writer.table.spool(before)
    writer.finish(CATALOG, INFO)
    return out.getvalue()
