"""Records of every format, as many as wanted, the same ones every time.

Each is one of the format's own shapes, filled with titles, statuses and dates that people
really write and some that they should not, with line ends, byte order marks and stray lines
of every sort.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["SHAPES", "Generated", "generate"]

TITLES = (
    "Use Kafka for order events",
    "Öl & Wasser: warum (nicht)",
    "日本語の決定",
    "A | B, `code` and *stars*",
    "Use # and $ and {{ braces }}",
    "x" * 200,
    "Quoted \"twice\" and 'once'",
    "Status",
)
STATUSES = (
    *("Accepted", "accepted", "ACCEPTED", "Proposed", "Rejected", "Deprecated", "Superseded"),
    *("Superceded by [2. Old](0002-old.md)", "Accepted, 2024-01-02", "Approved by the board"),
    *("{proposed | accepted}", "Implementable", "Accepted. Superseded in part by 7", "draft?"),
    *("<!-- proposed -->", "In force since the merger", "[accepted](https://example.org/1)"),
)
DATES = ("2024-01-02", "02-Jan-2024", "2024/1/2", "2023-14-05", "", "yesterday", "20240102")
PEOPLE = ("Ann, Bob", "Ann <ann@example.org>", '"@ann"', "", "[Ann](mailto:a@example.org)")
STRAY = (
    *(
        "",
        "Some prose.",
        "## Status",
        "Status: Rejected",
        "```",
        "~~~~",
        "<!--",
        "-->",
        "---",
        "===",
    ),
    *("* item", "| a | b |", "\tindented", "    four", "\x00", "a\u2028b", "# Other", "> quoted"),
    *("[link](0002-old.md)", "Date: 1999-01-01", ".. note:: x", "\ufeff", "é" * 30, "{% raw %}"),
)

#: Where a record of each format stands, and what it looks like.
SHAPES: dict[str, tuple[str, str]] = {
    "madr-4": (
        "adr/{n:04}-x.md",
        "---\nstatus: {status}\ndate: {date}\ndecision-makers: [Ann, Bob]\n---\n\n# {title}\n\n"
        "## Context and Problem Statement\n\n{stray}\n\n## Decision Outcome\n",
    ),
    "madr-3": (
        "adr/{n:04}-x.md",
        "---\n# optional\nstatus: {status}\ndate: {date}\ndeciders: {people}\n---\n# {title}\n\n"
        "{stray}\n",
    ),
    "madr-2": (
        "adr/{n:04}-x.md",
        "# {title}\n\n* Status: {status}\n* Deciders: {people}\n* Date: {date}\n\n"
        "Technical Story: [#3](https://example.org/3)\n\n{stray}\n\n## Context <!-- optional -->\n",
    ),
    "nygard": (
        "doc/adr/{n:04}-x.md",
        "# {n}. {title}\n\nDate: {date}\n\n## Status\n\n{status}\n\n"
        "Amends [2. Old](0002-old.md)\n\n## Context\n\n{stray}\n\n## Decision\n",
    ),
    "log4brains": (
        "adr/20240102-x{n}.md",
        "# {title}\n\n- Status: {status}\n- Deciders: {people}\n- Date: {date}\n- Tags: a, b\n\n"
        "{stray}\n",
    ),
    "edgex": (
        "adr/{n:04}-x.md",
        "# {title}\n### Submitters\n- {people}\n\n## Change Log\n- [{status}](https://example.org/1)"
        " ({date})\n\n## Context\n{stray}\n",
    ),
    "tyree-akerman": (
        "adr/{n:04}-x.md",
        "# {title}\n\n* **Issue**: x\n* **Decision**: y\n* **Status**: {status}\n"
        "* **Date**: {date}\n* **Assumptions**: None.\n\n{stray}\n",
    ),
    "alexandrian": (
        "adr/{n:04}-x.md",
        "---\ndate: {date}\n---\n# {title}\n\n## Prologue\n\nIn the context of {stray}\n",
    ),
    "cosmos": (
        "adr/adr-{n:04}-x.md",
        "# ADR {n}: {title}\n\n## Changelog\n\n- {date}: Initial draft\n\n## Status\n\n{status}"
        " Not Implemented\n\n## Context\n\n{stray}\n",
    ),
    "aries-rfc": (
        "adr/features/{n:04}-x/README.md",
        "# Aries RFC {n:04}: {title}\n\n- Authors: {people}\n- Status: {status}\n- Since: {date}\n"
        "- Status Note: none\n- Start Date: {date}\n\n{stray}\n",
    ),
    "rust-rfc": (
        "adr/{n:04}-x.md",
        "- Feature Name: `x`\n- Start Date: {date}\n- RFC PR #: 3\n- Rust Issue: N/A\n"
        "- Status: {status}\n\n# {title}\n\n{stray}\n",
    ),
    "opentofu": (
        "adr/20240102-x{n}.md",
        "# {title}\n\n> [!IMPORTANT]\nThis RFC is {status}\n\nIssue: https://example.org/3\n\n{stray}\n",
    ),
    "eip": (
        "adr/{n:04}-x.md",
        "---\neip: {n}\ntitle: {title}\nauthor: {people}\nstatus: {status}\ncreated: {date}\n"
        "requires: 1, 2\n---\n\n{stray}\n",
    ),
    "pep": (
        "adr/{n:04}-x.rst",
        "PEP: {n}\nTitle: {title}\nAuthor: {people}\nStatus: {status}\nType: Process\n"
        "Created: {date}\n\nAbstract\n========\n\n{stray}\n",
    ),
    "kep": (
        "adr/sig/{n:04}-x/kep.yaml",
        "title: {title}\nkep-number: {n}\nauthors:\n  - {people}\nowning-sig: sig-x\n"
        "status: {status} # provisional|implementable\ncreation-date: {date}\n{stray}\n",
    ),
    "heading": (
        "adr/{n:04}-x.md",
        "# {title}\n\nDate: {date}\n\n## Status: {status}\n\n## Context\n\n{stray}\n",
    ),
    "openedx": (
        "adr/{n:04}-x.rst",
        "{n}. {title}\n############\n\nStatus\n******\n\n"
        "**{status}** ({date}), while prose goes on.\n\nContext\n=======\n\n{stray}\n",
    ),
    "oep": (
        "adr/{n:04}-x.rst",
        "OEP-{n}: {title}\n################\n\n.. list-table::\n   :widths: 25 75\n\n   * - OEP\n"
        "     - :ref:`OEP-{n}`\n   * - Title\n     - {title}\n   * - Last Modified\n     - {date}\n"
        "   * - Status\n     - {status}\n\nAbstract\n********\n\n{stray}\n",
    ),
    "oep-drawn": (
        "adr/{n:04}-x.rst",
        "OEP-{n}: X\n##########\n\n+--------+----------+\n| Title  | X        |\n"
        "+--------+----------+\n| Status | Accepted |\n+--------+----------+\n\n{stray}\n",
    ),
    "plain": ("adr/{n:04}-x.md", "# {title}\n\n{stray}\n"),
}


@dataclass(frozen=True)
class Generated:
    """One file: its shape's name, its path and its bytes."""

    shape: str
    path: str
    data: bytes


