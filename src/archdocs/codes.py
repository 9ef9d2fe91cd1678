"""Every code archdocs can report, by name: the one place that lists all rooms' rules."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from archdocs import config
from archdocs.errors import UsageError
from archdocs.finding import Rule
from archdocs.project import Project

__all__ = ["all_rules", "check_configured", "check_patterns"]


def all_rules() -> dict[str, Rule]:
    """Return every rule by its code, sorted."""
    from archdocs.diagrams import codes as diagrams
    from archdocs.freshness import codes as freshness
    from archdocs.records import codes as records
    from archdocs.records import madecodes as made
    from archdocs.site import codes as site

    rules = (*records.RULES, *made.RULES, *diagrams.RULES, *freshness.RULES, *site.RULES)
    return {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}


def check_patterns(patterns: tuple[str, ...]) -> None:
    """Refuse a ``--select`` or ``--ignore`` that names no code.

    Raises :class:`UsageError` with the nearest code there is.
    """
    for pattern, near in unknown(patterns):
        hint = f"did you mean {near}?" if near else "see archdocs check --help"
        raise UsageError(f"no code called {pattern}", hint=hint)


def check_configured(project: Project) -> None:
    """Refuse settings that select or ignore what is no code.

    Raises :class:`ConfigError` with the nearest code there is.
    """
    for option in ("select", "ignore"):
        for pattern, near in unknown(getattr(project.settings.check, option)):
            advice = f"; did you mean `{near}`?" if near else ""
            message = f"no code called `{pattern}`{advice}"
            raise config.fault(project.root, ("check", option), message)


def unknown(patterns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the patterns that name no code, each with the nearest that there is, or ``""``."""
    codes = tuple(all_rules())
    families = {code.split(".")[0] for code in codes}
    for pattern in patterns:
        family = pattern.removesuffix("*").rstrip(".")
        if pattern != "all" and pattern not in codes and family not in families:
            near = difflib.get_close_matches(pattern, [*codes, *families], n=1, cutoff=0.4)
            yield pattern, near[0] if near else ""
