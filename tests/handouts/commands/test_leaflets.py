"""The leaflets there are: `list`, `adopt`."""

from __future__ import annotations

import json
from pathlib import Path

from handouts.clinics.clinic import built_in
from tests.handouts.commands import handouts


def test_list_names_the_leaflets() -> None:
    done = handouts("list", "--json")
    assert done.returncode == 0
    rows = json.loads(done.stdout)
    assert {"id": "kyphoplasty", "title": "Kyphoplasty", "language": "en-US", "version": 1, "status": "sample", "reviewer": "", "review_due": "2028-10-01"} in rows
    assert "kyphoplasty" in handouts("list").stdout


def test_adopt_copies_a_leaflet_once(tmp_path: Path) -> None:
    source = built_in("assets/clinics") / "harbour"
    for name in ("clinic.toml", "logo.svg"):
        (tmp_path / name).write_bytes((source / name).read_bytes())
    done = handouts("adopt", "kyphoplasty", "--clinic", tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "handouts" / "kyphoplasty.en-US.md").is_file()
    assert (tmp_path / "handouts" / "compression-fracture.svg").is_file()
    assert handouts("adopt", "kyphoplasty", "--clinic", tmp_path).returncode == 6
    assert handouts("adopt", "kyphoplasty").returncode == 2


def test_new_begins_a_leaflet_once_and_says_how_it_goes_on(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_bytes((built_in("assets/clinics") / "harbour" / "clinic.toml").read_bytes().replace(b"logo =", b"# logo ="))
    done = handouts("new", "ear-wash", "--title", "Washing your ear", "--kind", "procedure", "--clinic", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["leaflet"], Path(answer["file"])) == ("ear-wash", tmp_path / "handouts" / "ear-wash.en-GB.md")
    checked = handouts("check", "ear-wash", "--clinic", tmp_path, "--json")
    assert checked.returncode == 4
    assert [said["rule"] for said in json.loads(checked.stdout)["findings"]].count("unwritten") == answer["places"]
    assert handouts("new", "ear-wash", "--title", "Again", "--clinic", tmp_path).returncode == 6
    assert handouts("new", "ear-wash", "--title", "For a sample", "--clinic", "harbour").returncode == 2
