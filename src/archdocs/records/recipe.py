"""Make the recipe that :mod:`archdocs.records.quick` writes records from.

Jinja stays the authority on what a template means: it renders the template once, with marks in
place of the title, the day, the number and the id. That says the same as rendering it anew each
time only where the template does no more with these four than print them, plainly or through
``yaml`` or ``heading``, so its syntax tree is looked at first; and two more records are made both
ways, which must agree to the byte. A template that does anything else gets no recipe.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import os
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from jinja2 import Environment
from jinja2 import nodes as ast

from archdocs.errors import ArchdocsError
from archdocs.project import Project
from archdocs.records import quick
from archdocs.records.kinds import Kind
from archdocs.records.names import clean_title
from archdocs.records.scaffold import environment, render

__all__ = ["remember"]

VARYING = frozenset({"title", "date", "number", "id"})
THROUGH = frozenset({"yaml", "heading"})
#: What a template may be made of: nothing that hands on or changes text already rendered.
SIMPLE = (
    *(ast.Template, ast.Output, ast.TemplateData, ast.Name, ast.Filter, ast.Const, ast.If),
    *(ast.For, ast.Compare, ast.Operand, ast.Not, ast.And, ast.Or, ast.Getattr, ast.Getitem),
    *(ast.Test, ast.CondExpr),
)
#: What of a draft a recipe is kept by, or varies.
KEPT_BY = frozenset({"title", "date", "status", "template", "owner", "deciders"})
#: Titles, days and numbers to try a recipe with.
SAMPLES = (
    ('Use "yes": A & B, C #', datetime.date(1999, 12, 31), 7),
    ("Öl {{ title }} \\ 日本", datetime.date(2031, 1, 2), 123456),
)


class Composer(Protocol):
    """Writes records the long way (:class:`archdocs.records.new.Writer`)."""

    kind: Kind
    template: str
    draft: Any

    def compose(self, number: int) -> tuple[str, bytes]:
        """Return the path and the text of the record, were this its number."""

    def values(self, number: int, name: str) -> dict[str, Any]:
        """Return what a template may use."""


def remember(project: Project, composer: Composer, again: Callable[[Any], Composer]) -> None:
    """Keep a recipe for records like the one that was just written, where there can be one.

    ``again`` makes a composer for another draft. A cache that can't be written is no failure:
    records are then written the long way.
    """
    draft, kind = composer.draft, composer.kind
    if project.git is None or kind.also or "{number}" not in kind.file or says_more(draft):
        return
    wish = quick.Wish(
        kind.name,
        draft.title,
        draft.date.isoformat(),
        status=draft.status,
        template=draft.template,
        owner=draft.owner,
        deciders=draft.deciders,
    )
    place = quick.place_under(project.git.root.resolve(), project.root)
    if place is None or place.root != project.root:
        return
    # The record is there already: whatever goes wrong with its recipe is no failure.
    with contextlib.suppress(ArchdocsError, OSError):
        if quick.load(project.cache, place, wish) is None:
            recipe = make(project, composer)
            if "parts" in recipe and not all(
                agree(recipe, again(other), number) for other, number in tried(draft)
            ):
                del recipe["parts"]
            quick.store(project.cache, place, wish, recipe)


def says_more(draft: Any) -> bool:
    """Say whether a draft holds anything that a recipe is not kept by."""
    plain = type(draft)(draft.title, draft.date)
    return any(
        getattr(draft, item.name) != getattr(plain, item.name)
        for item in dataclasses.fields(draft)
        if item.name not in KEPT_BY
    )


def tried(draft: Any) -> list[tuple[Any, int]]:
    """Return drafts like this one with other titles and days, each with a number."""
    return [
        (dataclasses.replace(draft, title=title, date=day), number)
        for title, day, number in SAMPLES
    ]


def make(project: Project, composer: Composer) -> dict[str, Any]:
    """Make a recipe; one without ``parts`` says that the template can't have one."""
    own = project.settings.project.templates
    recipe: dict[str, Any] = {
        "own": own,
        "template": composer.template,
        "inputs": quick.fingerprint(project.root, own, composer.template),
        "folder": composer.kind.folder,
        "file": composer.kind.file,
        "prefix": composer.kind.prefix,
        "digits": project.settings.records.digits,
    }
    env = environment(project.template_folders)
    if recipe["inputs"] is None or not prints_only(env, composer.template):
        return recipe
    marks = {name: f"<{os.urandom(16).hex()} {name}>" for name in sorted(VARYING)}
    names = {mark: name for name, mark in marks.items()}
    for filter_name in THROUGH:
        env.filters[filter_name] = marking(env.filters[filter_name], filter_name, names)
    text = render(env, composer.template, composer.values(1, "") | marks)
    return {**recipe, "parts": parts_of(text, names)}


def marking(
    plain: Callable[[object], str], name: str, names: Mapping[str, str]
) -> Callable[[object], str]:
    """Return a filter that leaves marks in the text, saying that they went through it."""
    return lambda value: (
        f"{value}|{name}|" if isinstance(value, str) and value in names else plain(value)
    )


def parts_of(text: str, names: Mapping[str, str]) -> list[str | tuple[str, str]]:
    """Split a text at its marks: what stands between, and the name and filter of each."""
    marks = "|".join(map(re.escape, names))
    through = "|".join(sorted(THROUGH))
    pieces = re.split(rf"({marks})(?:\|({through})\|)?", text)
    parts: list[str | tuple[str, str]] = [pieces[0]]
    for mark, name, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        parts += [(names[mark], name or ""), after]
    return [part for part in parts if part]


def prints_only(env: Environment, template: str) -> bool:
    """Say whether a template does no more with what varies than print it."""
    if env.loader is None:
        return False
    tree = env.parse(env.loader.get_source(env, template)[0], template)
    if not all(isinstance(node, SIMPLE) for node in tree.find_all(ast.Node)):
        return False
    used = sum(node.name in VARYING for node in tree.find_all(ast.Name))
    printed = sum(
        map(is_printed, (item for out in tree.find_all(ast.Output) for item in out.nodes))
    )
    return used == printed


def is_printed(node: ast.Node) -> bool:
    """Say whether a piece of output is a name that varies, as it is or through one filter."""
    if isinstance(node, ast.Filter) and node.name in THROUGH and not (node.args or node.kwargs):
        return isinstance(node.node, ast.Name) and node.node.name in VARYING
    return isinstance(node, ast.Name) and node.name in VARYING


def agree(recipe: dict[str, Any], composer: Composer, number: int) -> bool:
    """Say whether a record made from the recipe is the one that the long way writes."""
    draft = composer.draft
    title, date = clean_title(draft.title), draft.date.isoformat()
    # As it will be read back from the cache.
    known = json.loads(json.dumps(recipe))
    return quick.fill(known, title, date, number) == composer.compose(number)
