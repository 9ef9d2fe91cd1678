"""``archdocs suggest-covers``: what sections may say they cover."""

from __future__ import annotations

import click

from archdocs.cli.check import relative
from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

EPILOG = """\b
Examples:
  archdocs suggest-covers                       for every section without covers
  archdocs suggest-covers docs/payments.md      for one page
  archdocs suggest-covers docs --write          write the comments
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--write", is_flag=True, help="Write a comment under each heading.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form.")
@pass_context
def command(context: Context, paths: tuple[str, ...], write: bool, form: str) -> None:
    """Propose what sections cover, from the names and paths they quote.

    A name counts where the project's own code defines it in one place. With --write, all
    comments are written, or none.
    """
    from archdocs.freshness.suggesting import as_json, as_text, suggest, write_all

    asked = tuple(relative(context, path) for path in paths)
    made = suggest(context.project, asked)
    click.echo(as_json(made) if form == "json" else as_text(made), nl=False)
    if write and made:
        count = len(write_all(context.project, made))
        context.warn(f"wrote {len(made)} comments in {count} documents; read them")
