"""Find a value by its key: ``checkout.timeout``, ``servers[0]``, ``services[name=web].port``."""

from __future__ import annotations

import difflib
import re

from archdocs.freshness.sources.model import COMPUTED, Data, Scalar

__all__ = ["NoValue", "find", "parse_key"]

STEP = re.compile(
    r"""\.?(?:
      (?P<word>[^.\[\]"'\s]+(?:[ ][^.\[\]"'\s]+)*)
    | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
    | \[(?:(?P<index>\d{1,6})|"(?P<quoted>[^"]*)"|'(?P<other>[^']*)'
        |(?P<name>[\w.-]+)=(?P<is>[^\]]*))\]
    )""",
    re.VERBOSE,
)
IMAGE = re.compile(
    r"(?P<name>[^\s@]+?)(?::(?P<tag>[\w][\w.-]*))?(?:@(?P<digest>[\w+.-]+:[0-9a-fA-F]+))?\Z"
)
#: Items of a list that are a value, joined by commas.
MOST_ITEMS = 50
#: Keys and lengths that are compared with a wrong key; more is no help and takes long.
MOST_NEAR, LONGEST_KEY = 500, 80

Step = str | int | tuple[str, str]


class NoValue(ValueError):
    """There is no value of that key; the message says what there is instead."""


def parse_key(text: str) -> tuple[Step, ...]:
    """Split a key into names, places in lists and ``name=value`` selections.

    Raises :class:`NoValue` for what can't be read.
    """
    steps: list[Step] = []
    at = 0
    while at < len(text):
        found = STEP.match(text, at)
        if not found:
            raise NoValue(f"`{text}` is no key: write `section.name`, `list[0]`")
        at = found.end()
        if found["index"] is not None:
            steps.append(int(found["index"][:9]))
        elif found["name"] is not None:
            steps.append((found["name"], found["is"].strip("\"'")))
        else:
            names = ("word", "double", "single", "quoted", "other")
            steps.append(next(found[n] for n in names if found[n] is not None))
    return tuple(steps)


def find(data: Data, key: str) -> Scalar | tuple[Scalar, ...]:
    """Return the scalar of a key, or the scalars of a short list.

    Raises :class:`NoValue` saying what is missing, with the nearest name there is.
    """
    here = data
    steps = parse_key(key)
    at = 0
    while at < len(steps):
        here, taken = descend(here, steps[at:])
        at += taken
    if here is COMPUTED:
        raise NoValue(f"`{key}` is computed there, not written out")
    if isinstance(here, dict):
        names = ", ".join(f"`{name}`" for name in list(here)[:5])
        raise NoValue(f"`{key}` is no single value: it holds {names or 'nothing'}")
    if isinstance(here, list):
        if len(here) > MOST_ITEMS or any(isinstance(i, dict | list) or i is COMPUTED for i in here):
            raise NoValue(f"`{key}` is a list of {len(here)}: name one of them")
        return tuple(here)
    return here  # type: ignore[no-any-return]


def descend(here: Data, steps: tuple[Step, ...]) -> tuple[Data, int]:
    """Take one step, or several where names with dots are written without quotes."""
    step = steps[0]
    if isinstance(here, dict) and not isinstance(step, tuple):
        if str(step) in here:
            return here[str(step)], 1
        for many in range(len(steps), 1, -1):
            joined = ".".join(str(each) for each in steps[:many])
            if joined in here:
                return here[joined], many
    elif isinstance(here, list):
        return item(here, step), 1
    elif isinstance(here, str) and step in ("name", "tag", "digest"):
        part = image_part(here, str(step))
        if part is not None:
            return part, 1
    raise NoValue(missing(here, step))


def item(values: list[Data], step: Step) -> Data:
    """Return one item: by place, by what it says of itself, or of a list of ``NAME=value``."""
    if isinstance(step, tuple):
        name, wanted = step
        for each in values:
            if isinstance(each, dict) and str(each.get(name)) == wanted:
                return each
        raise NoValue(f"no item has `{name}` = `{wanted}`")
    if isinstance(step, int) or step.isdecimal():
        place = int(str(step)[:9])
        if place < len(values):
            return values[place]
        raise NoValue(f"there are only {len(values)} items")
    for each in values:
        if isinstance(each, str) and each.partition("=")[0] == step and "=" in each:
            return each.partition("=")[2]
    raise NoValue(f"a list has no `{step}`: write `[0]` or `[name={step}]`")


def image_part(image: str, part: str) -> str | None:
    """Return the name, tag or digest of a container image, or ``None``."""
    found = IMAGE.match(image[:500])
    return found[part] if found else None


def missing(here: Data, step: Step) -> str:
    """Say that a name is not there, and which one is like it."""
    shown = f"{step[0]}={step[1]}" if isinstance(step, tuple) else str(step)
    if not isinstance(here, dict):
        return f"there is no `{shown}` in a single value"
    names = [str(name)[:LONGEST_KEY] for name in list(here)[:MOST_NEAR]]
    near = difflib.get_close_matches(shown[:LONGEST_KEY], names, n=1, cutoff=0.5)
    return f"there is no `{shown}`" + (f"; did you mean `{near[0]}`?" if near else "")
