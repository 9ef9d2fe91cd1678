"""Emphasis, code and links within a paragraph, from one markup into the other."""

from __future__ import annotations

import re

__all__ = ["Foreign", "markdown_inline", "rst_inline"]

ROLES = "adr|record|doc|ref|issue"
MARKDOWN = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    rf"|\{{(?P<role>{ROLES})\}}`(?P<ref>[^`\n]+)`"
    r"|(?<!`)`(?P<code>[^`]+)`(?!`)"
    r"|(?P<image>!\[)"
    r"|\[(?P<text>[^\[\]`*_<>\\|]+)\]\((?P<href>[^()\s<>`]+)\)"
    r"|<(?P<auto>https?://[^\s<>`]+)>"
    r"|(?P<url>https?://[^\s<>`\])]+)"
    r"|(?<![*\w])\*\*(?P<strong>[^\s*`\[\]_|\\](?:[^*`\[\]_|\\]*[^\s*`\[\]_|\\])?)\*\*(?![*\w])"
    r"|(?<![_\w])__(?P<strong2>[^\s*`\[\]_|\\](?:[^*`\[\]_|\\]*[^\s*`\[\]_|\\])?)__(?![_\w])"
    r"|(?<![*\w])\*(?P<em>[^\s*`\[\]_|\\](?:[^*`\[\]_|\\]*[^\s*`\[\]_|\\])?)\*(?![*\w])"
    r"|(?<![_\w])_(?P<em2>[^\s*`\[\]_|\\](?:[^*`\[\]_|\\]*[^\s*`\[\]_|\\])?)_(?![_\w])"
)
RST = re.compile(
    r"(?P<gap>\\[ \n])|(?P<escape>\\\S)"
    r"|(?<!`)``(?P<code>[^`\s](?:[^`]*[^`\s])?)``(?!`)"
    rf"|:(?P<role>{ROLES}):`(?P<ref>[^`]+)`"
    r"|(?<!`)`(?P<text>[^`<>\\]*[^`<>\\\s])\s+<(?P<href>[^`<>\s]*[^`<>\s_])>`__?"
    r"|(?P<url>https?://[^\s<>`\])]+)"
    r"|(?<![*\w])\*\*(?P<strong>[^\s*`|\\](?:[^*`|\\]*[^\s*`|\\])?)\*\*(?![*\w])"
    r"|(?<![*\w])\*(?P<em>[^\s*`|\\](?:[^*`|\\]*[^\s*`|\\])?)\*(?![*\w])"
)
#: What Markdown means something by and we do not translate.
ODD_MARKDOWN = re.compile(
    r"(`)|(<[A-Za-z/!?])|(\]\()|(\]\[)|(\[\^)|(&[#\w]+;)|(~~)|(\$)|(\*(?=\S)|(?<=\S)\*)|((?<!\w)_(?=\S))"
)
#: What reStructuredText means something by and we do not translate.
ODD_RST = re.compile(r"(`)|(\|[^|\s][^|\n]*\|)|((?<![\w_])\w+_(?![\w_]))|(\]_)")
WHAT = {
    "`": "a backtick",
    "<": "HTML",
    "]": "a reference",
    "[": "a footnote",
    "&": "an entity",
    "~": "text that is struck out",
    "$": "a formula",
    "|": "a substitution",
    "*": "emphasis of this form",
    "_": "emphasis of this form",
}
#: Characters that may stand before and after markup in reStructuredText.
OPENS = frozenset(" \n\t'\"([{<-/:")
CLOSES = frozenset(" \n\t'\")]}>-/:.,;!?\\")


