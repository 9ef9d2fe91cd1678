"""How wide text is in Arial, and in what stands in for it, without any font file.

The widths are those of Arial, Helvetica and Liberation Sans, which are equal by design, in
thousandths of the font's size. Letters that these lack come from whatever font the reader
has; for them a width is assumed that such fonts rarely exceed.
"""

from __future__ import annotations

import functools
import unicodedata

__all__ = ["LINE", "is_latin", "is_wide", "rightward", "width"]

#: The height of a line, by the font's size, as layout engines have it.
LINE = 1.2

FIRST, LAST = " ", "~"


def widths(text: str) -> tuple[int, ...]:
    """Read a table of widths."""
    return tuple(map(int, text.split()))


REGULAR = widths(
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556"
    " 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556"
    " 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500"
    " 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500"
    " 334 260 334 584"
)
BOLD = widths(
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556"
    " 556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833"
    " 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611"
    " 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389"
    " 280 389 584"
)
#: Letters that don't fall apart into one of the above and an accent.
OTHERS = {
    "ß": 611, "æ": 889, "Æ": 1000, "ø": 611, "Ø": 778, "œ": 944, "Œ": 1000, "ł": 260, "Ł": 556,
    "đ": 556, "Đ": 722, "ı": 278, "þ": 556, "ð": 556, "…": 1000, "—": 1000, "–": 556, "•": 350,
    "·": 278, "→": 1000, "←": 1000, "€": 556, "™": 1000, "“": 355, "”": 355, "„": 355, "‘": 222,
    "’": 222, "«": 556, "»": 556, "×": 584, "÷": 584, "±": 584, "°": 400, "§": 556, "©": 737,
    "®": 737, "\xa0": 278,
}  # fmt: skip
#: Joiners and variation selectors: they change the letters beside them.
JOINERS = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f")
PICTOGRAPH, WIDE, LETTER, CAPITAL = 1250, 1000, 620, 760


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide one line of text is, in the unit of ``size``."""
    return sum(advance(letter, bold) for letter in text) * size / 1000


@functools.lru_cache(maxsize=4096)
def advance(letter: str, bold: bool) -> int:
    """Return one letter's width in thousandths."""
    if FIRST <= letter <= LAST:
        return (BOLD if bold else REGULAR)[ord(letter) - ord(FIRST)]
    if letter in OTHERS:
        return OTHERS[letter] + 40 * bold
    if letter in JOINERS or unicodedata.category(letter) in ("Mn", "Me", "Cc", "Cf"):
        return 0
    base = unicodedata.normalize("NFD", letter)[0]
    if FIRST <= base <= LAST:
        return advance(base, bold)
    if is_wide(letter):
        return PICTOGRAPH if unicodedata.category(letter) == "So" else WIDE
    return (CAPITAL if unicodedata.category(letter) == "Lu" else LETTER) + 40 * bold


def is_wide(letter: str) -> bool:
    """Say whether a letter is as wide as it is high: Chinese, Japanese, Korean, pictographs."""
    return unicodedata.east_asian_width(letter) in "WF"


def is_latin(text: str) -> bool:
    """Say whether a layout engine knows the width of every letter of a text as well as we do."""
    return all(FIRST <= letter <= LAST or letter in "\n\r\t" for letter in text)


def rightward(text: str) -> bool:
    """Say whether a text is written from right to left: by its first letter that says so."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False
