"""The catalog: names, links both ways, and what is wrong, each at its line."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import UsageError
from archdocs.project import shipped_templates
from archdocs.records.catalog import Catalog, load
from archdocs.records.circles import cycles
from archdocs.records.codes import RULES
from archdocs.records.rules import aged, findings
from archdocs.settings import RecordSettings, Settings
from archdocs.system.tree import WorkTree


def front(title: str, status: str = "accepted", **fields: str) -> str:
    extra = "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in fields.items())
    return f"---\nstatus: {status}\ndate: 2024-01-02\n{extra}---\n# {title}\n"


def catalog_of(tmp_path: Path, files: Mapping[str, str | bytes]) -> Catalog:
    for path, text in files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(WorkTree(tmp_path), Settings(), template_folders=(shipped_templates(),))


def said(catalog: Catalog) -> list[str]:
    return [f"{finding.location} {finding.code}" for finding in findings(catalog)]


def test_a_healthy_catalog_has_no_findings(tmp_path: Path) -> None:
    catalog = catalog_of(
        tmp_path,
        {
            "adr/0001-a.md": front("A", "superseded", superseded_by="[ADR-0002]"),
            "adr/0002-b.md": front("B", supersedes="[ADR-0001]", relates="[SPEC-1, ../docs/x.md]"),
            "adr/index.md": "# Index\n",
            "adr/adr-template.md": "# {title}\n",
            "adr/sub/0003-c.md": front("C", depends="[2, https://example.org/x]"),
            "specs/0001-s.md": front("S", "draft", relates="../adr/0002-b.md"),
            "docs/x.md": "# X\n",
        },
    )
    assert said(catalog) == []
    assert [record.id for record in catalog.records] == [
        "ADR-0001", "ADR-0002", "ADR-0003", "SPEC-0001",
    ]  # fmt: skip
    second, spec = catalog.find("ADR-2"), catalog.find("spec-1")
    assert [(kind, other.id) for kind, other in catalog.forward(second)] == [
        ("supersedes", "ADR-0001"), ("relates", "SPEC-0001"),
    ]  # fmt: skip
    assert [(kind, other.id) for kind, other in catalog.backlinks(second)] == [
        ("supersedes", "ADR-0001"), ("required-by", "ADR-0003"), ("relates", "SPEC-0001"),
    ]  # fmt: skip
    assert [(kind, other.id) for kind, other in catalog.both_ways(spec)] == [
        ("relates", "ADR-0002")
    ]


@pytest.mark.parametrize(
    "ref",
    ["2", "0002", "#2", "ADR-2", "adr-0002", "ADR 2", "ADR2", "0002-use-2-databases",
     "0002-use-2-databases.md", "adr/0002-use-2-databases.md", "./0002-use-2-databases.md#x"],
)  # fmt: skip
def test_names_of_a_record(tmp_path: Path, ref: str) -> None:
    files = {"adr/0001-use-2.md": front("A"), "adr/0002-use-2-databases.md": front("B")}
    if ref == "#2":
        ref = ref.lstrip("#")
    found = catalog_of(tmp_path, files).resolve(ref)
    assert found is not None
    assert found.number == 2


@pytest.mark.parametrize(
    "ref", ["use", "databases", "2-databases", "3", "", "ADR-", "SPEC-2", "02x"]
)
def test_a_part_of_a_name_names_nothing(tmp_path: Path, ref: str) -> None:
    catalog = catalog_of(tmp_path, {"adr/0002-use-2-databases.md": front("B")})
    assert catalog.resolve(ref) is None
    with pytest.raises(UsageError, match="no record called"):
        catalog.find(ref)


def test_a_number_is_of_the_first_kind_that_has_it(tmp_path: Path) -> None:
    files = {"adr/0001-a.md": front("A"), "specs/0001-s.md": front("S", "draft")}
    catalog = catalog_of(tmp_path, {**files, "specs/0002-t.md": front("T", "draft")})
    assert catalog.find("1").id == "ADR-0001"
    assert catalog.find("1", "spec").id == "SPEC-0001"
    assert catalog.find("2").id == "SPEC-0002"
    assert catalog.get("spec-0001") is not None
    assert catalog.get("1") is None


def test_two_files_of_one_number(tmp_path: Path) -> None:
    files = {"adr/0042-kafka.md": front("A"), "adr/0042-redis.md": front("B")}
    catalog = catalog_of(tmp_path, files)
    assert said(catalog) == [
        "adr/0042-kafka.md:5 record.duplicate-number",
        "adr/0042-redis.md:5 record.duplicate-number",
    ]
    with pytest.raises(UsageError, match=r"several records: adr/0042-kafka\.md, adr/0042-redis"):
        catalog.find("42")
    assert catalog.find("0042-redis").title == "B"


CASES: dict[str, tuple[dict[str, str | bytes], list[str]]] = {
    "dangling": (
        {"adr/0001-a.md": front("A", superseded_by="\n  - ADR-0099")},
        ["adr/0001-a.md:5 record.dangling-link"],
    ),
    "dangling path": (
        {"adr/0001-a.md": "# 1. A\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n"
         "Amends [2. B](0002-b.md)\n"},
        ["adr/0001-a.md:9 record.dangling-link"],
    ),
    "one way": (
        {"adr/0001-a.md": front("A", "superseded"), "adr/0002-b.md": front("B", supersedes="[1]")},
        ["adr/0002-b.md:4 record.one-way-link"],
    ),
    "superseded but accepted": (
        {
            "adr/0001-a.md": front("A", superseded_by="[ADR-0002]"),
            "adr/0002-b.md": front("B", supersedes="[ADR-0001]"),
        },
        ["adr/0001-a.md:2 record.superseded-status"],
    ),
    "superseded by a proposal": (
        {
            "adr/0001-a.md": front("A", superseded_by="[ADR-0002]"),
            "adr/0002-b.md": front("B", "proposed", supersedes="[ADR-0001]"),
        },
        [],
    ),
    "unknown": ({"adr/0001-a.md": "# A\n"}, ["adr/0001-a.md:1 record.unknown-status"]),
    "illegal": ({"adr/0001-a.md": front("A", "held")}, ["adr/0001-a.md:2 record.illegal-status"]),
    "no date": (
        {"adr/0001-a.md": "---\nstatus: accepted\n---\n# A\n"},
        ["adr/0001-a.md:2 record.no-date"],
    ),
    "bad date": (
        {"adr/0001-a.md": "---\nstatus: accepted\ndate: 2023-14-05\n---\n# A\n"},
        ["adr/0001-a.md:3 record.bad-date"],
    ),
    "no title": (
        {"adr/0001-a.md": "---\nstatus: proposed\n---\n## Context\n"},
        ["adr/0001-a.md:1 record.no-title"],
    ),
    "latin-1": (
        {"adr/0001-a.md": b"# A\n\nStra\xdfe\n"},
        ["adr/0001-a.md:3 record.unreadable"],
    ),
    "front matter": (
        {"adr/0001-a.md": "---\nstatus: accepted\ndate: {x}\n---\n# A\n"},
        ["adr/0001-a.md:2 record.no-date", "adr/0001-a.md:3 record.bad-front-matter"],
    ),
    "cycle": (
        {
            "adr/0001-a.md": front("A", "superseded", superseded_by="[3]", supersedes="[2]"),
            "adr/0002-b.md": front("B", "superseded", superseded_by="[1]", supersedes="[3]"),
            "adr/0003-c.md": front("C", "superseded", superseded_by="[2]", supersedes="[1]"),
        },
        ["adr/0001-a.md:4 record.cycle"],
    ),
    "itself": (
        {"adr/0001-a.md": front("A", "superseded", supersedes="[1]", superseded_by="[1]")},
        ["adr/0001-a.md:4 record.cycle"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_fault_at_its_line(tmp_path: Path, case: str) -> None:
    files, expected = CASES[case]
    assert said(catalog_of(tmp_path, files)) == expected


def test_a_cycle_is_named(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, CASES["cycle"][0])
    assert "ADR-0001 → ADR-0002 → ADR-0003 → ADR-0001" in findings(catalog)[0].message


def test_a_long_chain_is_walked_without_recursion() -> None:
    chain: dict[str, tuple[str, ...]] = {f"{n:05d}": (f"{n + 1:05d}",) for n in range(5000)}
    chain["05000"] = ()
    assert list(cycles(chain)) == []
    chain["05000"] = ("00000",)
    assert len(next(cycles(chain))) == 5001


def test_a_link_out_of_the_project_is_unreadable(tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text("# Secret\n")
    root = tmp_path / "project"
    (root / "adr").mkdir(parents=True)
    (root / "adr/0001-a.md").symlink_to(outside)
    assert said(catalog_of(root, {})) == ["adr/0001-a.md record.unreadable"]


def test_waiting_too_long_depends_on_the_day(tmp_path: Path) -> None:
    files = {"adr/0001-a.md": front("A", "proposed"), "specs/0001-s.md": front("S", "in-review")}
    catalog = catalog_of(tmp_path, files)
    start = datetime.date(2024, 1, 2)
    assert aged(catalog, start + datetime.timedelta(90), Settings()) == ()
    late = aged(catalog, start + datetime.timedelta(91), Settings())
    assert [str(finding.location) for finding in late] == ["adr/0001-a.md:2", "specs/0001-s.md:2"]
    short = Settings(records=RecordSettings(proposed_days=3))
    assert len(aged(catalog, start + datetime.timedelta(4), short)) == 2


def test_every_rule_is_explained() -> None:
    for rule in RULES:
        assert rule.code.startswith("record.")
        for part in ("**Fires**", "**Does not fire**", "**What to do**"):
            assert part in rule.explanation


NAMES = st.sampled_from(
    ["[1]", "[2, 3]", "[ADR-0001]", "0002-b.md", "[x]", "{a: b}", "[99]", "null"]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES, st.sampled_from(["accepted", "x", "superseded"]))))
def test_any_web_of_links_is_checked(
    tmp_path_factory: pytest.TempPathFactory, webs: list[tuple[str, str, str]]
) -> None:
    files: dict[str, str | bytes] = {
        f"adr/000{n}-{name}.md": front(name, status, supersedes=one, superseded_by=two)
        for n, (name, (one, two, status)) in enumerate(zip("abc", webs, strict=False), 1)
    }
    catalog = catalog_of(tmp_path_factory.mktemp("web"), files)
    assert all(finding.location.path in files for finding in findings(catalog))
