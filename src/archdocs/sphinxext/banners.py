"""Banners on stale sections: why, since when, whose the section is, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes

from archdocs.finding import Finding
from archdocs.freshness.overview import since_of

__all__ = ["fact_list", "place_banners"]

TITLE = "This section may be out of date"
Row = tuple[str, list[nodes.Node]]


def place_banners(doctree: nodes.document, findings: Iterable[Finding]) -> None:
    """Put one banner into each section that findings are about."""
    found: dict[int, tuple[nodes.Element, list[Finding]]] = {}
    for finding in findings:
        place = section_of(doctree, finding.location.line)
        alike = found.setdefault(id(place), (place, []))[1]
        if (finding.code, finding.message) not in {(f.code, f.message) for f in alike}:
            alike.append(finding)
    for place, alike in found.values():
        titles = (n + 1 for n, c in enumerate(place.children) if isinstance(c, nodes.title))
        place.insert(next(titles, 0), banner(alike))


def section_of(doctree: nodes.document, line: int) -> nodes.Element:
    """Return the section a line is in, the first one for lines before any."""
    best: nodes.Element = next(iter(doctree.findall(nodes.section)), doctree)
    for section in doctree.findall(nodes.section):
        start = line_of(section)
        if start and start <= line:
            best = section
    return best


def line_of(section: nodes.section) -> int:
    """Return the line a section's heading stands on, 0 when the parser kept none."""
    title = next(iter(section.findall(nodes.title)), None)
    return int(section.line or (title.line if title is not None else 0) or 0)


def banner(findings: list[Finding]) -> nodes.Node:
    """Return what a reader needs; several reasons are a list, their owner is told once."""
    body: list[nodes.Node]
    if len(findings) == 1:
        body = [*reason(findings[0]), *owned(findings)]
    else:
        items = [nodes.list_item("", *reason(finding)) for finding in findings]
        body = [*owned(findings), nodes.bullet_list("", *items)]
    return nodes.admonition(
        "", nodes.title("", TITLE), *body, classes=["archdocs-stale", "warning"]
    )


def reason(finding: Finding) -> list[nodes.Node]:
    """Return one finding: its words with its code, the evidence, what to do."""
    words = nodes.paragraph("", "", *with_code(sentence(finding.message)))
    words += [nodes.Text(" "), nodes.literal("", finding.code)]
    rows: list[Row] = [
        (label.capitalize(), evidence(label, value))
        for label, value in finding.told
        if label != "owner"
    ]
    since = since_of(finding)
    if since and "since" not in dict(finding.evidence):
        rows.insert(0, ("Since", [nodes.Text(since)]))
    made: list[nodes.Node] = [words, *([fact_list(rows)] if rows else [])]
    if finding.hint:
        todo = nodes.strong("", "What to do: ")
        made.append(nodes.paragraph("", "", todo, *with_code(sentence(finding.hint))))
    return made


def owned(findings: Iterable[Finding]) -> list[nodes.Node]:
    """Return whose the section is, where that is known."""
    names = dict.fromkeys(dict(f.evidence).get("owner", "") for f in findings)
    known = ", ".join(name for name in names if name)
    return [fact_list([("Owner", [nodes.Text(known)])])] if known else []


def sentence(text: str) -> str:
    """Return a finding's words as a sentence of a page."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "…", "?")) else ".")


def evidence(label: str, value: str) -> list[nodes.Node]:
    """Return a piece of evidence; a quoted line is source, and is shown as such."""
    return [nodes.literal("", value)] if label == "quoted" else with_code(value)


def with_code(text: str) -> list[nodes.Node]:
    """Return text with what stands between backticks as code; nothing else is interpreted."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return [nodes.Text(text)]
    made: list[nodes.Node] = []
    for number, part in enumerate(parts):
        if part:
            made.append(nodes.literal("", part) if number % 2 else nodes.Text(part))
    return made


def fact_list(rows: Iterable[Row]) -> nodes.Node:
    """Return rows of a name and a value as a definition list."""
    made = nodes.definition_list(classes=["archdocs-facts"])
    for name, value in rows:
        is_table = bool(value) and isinstance(value[0], nodes.table)
        told = value[0] if is_table else nodes.paragraph("", "", *value)
        made += nodes.definition_list_item("", nodes.term("", name), nodes.definition("", told))
    return made
