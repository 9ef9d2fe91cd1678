"""From a colour on a light page to its counterpart on a dark one.

Light surfaces become dark and keep a trace of their hue; dark ink becomes light; strong
colours stay as they are.
"""

from __future__ import annotations

import colorsys
import functools
import re

__all__ = ["contrast", "dark_border", "dark_fill", "dark_ink", "rgb"]

Rgb = tuple[int, int, int]
LIGHT_SURFACE = 0.62
GREY = 0.05
PLAIN = re.compile(r"#[0-9a-fA-F]{6}")
#: Of this many colours the counterpart is remembered; pictures have few, and many times.
REMEMBERED = 1024
#: The page that dark pictures stand on, and the contrast that WCAG 2 asks of text (AA).
DARK_PAGE: Rgb = (0x14, 0x18, 0x1E)
READABLE = 4.5


def rgb(color: str) -> Rgb | None:
    """Read a colour as SVG writes it; ``None`` for ``none``, gradients and the like."""
    if PLAIN.fullmatch(color):
        return int(color[1:3], 16), int(color[3:5], 16), int(color[5:], 16)
    from PIL import ImageColor

    try:
        value = ImageColor.getrgb(color)
    except ValueError:
        return None
    return value[0], value[1], value[2]


@functools.lru_cache(REMEMBERED)
def dark_fill(color: str) -> str | None:
    """Return the dark counterpart of a surface, ``None`` where it stays as it is."""
    value = rgb(color)
    if value is None:
        return None
    hue, light, saturation = hls(value)
    if light < LIGHT_SURFACE:
        return None
    dark = 0.12 + (1 - light) * 0.35
    if saturation < GREY:  # the page's own blue, or greys look brown on it
        return from_hls(0.6, dark, 0.15)
    return from_hls(hue, dark, saturation * 0.35)


@functools.lru_cache(REMEMBERED)
def dark_ink(color: str) -> str | None:
    """Return the dark counterpart of text or a line, ``None`` where it stays as it is.

    It is made lighter until it can be read on a dark page; colours that can stay.
    """
    value = rgb(color)
    if value is None or contrast(value, DARK_PAGE) >= READABLE:
        return None
    hue, light, saturation = hls(value)
    wanted = 0.92 - light * 0.35
    while wanted < 1:
        made = from_hls(hue, wanted, saturation * 0.8)
        if contrast(rgb(made) or DARK_PAGE, DARK_PAGE) >= READABLE:
            return made
        wanted += 0.04
    return "#ffffff"


@functools.lru_cache(REMEMBERED)
def dark_border(color: str) -> str | None:
    """Return the dark counterpart of the line around a group, which stays in the background."""
    value = rgb(color)
    if value is None:
        return None
    hue, light, saturation = hls(value)
    if light < LIGHT_SURFACE:
        return dark_ink(color)
    return from_hls(hue, 0.4, saturation * 0.6)


def hls(value: Rgb) -> tuple[float, float, float]:
    """Return hue, lightness and saturation, each from 0 to 1."""
    return colorsys.rgb_to_hls(*(part / 255 for part in value))


def from_hls(hue: float, light: float, saturation: float) -> str:
    """Write a colour as ``#rrggbb``."""
    parts = colorsys.hls_to_rgb(hue, min(1.0, light), min(1.0, saturation))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def contrast(first: Rgb, second: Rgb) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, from 1 to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(value: Rgb) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    parts = [part / 255 for part in value]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
