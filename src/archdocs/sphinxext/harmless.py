"""Which HTML of a page only marks up text, links and shows pictures.

That is what people write between words and at the top of a README, and what notebooks were
saved with: printed text, tables. Whatever else there is in it, nothing of it is kept, so that
nothing is lost unsaid.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

__all__ = ["harmless_html", "leads_safely", "unpaired"]

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SCHEMES = frozenset({"http", "https", "mailto", "ftp", "tel", "irc", "ircs", "xmpp", "sip"})

INLINE = (
    "abbr|b|br|cite|code|del|details|em|hr|i|ins|kbd|mark|picture|q|s|samp|small|span|strong|sub"
    "|summary|sup|time|u|var|wbr"
)
BLOCK = (
    "blockquote|caption|center|dd|div|dl|dt|h[1-6]|li|ol|p|pre|table|tbody|td|tfoot|th|thead|tr|ul"
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: What browsers take for blanks inside of a tag; Python knows more, and one of those would have an
#: attribute's value without quotes end for it only.
BLANK = r"[ \t\n\r\f]"
#: An attribute's value as browsers take it: between quotes of one kind, or up to a blank.
VALUE = r"""(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=`]+)"""
#: What any tag may say of itself.
SAID = "class|title|lang|dir|role|aria-label|aria-hidden"
#: A place to link to. Labels and documented functions are as free in what they may be called.
NAMED = r"""id=(?:"[a-z][\w.:-]*"|'[a-z][\w.:-]*'|[a-z][\w.:-]*)"""
#: Links and pictures; where they lead is looked at besides.
LEADING = (
    rf"<a(?:{BLANK}+(?:(?:href|name|rel|target|{SAID})={VALUE}|{NAMED}))+{BLANK}*>|</a{BLANK}*>"
    rf"|<img(?:{BLANK}+(?:src|srcset|sizes|alt|width|height|align|loading|{SAID})={VALUE})+{BLANK}*/?>"
    rf"|<source(?:{BLANK}+(?:srcset|sizes|media|type|alt|width|height)={VALUE})+{BLANK}*/?>"
)
LEADS = re.compile(LEADING, re.IGNORECASE | re.ASCII)
ATTRIBUTE = re.compile(rf"{BLANK}([\w-]+)=({VALUE})", re.ASCII)
#: Tags that only mark up text. One that is not closed can disturb a page, not run anything.
TAG = re.compile(
    rf"</?(?:{INLINE})(?:{BLANK}+(?:(?:clear|datetime|{SAID})={VALUE}|{NAMED}|open))*{BLANK}*/?>"
    r'|<input class="task-list-item-checkbox"(?: (?:checked|disabled)="\w+")* type="checkbox">'
    rf"|{LEADING}",
    re.IGNORECASE | re.ASCII,
)
#: Tags of blocks, too. Their styles are not kept.
ANY = re.compile(
    rf"</?(?:{INLINE}|{BLOCK})(?:{BLANK}+(?:(?:style|border|colspan|rowspan|scope|valign|align|width"
    rf"|height|clear|datetime|{SAID})={VALUE}|{NAMED}))*{BLANK}*/?>"
    rf"|{LEADING}",
    re.IGNORECASE | re.ASCII,
)
#: The rules that pandas puts before each table.
RULES = re.compile(r"<style(?: scoped)?>[^<]*</style>", re.IGNORECASE)
NAME = re.compile(r"<(/?[a-z]+)", re.IGNORECASE)
CELL = {"colspan", "rowspan", "scope", "align", "valign", "width", "height"}
KEPT = {
    "*": {"id", *SAID.split("|")},
    "td": CELL,
    "th": CELL,
    "table": {"align", "border", "width"},
    "a": {"href", "name", "rel", "target"},
    "br": {"clear"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "align", "loading"},
    "source": {"srcset", "sizes", "media", "type", "alt", "width", "height"},
    "time": {"datetime"},
    **{name: {"align"} for name in ("p", "div", *HEADINGS)},
}


def leads_safely(address: str, *, image: bool = False) -> bool:
    """Say whether an address is relative or of a scheme that runs nothing.

    Browsers skip control characters and blanks, so they are skipped here too.
    """
    plain = re.sub(r"[\x00-\x20]+", "", address)
    if image and plain[:11].lower() == "data:image/":
        return True
    scheme = SCHEME.match(plain)
    return scheme is None or scheme[1].lower() in SCHEMES


def harmless_html(text: str) -> str | None:
    """Return HTML without its comments if all of it is plain markup of text, else ``None``."""
    kept = "".join(without_comments(text))
    if not all(map(leads_nowhere_unsafe, LEADS.findall(kept))):
        return None
    return blocks(kept) if "<" in TAG.sub("", kept) else kept


def leads_nowhere_unsafe(tag: str) -> bool:
    """Say whether all addresses of a link or a picture are safe."""
    image = tag[1] in "iI"
    found: dict[str, list[str]] = {"href": [], "src": [], "srcset": []}
    for name, value in ATTRIBUTE.findall(tag):
        plain = value[1:-1] if value[0] in "\"'" else value
        found.setdefault(name.lower(), []).append(html.unescape(plain))
    addresses = (*found["href"], *found["src"])
    # Pictures of several sizes: addresses, blanks, widths, commas. Those with commas are no such.
    several = (part for value in found["srcset"] for part in re.split(r"[\s,]+", value))
    return all(leads_safely(each, image=image) for each in addresses) and all(
        map(leads_safely, several)
    )


def unpaired(parts: list[str]) -> list[int]:
    """Return which parts of a paragraph's HTML open or close a link without the other half.

    Such a link would go on over what follows, which may be somebody else's.
    """
    opened: list[int] = []
    alone: list[int] = []
    for number, part in enumerate(parts):
        for found in re.findall(r"</?a\b", part, re.IGNORECASE):
            if not found.startswith("</"):
                opened.append(number)
            elif opened:
                opened.pop()
            else:
                alone.append(number)
    return sorted({*opened, *alone})


def without_comments(text: str) -> Iterator[str]:
    """Yield the parts of HTML between comments; an open comment is no comment."""
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        yield text[at:start]
        at = end + 3
    yield text[at:]


def blocks(text: str) -> str | None:
    """Return HTML of whole blocks, else ``None``.

    One that is not closed, or closed and not opened, could take what follows out of its place.
    """
    plain = RULES.sub("", text)
    if "<" in ANY.sub("", plain):
        return None
    import nh3

    names = {*INLINE.split("|"), *BLOCK.replace("h[1-6]", "").split("|"), *HEADINGS, "a", "img"}
    names |= {"source"}
    schemes = {*SCHEMES, "data"}
    kept = nh3.clean(plain, tags=names - {""}, attributes=KEPT, link_rel=None, url_schemes=schemes)
    return kept if shape(kept) == shape(plain) else None


def shape(text: str) -> list[str]:
    """Return the tags of HTML in order, save those that a parser adds by itself."""
    found = (name.lower() for name in NAME.findall(text))
    return [name for name in found if name not in ("tbody", "/tbody")]
