"""``{coverage}``: which records lead to which, as a table whose gaps are words."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from archdocs.errors import UsageError
from archdocs.records.matrix import GAP
from archdocs.records.trace import Cell, Matrix, trace
from archdocs.sphinxext.facts import CATALOG, SETTINGS, Facts, facts_of, remember
from archdocs.sphinxext.records import link_to, with_refdoc
from archdocs.sphinxext.tables import table

__all__ = ["setup"]

logger = logging.getLogger(__name__)


class CoverageDirective(SphinxDirective):
    """``{coverage}``, with ``:from:`` (default ``control``) and ``:to:`` (kinds, with commas)."""

    option_spec: ClassVar[dict[str, Callable[[str], object]]] = {
        "from": directives.unchanged_required,
        "to": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the table, or a warning that names the kind there is not."""
        for name in (CATALOG, SETTINGS):
            remember(self.env, self.env.docname, name)
        facts = facts_of(self.env)
        start = self.options.get("from", "control").strip()
        columns = [part.strip() for part in self.options.get("to", "").split(",")]
        try:
            made = trace(facts.catalog, facts.settings, start, [name for name in columns if name])
        except UsageError as error:
            logger.warning(
                "%s", error.message, location=self.get_location(), type="archdocs", subtype="trace"
            )
            return []
        if not made.rows:
            return [nodes.paragraph("", f"No {start} records yet.")]
        return [self.matrix(facts, made)]

    def matrix(self, facts: Facts, made: Matrix) -> nodes.Node:
        """Lay the matrix out, with how much is covered in its last row."""
        titles = {name: kind.title for name, kind in facts.catalog.kinds.items()}
        heads = [titles.get(name, name.capitalize()) for name in (made.start, *made.columns)]
        rows = [
            [
                [with_refdoc(link_to(facts, row, f"{row.id}: {row.title}"), self.env.docname)],
                *(self.cell(facts, cell) for cell in cells),
            ]
            for row, cells in made.rows
        ]
        total = len(made.rows)
        counts = [f"{made.covered(n)} of {total}" for n in range(len(made.columns))]
        rows.append([[nodes.strong("", text)] for text in ("Covered", *counts)])
        widths = (34, *(66 // max(1, len(made.columns)) for _ in made.columns))
        return table(heads, widths, rows, "archdocs-coverage")

    def cell(self, facts: Facts, cell: Cell) -> list[nodes.Node]:
        """Return what one record leads to, or the word for nothing."""
        if not cell:
            return [nodes.inline("", GAP, classes=["archdocs-gap"])]
        made: list[nodes.Node] = []
        for item in cell:
            if made:
                made.append(nodes.Text(", "))
            if item.record is None:
                made.append(nodes.literal("", item.name))
            else:
                link = link_to(facts, item.record, item.name)
                made.append(with_refdoc(link, self.env.docname))
            if item.via:
                made.append(nodes.Text(f" via {item.via}"))
        return made


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("coverage", CoverageDirective)
