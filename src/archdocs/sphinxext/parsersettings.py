"""The settings that docutils makes for each document, made once for documents with the same.

Docutils builds a parser of command lines for them, with some hundred options, and reads its
configuration files: measured, a twentieth of a build from nothing. Each document gets an object
of its own, as without this.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from docutils.frontend import Values
from docutils.utils import DependencyList
from myst_parser.mdit_to_docutils import base as myst
from sphinx.util import docutils as sphinx_docutils

__all__ = ["make_once"]

#: Where documents get their settings from: a module, and the name of a function there.
PLACES = ((sphinx_docutils, "_get_settings"), (myst, "get_default_settings"))
ORIGINALS: tuple[Callable[..., Any] | None, ...] = tuple(
    getattr(module, name, None) for module, name in PLACES
)
#: What a component says of its settings.
SAID = ("settings_spec", "settings_defaults", "settings_default_overrides")
PLAIN = (str, int, bool, float, type(None))


def make_once() -> None:
    """Have settings made once from now on; those of an earlier build are forgotten."""
    for (module, name), original in zip(PLACES, ORIGINALS, strict=True):
        if inspect.isfunction(original):
            setattr(module, name, remembering(original))


def remembering(original: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that does what the original does, and at a second time faster."""
    known: dict[tuple[Any, ...], tuple[dict[str, Any], dict[str, Any]]] = {}

    @functools.wraps(original)
    def settings(*components: Any, **given: Any) -> Any:
        defaults = given.get("defaults")
        rest = tuple(sorted((name, given[name]) for name in given if name != "defaults"))
        if not isinstance(defaults, dict | None) or any(type(v) not in PLAIN for _, v in rest):
            return original(*components, **given)
        key = (*map(component_key, components), rest)
        before = known.get(key)
        if before is not None and same(before[0], defaults or {}):
            return fresh(*before)
        made = original(*components, **given)
        if type(made) is Values and type(made.record_dependencies) is DependencyList:
            known[key] = dict(defaults or {}), dict(vars(made))
            return fresh(*known[key])
        return made

    return settings


def component_key(component: Any) -> tuple[Any, ...]:
    """Return what of a reader, parser or writer its settings follow from."""
    kind = component if isinstance(component, type) else type(component)
    return kind, *(id(getattr(component, name, None)) for name in SAID)


def same(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Say whether two sets of defaults are the same objects, or equal and plain."""
    return before.keys() == now.keys() and all(
        value is before[name]
        or (type(value) in PLAIN and type(value) is type(before[name]) and value == before[name])
        for name, value in now.items()
    )


def fresh(defaults: Mapping[str, Any], made: Mapping[str, Any]) -> Values:
    """Return settings of their own: lists that nobody handed in, and a list of files read."""
    shared = {id(value) for value in defaults.values()}
    own = {
        name: list(value) if type(value) is list and id(value) not in shared else value
        for name, value in made.items()
        if name != "record_dependencies" or name in defaults
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return Values(own)
