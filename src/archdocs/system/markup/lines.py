"""How one line of Markdown is read: its indent, and the block it would begin."""

from __future__ import annotations

import re

__all__ = [
    "ATX",
    "BULLET",
    "DEFINITION",
    "DIRECTIVE",
    "FENCE",
    "ORDERED",
    "RULE",
    "SETEXT",
    "TARGET",
    "html_start",
    "interrupts",
    "is_fence",
    "strip",
    "strip_quote",
    "width",
]

ATX = re.compile(r"(#{1,6})(?:[ \t]+(.*))?$")
SETEXT = re.compile(r"(=+|-+)[ \t]*$")
RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
FENCE = re.compile(r"(`{3,}|~{3,}|:{3,})(.*)$")
BULLET = re.compile(r"([-+*])([ \t]+|$)")
ORDERED = re.compile(r"(\d{1,9})[.)]([ \t]+|$)")
TARGET = re.compile(r"\(([^()\n]+)\)=[ \t]*$")
DIRECTIVE = re.compile(r"\{([\w:.+-]+)\}[ \t]*(.*)$")
DEFINITION = re.compile(
    r"\[[^\]\[]{1,999}\]:[ \t]*(<[^<>]*>|[^\s<]\S*)"
    r"([ \t]+(\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*$"
)
HTML_NAMES = (
    r"address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|"
    r"dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|"
    r"frameset|h1|h2|h3|h4|h5|h6|head|header|hr|html|iframe|legend|li|link|main|menu|"
    r"menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|"
    r"tbody|td|tfoot|th|thead|title|tr|track|ul"
)
HTML_BLOCK = re.compile(r"</?(?:" + HTML_NAMES + r")(?=[\s>]|/>|$)", re.I)
HTML_RAW = re.compile(r"<(script|pre|style|textarea)(?=[\s>]|$)", re.I)
HTML_ENDS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
HTML_TAG = re.compile(
    r"(?:<[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*"
    r"\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>)\s*$"
)
LONGEST_TAG = 2000


def width(text: str) -> int:
    """Return the columns of leading white space, with tabs to the next multiple of four."""
    columns = 0
    for char in text:
        if char == " ":
            columns += 1
        elif char == "\t":
            columns += 4 - columns % 4
        else:
            break
    return columns


def strip(text: str, columns: int) -> str:
    """Remove that many columns of leading white space."""
    if text[:columns].isspace() and "\t" not in text[:columns]:
        return text[columns:]
    bare = text.lstrip(" \t")
    return " " * max(0, width(text) - columns) + bare


def interrupts(bare: str, *, outside: bool = False) -> bool:
    """Say whether a line (stripped) ends an open paragraph by beginning another block.

    ``outside`` the paragraph's container any list item does; inside, an empty item and a
    number other than 1 do not.
    """
    if bare[0] not in "#>`~:*-_+<(%" and not bare[0].isdigit():
        return False
    bullet, number = BULLET.match(bare), ORDERED.match(bare)
    if bullet or number:
        first = bullet is not None or (number is not None and number[1].lstrip("0") == "1")
        marked = bullet or number
        filled = marked is not None and bool(bare[marked.end() :].strip())
        if outside or (first and filled):
            return True
    return bool(
        ATX.match(bare)
        or bare[0] in ">%"
        or is_fence(bare)
        or RULE.match(bare)
        or TARGET.match(bare)
        or bare.startswith("+++")
        or html_start(bare, True) is not None
    )


def is_fence(bare: str) -> bool:
    """Say whether a stripped line opens a fence: no backtick may follow a fence of them."""
    found = FENCE.match(bare)
    if not found:
        return False
    if found[1][0] == ":":
        return bool(DIRECTIVE.match(found[2].strip()))
    return found[1][0] != "`" or "`" not in found[2]


def strip_quote(rest: str) -> str:
    """Remove a quote's mark and the one space after it."""
    inner = rest.lstrip(" \t")[1:]
    return strip(inner, 1) if inner[:1] in (" ", "\t") else inner


def html_start(bare: str, in_paragraph: bool) -> str | None:
    """Return what ends the HTML block that a line begins: a mark, "" for an empty line."""
    if not bare.startswith("<"):
        return None
    raw = HTML_RAW.match(bare)
    if raw:
        return f"</{raw[1]}>"
    for begin, end in HTML_ENDS:
        if bare.startswith(begin):
            return end
    if re.match(r"<![A-Za-z]", bare):
        return ">"
    if HTML_BLOCK.match(bare):
        return ""
    whole = not in_paragraph and len(bare) <= LONGEST_TAG and HTML_TAG.match(bare)
    return "" if whole else None
