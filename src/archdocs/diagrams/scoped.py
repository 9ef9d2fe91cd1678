"""Give every id and class of a picture, and the rules of its style sheet, one scope."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from archdocs.diagrams.sanitize import split_rules

__all__ = ["scope"]

REFERENCE = re.compile(r"url\(\s*['\"]?#([\w.:-]+)['\"]?\s*\)")
NAME = re.compile(r"([.#])(-?[A-Za-z_][\w-]*)")
STATE = re.compile(r"\[|:(?:hover|focus|active|target|root|host|has|is|where)")
POINTING = ("aria-labelledby", "aria-describedby")


def scope(root: ET.Element, uid: str) -> None:
    """Rename ids and classes to start with ``uid``, in the tree and in its style sheets.

    Rules that can match nothing of the picture are left out; the others hold only inside.
    """
    classes = {name for element in root.iter() for name in element.get("class", "").split()}
    ids = {element.get("id", "") for element in root.iter()} - {""}
    taken: set[str] = set()
    for element in root.iter():
        if element.get("id") in taken:  # engines repeat some; the first is the one referred to
            del element.attrib["id"]
        taken.add(element.get("id", ""))
        rename(element, uid)
    own = root.get("id", uid)
    for style in root.iter("style"):
        style.text = "".join(
            rule
            for selector, body, _ in split_rules(style.text or "")
            if (rule := scoped_rule(selector, body, (own, uid), classes, ids))
        )


def rename(element: ET.Element, uid: str) -> None:
    """Rename what one element is called and what it points at."""
    if element.get("id"):
        element.set("id", f"{uid}-{element.get('id')}")
    if element.get("class"):
        element.set("class", " ".join(f"{uid}-{name}" for name in element.get("class", "").split()))
    # A link to a section of the page is none to a part of the picture.
    if element.tag != "a" and element.get("href", "").startswith("#"):
        element.set("href", f"#{uid}-{element.get('href', '')[1:]}")
    for name, value in element.attrib.items():
        if name in POINTING:
            element.set(name, " ".join(f"{uid}-{part}" for part in value.split()))
        elif "url(" in value:
            element.set(name, REFERENCE.sub(rf"url(#{uid}-\1)", value))


def scoped_rule(
    selector: str, body: str, names: tuple[str, str], classes: set[str], ids: set[str]
) -> str:
    """Return one rule with its selectors scoped, or nothing when it matches nothing."""
    own, uid = names
    kept = []
    for part in selector.split(","):
        used = NAME.findall(part)
        known = all(name in (classes if mark == "." else ids) for mark, name in used)
        if not known or STATE.search(part) or not part.strip():
            continue
        scoped = NAME.sub(rf"\g<1>{uid}-\g<2>", part.strip())
        kept.append(scoped if scoped.startswith(f"#{own}") else f"#{own} {scoped}")
    if not kept:
        return ""
    return f"{','.join(kept)}{{{REFERENCE.sub(rf'url(#{uid}-' + chr(92) + '1)', body)}}}"
