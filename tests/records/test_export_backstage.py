"""Backstage: entities that its catalogue takes, and annotations in files of other people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.export import update_backstage
from archdocs.records.export.annotate import annotate
from archdocs.records.export.backstage import ADR_LOCATION, BACKSTAGE, TECHDOCS, entity_name
from archdocs.records.export.model import Source
from archdocs.records.model import Record
from archdocs.settings import RecordSettings, Settings
from exports import from_files, made_up, words
from support import Repo

FRONT = "---\nstatus: accepted\ndate: 2024-01-02\nowner: {}\n---\n# {}\n"
NAME = re.compile(r"(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
KEY = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*/[A-Za-z0-9][-A-Za-z0-9_.]*")
#: What its schemas of System and Component ask of `spec`.
SPEC = {"System": {"owner"}, "Component": {"type", "lifecycle", "owner"}}


def entities(source: Source) -> list[dict[str, Any]]:
    """Read an export back, and hold each entity against Backstage's rules."""
    text = BACKSTAGE.make(source).files[""].decode()
    found = list(YAML(typ="safe", pure=True).load_all(text))
    for entity in found:
        assert entity["apiVersion"] == "backstage.io/v1alpha1"
        meta, spec = entity["metadata"], entity["spec"]
        assert NAME.fullmatch(meta["name"])
        assert len(meta["name"]) <= 63
        assert isinstance(meta.get("title", ""), str)
        for key, value in meta.get("annotations", {}).items():
            assert KEY.fullmatch(key)
            assert isinstance(value, str)
        assert spec.keys() >= SPEC[entity["kind"]]
        assert all(isinstance(value, str) and value for value in spec.values())
    names = [(entity["kind"], entity["metadata"]["name"].lower()) for entity in found]
    assert len(set(names)) == len(names)
    return found


def test_a_project_is_a_system_that_says_where_its_decisions_are() -> None:
    files = {"adr/0001-a.md": FRONT.format("team-shop", "A"), "mkdocs.yml": "", "x.md": ""}
    assert entities(from_files(files)) == [
        {
            "apiVersion": "backstage.io/v1alpha1",
            "kind": "System",
            "metadata": {"name": "shop", "annotations": {ADR_LOCATION: "adr", TECHDOCS: "dir:."}},
            "spec": {"owner": "team-shop"},
        }
    ]


def test_each_package_with_decisions_is_a_component() -> None:
    also = Settings(records=RecordSettings(also={"adr": ("packages/*/adr",)}))
    files = {
        "packages/cart/adr/0001-c.md": FRONT.format("Ann and Bob", "C"),
        "packages/pay/adr/20240102-p.md": FRONT.format("pay", "P"),
        "adr/0001-a.md": FRONT.format("shop", "A"),
    }
    source = from_files(files, also)
    system, cart, pay = entities(source)
    only = {path: text for path, text in files.items() if path.startswith("packages")}
    assert "annotations" not in entities(from_files(only, also))[0]["metadata"]
    assert system["metadata"]["annotations"] == {ADR_LOCATION: "adr"}
    assert system["spec"] == {"owner": "unknown"}
    assert cart["metadata"]["name"] == "shop-packages-cart-adr"
    assert cart["spec"] == {
        "type": "documentation",
        "lifecycle": "unknown",
        "owner": "unknown",
        "system": "shop",
    }
    assert pay["spec"]["owner"] == "pay"
    assert pay["metadata"]["annotations"] == {ADR_LOCATION: "packages/pay/adr"}
    assert BACKSTAGE.make(source).notes == (
        "Backstage's ADR plugin reads files called NNNN-title.md; 1 of 3 are called"
        " otherwise: packages/pay/adr/20240102-p.md",
    )


@settings(max_examples=40, deadline=None)
@given(words, words)
def test_anything_is_an_entity_of_some_name(name: str, owner: str) -> None:
    record = Record("adr", "ADR-1", 1, "A", "accepted", "", None, "a/1.md", "plain", owner=owner)
    (entity,) = entities(replace(made_up(record), project=name))
    assert NAME.fullmatch(entity_name(name))
    assert entity["kind"] == "System"


def test_names_that_lose_letters_stay_apart() -> None:
    assert entity_name("Öl & Gas") == "ol-gas"
    assert entity_name("店") != entity_name("館")
    assert entity_name("x" * 80) != entity_name("x" * 81)
    assert entity_name("")


