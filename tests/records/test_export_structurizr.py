"""The folder for Structurizr: read back by its importer's rules, by adr-tools' and by ours."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import EnvironmentFault, UsageError
from archdocs.project import Project
from archdocs.records.adrtools import document as adrtools
from archdocs.records.catalog import Catalog
from archdocs.records.export import FORMATS, export
from archdocs.records.export.model import Source
from archdocs.records.export.place import place_folder
from archdocs.records.export.structurizr import STRUCTURIZR, numbers
from archdocs.records.kinds import Kind
from archdocs.records.model import Record
from exports import KINDS, from_files, made_up, sources
from support import Repo

FRONT = "---\nstatus: {}\n{}---\n# {}\n\n## Context and Problem Statement\n\nText.\n"


@dataclass(frozen=True)
class Decision:
    """What Structurizr keeps of a file."""

    title: str
    date: str
    status: str
    links: tuple[tuple[str, str], ...]


def imported(files: dict[str, bytes]) -> dict[str, Decision]:
    """Read files as ``AdrToolsDecisionImporter`` does; what makes it fail, fails here."""
    found = {}
    names = {name for name in files if name.endswith(".md") and "/" not in name}
    for name in names:
        lines = files[name].decode().replace("\r", "").split("\n")
        assert lines[0].startswith("# ")
        title = lines[0][lines[0].index(".") + 2 :]
        assert title
        dates = [line.removeprefix("Date: ") for line in lines if line.startswith("Date: ")]
        date = datetime.date.fromisoformat(dates[0]).isoformat() if dates else ""
        start = next(n for n, line in enumerate(lines) if line.startswith("## Status"))
        stop = next(n for n, line in enumerate(lines) if line.startswith("## Context"))
        status = next(line for line in lines[start + 1 :] if line).split(" ")[0]
        links = [re.search(r"(.*) \[.*]\((.*)\)", line) for line in lines[start:stop]]
        ends = tuple((link[1], link[2]) for link in links if link and link[2] in names)
        key = str(int(name[:4]))
        assert key not in found
        found[key] = Decision(title, date, status, ends)
    return found


def reread(files: dict[str, bytes], kind: Kind = KINDS["adr"]) -> Catalog:
    """Read files as our own reader does, in a folder of their own."""
    data = {f"{kind.folder}/{name}": text for name, text in files.items()}
    source = from_files(data)
    assert not source.catalog.unreadable
    return source.catalog


def linked(
    catalog: Catalog, record: Record, names: dict[str, str] | None = None
) -> list[tuple[str, str]]:
    """Return a record's links: where they lead, else what they say."""
    found: list[tuple[str, str]] = []
    for link in record.links:
        other = catalog.target_of(record, link)
        end = other.path if other else link.target.replace("%20", " ").replace("%28", "(")
        found.append((link.kind, (names or {}).get(end, end).replace("%29", ")")))
    return sorted(set(found))


@settings(max_examples=20, deadline=None)
@given(sources)
def test_any_records_are_read_back_the_same(source: Source) -> None:
    records = [record for record in source.records if record.kind == "adr"]
    given_numbers = numbers(tuple(records))
    made = dict(STRUCTURIZR.make(source).files)
    names = {int(name[:4]): f"adr/{name}" for name in made}
    places = {record.path: names[given_numbers[record.path]] for record in records}
    again = {record.path: record for record in reread(made).records}
    decisions = imported(made)
    for record in records:
        found = again[places[record.path]]
        assert found.dialect == "nygard"
        assert "-".join(found.status.split()) == "-".join(record.status.split())
        assert found.date == record.date
        decision = decisions[str(given_numbers[record.path])]
        assert decision.status.lower() == "-".join(record.status.split())
        assert decision.date == (record.date.isoformat() if record.date else "")
        inside = [link for link in linked(source.catalog, record, places) if leads(link, "adr/")]
        assert [link for link in linked(reread(made), found) if leads(link, "adr/")] == inside
        assert {name for _, name in decision.links} == {
            end.removeprefix("adr/") for _, end in inside
        }
        text = made[places[record.path].removeprefix("adr/")].decode()
        assert adrtools.title_of(text).startswith(f"{given_numbers[record.path]}. ")
        ends = {target for target, _, _ in adrtools.links(text)}
        assert ends == {name for _, name in decision.links if int(name[:4])}


