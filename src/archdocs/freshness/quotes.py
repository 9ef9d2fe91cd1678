"""Whether a section states what changed: the parameter, the default, the call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archdocs.freshness.anchors import Target
from archdocs.freshness.interfaces import Changed
from archdocs.freshness.names import Name
from archdocs.freshness.view import Unit, View
from archdocs.system.markup import Quoted

__all__ = ["Statement", "stated"]

CALL = re.compile(r"([\w.]+)\((.*)\)", re.S)
KEYWORD = re.compile(r"(\w+)\s*=(?!=)")
ASSIGNED = r"\s*(?::[^=,()]*=|[=:])\s*(.+)$"
DEFAULT = re.compile(r"\bdefault", re.I)
#: Values too common to be recognised without a word that says what they are.
PLAIN = re.compile(r"(?:-?\d{1,2}|true|false|none|null|nil|\"\"|''|\[\]|\(\)|\{\})", re.I)
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Statement:
    """Where a section states something."""

    line: int


def stated(view: View, unit: Unit, target: Target, change: Changed) -> Statement | None:
    """Return where a section states what a change made wrong; ``None`` where it does not."""
    quoted = list(quoted_in(view, unit))
    if change.kind == "removed":
        return removed(view, quoted, target, change)
    if change.kind == "required":
        return lacking(quoted, change)
    return old_value(view, unit, quoted, target, change)


def quoted_in(view: View, unit: Unit) -> Iterator[Quoted]:
    """Yield the inline code of a section, or of a page."""
    document = view.documents[unit.path]
    section = next((s for s in document.sections if s.level and s.anchor == unit.anchor), None)
    for item in document.quoted:
        if section is None or section.start <= item.line <= section.end:
            yield item


def last_part(name: str) -> str:
    """Return a dotted name without what it is in."""
    return name.rpartition(".")[2]


def owners(change: Changed) -> set[str]:
    """Return how a section may call the function: a constructor by its class too."""
    parts = change.owner.split(".")
    found = {parts[-1]}
    if parts[-1] in ("__init__", "constructor", "new", "initialize") and len(parts) > 1:
        found.add(parts[-2])
    return found


def is_about(text: str, change: Changed) -> bool:
    """Say whether inline code names the function."""
    call = CALL.match(text.strip().removeprefix("async ").removeprefix("class "))
    name = call[1] if call else text.strip().lstrip("~")
    return last_part(name.removesuffix("()")) in owners(change)


def defined_today(view: View, name: str) -> bool:
    """Say whether code defines something else that has a parameter's name."""
    if view.past is None:
        return False
    return bool(view.past.defined(view.past.commit, [Name("word", name, name)]))


def removed(view: View, quoted: list[Quoted], target: Target, change: Changed) -> Statement | None:
    """Find a parameter that is gone: in a quoted call, or by itself where its function is too."""
    about = any(is_about(item.text, change) for item in quoted)
    about = about or last_part(target.symbol) == last_part(change.owner)
    for item in quoted:
        text = item.text.strip()
        call = CALL.match(text)
        if call:
            named = KEYWORD.findall(call[2])
            if item.role == "signature":
                named = [
                    re.sub(r"\s*[:=].*$", "", part.strip("[] ")) for part in call[2].split(",")
                ]
            if is_about(text, change) and change.name in named:
                return Statement(item.line)
            continue
        alone = re.sub(r"\s*=.*$", "", text) == change.name and distinct(change.name)
        if about and alone and not defined_today(view, change.name):
            return Statement(item.line)
    return None


def distinct(name: str) -> bool:
    """Say whether a parameter's name is more than a word that means many things."""
    return "_" in name.strip("_") or re.search(r"[a-z][A-Z]", name) is not None or len(name) > 6