class Foreign(Exception):
    """Something has no counterpart in the other markup; ``line`` is where, ``what`` is a name."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


def markdown_inline(text: str, line: int) -> str:
    """Return the text of a Markdown paragraph that begins at a line as reStructuredText.

    Raises :class:`Foreign`.
    """
    parts: list[str] = []
    at = 0
    for found in MARKDOWN.finditer(text):
        parts.append(plain_to_rst(text[at : found.start()], line + text.count("\n", 0, at)))
        here = line + text.count("\n", 0, found.start())
        new = rst_of(found, here)
        before = text[found.start() - 1 : found.start()] if found.start() else " "
        after = text[found.end() : found.end() + 1] or " "
        if found["auto"]:
            if before not in OPENS or after not in CLOSES:
                raise Foreign(here, "an address within a word")
        elif not found["escape"] and not found["url"]:
            new = ("" if before in OPENS else "\\ ") + new + ("" if after in CLOSES else "\\ ")
        parts.append(new)
        at = found.end()
    parts.append(plain_to_rst(text[at:], line + text.count("\n", 0, at)))
    return "".join(parts)


def rst_of(found: re.Match[str], line: int) -> str:
    """Return one piece of Markdown as reStructuredText."""
    if found["image"]:
        raise Foreign(line, "a picture within a text")
    if found["code"]:
        if found["code"] != found["code"].strip() or found["code"].endswith("\\"):
            raise Foreign(line, "code that begins or ends with a space")
        return f"``{found['code']}``"
    if found["role"]:
        return f":{found['role']}:`{found['ref']}`"
    if found["text"]:
        if found["href"].endswith("_") or found["text"] != found["text"].strip():
            raise Foreign(line, "a link of this form")
        return f"`{found['text']} <{found['href']}>`__"
    for name, mark in (("strong", "**"), ("strong2", "**"), ("em", "*"), ("em2", "*")):
        if found[name]:
            return f"{mark}{found[name]}{mark}"
    if found["escape"]:
        return found[0] if found[0][1] in "*`|_\\" else found[0][1]
    return found["auto"] or found[0]


def plain_to_rst(text: str, line: int) -> str:
    """Return plain Markdown text with what reStructuredText would read as markup escaped."""
    odd = ODD_MARKDOWN.search(text)
    if odd:
        raise Foreign(line + text.count("\n", 0, odd.start()), WHAT[odd[0][0]])
    text = text.replace("\\", "\\\\")
    text = re.sub(r"(?<=\w)_(?!\w)", r"\\_", text)
    return re.sub(r"\|(?=\S)", r"\\|", text)


def rst_inline(text: str, line: int) -> str:
    """Return the text of a reStructuredText paragraph that begins at a line as Markdown.

    Raises :class:`Foreign`.
    """
    parts: list[str] = []
    at = 0
    for found in RST.finditer(text):
        parts.append(plain_to_markdown(text[at : found.start()], line + text.count("\n", 0, at)))
        parts.append(markdown_of(found))
        at = found.end()
    parts.append(plain_to_markdown(text[at:], line + text.count("\n", 0, at)))
    return "".join(parts)


def markdown_of(found: re.Match[str]) -> str:
    """Return one piece of reStructuredText as Markdown."""
    if found["gap"]:
        return ""
    if found["code"]:
        return f"`{found['code']}`"
    if found["role"]:
        return f"{{{found['role']}}}`{found['ref']}`"
    if found["text"]:
        words = re.sub(r"([\[\]*_])", r"\\\1", found["text"])
        return f"[{words}]({found['href']})"
    if found["escape"] and (found[0][1].isalnum() or not found[0][1].isascii()):
        return found[0][1]
    return found[0]


def plain_to_markdown(text: str, line: int) -> str:
    """Return plain reStructuredText with what Markdown would read as markup escaped."""
    odd = ODD_RST.search(text)
    if odd:
        what = WHAT.get(odd[0][0] if odd[0] != "]_" else "[", "a reference")
        raise Foreign(line + text.count("\n", 0, odd.start()), what)
    text = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", text)
    text = re.sub(r"(?<!\w)_(?=\S)|(?<=\S)_(?!\w)", r"\\_", text)
    text = re.sub(r"\[(?=[^\]\n]*\][(\[:])", r"\\[", text)
    text = re.sub(r"&(?=#?\w+;)", r"\\&", text)
    return re.sub(r"\*(?=\S)|(?<=\S)\*", r"\\*", text)
