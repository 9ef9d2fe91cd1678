"""Give a finished picture links and tooltips: what depends on more than its script.

Pictures are kept by what they are made from. Where a record's page is, who owns a folder and
what a decision is called are known only when a page is written, so this is done then.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

import defusedxml.ElementTree as SafeXML

from archdocs.diagrams.sanitize import serialise
from archdocs.diagrams.urls import allowed_url

__all__ = ["Tie", "linked"]


@dataclass(frozen=True, slots=True)
class Tie:
    """What a node or cluster leads to (nothing: no link), and what its tooltip says."""

    href: str
    tooltip: str


def linked(svg: str, ties: Mapping[str, Tie]) -> str:
    """Return a picture of ours with its elements tied, by their ids; a script's own links stay."""
    if not ties:
        return svg
    root = SafeXML.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    for group in root.iter("g"):
        tie = ties.get(group.get("id", ""))
        if tie is not None:
            apply(group, tie)
    if any(element.get("href") for element in root.iter("a")):
        root.set("role", "group")
    return serialise(root) + "\n"


def apply(group: ET.Element, tie: Tie) -> None:
    """Name one group and make it a link; of a cluster only its words are one."""
    title = group.find("title")
    if title is None:
        title = ET.Element("title")
        group.insert(0, title)
    title.text = tie.tooltip
    own = any(element.get("href") for element in group.iter("a"))
    if own or not tie.href or not allowed_url(tie.href):
        return
    box = "cluster" in group.get("class", "").split()
    inside = [child for child in group if child is not title and (not box or child.tag == "text")]
    if not inside:
        return
    link = ET.Element("a", {"href": tie.href})
    group.insert(list(group).index(inside[0]), link)
    for child in inside:
        group.remove(child)
        link.append(child)
