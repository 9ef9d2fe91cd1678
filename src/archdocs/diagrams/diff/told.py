"""A difference between diagrams in words: for a terminal, a comment on a change, a program."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from archdocs.diagrams.diff.compare import Comparison
from archdocs.diagrams.diff.matching import Pair
from archdocs.diagrams.diff.verb import Changed, Difference
from archdocs.diagrams.model import Graph
from archdocs.diagrams.outline import edge_text, escape, node_text
from archdocs.errors import EnvironmentFault
from archdocs.reports.report import one_line
from archdocs.system.files import write_atomic

__all__ = ["FORMATS", "to_json", "to_markdown", "to_text"]

ROLES = ("cluster", "node", "edge")


def to_text(difference: Difference) -> str:
    """Return a line for each change, under a line for each diagram."""
    lines = []
    for each in difference.changed:
        lines.append(one_line(f"{each.script}: {each.name}: {summary(each)}"))
        lines += [f"  {sign} {role}  {text}" for sign, role, text in rows(each)]
    return "\n".join(lines) or "no diagram says anything else"


def to_markdown(difference: Difference) -> str:
    """Return the same as a list, for a comment."""
    lines = []
    for each in difference.changed:
        name, script = escape(one_line(each.name)), escape(one_line(each.script))
        lines += [f"**{name}** ({script}): {escape(one_line(summary(each)))}", ""]
        lines += [f"- `{sign}` {role} {escape(text)}" for sign, role, text in rows(each)]
        lines.append("")
    return "\n".join(lines).rstrip() or "No diagram says anything else."


def to_json(difference: Difference) -> str:
    """Return an array with an object for each diagram that changed."""
    return json.dumps([data(each) for each in difference.changed], indent=2, ensure_ascii=False)


FORMATS: dict[str, Callable[[Difference], str]] = {
    "text": to_text,
    "markdown": to_markdown,
    "json": to_json,
}


def pictures(difference: Difference) -> dict[str, str]:
    """Return the pictures of both versions in one, by file name."""
    found = [each for each in difference.changed if each.picture is not None]
    names = Counter(file_name(each) for each in found)
    made: dict[str, str] = {}
    for each in found:
        name = file_name(each)
        if names[name] > 1:
            name = f"{PurePosixPath(each.script).stem}-{name}"
        made[f"{name}.svg"] = each.picture.svg.decode() if each.picture else ""
    return made


def file_name(each: Changed) -> str:
    """Return a name for the picture of a diagram, which is safe in every file system."""
    name = each.picture.name if each.picture else each.name
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:80] or "diagram"


def write(target: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write texts into files of a folder; a text without a name becomes the file ``target``.

    Raises :class:`EnvironmentFault` when the disk refuses.
    """
    try:
        paths = [target / name if name else target for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, text.encode())
    except OSError as error:
        raise EnvironmentFault(f"can't write {target}: {error.strerror or error}") from error
    return paths


def summary(each: Changed) -> str:
    """Return one line about a diagram."""
    if each.comparison is None:
        return each.outcome
    counts: Counter[str] = Counter()
    for role in ROLES:
        for pair in pairs(each.comparison, role):
            if pair.how:
                counts[sort_of(pair)] += 1
    said = [f"{counts[name]} {name}" for name in ("added", "removed", "changed") if counts[name]]
    renamed = [f"was called {each.comparison.before.name}"] if each.comparison.retitled else []
    return ", ".join(said + renamed)


def rows(each: Changed) -> Iterator[tuple[str, str, str]]:
    """Yield sign, role and words of each change in a diagram that was there before."""
    if each.comparison is None:
        return
    for role in ROLES:
        for pair in pairs(each.comparison, role):
            if pair.how:
                sign = {"added": "+", "removed": "-", "changed": "~"}[sort_of(pair)]
                yield sign, role, one_line(words(each.comparison, role, pair))


def pairs(comparison: Comparison, role: str) -> tuple[Pair, ...]:
    """Return the nodes, edges or clusters of a comparison."""
    found: tuple[Pair, ...] = getattr(comparison, f"{role}s")
    return found