def lacking(quoted: list[Quoted], change: Changed) -> Statement | None:
    """Find a call, quoted in full, without the parameter that it needs now."""
    for item in quoted:
        text = item.text.strip()
        call = CALL.match(text)
        if not call or not is_about(text, change) or not call[2].strip():
            continue
        if any(mark in call[2] for mark in ("...", "…", "*", "(")):
            continue
        given = [part.strip() for part in call[2].split(",") if part.strip()]
        keywords = {found[1] for part in given if (found := KEYWORD.match(part))}
        names = [each for each in change.parameters if not each.startswith("*")]
        positional = len(given) - len(keywords)
        plain = {re.sub(r"\s*[:=].*$", "", part) for part in given}
        filled = set(names[:positional]) | keywords | plain
        if change.name not in filled and positional < len(names):
            return Statement(item.line)
    return None


def old_value(
    view: View, unit: Unit, quoted: list[Quoted], target: Target, change: Changed
) -> Statement | None:
    """Find a name beside the value that it no longer has."""
    old, new = bare(change.old), bare(change.new)
    if not old or len(old) > LONGEST:
        return None
    about = change.kind == "value" or any(is_about(item.text, change) for item in quoted)
    about = about or last_part(target.symbol) == last_part(change.owner)
    for item in quoted:
        text = item.text.strip()
        found = re.search(rf"(?<![\w.-]){re.escape(change.name)}{ASSIGNED}", text, re.S)
        if found and starts_with(found[1], old) and not starts_with(found[1], new):
            call = CALL.match(text)
            if change.kind == "value" or (call and is_about(text, change)):
                return Statement(item.line)
        named = about and last_part(text.removesuffix("()")) == change.name
        if named and says(sentence(view, unit.path, item), change, old, new):
            return Statement(item.line)
    return titled(view, unit, change, old, new)


def titled(view: View, unit: Unit, change: Changed, old: str, new: str) -> Statement | None:
    """Find the old default in a section whose heading is the very name."""
    document = view.documents[unit.path]
    section = next((s for s in document.sections if s.level and s.anchor == unit.anchor), None)
    if section is None or last_part(section.title.removesuffix("()")) != change.name:
        return None
    lines = view.lines(unit.path)[section.body - 1 : section.end]
    value = rf"(?<![\w.-]){re.escape(old)}(?![\w-]|\.\w)"
    stating = re.compile(rf"\bdefault(?:s to| value| is|:|[ =`*])[^.\n]{{0,16}}?{value}", re.I)
    for number, text in enumerate(lines, section.body):
        if stating.search(text[:LONGEST]) and not (new and new in text):
            return Statement(number)
    return None


def sentence(view: View, path: str, item: Quoted) -> str:
    """Return what follows a quoted name, up to the end of its sentence or paragraph."""
    lines = view.lines(path)[item.line - 1 : item.line + 2]
    text = "\n".join(lines)[:LONGEST]
    _, _, after = text.partition(item.text)
    return re.split(r"[.;]\s|\n\s*\n|\n\s*[-*|+]", after)[0]


def says(text: str, change: Changed, old: str, new: str) -> bool:
    """Say whether a sentence about a name gives it the old value, and not the new one."""
    alone = r"(?<![\w.-]){}(?![\w-]|\.\w)"
    if not re.search(alone.format(re.escape(old)), text):
        return False
    if new and re.search(alone.format(re.escape(new)), text):
        return False
    if DEFAULT.search(text):
        return True
    if change.kind != "value":
        return False
    given = re.match(rf"[`\s]*(?:is|are|=|:|\(|\|)\s*`+{re.escape(old)}`", text)
    return given is not None or (not PLAIN.fullmatch(old) and f"`{old}`" in text)


def bare(value: str) -> str:
    """Return a value without quotes, as a sentence may give it."""
    return value.strip().strip("\"'`")


def starts_with(text: str, value: str) -> bool:
    """Say whether a text begins with a value."""
    rest = text.strip().lstrip("\"'`")
    after = rest[len(value) : len(value) + 1]
    return bool(value) and rest.startswith(value) and not (after.isalnum() or after in ("_", "."))
