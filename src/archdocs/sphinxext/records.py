"""Roles and directives that point at records: a link, a card, an index, a graph.

Roles and directives are resolved against the catalogue while a page is read; links are left
to Sphinx, so that they work in every builder.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from archdocs.records.elsewhere import FarRecord
from archdocs.records.kinds import Kind, nearest
from archdocs.records.model import Record
from archdocs.sphinxext import catalogue
from archdocs.sphinxext.catalogue import DataLink
from archdocs.sphinxext.facts import CATALOG, ELSEWHERE, Facts, facts_of, remember
from archdocs.sphinxext.loglink import log_link
from archdocs.sphinxext.tables import table

__all__ = ["far_link", "link_to", "setup", "status_badge"]

logger = logging.getLogger(__name__)
#: A link to a record in one of these says so, since what it points at no longer holds.
NOT_IN_FORCE = (
    *("superseded", "deprecated", "rejected", "withdrawn"),
    *("declined", "dropped", "expired", "retired", "sunset"),
)
#: Of the columns of an index, in parts of the page's width.
WIDTHS = {"Record": 12, "Title": 48, "Status": 14, "Date": 12, "Review by": 12, "Owner": 14}


def status_badge(status: str) -> nodes.inline:
    """Return a status as a badge; its text carries the meaning, the colour only repeats it."""
    safe = nodes.make_id(status) or "unknown"
    return nodes.inline("", status, classes=["archdocs-status", f"archdocs-status-{safe}"])


def link_to(facts: Facts, record: Record, text: str) -> nodes.Node:
    """Return a link to a record's page, or plain text when it has none in this build."""
    docname = facts.docnames.get(record.id)
    inner = nodes.inline("", text)
    if docname is None:
        return inner
    return addnodes.pending_xref(
        "",
        inner,
        refdomain="std",
        reftype="doc",
        reftarget=f"/{docname}",
        refexplicit=True,
        refwarn=True,
        refdoc="",
    )


class RecordRole(SphinxRole):
    """``{adr}`3``` or ``{record}`SPEC-1```: a link with the record's number, title, status.

    ``{adr}`the queue <3>``` keeps the words given.
    """

    def __init__(self, kind: str | None) -> None:
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the link, or a warning that names the reference."""
        title, target = split_title(self.text)
        facts = facts_of(self.env)
        if facts.catalog.elsewhere.names(target):
            return self.far(facts, target, title)
        record = facts.resolve(target, self.kind, source_of(self.env))
        if record is None:
            remember(self.env, self.env.docname, CATALOG)
            logger.warning(
                "no %s called %r",
                self.kind or "record",
                target,
                location=self.get_location(),
                type="archdocs",
                subtype="record",
            )
            return [nodes.literal("", self.text)], []
        remember(self.env, self.env.docname, record.id)
        link = link_to(facts, record, title or f"{record.id}: {record.title}")
        if isinstance(link, addnodes.pending_xref):
            link["refdoc"] = self.env.docname
        if record.status in NOT_IN_FORCE and not title:
            return [link, nodes.Text(" "), status_badge(record.status)], []
        return [link], []

    def far(
        self, facts: Facts, target: str, title: str
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make a link to a record of another repository, or a warning."""
        remember(self.env, self.env.docname, ELSEWHERE)
        found = facts.catalog.elsewhere.find(target, self.kind or "")
        if found is None:
            logger.warning(
                "no record called %r%s",
                target,
                facts.catalog.elsewhere.suggest(target),
                location=self.get_location(),
                type="archdocs",
                subtype="record",
            )
            return [nodes.literal("", self.text)], []
        return [far_link(found, title)], []


def far_link(record: FarRecord, title: str = "") -> nodes.Node:
    """Return a link to a record of another repository."""
    shown = title or f"{record.name.partition(':')[0]} {record.title}"
    return nodes.reference("", shown, internal=False, refuri=record.url)


def source_of(env: BuildEnvironment) -> Path:
    """Return the file of the page that is being read."""
    return Path(env.doc2path(env.docname)).resolve()


def split_title(text: str) -> tuple[str, str]:
    """Split ``words <target>``; without angle brackets, all is the target."""
    if text.endswith(">") and "<" in text:
        words, _, target = text[:-1].rpartition("<")
        return words.strip(), target.strip()
    return "", text.strip()


