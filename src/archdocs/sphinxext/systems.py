"""``{systems}``: what the diagrams show, as a table: names, kinds, what stands behind, where."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from archdocs.freshness.bound import Meant
from archdocs.freshness.systems import GROUP, System, matching
from archdocs.sphinxext.atlas import SYSTEMS, Atlas, Place, atlas_of
from archdocs.sphinxext.facts import remember
from archdocs.sphinxext.nodelinks import listed, plain, reference
from archdocs.sphinxext.tables import table

__all__ = ["setup"]

HEADS = ("System", "Kind", "Stands for", "Owner", "Shown in")
WIDTHS = (22, 14, 28, 14, 22)


class SystemsTable(nodes.General, nodes.Element):
    """Where the table goes once every page was read: ``match``, ``bound`` and ``groups``."""


class SystemsDirective(SphinxDirective):
    """``{systems}``, with ``:match:`` a word, path or record, ``:bound:`` and ``:groups:``."""

    option_spec: ClassVar[dict[str, Callable[[str], object]]] = {
        "match": directives.unchanged_required,
        "bound": directives.flag,
        "groups": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Make the place for the table."""
        remember(self.env, self.env.docname, SYSTEMS)
        made = SystemsTable(
            match=str(self.options.get("match", "")).strip(),
            bound="bound" in self.options,
            groups="groups" in self.options,
        )
        return [made]


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Lay the tables out."""
    for place in list(doctree.findall(SystemsTable)):
        atlas = atlas_of(app)
        chosen = [item for item in chosen_by(atlas, place["match"]) if wanted(item, place)]
        if not chosen:
            place.replace_self(nodes.paragraph("", "No diagram shows such a system yet."))
            continue
        rows = [row(app, atlas, docname, item) for item in chosen]
        place.replace_self(table(HEADS, WIDTHS, rows, "archdocs-systems"))


def chosen_by(atlas: Atlas, asked: str) -> tuple[System, ...]:
    """Return the systems that a table is about: all, or those of a word, path or record."""
    return matching(atlas.systems, atlas.ties, asked) if asked else atlas.systems


def wanted(item: System, place: SystemsTable) -> bool:
    """Say whether a table lists a system: boxes that stand for nothing only where asked."""
    if item.targets:
        return True
    return not place["bound"] and (place["groups"] or item.kinds != (GROUP,))


def row(app: Sphinx, atlas: Atlas, docname: str, item: System) -> list[list[nodes.Node]]:
    """Return one row."""
    others = ", ".join(item.labels[1:])
    name: list[nodes.Node] = [nodes.strong("", item.name)]
    if others:
        name.append(nodes.inline("", f" (also {others})"))
    targets = [
        reference(app, docname, atlas.destination([meant], docname), words(atlas, meant))
        for meant in item.targets
    ]
    return [
        name,
        [nodes.Text(item.kind or "—")],
        listed(targets) or [nodes.Text("—")],
        [nodes.Text(item.owner or "—")],
        listed(shown(app, atlas, docname, item)),
    ]


def words(atlas: Atlas, meant: Meant) -> nodes.Node:
    """Return what a target is called: a page by its title, other paths as code, records by id."""
    page = "" if meant.record is not None else atlas.pages.get(meant.path, "")
    if page:
        return plain(atlas.title(page))
    if meant.kind in ("code", "gone"):
        return nodes.literal("", meant.label)
    return plain(meant.label)


def shown(app: Sphinx, atlas: Atlas, docname: str, item: System) -> list[nodes.Node]:
    """Return the diagrams that show a system, each as a link to the page that it is on.

    Blocks seldom have a title of their own, so their page is named.
    """
    found: dict[tuple[str, str], nodes.Node] = {}
    for at in item.shown:
        if (at.script, at.picture) not in found:
            pages = atlas.pages_of(at.script, at.picture)
            place = Place(pages[0], at.element) if pages else None
            page = atlas.pages.get(at.script)
            words = f"{at.title} ({atlas.title(page)})" if page else at.title
            found[at.script, at.picture] = reference(app, docname, place, plain(words))
    return list(found.values())


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_node(SystemsTable)
    app.add_directive("systems", SystemsDirective)
    app.connect("doctree-resolved", resolve)
