"""Links between diagrams and pages, both ways: from nodes, and to the diagrams that show them."""

from __future__ import annotations

import posixpath

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import NoUri
from sphinx.util.osutil import relative_uri

from archdocs.diagrams.linked import Tie, linked
from archdocs.diagrams.parts import Shown
from archdocs.sphinxext.atlas import Atlas, Place, atlas_of
from archdocs.sphinxext.banners import fact_list, section_of
from archdocs.sphinxext.picture import archdocs_picture

__all__ = ["listed", "plain", "reference", "setup"]

TITLE = "Shown in diagrams"
RECORD, FACTS = "archdocs-record", "archdocs-facts"


def reference(app: Sphinx, here: str, place: Place | None, words: nodes.Node) -> nodes.Node:
    """Return a link from a page; only the words where this output has no such page."""
    if place is None:
        return words
    if place.url:
        return nodes.reference("", "", words, refuri=place.url, internal=False)
    uri = address(app, here, place)
    if not uri:
        return words
    return nodes.reference("", "", words, refuri=uri, internal=True)


def plain(text: str) -> nodes.Node:
    """Return words that can be put into a link."""
    return nodes.inline("", text)


def address(app: Sphinx, here: str, place: Place) -> str:
    """Return the address of a place as a page's link has it; empty in outputs without."""
    if app.builder.format != "html":
        return ""
    try:
        uri = app.builder.get_relative_uri(here, place.docname)
    except NoUri:
        return ""
    if place.anchor:
        uri = f"{uri.partition('#')[0]}#{place.anchor}"
    return uri


def listed(links: list[nodes.Node]) -> list[nodes.Node]:
    """Return nodes with a comma between each two."""
    return [node for link in links for node in (nodes.Text(", "), link)][1:]


def tie_pictures(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Tie the nodes of each picture on a page: in the page, and in the file beside it."""
    if app.builder.format != "html":
        return
    atlas = atlas_of(app)
    shown = {(item.script, item.picture): item for item in atlas.shown.get(docname, ())}
    for node in doctree.findall(archdocs_picture):
        item = shown.get((node.get("script", ""), node.get("picture", "")))
        if item is None:
            continue
        svg = node["svg"]
        node["svg"] = linked(svg, ties(app, atlas, item, docname, ""))
        node["alone"] = linked(svg, ties(app, atlas, item, docname, f"{node['file']}.svg"))


def ties(app: Sphinx, atlas: Atlas, item: Shown, docname: str, file: str) -> dict[str, Tie]:
    """Return what each element of a picture leads to; with a ``file``, as seen from that."""
    found = {}
    for part in item.parts:
        # The file is the same whichever page it stands beside.
        place = atlas.destination_of(item, part, "" if file else docname)
        if place is None:
            href = ""
        elif place.url or not file:
            href = place.url or address(app, docname, place)
        else:
            href = from_file(app, file, place)
        found[part.element] = Tie(href, atlas.tooltip(item.script, part))
    return found


def from_file(app: Sphinx, file: str, place: Place) -> str:
    """Return the address of a page as seen from a file in the folder of images."""
    if app.builder.name not in ("html", "dirhtml"):
        return ""
    target = app.builder.get_target_uri(place.docname)
    start = posixpath.join(app.builder.imagedir, file)
    fragment = f"#{place.anchor}" if place.anchor else ""
    return relative_uri(start, target) + fragment


def tell_where_shown(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say in a record's header, and under headings that cover code, which diagrams show it."""
    atlas = atlas_of(app)
    for line, places in sorted(atlas.shown_by(docname).items()):
        several = {title for title, _ in places if [t for t, _ in places].count(title) > 1}
        links = [
            reference(
                app, docname, place,
                plain(f"{title} ({atlas.title(place.docname)})" if title in several else title),
            )
            for title, place in places
        ]  # fmt: skip
        put(doctree, line, listed(links))


def put(doctree: nodes.document, line: int, links: list[nodes.Node]) -> None:
    """Put the links where readers look for them: in the header, else under the heading."""
    header = next((n for n in doctree.findall(nodes.container) if RECORD in n["classes"]), None)
    if header is not None and not line:
        facts = next(header.findall(nodes.definition_list), None)
        if facts is not None:
            facts += fact_list([(TITLE, links)]).children
            return
    section = section_of(doctree, line)
    at = next((n + 1 for n, c in enumerate(section.children) if isinstance(c, nodes.title)), 0)
    words = nodes.Text(f"{TITLE}: ")
    section.insert(at, nodes.paragraph("", "", words, *links, classes=["archdocs-shown"]))


def setup(app: Sphinx) -> None:
    """Make the links of each page when it is written."""
    app.connect("doctree-resolved", tie_pictures)
    app.connect("doctree-resolved", tell_where_shown)
