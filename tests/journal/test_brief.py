"""A brief says what records say, in plain words, and when they say it no longer."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import UsageError
from archdocs.freshness import engine
from archdocs.journal.brief import new_brief
from archdocs.journal.extract import (
    AGAIN,
    COST,
    DECISION,
    FOLLOWS,
    PROBLEM,
    extract,
    first_sentence,
    words,
)
from archdocs.project import Project
from archdocs.records.document import Document
from archdocs.records.model import Record
from archdocs.records.new import Draft
from support import Repo

DAY = datetime.date(2026, 3, 1)
MADR = """\
---
status: accepted
date: 2026-01-02
owner: platform
review-by: 2026-12-01
---

# Use a queue

## Context and Problem Statement

Calls get **lost** ([ADR-0001](0001-x.md)), e.g. at night. How do we keep them?

## Considered Options

* Queue
* Nothing

## Decision Outcome

Chosen option: "Queue", because `rabbit` keeps {adr}`1`.

### Consequences

* Good, because nothing is lost.
* Bad, because it costs 100 EUR
  a month.

### Confirmation

A test <script>alert(1)</script> counts them.
"""
NYGARD = """\
# 3. Use *Postgres*

Date: 2026-01-02

## Status

Accepted

## Context

We need a database. It must be free.

## Decision

We will use Postgres.

<!-- a comment -->

## Consequences

Backups are easy.

Nobody knows Oracle any more.
"""
KEP = """\
# KEP-7: Faster

## Summary

It gets faster.

## Motivation

It is slow.

## Proposal

Cache it.

### Risks and Mitigations

- Caches go stale.

## Drawbacks

Memory.
"""
RST = """\
Use a queue
===========

Status
------

**Accepted**

Context
-------

Calls get ``lost``, see :doc:`calls <calls>`.

.. note::

   Not this.

Decision
--------

