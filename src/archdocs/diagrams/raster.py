"""Turn a finished picture into PNG, with the same bytes on every machine.

The text is drawn with Roboto, which comes as a package and whose letters are as wide as Arial's:
what fonts a machine has, if any, makes no difference. Only for letters that Roboto lacks
(Chinese, Arabic, pictographs, arrows) the machine's fonts are used as well.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from archdocs.errors import RenderFailed
from archdocs.system.cache import Cache, digest

__all__ = ["SCALE", "font_files", "png"]

#: Pixels of the picture for each of the page's, where nobody says another number.
SCALE = 2.0
#: A picture has at most so many pixels (a quarter of a GiB while it is drawn).
MOST_PIXELS = 64_000_000
FACES = ("Regular", "Bold", "Italic", "BoldItalic")
LIGHT, DARK = "#ffffff", "#14181e"
VERSION = "1"
PIXELS_PER_INCH = 96
#: The rules of a picture that hold where the page's theme is dark.
DARK_RULE = re.compile(r":root\[data-theme=dark\] (\.[^{}]*)\{([^{}]*)\}")
#: The size of a picture, whichever stands first; between them, Mermaid has other attributes.
SIZE = re.compile(
    r'<svg (?=[^<>]*?(?<=\s)width="(\d+)(?:\.\d+)?")(?=[^<>]*?(?<=\s)height="(\d+)(?:\.\d+)?")'
)
WORDS = re.compile(r"<text[^>]*>([^<]*)")


def png(svg: str, cache: Cache, *, scale: float = SCALE, dark: bool = False) -> bytes:
    """Return a finished picture as PNG on a light or a dark ground.

    Raises :class:`archdocs.errors.RenderFailed` where it can't be drawn.
    """
    wanted = f"{fitting_scale(svg, scale):.4f}"
    key = digest("png", VERSION, installed(), svg, wanted, str(dark))
    found = cache.get("diagram-png", key)
    if found is None:
        found = {"png": drawn(svg, float(wanted), dark=dark)}
        cache.put("diagram-png", key, found)
    return found["png"]


def fitting_scale(svg: str, scale: float) -> float:
    """Return the scale, or a smaller one for a picture that would get too large."""
    found = SIZE.search(svg)
    pixels = int(found[1]) * int(found[2]) if found else 0
    return min(scale, (MOST_PIXELS / pixels) ** 0.5) if pixels else scale


def installed() -> str:
    """Return the versions of what draws."""
    import importlib.metadata  # which costs more than all else here; each build imports this

    return " ".join(importlib.metadata.version(name) for name in ("resvg-py", "font-roboto"))


def drawn(svg: str, scale: float, *, dark: bool) -> bytes:
    """Draw a picture."""
    import resvg_py

    rules = "".join(f"{selector}{{{body}}}" for selector, body in DARK_RULE.findall(svg))
    try:
        made = resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=scale,
            dpi=PIXELS_PER_INCH,
            background=DARK if dark else LIGHT,
            style_sheet=rules if dark else None,
            skip_system_fonts=not needs_more(svg),
            font_files=[str(path) for path in font_files().values()],
            font_family="Roboto",
            sans_serif_family="Roboto",
            monospace_family="Roboto",
        )
    except ValueError as error:
        raise RenderFailed(f"the picture can't be drawn as PNG: {error}") from None
    return bytes(made)


def font_files() -> dict[str, Path]:
    """Return the files of the font that comes along, by face."""
    import font_roboto

    folder = Path(font_roboto.__file__).parent / "files"
    return {face: folder / f"Roboto-{face}.ttf" for face in FACES}


def needs_more(svg: str) -> bool:
    """Say whether a picture has letters that are not Latin, Greek or Cyrillic."""
    letters = set("".join(WORDS.findall(svg)))
    return any(not known(letter) for letter in letters)


def known(letter: str) -> bool:
    """Say whether Roboto has a letter."""
    if letter < "\u024f" or letter in "–—‘’“”„†‡•…‰‹›€™":
        return True
    name = unicodedata.name(letter, "")
    return name.startswith(("GREEK SMALL", "GREEK CAPITAL", "CYRILLIC SMALL", "CYRILLIC CAPITAL"))
