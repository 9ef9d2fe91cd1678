"""A small picture of how many sections were stale, version by version.

It repeats the table after it, so that only HTML shows it and nothing is lost without it.
"""

from __future__ import annotations

import html
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from archdocs.freshness.overview import Point

__all__ = ["TrendChart", "chart", "setup"]

WIDTH, HEIGHT = 640, 180
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 16, 28
#: Versions whose names are written under the line.
MOST_NAMES = 8


class TrendChart(nodes.General, nodes.Element):
    """The points of a trend, oldest first."""


def chart(points: tuple[Point, ...]) -> str:
    """Return an SVG picture: a bar for each version, as high as the share of stale sections."""
    shares = [point.stale / point.sections if point.sections else 0.0 for point in points]
    top = max([*shares, 0.01])
    room = (WIDTH - LEFT - RIGHT) / len(points)
    inner = HEIGHT - TOP - BOTTOM
    parts = [
        f'<line x1="{LEFT}" y1="{HEIGHT - BOTTOM}" x2="{WIDTH - RIGHT}" y2="{HEIGHT - BOTTOM}"/>',
        f'<text x="{LEFT - 6}" y="{TOP + 5}" text-anchor="end">{top:.0%}</text>',
        f'<text x="{LEFT - 6}" y="{HEIGHT - BOTTOM + 5}" text-anchor="end">0%</text>',
    ]
    every = -(-len(points) // MOST_NAMES)
    for number, (point, share) in enumerate(zip(points, shares, strict=True)):
        x = LEFT + room * number
        high = inner * share / top
        title = f"{point.name}: {point.stale} of {point.sections} sections stale"
        parts.append(
            f'<rect x="{x + room * 0.2:.1f}" y="{TOP + inner - high:.1f}" width="{room * 0.6:.1f}"'
            f' height="{high:.1f}"><title>{html.escape(title)}</title></rect>'
        )
        if (len(points) - 1 - number) % every == 0:
            middle = f'x="{x + room / 2:.1f}" y="{HEIGHT - 8}" text-anchor="middle"'
            parts.append(f"<text {middle}>{html.escape(shortened(point.name))}</text>")
    label = "Share of stale sections in each version; the table below has the numbers"
    return (
        f'<svg class="archdocs-trend" xmlns="http://www.w3.org/2000/svg" role="img"'
        f' aria-label="{label}" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )


def shortened(name: str) -> str:
    """Return a version's name as it fits under its bar."""
    return name if len(name) <= 12 else f"{name[:11]}…"


def show(translator: Any, node: TrendChart) -> None:
    """Write the picture."""
    translator.body.append(f'<div class="archdocs-trend-box">{chart(node["points"])}</div>\n')
    raise nodes.SkipNode


def leave_out(translator: Any, node: TrendChart) -> None:
    """Leave it to the table."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the picture with every builder."""
    out = (leave_out, None)
    app.add_node(TrendChart, html=(show, None), latex=out, text=out, man=out, texinfo=out)