def generate(count: int, seed: int = 7) -> Iterator[Generated]:
    """Yield ``count`` files, the shapes in turn."""
    chance = random.Random(seed)
    names = tuple(SHAPES)
    for number in range(1, count + 1):
        shape = names[number % len(names)]
        path, text = SHAPES[shape]
        filled = text.format(
            n=number,
            title=chance.choice(TITLES),
            status=chance.choice(STATUSES),
            date=chance.choice(DATES),
            people=chance.choice(PEOPLE),
            stray="\n".join(chance.choices(STRAY, k=chance.randrange(6))),
        )
        yield Generated(shape, path.format(n=number), spoiled(chance, filled).encode())


def spoiled(chance: random.Random, text: str) -> str:
    """Return a text as some editor might have left it: other line ends, a mark, a lost line."""
    lines = text.split("\n")
    if chance.random() < 0.15:
        del lines[chance.randrange(len(lines))]
    if chance.random() < 0.1:
        lines.insert(chance.randrange(len(lines)), chance.choice(STRAY))
    end = chance.choice(("\n", "\n", "\n", "\r\n", "\r"))
    mixed = chance.random() < 0.05
    text = "".join(
        line + (chance.choice(("\n", "\r\n", "\r")) if mixed else end) for line in lines[:-1]
    )
    text += lines[-1]
    if chance.random() < 0.1:
        text = text.rstrip("\r\n")
    return ("\ufeff" if chance.random() < 0.1 else "") + text