def sort_of(pair: Pair) -> str:
    """Return whether a part was added, removed or changed."""
    return pair.how[0] if pair.how[0] in ("added", "removed") else "changed"


def words(comparison: Comparison, role: str, pair: Pair) -> str:
    """Return what a changed part is called, and what became of it."""
    old = called(comparison.before, role, pair.before) if pair.before is not None else ""
    new = called(comparison.after, role, pair.after) if pair.after is not None else ""
    if not old or not new:
        index, graph = (
            (pair.after, comparison.after) if pair.after is not None
            else (pair.before, comparison.before)
        )  # fmt: skip
        where = place(graph, role, index or 0)
        return (new or old) + (f", in {where}" if where else "")
    if role == "edge" and pair.before is not None and pair.after is not None:
        return rewired(comparison, pair)
    named = f"{old} is now {new}" if old != new else new
    if "moved" in pair.how and pair.before is not None and pair.after is not None:
        first = place(comparison.before, role, pair.before) or "outside"
        second = place(comparison.after, role, pair.after) or "outside"
        named += f", from {first} to {second}"
    if "changed" in pair.how and role == "node" and pair.before is not None:
        first = described(comparison.before, pair.before)
        second = described(comparison.after, pair.after or 0)
        named += f", {first} is now {second}" if first != second else ", described otherwise"
    return named


def rewired(comparison: Comparison, pair: Pair) -> str:
    """Return what became of a connection between the same two."""
    first = comparison.before.edges[pair.before or 0]
    second = comparison.after.edges[pair.after or 0]
    bare = edge_text(comparison.after, replace(second, text=""))
    said = []
    if first.text != second.text:
        said.append(f"“{first.text}” is now “{second.text}”")
    if "turned" in pair.how:
        said.append(f"was {edge_text(comparison.before, replace(first, text=''))}")
    return f"{bare}: {', '.join(said)}"


def called(graph: Graph, role: str, index: int) -> str:
    """Return the name of a part."""
    if role == "node":
        return node_text(graph.nodes[index])
    return edge_text(graph, graph.edges[index]) if role == "edge" else graph.clusters[index].label


def described(graph: Graph, index: int) -> str:
    """Return the class of a node, and what it stands for."""
    node = graph.nodes[index]
    return " ".join((node.kind or "Node", *(f"[{target}]" for target in node.bound.targets)))


def place(graph: Graph, role: str, index: int) -> str:
    """Return the clusters around a node or cluster."""
    if role == "edge":
        return ""
    parent = graph.nodes[index].cluster if role == "node" else graph.clusters[index].parent
    return " / ".join(graph.path(parent))


def data(each: Changed) -> dict[str, Any]:
    """Return one diagram as plain data."""
    made: dict[str, Any] = {
        "script": each.script,
        "script_before": each.script_before,
        "name": each.name,
        "outcome": each.outcome,
    }
    comparison = each.comparison
    if comparison is not None:
        for role in ROLES:
            made[f"{role}s"] = [
                item(comparison, role, pair) for pair in pairs(comparison, role) if pair.how
            ]
    return made


def item(comparison: Comparison, role: str, pair: Pair) -> dict[str, Any]:
    """Return one change as plain data; a side where the part is not is ``null``."""
    return {
        "change": list(pair.how),
        "before": side(comparison.before, role, pair.before),
        "after": side(comparison.after, role, pair.after),
    }


def side(graph: Graph, role: str, index: int | None) -> dict[str, Any] | None:
    """Return a part of one version as plain data."""
    if index is None:
        return None
    if role == "edge":
        edge = graph.edges[index]
        ends = {"from": node_text(graph.nodes[edge.start]), "to": node_text(graph.nodes[edge.end])}
        return {**ends, "direction": edge.direction, "label": edge.text}
    made: dict[str, Any] = {"label": called(graph, role, index), "in": place(graph, role, index)}
    if role == "node":
        made |= {"kind": graph.nodes[index].kind, "targets": list(graph.nodes[index].bound.targets)}
    return made
