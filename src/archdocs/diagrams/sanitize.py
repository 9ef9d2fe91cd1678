"""Copy an SVG tree, keeping only what is known to be harmless.

An allow-list of elements and attributes: no scripts, no event handlers, no foreign content,
nothing that is loaded from elsewhere, and links only to addresses of allowed schemes.
Namespaces are dropped; the serialiser puts the SVG one back on the root.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import defusedxml.ElementTree as SafeXML
from defusedxml.common import DefusedXmlException

from archdocs.diagrams.urls import allowed_url

__all__ = ["BadSvg", "clean", "clean_css", "declarations", "parse", "serialise"]

ELEMENTS = frozenset(
    """svg g title desc path polygon polyline ellipse circle rect line text tspan textPath a image
    defs linearGradient radialGradient stop use symbol marker clipPath mask pattern filter
    feDropShadow feGaussianBlur feOffset feMerge feMergeNode feFlood feComposite feBlend
    feColorMatrix feComponentTransfer feFuncA style""".split()  # noqa: SIM905 - a word list
)
ATTRIBUTES = frozenset(
    """id class x y x1 y1 x2 y2 cx cy r rx ry fx fy width height d points transform viewBox
    preserveAspectRatio fill fill-opacity fill-rule stroke stroke-width stroke-opacity
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit opacity
    font-family font-size font-weight font-style text-anchor dominant-baseline
    alignment-baseline baseline-shift text-decoration letter-spacing dx dy rotate lengthAdjust
    textLength startOffset offset stop-color stop-opacity gradientUnits gradientTransform
    spreadMethod markerWidth markerHeight markerUnits refX refY orient marker-start marker-mid
    marker-end clip-path clip-rule mask clipPathUnits maskUnits patternUnits patternTransform
    filter filterUnits primitiveUnits in in2 result stdDeviation flood-color flood-opacity
    operator mode values type slope visibility display overflow color role aria-label
    aria-labelledby aria-describedby aria-hidden style href""".split()  # noqa: SIM905
)
LOCAL = re.compile(r"url\(\s*['\"]?#[\w.:-]+['\"]?\s*\)")
IMAGE = re.compile(r"^data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]+$")
#: A comment that nothing closes goes on to the end.
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
PROPERTY = re.compile(r"^-?[a-zA-Z-]{1,40}$")
#: Properties that place things on the page around the picture, or load something.
UNSAFE_PROPERTIES = frozenset({"position", "behavior", "content", "cursor", "src", "-moz-binding"})
DEEPEST = 60
#: Elements of words alone.
WORDS = frozenset({"title", "desc"})
#: How often a picture may draw what it has defined: definitions that use definitions multiply.
MOST_USES = 20_000
#: Every value that loads something has one of these.
SUSPECT = re.compile(r"[(:@\\<>]")
LOADING = re.compile(
    r"(?:url|expression|src|image|image-set|cross-fade|element|paint)\s*\(|javascript:|@import|\\|[<>]"
)


MARKUP = re.compile(r'[&<>"\r\n\t]')
IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
IN_ATTRIBUTE = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\r": "&#13;",
        "\n": "&#10;",
        "\t": "&#09;",
    }
)


class BadSvg(ValueError):
    """The text is no SVG, or one that nobody writes for good."""


def parse(data: str | bytes) -> ET.Element:
    """Parse SVG without entities or anything from outside.

    Raises :class:`BadSvg`.
    """
    try:
        root = SafeXML.fromstring(data)
    except (SafeXML.ParseError, DefusedXmlException, ValueError) as error:
        raise BadSvg(str(error)) from None
    if local_name(root.tag) != "svg":
        raise BadSvg("the root is no svg element")
    result = clean(root)
    if result is None:
        raise BadSvg("nothing is left of it")
    if uses(result) > MOST_USES:
        raise BadSvg(f"it draws more than {MOST_USES:,} copies of its parts")
    return result


def uses(root: ET.Element) -> int:
    """Return how many copies a reader's browser makes to draw a picture, counted up to a bound.

    A part that uses itself counts as endless; browsers differ in what they make of it.
    """
    parts = {element.get("id"): element for element in root.iter() if element.get("id")}
    known: dict[str, int] = {}

    def within(element: ET.Element, around: frozenset[str]) -> int:
        return sum(copies(item, around) for item in element.iter("use"))

    def copies(use: ET.Element, around: frozenset[str]) -> int:
        name = use.get("href", "").removeprefix("#")
        if name not in parts:
            return 1
        if name in around or len(around) > DEEPEST:
            return MOST_USES + 1
        if name not in known:
            known[name] = min(1 + within(parts[name], around | {name}), MOST_USES + 1)
        return known[name]

    return within(root, frozenset())


def local_name(tag: object) -> str:
    """Return a name without its namespace; empty for comments and the like."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def clean(element: ET.Element, depth: int = 0) -> ET.Element | None:
    """Return a copy of what is allowed, ``None`` when the element itself is not."""
    name = local_name(element.tag)
    if name not in ELEMENTS or depth > DEEPEST:
        return None
    copy = ET.Element(name)
    for key, value in element.items():
        plain = key.rpartition("}")[2]
        kept = clean_attribute(name, plain, value)
        if kept is not None:
            copy.set(plain, kept)
    if name in WORDS:
        # In a page, what stands in a title is read as HTML again, by other rules than these.
        copy.text = "".join(element.itertext())
        return copy
    copy.text = clean_css(element.text or "") if name == "style" else element.text
    if name == "style":
        return copy
    last: ET.Element | None = None
    for child in element:
        kept_child = clean(child, depth + 1)
        if kept_child is not None:
            copy.append(kept_child)
            kept_child.tail = child.tail
            last = kept_child
        elif child.tail and child.tail.strip():
            if last is None:
                copy.text = (copy.text or "") + child.tail
            else:
                last.tail = (last.tail or "") + child.tail
    return copy


