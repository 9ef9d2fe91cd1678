"""``diagram.link``: a node of a Mermaid block leads to what is not there, or holds no longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness.bound import Meant
from archdocs.freshness.view import View
from archdocs.system.markup import decode

__all__ = ["find"]

#: No block begins without this word.
MARK = "mermaid"

#: The line of a link in its page, its node, its target, and what keeps it out of the picture.
Link = tuple[int, str, str, str]


def find(view: View) -> Iterator[Finding]:
    """Report links of blocks in pages that lead nowhere, or to a record that holds no longer.

    The pages are not drawn.
    """
    for path in view.documents:
        links = spelt(view, path)
        if links:
            yield from gone(view, path, links)
            yield from out_of_date(view, path, links)


def gone(view: View, path: str, links: Iterable[Link]) -> Iterator[Finding]:
    """Report what is wrong with the links of a page."""
    # Late, here and below: what reads and draws blocks is much, and most pages have none.
    from archdocs.diagrams.codes import LINK
    from archdocs.diagrams.mermaid.blocks import meanings
    from archdocs.freshness.rules.diagram import ties_of

    top = view.settings.project.docs.strip("/")
    for line, node, target, problem in links:
        place = Location(path, line)
        if problem:
            yield LINK.at(place, f"the link of {node!r} is left out: {problem}")
            continue
        meant = list(meanings(target, path, top))
        ties = ties_of(view)
        if meant and all(ties.meant(raw, path).kind == "gone" for raw in meant):
            near = ties.nearest(target)
            yield LINK.at(
                place,
                f"a node leads to {target!r}, and there is no such record, page or path",
                hint=f"did you mean {near}?" if near else "",
                evidence=(("target", target),),
            )


def out_of_date(view: View, path: str, links: Iterable[Link]) -> Iterator[Finding]:
    """Report nodes that lead to records that hold no longer, as those of scripts are.

    Decisions may show what was there before them.
    """
    from archdocs.diagrams.mermaid.blocks import meanings
    from archdocs.freshness.boundnodes import replaced
    from archdocs.freshness.gone import pages
    from archdocs.freshness.rules.diagram import ties_of

    ties, top = ties_of(view), view.settings.project.docs.strip("/")
    if all(path != page for page, _ in pages(view)):
        return
    found: dict[str, list[tuple[int, Meant]]] = {}
    for line, node, target, problem in links:
        all_meant = (ties.meant(raw, path) for raw in meanings(target, path, top))
        meant = next((each for each in all_meant if each.kind != "gone"), None)
        if meant is not None and meant.record is not None and not problem:
            found.setdefault(node, []).append((line, meant))
    for places in found.values():
        beside = {meant.path for _, meant in places}
        for line, meant in places:
            yield from replaced(ties, Location(path, line), meant, beside, "leads to")


def spelt(view: View, path: str) -> list[Link]:
    """Return the links of a page's blocks with their lines; known by its blob."""
    blob = view.snapshot.blob(path)
    stored = view.facts.get("mermaid", blob) if blob else []
    if stored is None:
        text = decode(view.snapshot.read(path) or b"")
        stored = view.facts.put("mermaid", blob, links_in(text, path) if MARK in text else [])
    return [(int(line), str(node), str(target), str(why)) for line, node, target, why in stored]


def links_in(text: str, path: str) -> list[Link]:
    """Return the links of the blocks of a page."""
    from archdocs.diagrams.mermaid.blocks import clicks_in

    found = clicks_in(text, markdown=path.endswith(".md"))
    return [(click.line, click.node, click.target, click.problem) for click in found]
