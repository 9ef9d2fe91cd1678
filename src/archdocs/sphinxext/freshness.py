"""``{freshness}``: which sections are stale, by owner, kind and area, with the way there.

A project without such a page gets one, ``freshness``, and a badge beside it.
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

from archdocs.freshness.overview import Item, Overview, Point
from archdocs.reports.badge import badge
from archdocs.sphinxext.facts import FRESHNESS, facts_of, remember
from archdocs.sphinxext.mount import MountedProject, lacks
from archdocs.sphinxext.project import project_of
from archdocs.sphinxext.sectionlink import section_link
from archdocs.sphinxext.tables import table
from archdocs.sphinxext.trendchart import TrendChart

__all__ = ["setup"]

DOCNAME = "freshness"
SHIPPED = Path(__file__).parent / "documents" / "freshness.md"
BADGE = "freshness.svg"
#: Rows of a table unless `:limit:` says otherwise.
MOST = 50
MOST_OLDEST = 20
#: Reasons told of one section.
MOST_REASONS = 3
NOBODY = "nobody named"


class FreshnessDirective(SphinxDirective):
    """``{freshness}``, with ``:owner:``, ``:kind:``, ``:area:`` and ``:limit:``."""

    option_spec: ClassVar[dict[str, Callable[[str], object]]] = {
        "owner": directives.unchanged_required,
        "kind": directives.unchanged_required,
        "area": directives.unchanged_required,
        "limit": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        """Return the sections of the dashboard."""
        remember(self.env, self.env.docname, FRESHNESS)
        self.limit = int(self.options.get("limit", MOST))
        overview = self.chosen(facts_of(self.env).overview)
        if not overview.items:
            return [nodes.paragraph("", "There are no sections to look at.")]
        made: list[nodes.Node] = [summary(overview)]
        made += self.part("Stale", self.stale(overview))
        made += self.part("Reviews to come", self.due(overview))
        for name, key in (("owner", owner), ("kind", kind), ("area", area)):
            made += self.part(f"By {name}", groups(name.capitalize(), overview.items, key))
        made += self.part("Untouched for the longest time", self.oldest(overview))
        made += self.part("Over the versions", trend(overview.trend))
        return made

    def chosen(self, overview: Overview) -> Overview:
        """Keep what the options ask for; the trend is of everything."""
        wanted = {name: self.options.get(name, "").strip() for name in ("owner", "kind", "area")}
        if not any(wanted.values()):
            return overview
        items = tuple(
            item
            for item in overview.items
            if (not wanted["owner"] or item.owner == wanted["owner"])
            and (not wanted["kind"] or item.kind == wanted["kind"])
            and f"{item.area}/".startswith(f"{wanted['area'].strip('/')}/".lstrip("/"))
        )
        return Overview(items, (), overview.dated)

    def part(self, title: str, body: list[nodes.Node]) -> list[nodes.Node]:
        """Return a section, or nothing without a body."""
        if not body:
            return []
        ident = make_id(self.env, self.state.document, "freshness", title.lower())
        section = nodes.section("", nodes.title("", title), *body, ids=[ident])
        self.set_source_info(section)
        return [section]

    def stale(self, overview: Overview) -> list[nodes.Node]:
        """Return the table of what is stale, each with why."""
        rows = [
            (
                self.place(item),
                why(item),
                [day(item.since)],
                [nodes.Text(item.owner or "—")],
                [nodes.Text(pages(item.linked))],
            )
            for item in overview.stale[: self.limit]
        ]
        if not rows:
            return [nodes.paragraph("", "Nothing is known to be stale.")]
        heads = ("Section", "Why", "Since", "Owner", "Linked from")
        made = [table(heads, (20, 38, 14, 16, 12), rows, "archdocs-freshness")]
        rest = len(overview.stale) - len(rows)
        return [*made, *([nodes.paragraph("", f"And {rest} more.")] if rest else [])]

    def due(self, overview: Overview) -> list[nodes.Node]:
        """Return the table of reviews that are not due yet, the next first."""
        late = {"stale.review-due"}
        items = [i for i in overview.items if i.due and not late & {r.code for r in i.reasons}]
        items.sort(key=lambda item: (item.due, item.path, item.anchor))
        rows = [
            (
                [day(item.due)],
                self.place(item),
                [nodes.Text(item.owner or "—")],
                [day(item.reviewed, "never")],
            )
            for item in items[: self.limit]
        ]
        heads = ("Due", "Section", "Owner", "Last review")
        return [table(heads, (15, 45, 20, 20), rows, "archdocs-freshness")] if rows else []

    def oldest(self, overview: Overview) -> list[nodes.Node]:
        """Return the table of the sections whose text is the oldest."""
        dated = [item for item in overview.items if item.changed and item.anchor]
        dated.sort(key=lambda i: (i.changed, -i.linked, i.path))
        rows = [
            (
                self.place(item),
                [day(item.changed)],
                [day(item.reviewed, "never")],
                [nodes.Text(item.owner or "—")],
                [nodes.Text(pages(item.linked))],
            )
            for item in dated[: min(self.limit, MOST_OLDEST)]
        ]
        heads = ("Section", "Changed", "Reviewed", "Owner", "Linked from")
        return [table(heads, (34, 16, 16, 19, 15), rows, "archdocs-freshness")] if rows else []

    def place(self, item: Item) -> list[nodes.Node]:
        """Return a link to a section, and the page it is on."""
        project = facts_of(self.env).project
        root = project.root if project else Path()
        docname = self.env.project.path2doc(str(root / item.path))
        link = section_link(self.env.docname, docname, item.title, whole=not item.anchor)
        if item.title == item.page:
            return [link]
        return [link, nodes.inline("", f" in {item.page}", classes=["archdocs-muted"])]


def summary(overview: Overview) -> nodes.Node:
    """Return how much is stale, in words."""
    stale, total = len(overview.stale), len(overview.items)
    body = nodes.paragraph("", "", classes=["archdocs-freshness-summary"])
    body += nodes.strong("", f"{stale} of {total} sections" if stale else "No section")
    read = sum(bool(item.reviewed) for item in overview.items)
    body += nodes.Text(f" {'is' if stale == 1 or not stale else 'are'} known to be stale; ")
    many = f"{read} of them were" if read > 1 else "one of them was" if read else "none was"
    body += nodes.Text(f"{many} reviewed in the present words.")
    if not overview.dated:
        body += nodes.Text(" There is no history here to tell their age.")
    return body


def why(item: Item) -> list[nodes.Node]:
    """Return why a section is stale: each message with its code."""
    made: list[nodes.Node] = []
    for reason in item.reasons[:MOST_REASONS]:
        if made:
            made.append(nodes.Text("; "))
        for number, part in enumerate(reason.message.split("`")):
            if part:
                made.append(nodes.literal("", part) if number % 2 else nodes.Text(part))
        made.append(nodes.Text(f" ({reason.level}: {reason.code})"))
    rest = len(item.reasons) - MOST_REASONS
    return [*made, nodes.Text(f"; and {rest} more")] if rest > 0 else made


def groups(head: str, items: Iterable[Item], key: Callable[[Item], str]) -> list[nodes.Node]:
    """Return a table of how many sections of each group are stale, the worst first."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    counted = {name: sum(bool(item.reasons) for item in each) for name, each in found.items()}
    rows = [
        (
            [nodes.Text(name)],
            [nodes.Text(str(counted[name]))],
            [nodes.Text(str(len(found[name])))],
            [day(min((i.changed for i in found[name] if i.changed), default=""))],
        )
        for name in sorted(found, key=lambda n: (-counted[n], -len(found[n]), n))
    ]
    heads = (head, "Stale", "Sections", "Oldest text")
    return [table(heads, (40, 15, 20, 25), rows, "archdocs-freshness")]


