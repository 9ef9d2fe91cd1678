"""``archdocs show``: one record with its links."""

from __future__ import annotations

import json

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.command()
@click.argument("record")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form.")
@pass_context
def command(context: Context, record: str, form: str) -> None:
    """Show one record and its links.

    RECORD is a number, an id such as ADR-3, or a file name.

    \b
    Examples:
      archdocs show 3
      archdocs show SPEC-1 --format json
    """
    from archdocs.records.catalog import of_project
    from archdocs.records.listing import details, page

    catalog = of_project(context.project)
    found = catalog.find(record)
    text = (catalog.tree.read(found.path) or b"").decode("utf-8-sig")
    if form == "json":
        click.echo(json.dumps(details(catalog, found, text), indent=2, ensure_ascii=False))
    else:
        click.echo(page(catalog, found, text))
