"""What of a page is searched: its main part, and what the records say that it is.

The copies are read by Pagefind alone; the pages themselves stay as they are. Sphinx gives an
address to a section and Pagefind to a heading, so each heading of a copy gets its section's.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping

__all__ = ["EXCLUDED", "copies", "facts"]

#: Where the main part begins, by theme: pydata and what is made of it, furo, Read the Docs, and
#: whatever says which part that is.
ROOTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"<article\b[^<>]{0,500}\bbd-article\b[^<>]{0,500}>",
        r'<[a-z]{1,10} [^<>]{0,500}\bitemprop="articleBody"[^<>]{0,500}>',
        r'<article\b[^<>]{0,500}\brole="main"[^<>]{0,500}>',
        r'<[a-z]{1,10} [^<>]{0,500}\brole="main"[^<>]{0,500}>',
        r"<main\b[^<>]{0,500}>",
        r"<article\b[^<>]{0,500}>",
    )
)
#: What repeats other pages' titles, or is not said but shown.
EXCLUDED = (
    ".headerlink", ".toctree-wrapper", "nav", ".contents", ".sphinxsidebar", ".linenos",
    ".related", ".archdocs-switcher", "footer", "svg",
)  # fmt: skip
LANGUAGE = re.compile(r'<html\b[^<>]{0,500}\blang="([A-Za-z0-9_-]{1,35})"')
FIRST = re.compile(r"<h1\b[^<>]{0,500}>")
ANCHOR = re.compile(r'<a class="headerlink".{0,900}?</a>', re.DOTALL)
TAG = re.compile(r"<[^<>]{0,900}>")
TITLE = re.compile(r"<title>([^<]{0,500})</title>")
HEADING = re.compile(
    r"<section\b([^<>]{0,900})>"
    r'(?:\s|<span id="[^"<>]{1,300}">\s{0,9}</span>){0,40}<h[1-6](?=[ >])'
)
IDENT = re.compile(r'\bid="([^"]+)"')
#: Pages that list others, or are made from code: Sphinx's own search leaves them out, too.
LISTS = re.compile(r"(?:genindex|search|404|[a-z]+-modindex|http-routingtable)\b|_")
LONGEST = 200
LONGEST_HEADING = 2000


def copies(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Give the name and the copy of each page that is searched."""
    for name, data in files.items():
        if name.endswith(".html") and not LISTS.match(name):
            made = copy_of(data.decode("utf-8", "replace"))
            if made:
                yield name, made


def copy_of(page: str) -> str:
    """Return what is searched of a page, or nothing where its main part can't be found."""
    start = next((found for each in ROOTS if (found := each.search(page))), None)
    if start is None:
        return ""
    language, title = LANGUAGE.search(page), TITLE.search(page)
    name = plain(first_heading(page, start.end()))
    # Pagefind's own reading of a heading with markup in it shows some of its marks.
    named = (
        f'<i data-pagefind-meta="title[content]" content="{html.escape(name)}"></i>' if name else ""
    )
    body = HEADING.sub(with_id, page[start.start() :])
    tag = start[0][1:].split(maxsplit=1)[0].rstrip(">")
    shown = f"<title>{title[1]}</title>" if title else ""
    return (
        f'<!doctype html>\n<html lang="{language[1] if language else ""}"><head>{shown}</head>'
        f"<body>\n<{tag} data-pagefind-body>{named}{body[len(start[0]) :]}"
    )


def first_heading(page: str, position: int) -> str:
    """Return what stands in the first heading of a page that ends soon; empty without one.

    Where the next heading ends is looked for once, however many begin before it.
    """
    end = -1
    for opening in FIRST.finditer(page, position):
        if end <= opening.end():
            end = page.find("</h1>", opening.end() + 1)
        if end < 0:
            break
        if end <= opening.end() + LONGEST_HEADING:
            return page[opening.end() : end]
    return ""


def plain(heading: str) -> str:
    """Return what a heading says, as text."""
    return text(html.unescape(TAG.sub("", ANCHOR.sub("", heading))))


def with_id(heading: re.Match[str]) -> str:
    """Return the beginning of a section, whose heading has its address too."""
    ident = IDENT.search(heading[1])
    return f'{heading[0]} id="{ident[1]}"' if ident else heading[0]


def facts(data: bytes, docs: str) -> dict[str, dict[str, str]]:
    """Return what the catalogue beside the pages says of each record, by page."""
    try:
        listed = list(json.loads(data)["records"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
    found = {}
    for record in listed:
        path = record.get("path") if isinstance(record, dict) else None
        if isinstance(path, str):
            said = {name: text(record.get(name)) for name in ("kind", "status", "id")}
            page = path.rpartition(".")[0].removeprefix(f"{docs}/")
            found[page] = {key: value for key, value in said.items() if value}
    return found


def text(value: object) -> str:
    """Return a short text as one line; nothing for anything else."""
    return " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""
