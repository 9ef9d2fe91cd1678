"""What changed between two versions as a page, and the page that leads to all of these.

Titles, headings and names come from strangers' trees: all of them are text here. The pages
need no script, and nothing but themselves and pictures beside them.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from archdocs.site.changes.compare import (
    REMOVED,
    Changes,
    PageChange,
    RecordChange,
    SectionChange,
)
from archdocs.site.changes.words import (
    counted,
    groups,
    heading,
    page_note,
    record_note,
    record_title,
    section_words,
)
from archdocs.site.pages import Entry, date_of
from archdocs.site.plainpage import document, link

if TYPE_CHECKING:
    from archdocs.diagrams.diff.verb import Changed

__all__ = ["Pair", "Side", "index_page", "no_page", "pair_page"]

STYLE = (
    "h3{font-size:1rem;margin:1rem 0 .2rem}nav,.how{font-size:.875rem}.how{display:inline-block;"
    "min-width:4.5rem;opacity:.8}ul ul{list-style:none;padding-left:.8rem}figure{margin:.6rem 0}"
    "img{max-width:100%;height:auto}"
)


@dataclass(frozen=True, slots=True)
class Side:
    """A version as a page about it needs it: the entry, and where each record's page is."""

    entry: Entry
    docs: str

    def address(self, page: str, fragment: str = "") -> str:
        """Return the way to a page of the version; nothing where it has no such page."""
        if page not in self.entry.pages:
            return ""
        place = f"../{quote(self.entry.version.slug)}/{quote(page)}.html"
        return f"{place}#{quote(fragment)}" if fragment else place

    def record(self, path: str) -> str:
        """Return the way to a record's page, which stands beside the pages or among them."""
        stem = path.rpartition(".")[0]
        inside = stem.removeprefix(f"{self.docs}/") if self.docs else stem
        return self.address(stem) or self.address(inside)

    @property
    def title(self) -> str:
        """What readers call the version."""
        return self.entry.version.title


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions, the earlier first."""

    old: Side
    new: Side

    @property
    def name(self) -> str:
        """The page's file: no folder of a version has two dots in a row."""
        return f"{self.old.entry.version.slug}...{self.new.entry.version.slug}.html"

    @property
    def dates(self) -> str:
        """The days of both."""
        days = [date_of(side.entry.version) or "not committed" for side in (self.old, self.new)]
        return " to ".join(dict.fromkeys(days))


def pair_page(
    name: str, pair: Pair, changes: Changes, pictures: Mapping[int, str], *, records: bool
) -> str:
    """Return the page about two versions.

    ``pictures`` are the files of the pictures of both, by the place of the diagram;
    ``records`` says that there is a page about the records of all versions.
    """
    ways = [link("index.html", "All versions"), link("../index.html", name)]
    ways += [link("../records.html", "Records in every version")] if records else []
    parts = [
        f"<nav>{' · '.join(ways)}</nav>\n",
        f"<p>{html.escape(pair.dates)}: {html.escape(counted(changes))}.</p>\n",
        *(records_part(pair, group, items) for group, items in groups(changes.records)),
        pages_part(pair, changes.pages),
        diagrams_part(changes.diagrams, pictures),
        unknown_part(changes.unknown),
    ]
    return document(title_of(pair), "".join(parts), style=STYLE)


def no_page(pair: Pair) -> str:
    """Return the page about two versions of which one can't be read."""
    way = link("index.html", "All versions")
    said = "<p>One of these versions can't be read here, so they are not compared.</p>\n"
    return document(title_of(pair), f"<nav>{way}</nav>\n{said}", style=STYLE)


def title_of(pair: Pair) -> str:
    """Return what the page about two versions is called."""
    return f"What changed from {pair.old.title} to {pair.new.title}"


def part(name: str, items: Iterable[tuple[str, str]]) -> str:
    """Return a section of items, each with the outcome that it stands under; nothing of none."""
    found = list(items)
    if not found:
        return ""
    made = [f"<section>\n<h2>{html.escape(name)}</h2>\n"]
    for outcome, group in itertools.groupby(found, key=lambda item: item[0]):
        listed = "".join(f"<li>{text}</li>\n" for _, text in group)
        made.append(f"<h3>{html.escape(heading(outcome))}</h3>\n<ul>\n{listed}</ul>\n")
    return "".join([*made, "</section>\n"])


def records_part(pair: Pair, name: str, changes: Sequence[RecordChange]) -> str:
    """Return what became of the records of one kind."""
    return part(name, ((each.outcome, record_item(pair, each)) for each in changes))


