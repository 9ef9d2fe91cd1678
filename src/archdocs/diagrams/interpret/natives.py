"""Python's own functions, as far as they are interpreted."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from archdocs.diagrams.interpret import ordering, texts
from archdocs.diagrams.interpret.limits import LARGEST_NUMBER, Unsupported, kind_of
from archdocs.diagrams.interpret.run import Module, Native, Run

__all__ = ["BUILTINS", "html_module", "textwrap_module"]

Given: TypeAlias = list[Any]
Named: TypeAlias = dict[str, Any]
#: Letters that are broken into lines; Python takes long for longer ones.
LONGEST_WRAPPED = 2000
#: Letters that a letter has more, at most, once it is escaped.
LONGEST_ESCAPE = 5
CLASSES: dict[str, Any] = {
    "str": str, "int": int, "float": float, "bool": bool, "list": list, "tuple": tuple, "dict": dict
}  # fmt: skip


def only(function: str, given: Given, named: Named, least: int, most: int) -> Given:
    """Return arguments that are as many as they should be, none with a name."""
    if named or not least <= len(given) <= most:
        raise Unsupported(f"it calls {function} in another way than is interpreted")
    return given


def to_text(_: Run, given: Given, named: Named) -> str:
    """``str``."""
    return texts.written(only("str", given, named, 0, 1)[0]) if given else ""


def to_number(kind: type) -> Callable[[Run, Given, Named], Any]:
    """``int`` and ``float``."""

    def call(_: Run, given: Given, named: Named) -> Any:
        (value,) = only(kind.__name__, given, named, 1, 1)
        if not isinstance(value, str | int | float) or len(str(value)) > 40:
            raise Unsupported(f"it makes a number of a {kind_of(value)}")
        made = kind(value)
        if abs(made) > LARGEST_NUMBER and kind is int:
            raise Unsupported("it uses a number larger than is interpreted")
        return made

    return call


def to_list(kind: type) -> Callable[[Run, Given, Named], Any]:
    """``list`` and ``tuple``."""

    def call(run: Run, given: Given, named: Named) -> Any:
        only(kind.__name__, given, named, 0, 1)
        return kind(run.listed(given[0])) if given else kind()

    return call


def to_dict(run: Run, given: Given, named: Named) -> dict[Any, Any]:
    """``dict``: of another, of pairs, of named arguments."""
    only("dict", given, {}, 0, 1)
    made: dict[Any, Any] = {}
    if given and isinstance(given[0], dict):
        made = dict(given[0])
    elif given:
        for pair in run.listed(given[0]):
            key, value = run.listed(pair)
            made[ordering.hashed(run, key)] = value
    made |= named
    run.budget.items(len(made))
    return made


def length(_: Run, given: Given, named: Named) -> int:
    """``len``."""
    (value,) = only("len", given, named, 1, 1)
    return len(value)


def numbers(_: Run, given: Given, named: Named) -> range:
    """``range``."""
    return range(*only("range", given, named, 1, 3))


def counted(run: Run, given: Given, named: Named) -> Any:
    """``enumerate``."""
    first = named.pop("start", 0) if len(given) == 1 else 0
    only("enumerate", given, named, 1, 2)
    return enumerate(run.through(given[0]), *given[1:] or [first])


def zipped(run: Run, given: Given, named: Named) -> Any:
    """``zip``."""
    strict = bool(named.pop("strict", False))
    return zip(*map(run.through, only("zip", given, named, 0, 20)), strict=strict)


def backwards(_: Run, given: Given, named: Named) -> Any:
    """``reversed``."""
    (value,) = only("reversed", given, named, 1, 1)
    if not isinstance(value, list | tuple | str | range | dict):
        raise Unsupported(f"it reverses a {kind_of(value)}")
    return reversed(value)


def in_order(run: Run, given: Given, named: Named) -> list[Any]:
    """``sorted``."""
    only("sorted", given, {}, 1, 1)
    return ordering.ordered(run, run.listed(given[0]), [], named)


def extreme(function: Callable[..., Any]) -> Callable[[Run, Given, Named], Any]:
    """``min`` and ``max``."""

    def call(run: Run, given: Given, named: Named) -> Any:
        only(function.__name__, given, named, 1, 100)
        values = run.listed(given[0]) if len(given) == 1 else given
        return function(ordering.sortable(run, values))

    return call


def total(run: Run, given: Given, named: Named) -> Any:
    """``sum``, of numbers."""
    values = run.listed(only("sum", given, named, 1, 1)[0])
    made = sum(values) if all(isinstance(value, int | float) for value in values) else None
    if made is None or abs(made) > LARGEST_NUMBER:
        raise Unsupported("it sums what isn't interpreted")
    return made


def quantified(function: Callable[..., bool]) -> Callable[[Run, Given, Named], bool]:
    """``any`` and ``all``; what needs no look is not looked at."""

    def call(run: Run, given: Given, named: Named) -> bool:
        (values,) = only(function.__name__, given, named, 1, 1)
        return function(bool(value) for value in run.each(values))

    return call


def truth(_: Run, given: Given, named: Named) -> bool:
    """``bool``."""
    return bool(*only("bool", given, named, 0, 1))


def rounded(_: Run, given: Given, named: Named) -> Any:
    """``round``."""
    value, *places = only("round", given, named, 1, 2)
    if not isinstance(value, float | int) or not all(-30 < place < 30 for place in places):
        raise Unsupported("it rounds what isn't interpreted")
    return round(value, *places)


def size(_: Run, given: Given, named: Named) -> Any:
    """``abs``."""
    (value,) = only("abs", given, named, 1, 1)
    return abs(value)


def printed(_: Run, __: Given, named: Named) -> None:
    """``print``: nobody sees it."""
    if not named.keys() <= {"sep", "end", "flush"}:
        raise Unsupported("it prints to a file")


def is_instance(_: Run, given: Given, named: Named) -> bool:
    """``isinstance``, of Python's own kinds of values."""
    value, kinds = only("isinstance", given, named, 2, 2)
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    known = (each.name for each in wanted if isinstance(each, Native) and each.name in CLASSES)
    found = tuple(CLASSES[name] for name in known)
    if len(found) != len(wanted):
        raise Unsupported("it asks for a class that isn't interpreted")
    return isinstance(value, found)


