"""``archdocs changes``: what changed between two versions."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

EPILOG = """\b
Examples:
  archdocs changes v1.2.0                    from v1.2.0 to the files on disk
  archdocs changes v1.2.0 v2.0.0             between two releases
  archdocs changes v1.2.0 v2.0.0 --format markdown > notes.md
"""


@click.command(short_help="Say what changed between two versions.", epilog=EPILOG)
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", default="")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "markdown", "json")),
    default="text",
    show_default=True,
    help="Form.",
)
@pass_context
def command(context: Context, before: str, after: str, form: str) -> None:
    """Say what changed between two versions: records, pages and diagrams.

    A and B are branches, tags, commits or days (YYYY-MM-DD); without B, the files on disk.
    Pages are compared section by section, diagrams by what they show. A built site says the
    same of its versions, under `changes/`.
    """
    from archdocs.site.changes.told import FORMATS
    from archdocs.site.changes.verb import changes

    click.echo(FORMATS[form](changes(context.project, before, after)))
