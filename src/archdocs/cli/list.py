"""``archdocs list``: list records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archdocs.cli.context import Context, pass_context

if TYPE_CHECKING:
    from archdocs.records.catalog import Catalog

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


def catalog_of(context: Context, as_of: str | None) -> Catalog:
    """Read the records as they are, or as they were; say which commit a day means."""
    if as_of is None:
        from archdocs.records.catalog import of_project

        return of_project(context.project)
    from archdocs.records.moments import catalog_at, moment

    found = moment(context.project, as_of)
    if found.note:
        context.warn(found.note)
    return catalog_at(context.project, found.commit)


@click.command()
@click.option("--kind", default="", help="Only records of this kind.")
@click.option("--status", default="", help="Only records of this status.")
@click.option("--package", default="", help="Only records of this package.")
@click.option(
    "--format", "form", type=click.Choice(("table", "json", "csv")), default="table", help="Form."
)
@click.option("--as-of", metavar="REF|DATE", help="As it was at a ref, or on a day.")
@pass_context
def command(
    context: Context, *, kind: str, status: str, package: str, form: str, as_of: str | None
) -> None:
    """List records as a table, JSON or CSV.

    \b
    Examples:
      archdocs list --status accepted
      archdocs list --kind adr --format json
      archdocs list --status accepted --as-of v1.2
      archdocs list --package payments
    """
    from archdocs.records.listing import FORMATS, selected

    catalog = catalog_of(context, as_of)
    records = selected(catalog, kind, status, package)
    text = FORMATS[form](catalog, records)
    if form == "table" and context.color:
        text = painted(text, [record.status for record in records])
    click.echo(text)
    for finding in catalog.unreadable:
        context.warn(f"not listed: {finding.message}")
