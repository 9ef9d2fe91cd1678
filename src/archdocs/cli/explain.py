"""``archdocs explain``: the decisions that govern a file."""

from __future__ import annotations

import click

from archdocs.cli.check import relative
from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

EPILOG = """\b
Examples:
  archdocs explain src/checkout/cart.py
  archdocs explain src/checkout/cart.py:120 --format json
"""


@click.command(epilog=EPILOG)
@click.argument("place", metavar="PATH[:LINE]")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form.")
@pass_context
def command(context: Context, place: str, form: str) -> None:
    """List the decisions that govern a file.

    Found through `covers` of sections and records, `applies-to` of records, `@adr ADR-3` marks
    in the file itself, and links; the most specific first, with why.
    """
    from archdocs.freshness.explain import explain
    from archdocs.freshness.governors import as_json, as_text

    path, line = split(place)
    made = explain(context.project, relative(context, path), line)
    click.echo(as_json(made) if form == "json" else as_text(made))
    for problem in made.problems:
        context.warn(problem)


def split(place: str) -> tuple[str, int]:
    """Split ``path:line``; a column after the line, as compilers write it, is left out."""
    parts = place.split(":")
    numbers = [part for part in parts[1:3] if part.isascii() and part.isdigit()]
    if len(parts) in (2, 3) and len(numbers) == len(parts) - 1 and int(numbers[0]) > 0:
        return parts[0], int(numbers[0])
    return place, 0
