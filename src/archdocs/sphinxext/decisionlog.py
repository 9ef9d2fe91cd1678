"""``{decision-log}``: what was decided, release by release, as far as this version goes.

A project that keeps decisions and shows no such log on a page of its own gets one page more,
``decision-log``. Indexes of decisions lead to wherever the log is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_id

from archdocs.journal.decisions import Event, Group, chosen
from archdocs.sphinxext.facts import CATALOG, HISTORY, Facts, facts_of, remember
from archdocs.sphinxext.loglink import ANCHOR, DOCNAME, note_log
from archdocs.sphinxext.mount import MountedProject, lacks
from archdocs.sphinxext.project import project_of
from archdocs.sphinxext.records import link_to, status_badge, with_refdoc
from archdocs.sphinxext.tables import table

__all__ = ["setup"]

SHIPPED = Path(__file__).parent / "documents" / "decision-log.md"


class DecisionLogDirective(SphinxDirective):
    """``{decision-log}``, with ``:kind:``, ``:since:`` (a release or a day) and ``:limit:``."""

    option_spec: ClassVar[dict[str, Callable[[str], object]]] = {
        "kind": directives.unchanged_required,
        "since": directives.unchanged_required,
        "limit": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        """Return a section for each release, the newest first."""
        for name in (CATALOG, HISTORY):
            remember(self.env, self.env.docname, name)
        facts = facts_of(self.env)
        named = {part.strip() for part in self.options.get("kind", "adr").split(",")}
        kinds = frozenset(facts.catalog.kinds) if "all" in named else frozenset(named)
        since, limit = self.options.get("since", "").strip(), self.options.get("limit", 0)
        groups = list(chosen(facts.history, kinds, since, limit))
        made = self.target() if "adr" in kinds else []
        if not groups:
            return [*made, nodes.paragraph("", "Nothing decided yet.")]
        if not any(group.name for group in facts.history):
            return [*made, self.events(facts, groups[0].events)]
        last = next((group.name for group in reversed(facts.history) if group.name), "")
        return [*made, *(self.section(facts, group, last) for group in groups)]

    def target(self) -> list[nodes.Node]:
        """Return what the indexes lead to."""
        ident = make_id(self.env, self.state.document, "", ANCHOR)
        node = nodes.target("", "", ids=[ident])
        self.state.document.note_explicit_target(node)
        note_log(self.env, self.env.docname, ident)
        return [node]

    def section(self, facts: Facts, group: Group, last: str) -> nodes.Node:
        """Return one release's section."""
        title = f"{group.name} ({group.date})" if group.name else f"Since {last}"
        ident = make_id(self.env, self.state.document, "decisions", group.name or "unreleased")
        section = nodes.section("", nodes.title("", title), ids=[ident])
        self.set_source_info(section)
        section += self.events(facts, group.events)
        return section

    def events(self, facts: Facts, events: Iterable[Event]) -> nodes.Node:
        """Return a table of events."""
        rows = [
            (
                [nodes.Text(event.date or "—")],
                [self.link(facts, event.id, f"{event.id}: {event.title}")],
                self.what(facts, event),
                self.status(facts, event),
            )
            for event in events
        ]
        heads = ("Date", "Decision", "What happened", "In this version")
        return table(heads, (12, 46, 26, 16), rows, "archdocs-decision-log")

    def link(self, facts: Facts, ident: str, text: str) -> nodes.Node:
        """Return a link to a record that is still there, or words."""
        record = facts.catalog.get(ident)
        if record is None:
            return nodes.Text(text)
        return with_refdoc(link_to(facts, record, text), self.env.docname)

    def what(self, facts: Facts, event: Event) -> list[nodes.Node]:
        """Say what happened to a record."""
        text = event.change.replace("-", " ").capitalize()
        made: list[nodes.Node] = [nodes.Text(text)]
        for number, ident in enumerate(event.by):
            made.append(nodes.Text(", " if number else " by "))
            made.append(self.link(facts, ident, ident))
        if event.before:
            made.append(nodes.Text(f"; was {event.before}"))
        return made

    def status(self, facts: Facts, event: Event) -> list[nodes.Node]:
        """Return where a record stands now."""
        record = facts.catalog.get(event.id)
        return [status_badge(record.status) if record else nodes.Text("—")]


def mount_page(app: Sphinx) -> None:
    """Give the project a page with the log where it keeps decisions and has none."""
    facts, project = facts_of(app), project_of(app)
    if not any(record.kind == "adr" for record in facts.catalog.records):
        return
    if app.config.archdocs_decision_log and lacks(app, project.root, facts.catalog.tree, DOCNAME):
        MountedProject.of(app).add_page(DOCNAME, SHIPPED)


def setup(app: Sphinx) -> None:
    """Register the directive and the page."""
    app.add_config_value("archdocs_decision_log", True, "env", types=frozenset({bool}))
    app.add_directive("decision-log", DecisionLogDirective)
    app.connect("builder-inited", mount_page, priority=300)