def record_item(pair: Pair, change: RecordChange) -> str:
    """Return what became of one record."""
    side = pair.old if change.outcome == REMOVED else pair.new
    return link(side.record(change.now.path), record_title(change)) + note(record_note(change))


def note(text: str) -> str:
    """Return a remark in brackets, nothing for none."""
    return f" <small>({html.escape(text)})</small>" if text else ""


def pages_part(pair: Pair, changes: Sequence[PageChange]) -> str:
    """Return what became of the pages."""
    return part("Pages", ((each.outcome, page_item(pair, each)) for each in changes))


def page_item(pair: Pair, change: PageChange) -> str:
    """Return what became of one page, and of its sections."""
    side = pair.old if change.outcome == REMOVED else pair.new
    address = side.address(change.now.name)
    shown = link(address, change.now.title or change.now.name) + note(page_note(change))
    listed = "".join(section_item(address, each) for each in change.sections)
    return f"{shown}\n<ul>\n{listed}</ul>\n" if listed else shown


def section_item(address: str, change: SectionChange) -> str:
    """Return what became of one section."""
    _, words = section_words(change)
    place = f"{address}#{quote(change.slug)}" if address and change.slug and change.path else ""
    how = html.escape(change.outcome)
    return f'<li><span class="how">{how}</span> {link(place, words)}</li>\n'


def diagrams_part(changes: Sequence[Changed], pictures: Mapping[int, str]) -> str:
    """Return what became of the diagrams."""
    items = (
        (each.outcome, diagram_item(each, pictures.get(place, "")))
        for place, each in sorted(enumerate(changes), key=lambda item: (item[1].outcome, item[0]))
    )
    return part("Diagrams", items)


def diagram_item(change: Changed, picture: str) -> str:
    """Return what became of one diagram and of what it shows."""
    shown = html.escape(change.name) + note(change.script)
    rows = "".join(diagram_rows(change))
    figure = ""
    if picture:
        alt = html.escape(f"{change.name}: both versions in one picture", quote=True)
        figure = (
            f'<figure><img src="{html.escape(picture, quote=True)}" alt="{alt}" loading="lazy">'
            "<figcaption><small>Both versions in one: + came, − went, ~ is something else."
            "</small></figcaption></figure>\n"
        )
    return f"{shown}\n<ul>\n{rows}</ul>\n{figure}" if rows else shown


def diagram_rows(change: Changed) -> Iterator[str]:
    """Yield what became of the parts of a diagram."""
    names = {"+": "added", "-": "removed", "~": "changed"}
    from archdocs.diagrams.diff import told as diagrams

    for sign, role, text in diagrams.rows(change):
        what = f"{role}: " if role != "node" else ""
        yield f'<li><span class="how">{names[sign]}</span> {html.escape(what + text)}</li>\n'


def unknown_part(scripts: Sequence[str]) -> str:
    """Name the scripts that could not be compared."""
    if not scripts:
        return ""
    names = html.escape(", ".join(scripts))
    return f"<p><small>Not compared, for they fail in one of the versions: {names}</small></p>\n"


def index_page(
    name: str,
    versions: Sequence[Side],
    steps: Mapping[str, tuple[Pair, str]],
    others: Mapping[str, Sequence[Pair]],
) -> str:
    """Return the page that leads to all comparisons, newest versions first.

    ``steps`` are the pair of each version and the one before it, by folder, with what changed
    in a line; ``others`` the pairs with all versions that are earlier.
    """
    parts = [f"<nav>{link('../index.html', name)}</nav>\n"]
    for side in versions:
        slug = side.entry.version.slug
        day = date_of(side.entry.version)
        failed = {"failed": "not built", "kept": "last build failed"}.get(side.entry.status)
        words = ", ".join(filter(None, (day, *side.entry.aliases, failed)))
        shown = link(side.address("index"), side.title)
        parts.append(f'<section id="{html.escape(slug, quote=True)}">\n')
        parts.append(f"<h2>{shown}{note(words)}</h2>\n<ul>\n")
        if slug in steps:
            pair, said = steps[slug]
            way = link(pair.name, f"since {pair.old.title}")
            parts.append(f"<li>{way}: {html.escape(said)}</li>\n")
        listed = ", ".join(link(pair.name, pair.old.title) for pair in others.get(slug, ()))
        parts.append(f"<li>compared with {listed}</li>\n" if listed else "")
        parts.append("" if slug in steps else "<li>the first version here</li>\n")
        parts.append("</ul>\n</section>\n")
    return document(f"What changed between versions of {name}", "".join(parts), style=STYLE)
