"""Say whether a page states what a file says, and write it anew in the page's own style."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from archdocs.freshness.sources.model import Scalar, text_of

__all__ = ["renewed", "same"]

#: What stands between groups of three digits: comma, underline, apostrophe, thin spaces.
GROUPS = re.compile(
    r"([+-]?\d{1,3})((?P<mark>[,_'’\u00a0\u2009\u202f ])\d{3}(?:(?P=mark)\d{3})*)\Z"
)
INTEGER = re.compile(r"[+-]?(?:0|[1-9]\d*)\Z")
SWITCHES = frozenset({"true", "false", "null", "none"})
LONGEST_NUMBER = 400


def same(stated: str, value: Scalar | tuple[Scalar, ...]) -> bool:
    """Compare what is stated with a value, or with a list written with commas.

    Numbers are compared as numbers, with or without marks between thousands; a *text* that
    looks like one (the version ``3.10``) is compared letter by letter.
    """
    bare = unquoted(stated)
    if isinstance(value, tuple):
        parts = [part.strip() for part in stated.split(",")] if stated.strip() else []
        alike = len(parts) == len(value)
        return alike and all(same(p, v) for p, v in zip(parts, value, strict=True))
    text = text_of(value)
    if bare in (text, text.strip()) or stated.strip() == text.strip():
        return True
    if bare.lower() == text.lower() and text.lower() in SWITCHES:
        return True
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = number_of(bare)
        return number is not None and number == number_of(text)
    return INTEGER.match(text) is not None and ungrouped(bare) == text


def unquoted(text: str) -> str:
    """Return a text without white space and quotes around it."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'":
        return bare[1:-1]
    return bare


def ungrouped(text: str) -> str:
    """Return a number without the marks between thousands."""
    found = GROUPS.match(text[:LONGEST_NUMBER])
    return found[1] + found[2].replace(found["mark"], "") if found else text


def number_of(text: str) -> Decimal | None:
    """Read a number, or return ``None``."""
    plain = ungrouped(text)
    if len(plain) > LONGEST_NUMBER or not plain.isascii():
        return None
    try:
        if re.fullmatch(r"0[xX][0-9a-fA-F]+", plain):
            return Decimal(int(plain, 16))
        number = Decimal(plain.replace("_", ""))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None


def renewed(stated: str, value: Scalar | tuple[Scalar, ...]) -> str:
    """Return a value as the page would state it: quotes and marks between thousands stay."""
    if isinstance(value, tuple):
        return ", ".join(text_of(each) for each in value)
    text = text_of(value)
    bare = stated.strip()
    grouped = GROUPS.match(bare[:LONGEST_NUMBER])
    if grouped and INTEGER.match(text) and len(text) < LONGEST_NUMBER:
        return re.sub(r"(?<=\d)(?=(?:\d{3})+\Z)", grouped["mark"], text)
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'":
        return f"{bare[0]}{text}{bare[0]}"
    return text
