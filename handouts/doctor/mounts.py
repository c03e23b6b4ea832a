"""Whether a path is on a network share.

In: a path; the system's table of mounts.  Out: the kind of share, '' if it is on a disk of this machine or nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from handouts.files.system import remote, windows

SHARES = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "afs", "afpfs", "ncpfs", "9p", "ceph", "glusterfs", "lustre", "beegfs", "gpfs",
        "vboxsf", "davfs", "webdav", "fuse.sshfs", "fuse.davfs", "fuse.glusterfs", "fuse.ceph", "fuse.rclone", "fuse.s3fs",
        "fuse.smbnetfs", "fuse.gvfsd-fuse",
    }
)  # fmt: skip


def share_of(path: Path) -> str:
    """The kind of network share that a path is on, '' if it is on none."""
    path = path.resolve()
    if windows():
        return "a Windows share" if remote(path) else ""
    try:
        table = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:  # not Linux
        return ""
    kind = kind_at(PurePosixPath(path), mounts(table))
    return kind if kind in SHARES else ""


def mounts(table: str) -> Iterator[tuple[PurePosixPath, str]]:
    """Where something is mounted, and its kind of file system (proc(5), /proc/pid/mountinfo), in the order of mounting."""
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        words, kinds = before.split(" "), after.split(" ")
        if len(words) > 4 and kinds[0]:
            yield PurePosixPath(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), words[4])), kinds[0]


def kind_at(path: PurePosixPath, mounted: Iterator[tuple[PurePosixPath, str]]) -> str:
    """The kind of file system of a path: that of the deepest mount above it, and of several there the last."""
    found = [(len(place.parts), number, kind) for number, (place, kind) in enumerate(mounted) if path.is_relative_to(place)]
    return max(found)[2] if found else ""
