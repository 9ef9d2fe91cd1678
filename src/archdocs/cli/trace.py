"""``archdocs trace``: which records lead to which, and where something is missing."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

EPILOG = """\b
Examples:
  archdocs trace
  archdocs trace --from control --to adr --to runbook --format csv
  archdocs trace --from slo --format md >> report.md
"""


@click.command(epilog=EPILOG)
@click.option("--from", "start", default="control", show_default=True, help="Kind of the rows.")
@click.option(
    "--to",
    "columns",
    multiple=True,
    metavar="KIND",
    help="Kind to follow them to, or `diagram`; may be repeated. As configured when not given.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json", "csv", "md")),
    default="table",
    show_default=True,
    help="Form.",
)
@pass_context
def command(context: Context, start: str, columns: tuple[str, ...], form: str) -> None:
    """Print which records lead to which, as a matrix.

    From each record of a kind, links are followed in both directions to the first kind, from
    there and from the record to the second, and so on. A gap is called `none`.
    """
    from archdocs.records.catalog import of_project
    from archdocs.records.matrix import FORMATS
    from archdocs.records.trace import trace

    made = trace(of_project(context.project), context.project.settings, start, columns)
    click.echo(FORMATS[form](made))
