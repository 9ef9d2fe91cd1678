"""What a record's own sections say, in plain words: the problem, the decision, what follows.

Every format has these under headings of its own. A section that none of the words below name
belongs to the one it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archdocs.records.document import Document, Heading

__all__ = ["PARTS", "Said", "extract", "first_sentence", "words"]

PROBLEM, SUMMARY, DECISION, FOLLOWS, COST, AGAIN = PARTS = (
    *("problem", "summary", "decision", "follows", "cost", "again"),
)
#: The first words of headings, in lower case, and the part their sections tell.
HEADINGS = {
    PROBLEM: (
        *("context", "problem", "issue", "motivation", "background", "introduction"),
        *("question", "why", "what is asked", "what happened", "hypothesis"),
    ),
    SUMMARY: ("summary", "abstract", "in short", "overview", "executive summary"),
    DECISION: (
        *("decision outcome", "decision", "proposal", "proposed", "solution", "design"),
        *("specification", "approach", "reference-level", "guide-level", "change", "result"),
        *("what we do", "what was decided", "what is done", "detailed design", "resolution"),
    ),
    FOLLOWS: (
        *("consequences", "positive consequences", "implications", "outcome", "benefits"),
        *("impact", "what follows", "resulting context", "results", "what will be different"),
        *("neutral consequences", "positive"),
    ),
    COST: (
        *("negative consequences", "negative", "cost", "costs", "risks", "risk", "drawbacks"),
        *("trade-offs", "tradeoffs", "downsides", "open questions", "known gaps"),
        *("what may go wrong", "what it costs", "when it fails", "failure", "way out"),
        *("disadvantages", "unresolved questions", "backwards compatibility"),
    ),
    AGAIN: ("confirmation", "validation", "review", "when to revisit", "fitness function"),
}
#: Sections whose text is neither: lists of what was weighed, and what only the trade reads.
ASIDE = (
    *("considered options", "decision drivers", "options", "alternatives", "pros and cons"),
    *("related", "references", "links", "more information", "notes", "status", "change log"),
    *("changelog", "copyright", "prior art", "test", "deciders", "positions", "constraints"),
    *(
        "security",
        "assumptions",
        "argument",
        "non-goals",
        "goals",
        "rejected",
        "future work",
        "history",
    ),
)
TITLES = tuple(
    sorted(
        ((name, part) for part, names in {**HEADINGS, "": ASIDE}.items() for name in names),
        key=lambda item: -len(item[0]),
    )
)
LONGEST_LINE = 4000
MOST_LINES = 400
ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)]|#\.)\s+(.*)")
#: Lines that are no prose: tables, images, directives, labels, rules, fields of rst.
NO_PROSE = re.compile(r"\s*(?:\||!\[|<|>?\s*:{3}|\.\.(?:\s|$)|\(\S+\)=|[-=~^*_+#`]{3,}\s*$|:\w+:)")
INLINE = (
    (re.compile(r"<!--.*?(?:-->|$)"), ""),
    (re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])"), r"\1"),
    (re.compile(r"(?:\{[\w:+-]+\}|:[\w:+-]+:)(?=`)"), ""),
    (re.compile(r"``([^`]+)``|`([^`<]+?)\s*<[^`>]*>`_{0,2}|`([^`]+)`_{0,2}"), r"\1\2\3"),
    (re.compile(r"</?[A-Za-z][^<>]*>"), ""),
    (re.compile(r"<(https?://[^<>\s]+)>"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])[*_](?=\S)([^*_]+)(?<=\S)[*_](?![\w*])"), r"\1"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
    (re.compile(r"&(?:nbsp|#160);"), " "),
)
END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s|$)")
SHORT = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|z\.B|d\.h|cf|vs|etc|approx|no|nr|ca|[A-Z])\.$", re.I)
#: What templates leave behind where nobody wrote anything.
EMPTY = re.compile(r"[\W_]*|\{.*\}|Chosen option: [\"“]…[\"”], because …|T(?:BD|ODO)\.?|N/A\.?")


@dataclass(slots=True)
class Said:
    """The paragraphs and the list items of each part, as plain text."""

    paragraphs: dict[str, list[str]] = field(default_factory=dict)
    items: dict[str, list[str]] = field(default_factory=dict)


def extract(document: Document) -> Said:
    """Read what a record says about itself."""
    said = Said()
    prose = list(document.prose())
    open_parts: list[tuple[int, str]] = []
    for heading in document.headings:
        while open_parts and open_parts[-1][0] >= heading.level:
            open_parts.pop()
        named = part_of(heading)
        part = named if named is not None else (open_parts[-1][1] if open_parts else "")
        open_parts.append((heading.level, part))
        if part:
            span = document.section(heading)
            lines = [document.lines[n] for n in prose if n in span][:MOST_LINES]
            gather(said, part, lines)
    return said


def part_of(heading: Heading) -> str | None:
    """Return the part a heading names: empty for what is left aside, ``None`` for neither."""
    text = re.sub(r"^[\d.\s)]+", "", words(heading.text)).lower().strip(" :*_")
    for name, part in TITLES:
        if text == name or text.startswith((f"{name} ", f"{name}:", f"{name},", f"{name}/")):
            return part
    return None


def gather(said: Said, part: str, lines: list[str]) -> None:
    """Sort a section's lines into paragraphs and items."""
    for is_item, text in blocks(lines):
        plain = words(text)
        if not plain or EMPTY.fullmatch(plain):
            continue
        where = said.items if is_item else said.paragraphs
        if is_item and part == FOLLOWS and re.match(r"(?:bad|negative|con)\b[,:;]?", plain, re.I):
            where.setdefault(COST, []).append(plain)
        else:
            where.setdefault(part, []).append(plain)


def blocks(lines: list[str]) -> Iterator[tuple[bool, str]]:
    """Yield each paragraph and each list item, joined to one line; whether it is an item."""
    current: list[str] = []
    item = skipping = False
    for line in [*lines, ""]:
        cut = line[:LONGEST_LINE]
        found = ITEM.match(cut)
        ends = not cut.strip() or found is not None
        if ends and current:
            yield item, " ".join(current)[:LONGEST_LINE]
            current = []
        if not cut.strip():
            skipping = skipping and line[:1].isspace()
            continue
        if found:
            item, skipping, current = True, False, [found[1]]
        elif NO_PROSE.match(cut):
            skipping = cut.lstrip().startswith("..")
        elif not current and not (skipping and cut[:1].isspace()):
            item, current = False, [cut.strip()]
        elif current:
            current.append(cut.strip())


def words(text: str) -> str:
    """Return a line of Markdown or reStructuredText as plain words."""
    for pattern, new in INLINE:
        text = pattern.sub(new, text)
    return " ".join(text.split())


def first_sentence(text: str, longest: int = 300) -> str:
    """Return the first sentence of a text, cut at a word where it is too long."""
    text = text[: longest * 4]
    for end in END.finditer(text):
        if not SHORT.search(text[: end.end()]):
            text = text[: end.end()]
            break
    return shortened(text, longest)


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many characters, cut between words."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"