BUILTINS: Mapping[str, Any] = {
    "__name__": "__main__",
    **{
        name: Native(name, call)
        for name, call in {
            "str": to_text, "int": to_number(int), "float": to_number(float), "bool": truth,
            "list": to_list(list), "tuple": to_list(tuple), "dict": to_dict, "len": length,
            "range": numbers, "enumerate": counted, "zip": zipped, "reversed": backwards,
            "sorted": in_order, "min": extreme(min), "max": extreme(max), "sum": total,
            "any": quantified(any), "all": quantified(all), "round": rounded, "abs": size,
            "print": printed, "isinstance": is_instance,
        }.items()
    },
}  # fmt: skip


def escaped(run: Run, given: Given, named: Named) -> str:
    """``html.escape``."""
    (text,) = only("escape", given, {}, 1, 1)
    if not isinstance(text, str) or not named.keys() <= {"quote"}:
        raise Unsupported("it escapes what is no text")
    run.budget.text(len(text) + sum(text.count(mark) * LONGEST_ESCAPE for mark in "&<>\"'"))
    return html.escape(text, **named)


def html_module() -> Module:
    """Return ``html``."""
    return Module("html", {"escape": Native("escape", escaped)})


def wrapper(_: Run, given: Given, named: Named) -> Module:
    """``textwrap.TextWrapper``: something with a ``wrap``."""
    if given or not named.keys() <= {"width", "max_lines"}:
        raise Unsupported("it breaks lines in a way that isn't interpreted")
    breaks = textwrap.TextWrapper(**named)

    def wrap(run: Run, texts: Given, options: Named) -> list[str]:
        (text,) = only("wrap", texts, options, 1, 1)
        if not isinstance(text, str) or len(text) > LONGEST_WRAPPED:
            raise Unsupported("it breaks a text that is too long")
        run.budget.text(4 * len(text))
        return breaks.wrap(text)

    return Module("TextWrapper", {"wrap": Native("wrap", wrap)})


def textwrap_module() -> Module:
    """Return ``textwrap``."""
    return Module("textwrap", {"TextWrapper": Native("TextWrapper", wrapper)})
