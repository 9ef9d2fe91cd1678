"""Findings about what the nodes of diagrams stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from archdocs.diagrams.parts import Part
from archdocs.finding import Finding, Location, Severity
from archdocs.freshness.anchors import Target
from archdocs.freshness.bound import Meant, Ties, out_of_force
from archdocs.freshness.change_codes import DIAGRAM
from archdocs.freshness.view import View
from archdocs.project import Project
from archdocs.system.scriptnotes import named

__all__ = ["broken_ties", "computed", "replaced"]


def broken_ties(
    ties: Ties, place: Location, targets: Iterable[str], view: View | None = None
) -> Iterator[Finding]:
    """Yield what is wrong with a node's targets; with a ``view``, also with symbols they name."""
    all_meant = [ties.meant(target, place.path) for target in targets]
    beside = {meant.path for meant in all_meant if meant.record is not None}
    for meant in all_meant:
        if meant.record is not None:
            yield from replaced(ties, place, meant, beside)
        elif meant.kind == "gone" and not (view and view.snapshot.in_submodule(meant.path)):
            near = ties.nearest(meant.raw)
            yield DIAGRAM.at(
                place,
                f"a node stands for `{meant.raw}`, and there is no such path or record",
                hint=f"did you mean `{near}`?" if near else "bind it to what is there now",
                evidence=(("target", meant.raw),),
            )
        elif meant.symbol and view and not view.covered(Target.parse(meant.raw)):
            yield DIAGRAM.at(
                place,
                f"a node stands for `{meant.raw}`, but `{meant.symbol}` is not defined there",
                hint="bind it to what is there now",
                evidence=(("target", meant.raw),),
            )


def replaced(
    ties: Ties, place: Location, meant: Meant, beside: set[str], verb: str = "stands for"
) -> Iterator[Finding]:
    """Yield that a node stands for a record that no longer holds, unless for its heir as well."""
    record = meant.record
    if record is None or not out_of_force(ties.catalog, record):
        return
    heirs = ties.heirs(record)
    if any(heir.path in beside for heir in heirs):
        return
    by = f" by {' and '.join(heir.id for heir in heirs)}" if heirs else ""
    how = "was superseded" if heirs else f"is {record.status}"
    yield DIAGRAM.at(
        place,
        f"a node {verb} {record.id}, which {how}{by}",
        hint=f"read {(heirs or (record,))[0].path}, and draw what holds now",
        evidence=(("target", record.id), ("status", record.status)),
        severity=Severity.WARNING,
    )


def computed(
    project: Project, scripts: Mapping[str, Iterable[Part]], load: Iterable[Ties]
) -> Iterator[Finding]:
    """Yield what is wrong with targets that only running a script brings to light.

    The others are the rule's, which reads the text of scripts. ``load`` gives the ties of the
    tree on disk, and is asked only where there are such targets.
    """
    ties: Ties | None = None
    for script, parts in scripts.items():
        spelt = {item.target for item in named(project.worktree.read(script) or b"")}
        for part in parts:
            if spelt.issuperset(part.targets):
                continue
            ties = ties or next(iter(load))
            place = Location(script, part.line)
            hidden = {ties.meant(t, script).name for t in part.targets if t not in spelt}
            for finding in broken_ties(ties, place, part.targets):
                if ties.meant(dict(finding.evidence)["target"], script).name in hidden:
                    yield finding
