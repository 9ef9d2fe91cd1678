"""What archdocs adds to a page: a record's header, and a banner on each stale section."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from archdocs.finding import Finding
from archdocs.freshness.overview import since_of
from archdocs.records.force import decided, phrase
from archdocs.records.model import Record
from archdocs.records.tasks import tasks_of
from archdocs.sphinxext.facts import Facts, facts_of, remember
from archdocs.sphinxext.fieldrows import field_rows
from archdocs.sphinxext.records import link_to, status_badge, with_refdoc
from archdocs.sphinxext.tasks import task_link
from archdocs.trackers import address

__all__ = ["setup"]

FRONT_MATTER = re.compile(r"---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)


def quiet_front_matter(app: Sphinx, docname: str, source: list[str]) -> None:
    """Blank a record's front matter before the Markdown parser sees it.

    archdocs has read it already, forgivingly; MyST would refuse what other tools write
    there, and would let a record switch off protections for itself. Line numbers stay.
    """
    facts = facts_of(app)
    if docname not in facts.records or not source[0].startswith("---"):
        return
    found = FRONT_MATTER.match(source[0])
    if found:
        source[0] = "\n" * found[0].count("\n") + source[0][found.end() :]


def decorate(app: Sphinx, doctree: nodes.document) -> None:
    """Add the header and banners to a page that has just been read."""
    docname = app.env.docname
    facts = facts_of(app)
    remember(app.env, docname, "")
    for finding in facts.stale.get(docname, ()):
        place_banner(doctree, finding)
    record = facts.records.get(docname)
    if record is not None:
        place_header(doctree, app.env, record)


def place_header(doctree: nodes.document, env: BuildEnvironment, record: Record) -> None:
    """Put a record's facts under its title."""
    facts = facts_of(env)
    section = next(iter(doctree.findall(nodes.section)), None)
    parent: nodes.Element = section if section is not None else doctree
    at = next((n + 1 for n, c in enumerate(parent.children) if isinstance(c, nodes.title)), 0)
    parent.insert(at, header(env, facts, record))
    heirs = [
        other
        for kind, other in facts.catalog.both_ways(record)
        if kind == "superseded-by" and decided(facts.catalog, other)
    ]
    if heirs:
        parent.insert(at, superseded_note(facts, heirs, env.docname))


def header(env: BuildEnvironment, facts: Facts, record: Record) -> nodes.Node:
    """Return the record's facts as a list of terms."""
    kind = facts.catalog.kinds[record.kind]
    rows: list[tuple[str, list[nodes.Node]]] = [("Record", [nodes.Text(record.id)])]
    if kind.has_statuses:
        rows.append(("Status", [status_badge(record.status)]))
    rows.append(("Date", [nodes.Text(record.date.isoformat() if record.date else "—")]))
    if record.owner:
        rows.append(("Owner", [nodes.Text(record.owner)]))
    if record.deciders:
        rows.append(("Decided by", [nodes.Text(", ".join(record.deciders))]))
    tasks = tasks_of(record)
    if tasks:
        rows.append(("Tracker", joined([task_link(address(facts.trackers, t), t) for t in tasks])))
    rows += field_rows(env, record, kind)
    grouped: dict[str, list[Record]] = {}
    for said, other in facts.catalog.both_ways(record):
        grouped.setdefault(phrase(facts.catalog, said, other), []).append(other)
    for name, others in grouped.items():
        links = [link_to(facts, other, f"{other.id}: {other.title}") for other in others]
        cell = joined([with_refdoc(link, env.docname) for link in links])
        rows.append((name, cell))
    return nodes.container(
        "", fact_list(rows), classes=["archdocs-record", f"archdocs-kind-{record.kind}"]
    )


def joined(items: list[nodes.Node]) -> list[nodes.Node]:
    """Return nodes with a comma between each two."""
    made = [node for item in items for node in (nodes.Text(", "), item)]
    return made[1:]


def fact_list(rows: list[tuple[str, list[nodes.Node]]]) -> nodes.Node:
    """Return rows of a name and a value as a definition list."""
    made = nodes.definition_list(classes=["archdocs-facts"])
    for name, value in rows:
        is_table = bool(value) and isinstance(value[0], nodes.table)
        told = value[0] if is_table else nodes.paragraph("", "", *value)
        made += nodes.definition_list_item("", nodes.term("", name), nodes.definition("", told))
    return made


def superseded_note(facts: Facts, heirs: list[Record], docname: str) -> nodes.Node:
    """Return the note that a decision no longer holds, with what does."""
    body = nodes.paragraph("", nodes.Text("This record is kept as history. What holds now: "))
    for number, heir in enumerate(heirs):
        if number:
            body += nodes.Text(", ")
        body += with_refdoc(link_to(facts, heir, f"{heir.id}: {heir.title}"), docname)
    body += nodes.Text(".")
    return nodes.admonition(
        "", nodes.title("", "Superseded"), body, classes=["archdocs-superseded", "note"]
    )


def place_banner(doctree: nodes.document, finding: Finding) -> None:
    """Put a stale banner into the section that the finding is about."""
    best: nodes.Element = next(iter(doctree.findall(nodes.section)), doctree)
    for section in doctree.findall(nodes.section):
        line = line_of(section)
        if line and line <= finding.location.line:
            best = section
    at = next((n + 1 for n, c in enumerate(best.children) if isinstance(c, nodes.title)), 0)
    best.insert(at, banner(finding))


def line_of(section: nodes.section) -> int:
    """Return the line a section's heading stands on, 0 when the parser kept none."""
    title = next(iter(section.findall(nodes.title)), None)
    return int(section.line or (title.line if title is not None else 0) or 0)


def banner(finding: Finding) -> nodes.Node:
    """Return what a reader of a stale section needs: why, since when, whose, what to do."""
    body: list[nodes.Node] = [nodes.paragraph("", "", *with_code(sentence(finding.message)))]
    rows: list[tuple[str, list[nodes.Node]]] = [
        (label.capitalize(), evidence(label, value)) for label, value in finding.evidence
    ]
    since = since_of(finding)
    if since and "since" not in dict(finding.evidence):
        rows.insert(0, ("Since", [nodes.Text(since)]))
    if rows:
        body.append(fact_list(rows))
    if finding.hint:
        todo = nodes.strong("", "What to do: ")
        body.append(nodes.paragraph("", "", todo, *with_code(sentence(finding.hint))))
    body.append(nodes.paragraph("", "", nodes.literal("", finding.code)))
    return nodes.admonition(
        "",
        nodes.title("", "This section may be out of date"),
        *body,
        classes=["archdocs-stale", "warning"],
    )


def sentence(text: str) -> str:
    """Return a finding's words as a sentence of a page."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "…", "`")) else ".")


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


def setup(app: Sphinx) -> None:
    """Connect to the reading of pages."""
    app.connect("source-read", quiet_front_matter)
    app.connect("doctree-read", decorate)