def leads(link: tuple[str, str], folder: str) -> bool:
    return link[1].startswith(folder)


DIALECTS = {
    "0001-nygard.md": "# 1. Nygard\n\nDate: 2024-01-02\n\n## Status\n\nSuperseded by"
    " [2. MADR](0002-madr.md)\n\n## Context\n\nSee [MADR](0002-madr.md#why) ![p](img/p.png).\n",
    "0002-madr.md": FRONT.format("accepted", "date: 2024-02-03\nsupersedes: [1]\n", "MADR"),
    "0003-madr2.md": "# MADR 2\n\n* Status: rejected\n* Deciders: Ann\n* Date: 2024-03-04\n\n"
    "Technical Story: x\n\n## Context\n\nDate: soon\n",
    "0004-rst.rst": "0004 rst\n========\n\nStatus\n------\n\n**Accepted** *2024-01-02*\n\n"
    "Context\n-------\n\n.. code::\n\n   ```\n",
    "0005-plain.md": "# Nothing stated\n\nDate: tomorrow?\n\n## Decision\n\nDate: next week\n",
    "0006-setext.md": "Setext\n======\n\nStatus\n------\n\nProposed\n\nContext\n-------\n\nx\n",
    "20240506-dated.md": FRONT.format("accepted", "", "Dated"),
    "0007-seven.md": FRONT.format("accepted", "relates: [20240506-dated, SPEC-1]\n", "Seven"),
    "0007-again.md": FRONT.format("deprecated", "", "Seven again"),
}


def test_every_dialect_becomes_adr_tools_form() -> None:
    files: dict[str, str | bytes] = {f"adr/{name}": text for name, text in DIALECTS.items()}
    files["specs/0001-s.md"] = FRONT.format("draft", "", "A specification")
    files["adr/img/p.png"] = b"\x89PNG\r\n\x1a\nrest"
    made = STRUCTURIZR.make(from_files(files))
    decisions = imported(dict(made.files))
    assert {number: (item.title, item.date, item.status) for number, item in decisions.items()} == {
        "1": ("Nygard", "2024-01-02", "Superseded"),
        "2": ("MADR", "2024-02-03", "Accepted"),
        "3": ("MADR 2", "2024-03-04", "Rejected"),
        "4": ("0004 rst", "2024-01-02", "Accepted"),
        "5": ("Nothing stated", "", "Unknown"),
        "6": ("Setext", "", "Proposed"),
        "7": ("Seven again", "", "Deprecated"),
        "8": ("Dated", "2024-05-06", "Accepted"),
        "9": ("Seven", "", "Accepted"),
    }
    assert decisions["9"].links == (("Relates", "0008-dated.md"),)
    text = made.files["0001-nygard.md"].decode()
    assert "[MADR](0002-madr.md) ![p](images/adr/img/p.png)" in text
    assert made.files["images/adr/img/p.png"] == files["adr/img/p.png"]
    assert text.count("## Status") == text.count("Date:") == 1
    assert "Relates SPEC-0001" in made.files["0009-seven.md"].decode()
    assert made.notes == (
        "2 records have another number there, or had none: adr/0007-seven.md is 9,"
        " adr/20240506-dated.md is 8",
    )


def test_a_link_that_says_superseded_is_no_status() -> None:
    """A record that only its links call superseded keeps the status that it states."""
    files = {"adr/0001-a.md": FRONT.format("accepted", "superseded-by: [2]\nrelates: [2]\n", "A")}
    source = from_files({**files, "adr/0002-b.md": FRONT.format("proposed", "", "B")})
    made = STRUCTURIZR.make(source).files
    again = reread(dict(made)).records[0]
    assert again.status == "accepted"
    assert {link.kind for link in again.links} == {"superseded-by", "relates"}


