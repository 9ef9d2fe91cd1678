"""Texts put together by ``%``, ``.format``, f-strings, and the methods of texts.

Each checks how long its result can be before it is made.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from archdocs.diagrams.interpret.limits import Unsupported, kind_of
from archdocs.diagrams.interpret.run import Run
from archdocs.diagrams.received import names

__all__ = ["PLAIN", "braces", "formatted", "method", "percent", "repeated", "written"]

PLAIN = (str, int, float, bool, type(None))
SPEC = re.compile(
    r"(?:[^{}]?[<>=^])?[-+ ]?z?#?0?(?P<width>\d{0,3})[,_]?"
    r"(?:\.(?P<places>\d{0,3}))?[bcdeEfFgGosxX%]?"
)
PERCENT = re.compile(
    r"%(?:\((?P<key>\w+)\))?[#0\- +]*(?P<width>\d{0,3})"
    r"(?:\.(?P<places>\d{0,3}))?[diouxXeEfFgGcrsa%]"
)
FIELD = re.compile(r"\w*")
QUIET = names(
    "startswith endswith count find rfind index rindex isdigit isalpha isalnum isupper islower"
    " isspace isnumeric isdecimal isidentifier istitle"
)
SAME = names(
    "upper lower title capitalize swapcase casefold strip lstrip rstrip removeprefix removesuffix"
    " partition rpartition split rsplit splitlines"
)
PADDED = frozenset({"center", "ljust", "rjust", "zfill"})


def written(value: Any) -> str:
    """Return a plain value as text; others would show where they stand in memory."""
    if not isinstance(value, (*PLAIN, PurePath)):
        raise Unsupported(f"it writes a {kind_of(value)} as text")
    return str(value)


def formatted(run: Run, value: Any, conversion: int, spec: str) -> str:
    """Return one field of an f-string."""
    if conversion in (ord("r"), ord("a")):
        if not isinstance(value, PLAIN):
            raise Unsupported(f"it writes a {kind_of(value)} as text")
        value = repr(value) if conversion == ord("r") else ascii(value)
    elif conversion == ord("s") or isinstance(value, PurePath):
        value = written(value)
    return spelt(run, value, spec)


def spelt(run: Run, value: Any, spec: str) -> str:
    """Return a plain value in the way that a format says."""
    text = written(value)
    found = SPEC.fullmatch(spec)
    if found is None:
        raise Unsupported(f"it uses the format {spec[:20]!r}")
    run.budget.text(len(text) + int(found["width"] or 0) + int(found["places"] or 0))
    return format(value, spec)


def percent(run: Run, text: str, given: Any) -> str:
    """Return ``text % given``."""
    specs = list(PERCENT.finditer(text))
    if sum(item[0].count("%") for item in specs) != text.count("%"):
        raise Unsupported("it uses % with a format that isn't interpreted")
    if isinstance(given, dict):
        if not all(item["key"] for item in specs if item[0] != "%%"):
            raise Unsupported("it writes a dict as text")
        values: Iterable[Any] = given.values()
    else:
        values = given if isinstance(given, tuple) else (given,)
    longest = max((len(repr(value)) for value in map(plain, values)), default=0)
    widths = sum(int(item["width"] or 0) + int(item["places"] or 0) for item in specs)
    run.budget.text(len(text) + widths + len(specs) * 10 * longest)
    return str(text % given)


def plain(value: Any) -> Any:
    """Return a value that must be plain."""
    if not isinstance(value, PLAIN):
        raise Unsupported(f"it writes a {kind_of(value)} as text")
    return value


def braces(run: Run, text: str, given: list[Any], named: dict[str, Any]) -> str:
    """Return ``text.format(...)``; fields name arguments and take no part of them."""
    for value in (*given, *named.values()):
        plain(value)
    longest = max((len(str(value)) for value in (*given, *named.values())), default=0)
    size = len(text)
    for _, name, spec, _ in string.Formatter().parse(text):
        if name is None:
            continue
        found = SPEC.fullmatch(spec or "")
        if found is None or not FIELD.fullmatch(name):
            raise Unsupported("it uses .format with a field that isn't interpreted")
        size += 10 * longest + int(found["width"] or 0) + int(found["places"] or 0)
    run.budget.text(size)
    return text.format(*given, **named)


def repeated(run: Run, value: Any, times: int) -> Any:
    """Return a text or a list several times over."""
    size = len(value) * max(0, times)
    if isinstance(value, str):
        run.budget.text(size)
    else:
        run.budget.items(size)
    return value * times


def method(run: Run, text: str, name: str, given: list[Any], named: dict[str, Any]) -> Any:
    """Return what a method of a text does."""
    if name == "format":
        return braces(run, text, given, named)
    if name == "join":
        return joined(run, text, given, named)
    for value in (*given, *named.values()):
        if not isinstance(value, (*PLAIN, tuple)):
            raise Unsupported(f"it gives .{name}() a {kind_of(value)}")
    run.budget.spend(len(text) + sum(len(item) for item in given if isinstance(item, str)))
    if name == "replace":
        old, new = given[:2]
        run.budget.text(len(text) + text.count(old) * len(new))
    elif name in PADDED:
        run.budget.text(max(len(text), int(given[0])))
    elif name not in QUIET | SAME:
        raise Unsupported(f"it uses the method {name} of a text")
    return getattr(text, name)(*given, **named)


def joined(run: Run, text: str, given: list[Any], named: dict[str, Any]) -> str:
    """Return ``text.join(...)``."""
    if len(given) != 1 or named:
        raise Unsupported("it uses .join() with other than one argument")
    parts = run.listed(given[0])
    run.budget.text(sum(map(len, parts)) + len(text) * len(parts))
    return text.join(parts)
