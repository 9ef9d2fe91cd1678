"""Faults in the configuration are one line with a place and the nearest valid name."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs import config
from archdocs.errors import ConfigError
from archdocs.settings import Settings, Tracker, toml_name
from support import Cli, Repo


def test_nothing_configured_is_the_defaults() -> None:
    assert config.parse("", "archdocs.toml") == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[sites]\n", "archdocs.toml:1: no table called `sites`; did you mean `site`?"),
        ("\n[site]\nref = []\n", "archdocs.toml:3: no option called `ref`; did you mean `refs`?"),
        ("[site]\njobs = 'x'\n", 'archdocs.toml:2: `jobs` is a whole number, not the string "x"'),
        ("[site]\njobs = true\n", "archdocs.toml:2: `jobs` is a whole number, not true"),
        ("[site]\njobs = -1\n", "archdocs.toml:2: `jobs` is 0 or more, not -1"),
        ("[site]\nrefs = 'main'\n", "archdocs.toml:2: `refs` is a list of strings"),
        ("[diagrams]\nsandbox = 'no'\n", "archdocs.toml:2: `sandbox` is one of `auto`"),
        (
            "[check]\nfail-level = 'wrning'\n",
            "archdocs.toml:2: `fail-level` is one of `info`, `warning` or `error`,"
            ' not the string "wrning"; did you mean `warning`?',
        ),
        (
            "[project]\ndocs = '/etc'\n",
            "archdocs.toml:2: `docs` is a folder inside the project, not `/etc`",
        ),
        (
            "[records.folders]\nadr = 'adr/../../x'\n",
            "archdocs.toml:2: `adr` is a folder inside the project",
        ),
        ("site = 3\n", "archdocs.toml:1: `site` is a table, not the number 3"),
        ("[records.folders]\nadr = 3\n", "archdocs.toml:1: `folders` is a table of strings"),
        ("[site\n", "archdocs.toml:1: not valid TOML"),
        ("[trackers]\nSHOP = 'x'\n", 'archdocs.toml:2: `SHOP` is a table, not the string "x"'),
        (
            "[trackers.shop]\nurl = 'https://x.example/{id}'\n",
            "archdocs.toml:1: `pattern` is a regular expression of 1 to",
        ),
        (
            "[trackers.shop]\npattern = '(a+)+'\nurl = 'https://x.example/{id}'\n",
            "archdocs.toml:2: `pattern` repeats a group with `+`",
        ),
        (
            "[trackers.shop]\npattern = 'A'\n\nurl = 'javascript:{id}'\n",
            "archdocs.toml:4: `url` is an address that begins with https://",
        ),
        (
            "[trackers.shop]\npatern = 'A'\n",
            "archdocs.toml:2: no option called `patern`; did you mean `pattern`?",
        ),
        ("records.digits = 'x'", "archdocs.toml:1: `digits` is a whole number"),
    ],
)
def test_faults(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.parse(text, "archdocs.toml")
    assert caught.value.message.startswith(message)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[records.folders]\nard = 'x'\n",
            "2: no kind of record called `ard`; did you mean `adr`?",
        ),
        (
            "[records.templates]\nx = 'x'\n",
            "2: no kind of record called `x`; there are `abtest`, `adr`",
        ),
        (
            "[trace.required]\ncontrol = ['adr', 'runbok']\n",
            "2: no kind of record called `runbok`; did you mean `runbook`?",
        ),
        ("[check]\nignore = ['stale.reff-gone']\n", "2: no code called `stale.reff-gone`; did"),
        ("[check]\nselect = ['']\n", "2: no code called ``"),
    ],
)
def test_names_of_kinds_and_codes_have_a_place_too(
    cli: Cli, repo: Repo, text: str, message: str
) -> None:
    repo.write("archdocs.toml", text)
    done = cli("check")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"archdocs: archdocs.toml:{message}")


def test_pyproject_names_the_line_in_its_own_table() -> None:
    text = '[project]\nname = "x"\n\n[tool.archdocs.site]\njob = 3\n'
    with pytest.raises(ConfigError, match=r"pyproject\.toml:5: no option called `job`"):
        config.parse(text, "pyproject.toml")


def test_one_entry_of_a_table_changes_alone() -> None:
    folders = config.parse('[records.folders]\nadr = "x"\n', "archdocs.toml").records.folders
    assert folders == {"adr": "x", "spec": "specs"}


def test_settings_round_trip_through_toml() -> None:
    text = config.to_toml(Settings().as_dict())
    assert config.parse(text, "archdocs.toml") == Settings()


def test_the_schema_accepts_the_defaults_and_refuses_the_unknown() -> None:
    schema = config.json_schema()
    jsonschema.validate(Settings().as_dict(), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"site": {"nope": 1}}, schema)
    json.dumps(schema)


def test_every_option_is_explained() -> None:
    for section in dataclasses.fields(Settings):
        table = getattr(Settings(), section.name)
        for item in dataclasses.fields(Tracker() if isinstance(table, Mapping) else table):
            assert item.metadata["doc"].endswith("."), toml_name(item.name)


@given(st.text(alphabet="[]=\"'#.\n abcsiterefs0123456789-", max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_is_settings_or_a_config_error(text: str) -> None:
    message = "archdocs.toml"
    try:
        config.parse(text, "archdocs.toml")
    except ConfigError as error:
        message = error.message
    assert message.startswith("archdocs.toml")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
@settings(max_examples=200, deadline=None)
def test_values_survive_toml(name: str) -> None:
    text = config.to_toml(
        {"project": {"name": name}, "records": {"templates": {name or "x": name}}}
    )
    read = config.parse(text, "archdocs.toml")
    assert read.project.name == name
    assert read.records.templates[name or "x"] == name


def test_deep_nesting_is_a_fault_like_any_other(tmp_path: Path) -> None:
    deep = f"a = {'[' * 50_000}"
    with pytest.raises(ConfigError, match="not valid TOML"):
        config.parse(deep, "archdocs.toml")
    (tmp_path / "pyproject.toml").write_text(deep)
    assert config.find_config(tmp_path) is None