def clean_attribute(element: str, name: str, value: str) -> str | None:
    """Return the value if the attribute may stay, else ``None``."""
    if name not in ATTRIBUTES:
        return None
    if name == "href":
        if element == "a":
            return value if allowed_url(value) else None
        return value if value.startswith("#") or IMAGE.match(value) else None
    if name == "style":
        return declarations(value)
    return value if safe_value(value) else None


def safe_value(value: str) -> bool:
    """Say whether a value loads nothing and runs nothing."""
    if not SUSPECT.search(value):
        return True
    rest = LOCAL.sub("", value).lower()
    return not LOADING.search(rest)


def declarations(text: str) -> str:
    """Keep the harmless declarations of a style attribute or a rule's body."""
    kept = []
    for part in COMMENT.sub("", text).split(";"):
        name, colon, value = part.partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon or not PROPERTY.match(name) or name in UNSAFE_PROPERTIES:
            continue
        if value and safe_value(value) and not re.search(r"[{}@]", value):
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def clean_css(text: str) -> str:
    """Keep the plain rules of a style sheet: no at-rules, nothing that loads."""
    text = re.sub(r"<!--|-->", "", COMMENT.sub("", text))
    rules = []
    for selector, body, at_rule in split_rules(text):
        kept = "" if at_rule else declarations(body)
        if kept and safe_value(selector.replace(">", " ")):
            rules.append(f"{selector.strip()}{{{kept}}}")
    return "".join(rules)


def split_rules(text: str) -> list[tuple[str, str, bool]]:
    """Split a style sheet into selector, body and whether it is an at-rule's."""
    found = []
    position = 0
    while (start := text.find("{", position)) >= 0:
        selector = text[position:start].rpartition(";")[2]
        depth, end = 1, start + 1
        while end < len(text) and depth:
            depth += (text[end] == "{") - (text[end] == "}")
            end += 1
        found.append((selector, text[start + 1 : end - 1], "@" in selector))
        position = end
    return found


def serialise(root: ET.Element) -> str:
    """Write the tree as compact SVG text, without a declaration, ready to inline."""
    for element in root.iter():
        if element.tail and "\n" in element.tail and not element.tail.strip():
            element.tail = None
        if element.text and "\n" in element.text and not element.text.strip():
            element.text = None
    root.set("xmlns", "http://www.w3.org/2000/svg")
    return "".join(written(root))


def written(element: ET.Element) -> Iterator[str]:
    """Yield the text of a tree whose names have no spaces, as :mod:`xml` would write it.

    Which takes twice as long, because it looks for name spaces.
    """
    yield f"<{element.tag}"
    for name, value in element.items():
        yield f' {name}="{value.translate(IN_ATTRIBUTE) if MARKUP.search(value) else value}"'
    text = element.text
    if text or len(element):
        yield ">"
        if text:
            yield text.translate(IN_TEXT) if MARKUP.search(text) else text
        for child in element:
            yield from written(child)
        yield f"</{element.tag}>"
    else:
        yield "/>"
    if element.tail:
        yield element.tail.translate(IN_TEXT)
