"""Every code archdocs can report, by name: the one place that lists all rooms' rules."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from archdocs import config
from archdocs.errors import UsageError
from archdocs.finding import Rule, matches
from archdocs.project import Project

__all__ = ["all_rules", "check_configured", "check_patterns", "explained", "listed"]

#: What `check.levels` may say.
LEVELS = ("info", "warning", "error", "off")


def all_rules() -> dict[str, Rule]:
    """Return every rule by its code, sorted."""
    from archdocs.diagrams import codes as diagrams
    from archdocs.freshness import codes as freshness
    from archdocs.records import codes as records
    from archdocs.records import madecodes as made
    from archdocs.site import codes as site

    rules = (*records.RULES, *made.RULES, *diagrams.RULES, *freshness.RULES, *site.RULES)
    return {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}


def explained(rules: Mapping[str, Rule], code: str) -> str:
    """Return what a code means: its level, its sentence, and the text of its page.

    Raises :class:`UsageError` with the nearest code there is.
    """
    rule = rules.get(code)
    if rule is None:
        ends = [name for name in rules if name.rpartition(".")[2] == code]
        near = ends or difflib.get_close_matches(code, list(rules), n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else "see archdocs rule --list"
        raise UsageError(f"no code called {code}", hint=hint)
    return f"{rule.code} ({rule.severity.label})\n\n{rule.summary}\n\n{rule.explanation}"


def listed(rules: Mapping[str, Rule], family: str = "") -> str:
    """Return a line for each code, or each of a family: code, level, sentence.

    Raises :class:`UsageError` for a family that is none.
    """
    if family:
        check_patterns((family,))
    found = [rule for rule in rules.values() if not family or matches(rule.code, (family,))]
    width = max(len(rule.code) for rule in found)
    return "".join(
        f"{rule.code:{width}}  {rule.severity.label:7}  {rule.summary}\n" for rule in found
    )


def check_patterns(patterns: tuple[str, ...]) -> None:
    """Refuse a ``--select`` or ``--ignore`` that names no code.

    Raises :class:`UsageError` with the nearest code there is.
    """
    for pattern, near in unknown(patterns):
        hint = f"did you mean {near}?" if near else "see archdocs check --help"
        raise UsageError(f"no code called {pattern}", hint=hint)


def check_configured(project: Project) -> None:
    """Refuse settings that select, ignore or weigh what is no code, and levels that are none.

    Raises :class:`ConfigError` with the nearest code there is.
    """
    settings = project.settings.check
    for option in ("select", "ignore"):
        refuse_unknown(project, getattr(settings, option), ("check", option))
    for place, levels in settings.levels.items():
        keys = ("check", "levels", place)
        refuse_unknown(project, tuple(levels), keys)
        for level in levels.values():
            if level not in LEVELS:
                message = f"a level is {config.listed(LEVELS)}, not `{level}`"
                raise config.fault(project.root, keys, message)


def refuse_unknown(project: Project, patterns: tuple[str, ...], keys: tuple[str, ...]) -> None:
    """Refuse codes of one option that there are none of."""
    for pattern, near in unknown(patterns):
        advice = f"; did you mean `{near}`?" if near else ""
        raise config.fault(project.root, keys, f"no code called `{pattern}`{advice}")


def unknown(patterns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the patterns that name no code, each with the nearest that there is, or ``""``."""
    codes = tuple(all_rules())
    families = {code.split(".")[0] for code in codes}
    for pattern in patterns:
        family = pattern.removesuffix("*").rstrip(".")
        if pattern != "all" and pattern not in codes and family not in families:
            near = difflib.get_close_matches(pattern, [*codes, *families], n=1, cutoff=0.4)
            yield pattern, near[0] if near else ""
