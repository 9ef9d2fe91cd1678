"""``archdocs kinds``: what kinds of records there are."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.command()
@click.option(
    "--format", "form", type=click.Choice(("table", "json")), default="table", help="Form."
)
@pass_context
def command(context: Context, form: str) -> None:
    """List the kinds of records, with their folders, templates and statuses.

    A kind is a file of templates/kinds, archdocs' own or your project's.

    \b
    Examples:
      archdocs kinds
      archdocs kinds --format json
    """
    from archdocs.records.kindlist import as_json, as_table, rows_of_kinds

    rows = rows_of_kinds(context.project)
    click.echo(as_json(rows) if form == "json" else as_table(rows))
