"""The badge: a small picture for a README that says how fresh the documentation is."""

from __future__ import annotations

import html

__all__ = ["badge"]

#: Widths of letters in hundredths of the letter height, about those of Verdana; else the middle.
NARROW, WIDE, MIDDLE = "fijlrt.,:;!'|()[] 1", "mwMW%", 62
FRESH, SOME, MANY = "#2a6e3f", "#7a5200", "#a1221b"
#: Above this share of stale sections the badge is red.
TOO_MANY = 0.1


def badge(stale: int, sections: int, label: str = "documentation") -> str:
    """Return an SVG picture; its text says it all, the colour repeats it."""
    text = "fresh" if not stale else f"{stale} of {sections} stale"
    color = FRESH if not stale else MANY if stale > sections * TOO_MANY else SOME
    left, right = width(label) + 12, width(text) + 12
    whole = left + right
    name, words = html.escape(label), html.escape(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img"'
        f' aria-label="{name}: {words}"><title>{name}: {words}</title>'
        f'<clipPath id="r"><rect width="{whole}" height="20" rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#444d56"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{color}"/></g>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif"'
        f' font-size="11"><text x="{left / 2:g}" y="14" textLength="{left - 12}">{name}</text>'
        f'<text x="{left + right / 2:g}" y="14" textLength="{right - 12}">{words}</text>'
        "</g></svg>\n"
    )


def width(text: str) -> int:
    """Return how wide a text is about to be, in pixels."""
    units = sum(36 if char in NARROW else 92 if char in WIDE else MIDDLE for char in text)
    return round(units * 11 / 100)
