"""``diagram.link``: a node of a Mermaid block leads to what is not there."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.diagrams.codes import LINK
from archdocs.diagrams.mermaid.blocks import clicks_in, meanings
from archdocs.finding import Finding, Location
from archdocs.freshness.rules.diagram import ties_of
from archdocs.freshness.view import View
from archdocs.system.markup import decode

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report links of blocks in pages that lead nowhere; the pages are not drawn."""
    top = view.settings.project.docs.strip("/")
    for path in view.documents:
        for line, node, target, problem in spelt(view, path):
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


def spelt(view: View, path: str) -> list[tuple[int, str, str, str]]:
    """Return the links of a page's blocks with their lines; known by its blob."""
    blob = view.snapshot.blob(path)
    stored = view.facts.get("mermaid", blob) if blob else []
    if stored is None:
        text = decode(view.snapshot.read(path) or b"")
        found = clicks_in(text, markdown=path.endswith(".md"))
        links = [[click.line, click.node, click.target, click.problem] for click in found]
        stored = view.facts.put("mermaid", blob, links)
    return [(int(line), str(node), str(target), str(why)) for line, node, target, why in stored]