def trend(points: tuple[Point, ...]) -> list[nodes.Node]:
    """Return the chart and the table of the versions up to this one."""
    if len(points) < 2:
        return []
    rows = [
        (
            [nodes.Text(p.name)],
            [day(p.date)],
            [nodes.Text(str(p.stale))],
            [nodes.Text(str(p.sections))],
        )
        for p in reversed(points)
    ]
    heads = ("Version", "Date", "Stale", "Sections")
    return [TrendChart(points=points), table(heads, (30, 30, 20, 20), rows, "archdocs-freshness")]


def day(text: str, otherwise: str = "—") -> nodes.Node:
    """Return a day that stays on one line."""
    return nodes.inline("", text or otherwise, classes=["archdocs-day"])


def owner(item: Item) -> str:
    """Return whose a section is."""
    return item.owner or NOBODY


def kind(item: Item) -> str:
    """Return what kind of document a section is in."""
    return item.kind


def area(item: Item) -> str:
    """Return the folder a section is in."""
    return item.area


def pages(count: int) -> str:
    """Return a number of pages in words."""
    return f"{count} page{'' if count == 1 else 's'}" if count else "—"


def mount_page(app: Sphinx) -> None:
    """Give the project a dashboard where it has documents and shows none."""
    facts, project = facts_of(app), project_of(app)
    wanted = app.config.archdocs_freshness_page and facts.overview.items
    if wanted and lacks(app, project.root, facts.catalog.tree, DOCNAME):
        MountedProject.of(app).add_page(DOCNAME, SHIPPED)


def write_badge(app: Sphinx, error: Exception | None) -> None:
    """Write the badge beside the pages."""
    overview = facts_of(app).overview
    if error is None and app.builder.format == "html" and overview.items:
        picture = badge(len(overview.stale), len(overview.items))
        Path(app.outdir, BADGE).write_text(picture, "utf-8")


def setup(app: Sphinx) -> None:
    """Register the directive, the page and the badge."""
    app.add_config_value("archdocs_freshness_page", True, "env", types=frozenset({bool}))
    app.add_directive("freshness", FreshnessDirective)
    app.connect("builder-inited", mount_page, priority=310)
    app.connect("build-finished", write_badge)