#. We use a `queue <https://x.example>`__.
"""


def said(text: str, path: str = "adr/0002-x.md") -> dict[str, list[str]]:
    found = extract(Document.parse(path, text.encode()))
    parts = found.paragraphs.keys() | found.items.keys()
    return {p: found.paragraphs.get(p, []) + found.items.get(p, []) for p in parts}


def test_every_format_is_read_by_its_own_headings() -> None:
    madr = said(MADR)
    assert madr[PROBLEM] == ["Calls get lost (ADR-0001), e.g. at night. How do we keep them?"]
    assert madr[DECISION] == ['Chosen option: "Queue", because rabbit keeps 1.']
    assert madr[FOLLOWS] == ["Good, because nothing is lost."]
    assert madr[COST] == ["Bad, because it costs 100 EUR a month."]
    assert madr[AGAIN] == ["A test alert(1) counts them."]
    assert said(NYGARD) == {
        PROBLEM: ["We need a database. It must be free."],
        DECISION: ["We will use Postgres."],
        FOLLOWS: ["Backups are easy.", "Nobody knows Oracle any more."],
    }
    kep = said(KEP)
    assert kep[PROBLEM] == ["It is slow."]
    assert kep[COST] == ["Memory.", "Caches go stale."]
    rst = said(RST, "adr/0002-x.rst")
    assert rst == {PROBLEM: ["Calls get lost, see calls."], DECISION: ["We use a queue."]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", "One."),
        ("E.g. this, i.e. that. Then more.", "E.g. this, i.e. that."),
        ("Version 2.1 is out! Yes.", "Version 2.1 is out!"),
        ('He said "no." Then left.', 'He said "no."'),
        ("No end", "No end"),
        ("word " * 100, ("word " * 60).strip() + " …"),
    ],
)
def test_the_first_sentence(text: str, expected: str) -> None:
    assert first_sentence(text) == expected


@given(st.text(alphabet="ab *_`[](){}<>!#|:-=\n\\.~&1", max_size=200))
@settings(max_examples=200, deadline=None)
@pytest.mark.timeout(60)
def test_any_text_becomes_words(text: str) -> None:
    body = f"# T\n\n## Context\n\n{text}\n\n## Decision\n\n- {text}\n"
    for path in ("adr/0001-x.md", "adr/0001-x.rst"):
        for lines in said(body, path).values():
            assert all(line == " ".join(line.split()) for line in lines)
    assert "\n" not in words(text)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["**a", "[", "[a](", "`", "<!--", "_a ", "a.", "- ", "![", "<a "])
def test_hostile_lines_take_no_time(piece: str) -> None:
    said(f"# T\n\n## Context\n\n{piece * 20_000}\n\n- {piece * 20_000}\n")


@pytest.fixture
def project(repo: Repo) -> Repo:
    repo.write("archdocs.toml", "")
    repo.write("adr/0002-queue.md", MADR)
    repo.write("adr/0003-base.md", NYGARD)
    repo.commit()
    return repo


def write(repo: Repo, *refs: str, title: str = "") -> tuple[Record, str]:
    made = new_brief(Project(repo.path), refs, Draft(title, DAY), audience=("board", "R&D"))
    return made, (repo.path / made.path).read_text("utf-8")


def test_a_brief_of_one_record(project: Repo) -> None:
    made, text = write(project, "2")
    assert (made.path, made.title) == ("docs/briefs/0001-use-a-queue.md", "Use a queue")
    assert made.fields["audience"] == ["board", "R&D"]
    assert made.fields["commit"] == project.git("rev-parse", "HEAD")
    assert [link.target for link in made.links] == ["ADR-0002"]
    assert text.partition("# Use a queue\n")[2] == (
        "\nMade for board, R\\&D from ADR-0002 on 2026-03-01."
        " What counts is what it was made from.\n"
        "\n## In short\n\n"
        "**Where it stands:** accepted since 2026-01-02; platform answers for it\n\n"
        "**The problem:** Calls get lost (ADR-0001), e.g. at night.\n\n"
        '**What was decided:** Chosen option: "Queue", because rabbit keeps 1.\n\n'
        "**What follows:**\n\n- Nothing is lost.\n\n"
        "**What it costs, and what may go wrong:**\n\n- It costs 100 EUR a month.\n\n"
        "**Looked at again:** 2026-12-01. A test alert(1) counts them.\n\n"
        "Read it in full: [ADR-0002: Use a queue](../../adr/0002-queue.md)\n"
        "\n## What we need from you\n\n<!-- A question with a date, or nothing. -->\n"
    )


def test_a_brief_of_several(project: Repo) -> None:
    made, text = write(project, "3", "ADR-0002", "3")
    assert made.title == "About ADR-0003, ADR-0002"
    assert text.index("## Use *Postgres*".replace("*", "\\*")) < text.index("## Use a queue")
    assert "**What it costs, and what may go wrong:** the record does not say." in text
    own = new_brief(Project(project.path), ("3",), Draft("Data, safe", DAY))
    assert own.title == "Data, safe"


def test_what_it_was_made_from_is_watched(project: Repo) -> None:
    write(project, "2", "3")
    assert outdated(project) == []
    project.write("adr/0002-queue.md", MADR.replace("\n", "\r\n").encode())
    assert outdated(project) == [], "line ends say nothing"
    project.write("adr/0002-queue.md", MADR.replace("accepted", "deprecated"))
    (project.path / "adr/0003-base.md").unlink()
    assert outdated(project) == [
        "docs/briefs/0001-about-adr-0002-adr-0003.md:5:"
        " BRIEF-0001 was made from ADR-0002, which has changed since",
        "docs/briefs/0001-about-adr-0002-adr-0003.md:5:"
        " BRIEF-0001 was made from ADR-0003, which is gone",
    ]


def outdated(repo: Repo) -> list[str]:
    found = engine.check(Project(repo.path), today=DAY)
    return [f"{f.location}: {f.message}" for f in found if f.code == "record.brief-outdated"]


def test_only_records_can_be_briefed(project: Repo, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no record called `9`"):
        write(project, "9")
    write(project, "2")
    with pytest.raises(UsageError, match="BRIEF-0001 is a brief itself"):
        write(project, "BRIEF-1")
