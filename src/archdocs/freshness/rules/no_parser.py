"""``stale.no-parser``: a symbol's language has a parser that is not installed."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding
from archdocs.freshness.change_codes import NO_PARSER
from archdocs.freshness.definitions import missing_grammar
from archdocs.freshness.view import View

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report each language once, at the first section that needs it."""
    said: set[str] = set()
    for unit in view.units:
        for target in unit.covers:
            if not target.symbol:
                continue
            for path in view.matched(target):
                language = missing_grammar(path)
                if language and language not in said:
                    said.add(language)
                    yield NO_PARSER.at(
                        unit.at("covers"),
                        f"the parser of {language} is not installed:"
                        " its symbols are looked for line by line",
                        section=unit.anchor,
                        hint="install archdocs-cli again, with its dependencies",
                    )
