"""Links to sections of other pages by their titles, made once every page was read."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import NoUri

__all__ = ["section_link", "setup"]


class SectionLink(nodes.General, nodes.Inline, nodes.Element):
    """Where a link to ``docname`` and the section titled ``title`` of it goes."""


def section_link(here: str, docname: str | None, title: str, *, whole: bool) -> nodes.Node:
    """Return a link from the page ``here``; only words, where the target is no page.

    ``whole`` leads to the top of the page.
    """
    if docname is None:
        return nodes.inline("", title)
    return SectionLink(here=here, docname=docname, title=title, whole=whole)


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Turn the places into links; what is not in this output stays words."""
    for node in list(doctree.findall(SectionLink)):
        target, title = node["docname"], node["title"]
        words = nodes.inline("", title)
        try:
            known = target in app.env.all_docs
            uri = app.builder.get_relative_uri(docname, target) if known else ""
        except NoUri:
            uri = ""
        if not uri and target != docname:
            node.replace_self(words)
            continue
        fragment = "" if node["whole"] else anchor_of(app.env, target, title)
        if uri.partition("#")[2] and fragment:
            uri = uri.partition("#")[0]
        link = nodes.reference("", "", words, refuri=f"{uri}{fragment}", internal=True)
        node.replace_self(link)


def anchor_of(env: BuildEnvironment, docname: str, title: str) -> str:
    """Return ``#id`` of the first section of that title, or nothing for the top of the page."""
    contents = env.tocs.get(docname)
    if contents is None:
        return ""
    plain = " ".join(title.split())
    for reference in contents.findall(nodes.reference):
        if " ".join(reference.astext().split()) == plain:
            return str(reference.get("anchorname", ""))
    return ""


def setup(app: Sphinx) -> None:
    """Resolve the links of each page."""
    app.add_node(SectionLink)
    app.connect("doctree-resolved", resolve)
