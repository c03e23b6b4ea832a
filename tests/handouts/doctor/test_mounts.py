"""Network shares are told from disks by the system's own table."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from handouts.doctor import surroundings
from handouts.doctor.mounts import SHARES, kind_at, mounts, share_of

TABLE = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:26 / /srv rw - nfs4 server:/srv rw,vers=4.2
31 30 8:2 / /srv/local rw - xfs /dev/sdb1 rw
32 22 0:27 / /mnt/front\\040desk rw - cifs //server/desk rw
33 22 0:28 / /home rw - ext4 /dev/sdc1 rw
34 33 0:29 / /home rw master:2 - fuse.sshfs me@host: rw
broken
35 22 0:30 / /x
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"), ("/var/clinic", "ext4"), ("/srv", "nfs4"), ("/srv/clinic/a", "nfs4"), ("/srv/local/clinic", "xfs"), ("/srvx", "ext4"),
        ("/mnt/front desk/clinic", "cifs"), ("/mnt/front", "ext4"), ("/home/anna", "fuse.sshfs"), ("/x", "ext4"),
    ],
)  # fmt: skip
def test_the_deepest_and_last_mount_counts(path: str, kind: str) -> None:
    assert kind_at(PurePosixPath(path), mounts(TABLE)) == kind


def test_this_machines_disk_is_no_share(tmp_path: Path) -> None:
    assert share_of(tmp_path) == "" and "ext4" not in SHARES


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_ledger_on_a_share_is_refused_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(surroundings, "share_of", lambda path: kind)
    found = surroundings.ledger(tmp_path / "ledger.sqlite3")
    assert not found.ok and f"network share ({kind})" in found.what and "its journal is shared memory of one" in found.what
    assert found.remedy.startswith("keep the clinic's folder on a disk of this machine")
