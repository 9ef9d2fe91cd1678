"""Files that a browser runs when they are opened by themselves, and SVG without its scripts."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import defusedxml.ElementTree as SafeXML
from defusedxml.common import DefusedXmlException

from archdocs.diagrams import sanitize

__all__ = ["ACTIVE", "without_scripts"]

#: Endings of files that are documents with scripts to a browser.
ACTIVE = frozenset(
    """.svg .svgz .html .htm .xhtml .xht .shtml .xml .xsl .xslt .rdf .rss .atom .mml .mathml
    .mht .mhtml .hta .htc .swf""".split()  # noqa: SIM905 - a word list
)
XHTML = "{http://www.w3.org/1999/xhtml}"
RUNNING = frozenset(
    """script foreignobject handler listener set animate animatetransform animatemotion
    animatecolor discard iframe embed object audio video""".split()  # noqa: SIM905
)
SAFE_TARGET = re.compile(r"#|https?://|mailto:|data:image/|[^:]*$", re.IGNORECASE)


def without_scripts(data: bytes) -> bytes | None:
    """Return an SVG picture as it is if nothing in it runs, else what is harmless of it.

    ``None`` when it can't be read.
    """
    try:
        text = data.decode("utf-8-sig")
        root = SafeXML.fromstring(data)
        if not runs(text, root):
            return data
        return sanitize.serialise(sanitize.parse(data)).encode()
    except (sanitize.BadSvg, SafeXML.ParseError, DefusedXmlException, ValueError, RecursionError):
        return None


def runs(text: str, root: ET.Element) -> bool:
    """Say whether a picture holds anything that could run; in doubt, it does."""
    head = text.partition("<svg")[0].lower()
    if "xml-stylesheet" in text or ("encoding" in head and "utf-8" not in head):
        return True
    for element in root.iter():
        if element.tag.startswith(XHTML) or local(element.tag).lower() in RUNNING:
            return True
        for name, value in element.attrib.items():
            word = local(name).lower()
            plain = re.sub(r"[\x00-\x20]+", "", value)
            if word.startswith("on") or (word == "href" and not SAFE_TARGET.match(plain)):
                return True
            # Some browsers run what a document that is used from outside has in it.
            if word == "href" and local(element.tag) == "use" and not plain.startswith("#"):
                return True
    return False


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]
