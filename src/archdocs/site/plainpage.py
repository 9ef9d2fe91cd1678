"""Pages of the site that no theme lays out: the skeleton they share, and how they look."""

from __future__ import annotations

import html

__all__ = ["document", "link"]

STYLE = (
    ":root{color-scheme:light dark;background:Canvas;color:CanvasText}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;"
    "margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}h2{font-size:1.1rem;"
    "margin:1.6rem 0 .3rem}ul{margin:0;padding-left:1.2rem}:target{outline:2px solid;"
    "outline-offset:.5rem}small{opacity:.8}"
)


def document(title: str, body: str, *, style: str = "", head: str = "", heading: str = "") -> str:
    """Return a whole page; ``title`` is text, ``body`` HTML, ``style`` more rules.

    ``head`` is more HTML for its head, ``heading`` what it says first if that isn't its title.
    """
    name, first = html.escape(title), html.escape(heading or title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{name}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{head}<style>{STYLE}{style}</style>\n</head>\n<body>\n<main>\n<h1>{first}</h1>\n{body}"
        "</main>\n</body>\n</html>\n"
    )


def link(address: str, text: str) -> str:
    """Return a link; without an address, the text alone."""
    shown = html.escape(text)
    return f'<a href="{html.escape(address, quote=True)}">{shown}</a>' if address else shown