class RecordDirective(SphinxDirective):
    """``{adr} 3``: a card with a record's number, title, status and date."""

    required_arguments = 1
    final_argument_whitespace = True
    kind: str | None = None

    def run(self) -> list[nodes.Node]:
        """Make the card, or a warning."""
        facts = facts_of(self.env)
        record = facts.resolve(self.arguments[0], self.kind, source_of(self.env))
        if record is None:
            remember(self.env, self.env.docname, CATALOG)
            logger.warning(
                "no %s called %r",
                self.kind or "record",
                self.arguments[0],
                location=self.get_location(),
                type="archdocs",
                subtype="record",
            )
            return []
        remember(self.env, self.env.docname, record.id)
        head = nodes.paragraph("", "", classes=["archdocs-card-head"])
        head += with_refdoc(
            link_to(facts, record, f"{record.id}: {record.title}"), self.env.docname
        )
        meta = nodes.paragraph("", "", classes=["archdocs-card-meta"])
        meta += status_badge(record.status)
        if record.date:
            meta += nodes.Text(f" {record.date.isoformat()}")
        if record.owner:
            meta += nodes.Text(f" · {record.owner}")
        return [nodes.container("", head, meta, classes=["archdocs-card"])]


class AdrDirective(RecordDirective):
    """``{adr}`` as a directive."""

    kind = "adr"


def with_refdoc(node: nodes.Node, docname: str) -> nodes.Node:
    """Tell a pending link which page it stands on."""
    if isinstance(node, addnodes.pending_xref):
        node["refdoc"] = docname
    return node


class DecisionsDirective(SphinxDirective):
    """``{decisions}``: a table of records with status and date.

    Options: ``:kind:`` (default ``adr``), ``:status:`` (several, separated by commas),
    ``:toctree:`` to put the listed records into the sidebar too.
    """

    option_spec: ClassVar[dict[str, Callable[[str], object]]] = {
        "kind": directives.unchanged,
        "status": directives.unchanged,
        "toctree": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Make the table, and a hidden toctree if asked for."""
        remember(self.env, self.env.docname, CATALOG)
        facts = facts_of(self.env)
        kind = self.options.get("kind", "adr").strip()
        wanted = {part.strip() for part in self.options.get("status", "").split(",")} - {""}
        rows = [
            record
            for record in facts.catalog.records
            if record.kind == kind and (not wanted or record.status in wanted)
        ]
        if kind not in facts.catalog.kinds:
            near = nearest(kind, tuple(facts.catalog.kinds))
            logger.warning(
                "no kind of record called %r%s",
                kind,
                near,
                location=self.get_location(),
                type="archdocs",
                subtype="record",
            )
        if not rows:
            return [nodes.paragraph("", nodes.Text("Nothing recorded yet."))]
        made: list[nodes.Node] = [self.table(facts, facts.catalog.kinds[kind], rows)]
        if kind == "adr":
            made += [log_link(self.env), DataLink()]
        if "toctree" in self.options:
            made += self.toctree(facts, rows)
        return made

    def table(self, facts: Facts, kind: Kind, rows: list[Record]) -> nodes.Node:
        """Lay the records out, one a row; what has no status shows when it is looked at again."""
        heads = ["Record", "Title", "Date", "Owner"]
        if kind.has_statuses:
            heads.insert(2, "Status")
        elif kind.lifecycle == "living":
            heads[2] = "Review by"
        cells = [self.cells(facts, record) for record in rows]
        made = table(
            heads,
            [WIDTHS[head] for head in heads],
            [[cell[head] for head in heads] for cell in cells],
            "archdocs-decisions",
        )
        for row, record in zip(list(made.findall(nodes.row))[1:], rows, strict=True):
            row["classes"] = [f"archdocs-row-{nodes.make_id(record.status)}"]
        return made

    def cells(self, facts: Facts, record: Record) -> dict[str, list[nodes.Node]]:
        """Return what a row may show of a record, by the head of its column."""
        return {
            "Record": [nodes.Text(record.id)],
            "Title": [with_refdoc(link_to(facts, record, record.title), self.env.docname)],
            "Status": [status_badge(record.status)],
            "Date": [nodes.Text(record.date.isoformat() if record.date else "—")],
            "Review by": [nodes.Text(record.review_by.isoformat() if record.review_by else "—")],
            "Owner": [nodes.Text(record.owner or "—")],
        }

    def toctree(self, facts: Facts, rows: list[Record]) -> list[nodes.Node]:
        """Put the records into the navigation under this page."""
        lines = StringList(
            [
                f"{record.id}: {record.title} </{facts.docnames[record.id]}>"
                for record in rows
                if record.id in facts.docnames
            ],
            source=self.env.docname,
        )
        directive_class, _ = directives.directive(
            "toctree", self.state.memo.language, self.state.document
        )
        if directive_class is None:
            return []
        directive = directive_class(
            "toctree",
            [],
            {"hidden": True, "maxdepth": 1},
            lines,
            self.lineno,
            self.content_offset,
            "",
            self.state,
            self.state_machine,
        )
        return list(directive.run())


def setup(app: Sphinx) -> None:
    """Register the roles and directives."""
    catalogue.setup(app)
    app.add_role("adr", RecordRole("adr"))
    app.add_role("record", RecordRole(None))
    app.add_directive("adr", AdrDirective)
    app.add_directive("record", RecordDirective)
    app.add_directive("decisions", DecisionsDirective)
