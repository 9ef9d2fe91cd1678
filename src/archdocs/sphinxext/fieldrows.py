"""What a record's kind adds to its header: fields as text and links, rows as a table."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment

from archdocs.records.fields import value_of
from archdocs.records.kind import Field, Kind
from archdocs.records.model import Record
from archdocs.sphinxext.facts import Facts, facts_of
from archdocs.sphinxext.records import link_to, with_refdoc
from archdocs.sphinxext.tables import table

__all__ = ["field_rows"]

#: What the header of every record shows by itself.
SHOWN = frozenset(
    {"id", "kind", "title", "status", "date", "owner", "tracker", "authors"}
    | {"decision-makers", "deciders", "decision-maker", "decider"}
)
ADDRESS = re.compile(r"https?://\S+\Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
ID = re.compile(r"[A-Za-z]+-\d+\Z")

Row = tuple[str, list[nodes.Node]]


def field_rows(env: BuildEnvironment, record: Record, kind: Kind) -> list[Row]:
    """Return the fields of a record that have a value, in the order of its kind."""
    teller = Teller(env, record)
    rows: list[Row] = []
    for name, field in {**kind.fields, **kind.all_fields}.items():
        value = value_of(record, kind, name)
        if name in SHOWN or field.type == "records" or kind.links.known(name) or value is None:
            continue
        told = teller.tell(value, field)
        if told:
            rows.append((words(name), told))
    return rows


def words(name: str) -> str:
    """Return a field's name as a reader meets it."""
    text = name.replace("-", " ")
    return text.upper() if text in ("sla", "slo") else text[:1].upper() + text[1:]


class Teller:
    """Turns the values of one record's fields into nodes."""

    def __init__(self, env: BuildEnvironment, record: Record) -> None:
        self.env = env
        self.record = record
        self.facts: Facts = facts_of(env)

    def tell(self, value: Any, field: Field) -> list[nodes.Node]:
        """Return a value as inline nodes, or as one table."""
        if field.columns:
            rows = (
                [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
            )
            return [self.rows(rows, field)] if rows else []
        items = value if isinstance(value, list | tuple) else [value]
        texts = [text for item in items if (text := plain(item))]
        made = [node for text in texts for node in (nodes.Text(", "), self.node(text))]
        return made[1:]

    def rows(self, rows: list[dict[str, Any]], field: Field) -> nodes.Node:
        """Return rows as a table of the columns that any of them fills."""
        used = [name for name in field.columns if any(plain(row.get(name)) for row in rows)]
        cells = [[self.cell(row, name) for name in used] for row in rows]
        made = table([words(name) for name in used], [1] * len(used), cells, "archdocs-rows")
        if isinstance(made, nodes.Element):
            # The browser knows better than we how wide each column has to be.
            made["classes"].append("colwidths-auto")
        return made

    def cell(self, row: Mapping[str, Any], name: str) -> list[nodes.Node]:
        """Return one cell."""
        text = plain(row.get(name))
        return [self.node(text) if text else nodes.Text("—")]

    def node(self, text: str) -> nodes.Node:
        """Return a text: a link where it is an address, a record's id or a page."""
        if ADDRESS.match(text):
            return nodes.reference("", text, refuri=text)
        docname = self.env.docname
        record = self.facts.catalog.get(text) if ID.match(text) else None
        if record is not None:
            link = link_to(self.facts, record, f"{record.id}: {record.title}")
            return with_refdoc(link, docname)
        page = self.page(text)
        if page is None:
            return (
                nodes.inline("", text, classes=["archdocs-day"])
                if DAY.match(text)
                else nodes.Text(text)
            )
        return addnodes.pending_xref(
            "",
            nodes.inline("", text),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{page}",
            refexplicit=False,
            refwarn=True,
            refdoc=docname,
        )

    def page(self, text: str) -> str | None:
        """Return the page that a path names, from the record's folder or the project's root."""
        if not text.endswith((".md", ".rst")) or self.facts.project is None:
            return None
        for start in (self.record.folder, ""):
            path = posixpath.normpath(posixpath.join(start, text))
            docname = self.env.project.path2doc(str(self.facts.project.root / path))
            if docname in self.env.found_docs:
                return docname
        return None


def plain(value: Any) -> str:
    """Return a single value as a reader meets it; nothing for none, and for what is nested."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None or isinstance(value, list | dict) else str(value)
