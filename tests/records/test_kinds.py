"""Kinds are data, and mistakes in them have a place."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from archdocs.errors import ConfigError, UsageError
from archdocs.project import shipped_templates
from archdocs.records.kinds import find_kind, load_kinds
from archdocs.settings import RecordSettings, Settings

GOOD = """\
name = "radar"
title = "Radar entry"
prefix = "rad"
folder = "radar"
file = "{number}-{slug}.md"
template = "blip"
initial = "assess"

[statuses]
assess = ["adopt"]
adopt = []
"""


def kinds_in(tmp_path: Path, text: str, name: str = "radar") -> Path:
    (tmp_path / "kinds").mkdir(exist_ok=True)
    (tmp_path / "kinds" / f"{name}.toml").write_text(text)
    return tmp_path


def test_a_project_adds_and_shadows_kinds(tmp_path: Path) -> None:
    kinds_in(tmp_path, GOOD)
    shipped = (shipped_templates() / "kinds/adr.toml").read_text()
    kinds_in(tmp_path, shipped.replace('initial = "proposed"', 'initial = "accepted"'), "adr")
    kinds = load_kinds((tmp_path, shipped_templates()), Settings())
    assert list(kinds)[:2] == ["adr", "spec"]
    assert list(kinds)[2:] == sorted(list(kinds)[2:])
    assert kinds["radar"].prefix == "RAD"
    assert kinds["radar"].moves == {"assess": ("adopt",), "adopt": ()}
    assert kinds["adr"].initial == "accepted"


def test_settings_move_a_kind(tmp_path: Path) -> None:
    records = RecordSettings(folders={"adr": "docs/adr/", "spec": "specs"}, templates={"adr": "my"})
    kinds = load_kinds((shipped_templates(),), Settings(records=records))
    assert (kinds["adr"].folder, kinds["adr"].template) == ("docs/adr", "my")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('initial = "assess"', 'initial = "hold"', r"radar\.toml:7: `initial` names 'hold'"),
        ('assess = ["adopt"]', 'assess = ["adpot"]', r"radar\.toml:10: `assess` names 'adpot'"),
        ('prefix = "rad"', 'prefix = "r 1"', r"radar\.toml:3: `prefix`"),
        ('file = "{number}', 'file = "{numb}', r"radar\.toml:5: `file`"),
        ('title = "Radar entry"', 'titel = "x"', r"radar\.toml:2: no key `titel`; did you mean"),
        ('folder = "radar"', 'folder = "../x"', "is not inside the project"),
        ('name = "radar"', 'name = "other"', "in a file called radar.toml"),
        ('name = "radar"', "name = ", r"radar\.toml:1: not valid TOML"),
    ],
)
def test_mistakes_have_a_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError, match=message):
        load_kinds((kinds_in(tmp_path, GOOD.replace(old, new)), shipped_templates()), Settings())


def test_a_folder_of_no_kind_is_an_error() -> None:
    settings = dataclasses.replace(
        Settings(), records=RecordSettings(folders={"adr": "adr", "spce": "specs"})
    )
    with pytest.raises(ConfigError, match="did you mean `spec`"):
        load_kinds((shipped_templates(),), settings)


def test_an_unknown_kind_names_the_nearest() -> None:
    kinds = load_kinds((shipped_templates(),), Settings())
    with pytest.raises(UsageError, match="did you mean `spec`"):
        find_kind(kinds, "spce")