PLAIN = """\
# ours
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart   # the cart
  tags: [java,  kotlin]
spec: {type: service, lifecycle: production, owner: 'team-a'}
"""
SET = {ADR_LOCATION: "adr"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '  annotations:\n    backstage.io/adr-location: "adr"\n'),
        ("  annotations:\n", '  annotations: {backstage.io/adr-location: "adr"}\n'),
        ("  annotations: {}\n", '  annotations: {backstage.io/adr-location: "adr"}\n'),
        (
            "  annotations: {a/b: c}\n",
            '  annotations: {backstage.io/adr-location: "adr", a/b: c}\n',
        ),
        (
            "  annotations:\n    # why\n    a/b: c # d\n",
            '  annotations:\n    # why\n    backstage.io/adr-location: "adr"\n    a/b: c # d\n',
        ),
        (
            "  annotations:\n    backstage.io/adr-location: old # d\n",
            '  annotations:\n    backstage.io/adr-location: "adr" # d\n',
        ),
        (
            "  annotations: {backstage.io/adr-location: 'old', a/b: c}\n",
            '  annotations: {backstage.io/adr-location: "adr", a/b: c}\n',
        ),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_only_the_annotation_changes(before: str, after: str, ending: str, start: str) -> None:
    def whole(part: str) -> bytes:
        # Without annotations they come first; these stand last.
        head, tail = PLAIN.split("spec:") if before else PLAIN.split("  name:")
        tail = ("spec:" if before else "  name:") + tail
        return (start + (head + part + tail).replace("\n", ending)).encode()

    made = annotate(whole(before), "catalog-info.yaml", "shop", SET)
    assert made == whole(after)
    assert annotate(made, "catalog-info.yaml", "shop", SET) == made


def test_of_several_entities_the_one_of_the_projects_name() -> None:
    two = f"{PLAIN}---\n{PLAIN.replace('cart', 'Shop')}".encode()
    made = annotate(two, "x", "shop", SET)
    assert made.count(b"adr-location") == 1
    assert made.index(b"adr-location") > made.index(b"---")
    with pytest.raises(UsageError, match="2 entities"):
        annotate(two, "x", "other", SET)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "not valid YAML"),
        ("", "no entity"),
        ("- 1\n", "no entity"),
        ("kind: Component\n", "can't be set"),
        ("kind: Component\nmetadata: {name: x}\n", "can't be set"),
        ("kind: Component\nmetadata:\n  name: x\n  annotations: [a]\n", "can't be set"),
        ("kind: Component\nmetadata: &m\n  name: x\nspec: *m\n", "alias"),
        (
            "kind: Component\nmetadata:\n annotations:\n  backstage.io/adr-location: |\n   a\n",
            "can't be set",
        ),
        ("kind: Component\nmetadata: " + "{a: " * 50 + "1" + "}" * 50 + "\n", "nested"),
        ("kind: Component\nmetadata:\n  name: \xff\n", "not UTF-8"),
    ],
)
def test_what_can_not_be_edited_with_certainty_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        annotate(text.encode("latin-1"), "catalog-info.yaml", "x", SET)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=" \n:-{}[]'\"#|>&*ab/.", max_size=40), st.text(max_size=20))
def test_nothing_else_ever_changes(part: str, value: str) -> None:
    text = f"kind: System\nmetadata:\n  name: x\n  annotations:\n    {part}\nspec:\n  owner: y\n"
    before = plain(text)
    try:
        made = annotate(text.encode(), "x", "x", {ADR_LOCATION: value})
    except UsageError:
        return
    assert isinstance(before, Mapping)
    after = plain(made.decode())
    notes = dict(before["metadata"].get("annotations") or {})
    assert after["metadata"]["annotations"] == {**notes, ADR_LOCATION: value}
    assert {**after, "metadata": None} == {**before, "metadata": None}


def plain(text: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_duplicate_keys = True
    try:
        return yaml.load(text)
    except Exception:  # noqa: BLE001 - whatever it is, annotate must refuse it
        return None


def test_an_update_of_a_real_file(repo: Repo) -> None:
    repo.write("adr/0001-a.md", FRONT.format("x", "A"))
    target = repo.write("deploy/catalog-info.yaml", PLAIN)
    project = Project(repo.path)
    assert update_backstage(project, target) == (True, ())
    assert f'{ADR_LOCATION}: "../adr"' in target.read_text()
    assert update_backstage(project, target) == (False, ())
    with pytest.raises(UsageError, match="there is no"):
        update_backstage(project, repo.path / "nowhere.yaml")
    link = repo.path / "link.yaml"
    link.symlink_to(target)
    with pytest.raises(UsageError, match="there is no file"):
        update_backstage(project, link)
    with pytest.raises(UsageError, match="as they are now"):
        update_backstage(project, target, as_of="HEAD")


def test_a_folder_record_points_at_the_folder_above(tmp_path: Path) -> None:
    del tmp_path
    record = Record("adr", "ADR-0001", 1, "K", "accepted", "", None, "keps/0001-k/kep.yaml", "kep")
    (entity,) = entities(made_up(record))
    assert entity["metadata"]["annotations"] == {ADR_LOCATION: "keps"}
