"""What archdocs adds to a page: a record's header, and a banner on each stale section."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from archdocs.records.elsewhere import far_records
from archdocs.records.force import decided, phrase
from archdocs.records.model import Record
from archdocs.records.tasks import tasks_of
from archdocs.sphinxext.banners import fact_list, place_banners
from archdocs.sphinxext.facts import Facts, facts_of, remember
from archdocs.sphinxext.fieldrows import field_rows
from archdocs.sphinxext.records import far_link, link_to, status_badge, with_refdoc
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
    place_banners(doctree, facts.stale.get(docname, ()))
    record = facts.records.get(docname)
    if record is not None:
        place_header(doctree, app.env, record)
        publish_label(app.env, record)


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
    for name, cell in far_rows(facts, record).items():
        rows.append((name, joined(cell)))
    return nodes.container(
        "", fact_list(rows), classes=["archdocs-record", f"archdocs-kind-{record.kind}"]
    )


def far_rows(facts: Facts, record: Record) -> dict[str, list[nodes.Node]]:
    """Return the links to records of other repositories, by what they are called."""
    found: dict[str, list[nodes.Node]] = {}
    for kind, far in far_records(facts.catalog, record):
        words = facts.catalog.names.shown(kind).replace("-", " ").capitalize()
        found.setdefault(words, []).append(far_link(far))
    return found


def publish_label(env: BuildEnvironment, record: Record) -> None:
    """Make the record's id a label, which other sites find in this one's inventory."""
    name, title = record.id.lower(), f"{record.id}: {record.title}"
    standard = env.domains.standard_domain
    if name not in standard.anonlabels:
        standard.anonlabels[name] = (env.docname, "")
        standard.labels[name] = (env.docname, "", title)


def joined(items: list[nodes.Node]) -> list[nodes.Node]:
    """Return nodes with a comma between each two."""
    made = [node for item in items for node in (nodes.Text(", "), item)]
    return made[1:]


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


def setup(app: Sphinx) -> None:
    """Connect to the reading of pages."""
    app.connect("source-read", quiet_front_matter)
    app.connect("doctree-read", decorate)
