"""Pictures, ready to be placed: SVG drawings, PNG and JPEG photographs.

In: the bytes of a file.  Out: a `Drawing` or a `Photograph`.  What a file is, its content says and not its name; whatever is neither of the
three is refused (`PictureError`), and nothing of it is read.
"""

from __future__ import annotations

from layouts.document.blocks import Picture
from layouts.errors import PictureError
from layouts.pages.drawings import Drawing, drawing
from layouts.pages.photographs import JPEG, PNG, Photograph, jpeg, png

MOST_BYTES = 25_000_000  # of a file: every copy that shows it carries it
READ = "save it as SVG, PNG or JPEG"

# What clinics send instead, by how it begins: what it is called, and at which byte it says so.
OTHERS = (
    (0, b"%!PS", "PostScript"),
    (0, b"\xc5\xd0\xd3\xc6", "PostScript"),
    (0, b"%PDF", "a PDF"),
    (0, b"GIF8", "a GIF picture"),
    (0, b"II*\0", "a TIFF picture"),
    (0, b"MM\0*", "a TIFF picture"),
    (0, b"BM", "a BMP picture"),
    (8, b"WEBP", "a WebP picture"),
    (4, b"ftypavif", "an AVIF picture"),
    (4, b"ftyphei", "an HEIC picture"),
    (4, b"ftypmif1", "an HEIC picture"),
    (0, b"\x1f\x8b", "a compressed file"),
    (0, b"\xff\xfe", "text in UTF-16"),
    (0, b"\xfe\xff", "text in UTF-16"),
)


def opened(picture: Picture, across: int = 0) -> Drawing | Photograph:
    """The picture, read.  across: how many pixels a photograph needs for its width, 0: all that it has.

    Raises PictureError: what is wrong, and where if it is in a drawing.
    """
    name, data = picture.name, picture.data
    if len(data) > MOST_BYTES:
        raise PictureError(f"{name}: has {len(data) / 1e6:.0f} MB, and a picture may have {MOST_BYTES / 1e6:.0f}; make it smaller")
    if data.startswith(PNG):
        return png(name, data, across)
    if data.startswith(JPEG):
        return jpeg(name, data, across)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return drawing(name, data)
    what = next((called for at, begins, called in OTHERS if data.startswith(begins, at)), "")
    raise PictureError(f"{name}: is {what or 'neither SVG nor PNG nor JPEG'}; {READ}")
