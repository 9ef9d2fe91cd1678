"""Which HTML of a page only marks up text.

That is what people write between words, and what notebooks were saved with: printed text,
tables. Whatever else there is in it, nothing of it is kept, so that nothing is lost unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["harmless_html"]

INLINE = (
    "abbr|b|br|cite|code|del|details|em|hr|i|ins|kbd|mark|q|s|samp|small|strong|sub"
    "|summary|sup|u|var|wbr"
)
BLOCK = "blockquote|caption|dd|div|dl|dt|li|ol|p|pre|span|table|tbody|td|tfoot|th|thead|tr|ul"
#: Tags that only mark up text. One that is not closed can disturb a page, not run anything.
TAG = re.compile(
    rf'</?(?:{INLINE})(?:\s+(?:class|title)="[^"<>]*"|\s+open)*\s*/?>'
    r'|<input class="task-list-item-checkbox"(?: (?:checked|disabled)="\w+")* type="checkbox">',
    re.IGNORECASE,
)
#: Tags of blocks, too. Their styles are not kept.
ANY = re.compile(
    rf"</?(?:{INLINE}|{BLOCK})"
    r'(?:\s+(?:class|title|style|border|colspan|rowspan|scope|valign|align)="[^"<>]*")*\s*/?>',
    re.IGNORECASE,
)
#: The rules that pandas puts before each table.
RULES = re.compile(r"<style(?: scoped)?>[^<]*</style>", re.IGNORECASE)
NAME = re.compile(r"<(/?[a-z]+)", re.IGNORECASE)
CELL = {"colspan", "rowspan", "scope", "align"}
KEPT = {"*": {"class", "title"}, "td": CELL, "th": CELL, "table": {"border"}}


def harmless_html(text: str) -> str | None:
    """Return HTML without its comments if all of it is plain markup of text, else ``None``."""
    kept = "".join(without_comments(text))
    return blocks(kept) if "<" in TAG.sub("", kept) else kept


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

    names = {*INLINE.split("|"), *BLOCK.split("|")}
    kept = nh3.clean(plain, tags=names, attributes=KEPT, link_rel=None)
    return kept if shape(kept) == shape(plain) else None


def shape(text: str) -> list[str]:
    """Return the tags of HTML in order, save those that a parser adds by itself."""
    found = (name.lower() for name in NAME.findall(text))
    return [name for name in found if name not in ("tbody", "/tbody")]