def test_numbers_that_do_not_fit() -> None:
    def record(number: int | None, path: str) -> Record:
        return Record("adr", "ADR-1", number, "T", "accepted", "", None, path, "plain")

    some = (record(9999, "a"), record(12345, "b"), record(3, "c"), record(None, "d"))
    assert numbers(some) == {"a": 9999, "c": 3, "b": 1, "d": 2}
    many = tuple(record(None, str(n)) for n in range(10_001))
    with pytest.raises(UsageError, match="four digits"):
        numbers(many)


def test_of_another_kind_and_then(repo: Repo) -> None:
    repo.write("specs/0001-s.md", FRONT.format("in-review", "", "S"))
    repo.commit()
    made = export(Project(repo.path), "structurizr", kind="spec", as_of="HEAD")
    assert imported(dict(made.files))["1"].status == "In-review"
    assert export(Project(repo.path), "structurizr").files == {}


def test_a_folder_is_replaced_only_if_it_is_an_untouched_export(tmp_path: Path) -> None:
    target = tmp_path / "out"
    made = STRUCTURIZR.make(
        made_up(Record("adr", "ADR-0001", 1, "A", "accepted", "", None, "adr/0001-a.md", "x"))
    )
    place_folder(target, "structurizr", made.files)
    assert sorted(path.name for path in target.iterdir()) == [".archdocs-export.json", "0001-a.md"]
    place_folder(target, "structurizr", {"0002-b.md": b"# 2. B\n"})
    assert [path.name for path in sorted(target.glob("*.md"))] == ["0002-b.md"]
    for name in ("notes.md", "0002-b.md"):
        (target / name).write_text("mine")
        with pytest.raises(UsageError, match=name):
            place_folder(target, "structurizr", made.files)
        assert (target / name).read_text() == "mine"
        (target / name).unlink()
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(UsageError, match="no folder"):
        place_folder(tmp_path / "link", "structurizr", made.files)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "out"]


def test_what_the_disk_refuses_leaves_the_former_export(tmp_path: Path) -> None:
    target = tmp_path / "out"
    place_folder(target, "structurizr", {"0001-a.md": b"# 1. A\n"})
    with pytest.raises(EnvironmentFault, match="cannot write"):
        place_folder(target, "structurizr", {"0002-b.md": b"", f"0003-{'c' * 300}.md": b""})
    assert [path.name for path in target.glob("*.md")] == ["0001-a.md"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_title_of_a_megabyte_and_no_title() -> None:
    files = {"adr/0001-a.md": f"# {'x' * 1_000_000}\n\n## Status\n\nAccepted\n"}
    source = from_files({**files, "adr/0002-b.md": FRONT.format("accepted", "relates: [1]\n", "")})
    made = dict(STRUCTURIZR.make(source).files)
    decisions = imported(made)
    assert decisions["2"].title == "ADR-0002"
    assert decisions["2"].links[0][0] == "Relates"
    assert all(FORMATS[name].make(source).files for name in FORMATS)


PIECES = """\
Status|------|======|Accepted||* a|  b|1. c|   d|.. code::|.. _t:|``x``|`l <u>`_|::|+--+|Date: never
## Status|```|# H|[x](0001-a.md)|![p](../p.png)|---|<!--|-->|* Status: rejected|\t\x00é|Title|## H
"""
LINES = st.lists(st.sampled_from(re.split(r"[|\n]", PIECES)) | st.text(max_size=12), max_size=14)


@settings(max_examples=40, deadline=None)
@given(LINES, st.sampled_from((".md", ".rst")))
def test_no_text_makes_a_file_that_the_importer_can_not_read(lines: list[str], end: str) -> None:
    text = "\n".join(lines).encode("utf-8", "replace")
    source = from_files({f"adr/0001-a{end}": text, "adr/0002-b.md": "# B\n"})
    made = dict(STRUCTURIZR.make(source).files)
    decisions = imported(made)
    assert len(decisions) == len(source.records)
    for record, again in zip(source.records, reread(made).records, strict=True):
        assert again.dialect == "nygard"
        assert "-".join(again.status.split()) == "-".join(record.status.split())
        assert again.date == record.date
