"""``archdocs changelog``: what was decided between two moments."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

EPILOG = """\b
Examples:
  archdocs changelog v1.0..v1.1
  archdocs changelog v1.1.. --format markdown
  archdocs changelog 2026-01-01..2026-03-31 --kind adr
"""


@click.command(epilog=EPILOG)
@click.argument("span", metavar="FROM..TO")
@click.option("--kind", default="", help="Only records of this kind.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "markdown", "json")),
    default="text",
    show_default=True,
    help="Form.",
)
@pass_context
def command(context: Context, span: str, kind: str, form: str) -> None:
    """Say what was decided between two moments.

    FROM and TO are refs or days (YYYY-MM-DD: the last commit until then); without TO, HEAD.
    A new record that is in force already stands under its status, as new.
    """
    from archdocs.records.changelog import FORMATS, changelog

    made = changelog(context.project, span, kind)
    click.echo(FORMATS[form](made))
    for note in filter(None, (made.start.note, made.end.note)):
        context.warn(note)
