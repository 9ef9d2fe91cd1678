"""The engine, within bounds: what it draws, what it refuses, and which line is to blame."""

from __future__ import annotations

import functools
import json
import re
import time

from archdocs.diagrams.mermaid.kinds import kind_of
from archdocs.diagrams.mermaid.source import COMMENT, proper, split_head

__all__ = ["MermaidError", "draw", "offending_line", "reading", "too_large", "unknown"]

FONT = "Arial, Helvetica, sans-serif"
#: As long as Mermaid itself takes, and as many lines as anybody can still see in a picture;
#: with these, the slowest of many hostile sources takes some seconds.
LARGEST = 50_000
MOST_LINES = 2_000
#: Of so many lines one is looked for that is to blame, and for so many seconds.
MOST_SEARCHED = 400
SEARCH_SECONDS = 10
LONGEST_MESSAGE = 300
#: Words on the colours of timelines, treemaps and boards, some of which would be white on pale.
ON_COLOURS = {f"cScaleLabel{number}": "#111111" for number in range(12)}
#: What the engine's own themes lack in contrast.
VARIABLES = {
    "default": {"lineColor": "#4a5568", **ON_COLOURS},
    "dark": {
        "edgeLabelBackground": "#14181e",
        "lineColor": "#a9b8c9",
        "textColor": "#e3e8ee",
        "primaryTextColor": "#e3e8ee",
        "noteTextColor": "#e3e8ee",
    },
}
UNKNOWN = re.compile(r"unsupported|not supported|no mermaid diagram type", re.IGNORECASE)
LIMIT = re.compile(r"^resource limit|safety limit|nesting (?:depth|exceeds)|budget")
EXPECTED = re.compile(r"; expected ((?:[^,]+, ){4})[^,]+,.*$")
EMPHASIS = re.compile(r"\"`[^`\"]*[*_]")
#: Labels as SVG text, and not as HTML that is made text of afterwards.
PLAIN = {"htmlLabels": False} | {
    name: {"htmlLabels": False} for name in ("flowchart", "class", "state", "er", "requirement")
}


class MermaidError(ValueError):
    """What the engine says about a source it can't read."""


def too_large(text: str) -> str:
    """Return why a source is not given to the engine; empty where it is."""
    if len(text) > LARGEST:
        return f"the block is longer than {LARGEST:,} letters"
    if text.count("\n") > MOST_LINES:
        return f"the block has more than {MOST_LINES:,} lines"
    return ""


def draw(text: str, theme: str) -> str:
    """Return the engine's SVG.

    Raises :class:`MermaidError`.
    """
    # Only SVG text keeps the emphasis; where there is none, the other way looks better.
    return drawn(text, theme, plain=EMPHASIS.search(text) is not None)


def reading(text: str) -> str:
    """Return an SVG to read: labels stand in the nodes and edges that they belong to.

    Raises :class:`MermaidError`.
    """
    return drawn(text, "default", plain=True)


@functools.lru_cache(maxsize=256)
def drawn(text: str, theme: str, *, plain: bool) -> str:
    """Return what the engine draws, kept for the next page or output that shows it."""
    return run(text, theme, plain=plain)


def run(text: str, theme: str, *, plain: bool = False) -> str:
    """Start the engine."""
    import mmdr

    settings = {
        "theme": theme,
        "look": "classic",
        "fontFamily": FONT,
        "themeVariables": VARIABLES[theme],
        **(PLAIN if plain else {}),
    }
    directive = f"%%{{init: {json.dumps(settings)}}}%%\n"
    head, body = split_head(text)
    try:
        return str(mmdr.render(head + directive + body).svg())
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of the engine is no Exception
        raise MermaidError(message(error)) from None


def message(error: BaseException) -> str:
    """Return what the engine says, in one line, without its lists of all that could come."""
    text = re.sub(r"^Diagram parse error \([\w-]+\):\s*", "", str(error))
    text = EXPECTED.sub(r"; expected \1or others", " ".join(text.split()))
    if LIMIT.search(text):
        text = f"the diagram is too large to draw ({text})"
    return text[:LONGEST_MESSAGE] or type(error).__name__


def unknown(error: MermaidError) -> bool:
    """Say whether the engine doesn't know the kind of a diagram at all."""
    return UNKNOWN.search(str(error)) is not None


def offending_line(text: str, error: MermaidError) -> int:
    """Return the 1-based line that makes a block invalid.

    The engine names no line. It is the first without which the block is valid; where no
    single line is to blame, the one after the longest valid beginning; else the first.
    """
    lines = text.splitlines()
    opening = proper(text)
    first = next((n for n, line in enumerate(lines, 1) if opening and line == opening), 1)
    if len(lines) > MOST_SEARCHED or unknown(error) or "too large" in str(error):
        return first
    if "YAML front-matter" in str(error):
        found = re.search(r" line (\d+) ", f"{error} ")
        return int(found[1][:9]) + 1 if found else first
    until = time.monotonic() + SEARCH_SECONDS
    for number, line in enumerate(lines, 1):
        if number > first and not COMMENT.match(line):
            without = [*lines[: number - 1], "", *lines[number:]]
            if valid("\n".join(without), until):
                return number
    for number in range(len(lines) - 1, first - 1, -1):
        if valid("\n".join(lines[:number]), until):
            return number + 1
    # Some kinds are not valid without content: a single line of it is to blame.
    rest = [n for n, line in enumerate(lines, 1) if n > first and not COMMENT.match(line)]
    return rest[0] if len(rest) == 1 else first


def valid(text: str, until: float) -> bool:
    """Say whether the engine can read a source; past a point in time, nothing is."""
    if time.monotonic() > until or not kind_of(text):
        return False
    try:
        run(text, "default")
    except MermaidError:
        return False
    return True
