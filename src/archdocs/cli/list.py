"""``archdocs list``: list records."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

COLORS = {
    "header": "bright_black",
    "accepted": "green",
    "approved": "green",
    "implemented": "green",
    "proposed": "yellow",
    "unknown": "red",
}


def painted(table: str, statuses: list[str]) -> str:
    """Colour each line of a table by its record's status."""
    lines = zip(table.splitlines(), ["header", *statuses], strict=False)
    return "\n".join(click.style(line, fg=COLORS.get(status)) for line, status in lines)


@click.command()
@click.option("--kind", default="", help="Only records of this kind.")
@click.option("--status", default="", help="Only records of this status.")
@click.option(
    "--format", "form", type=click.Choice(("table", "json", "csv")), default="table", help="Form."
)
@pass_context
def command(context: Context, kind: str, status: str, form: str) -> None:
    """List records as a table, JSON or CSV.

    \b
    Examples:
      archdocs list --status accepted
      archdocs list --kind adr --format json
    """
    from archdocs.records.catalog import of_project
    from archdocs.records.listing import FORMATS, selected

    catalog = of_project(context.project)
    records = selected(catalog, kind, status)
    text = FORMATS[form](catalog, records)
    if form == "table" and context.color:
        text = painted(text, [record.status for record in records])
    click.echo(text)
    for finding in catalog.unreadable:
        context.warn(f"not listed: {finding.message}")
