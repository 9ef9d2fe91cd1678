"""``archdocs export``: the records, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

NAMES = ("json", "csv", "sqlite", "needs", "backstage", "structurizr")
EPILOG = """\b
Examples:
  archdocs export json > records.json
  archdocs export csv --kind adr --as-of v1.2 > decisions.csv
  archdocs export sqlite --output records.db
  archdocs export structurizr --output decisions
  archdocs export backstage --update
"""


@click.command(epilog=EPILOG)
@click.argument("form", metavar="[FORMAT]", type=click.Choice(NAMES), default="json")
@click.option("--output", type=click.Path(path_type=Path), metavar="PATH", help="Where to write.")
@click.option("--kind", default="", help="Only records of this kind.")
@click.option("--as-of", default="", metavar="REF|DATE", help="As it was at a ref, or on a day.")
@click.option("--history", is_flag=True, help="Add each record's first and last commit.")
@click.option("--update", is_flag=True, help="Set annotations in your own catalog-info.yaml.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the format `json`.")
@pass_context
def command(context: Context, /, form: str, schema: bool, update: bool, **given: Any) -> None:
    """Write the records for other programs.

    FORMAT is `json` (a catalogue with a published schema; what you get without naming one),
    `csv`, `sqlite`, `needs` (needs.json of sphinx-needs), `backstage` (catalog-info.yaml) or
    `structurizr` (a folder for !adrs). Text goes to standard output where no --output is
    given. An earlier export is replaced, anything else is left alone.
    """
    if schema:
        from archdocs.records.export.catalogue import schema_text

        click.echo(schema_text(), nl=False)
    elif update:
        annotate(context, form, **given)
    else:
        write(context, form, **given)


def write(context: Context, form: str, output: Path | None, **given: Any) -> None:
    """Make the export, and print it or put it in its place."""
    from archdocs.errors import UsageError
    from archdocs.records.export import FORMATS, export
    from archdocs.records.export.place import project_folder, put
    from archdocs.system.outputs import straight

    shape = FORMATS[form].shape
    if output is None and shape != "text":
        raise UsageError(f"{form} is no text to print", hint="say where to write it: --output PATH")
    if output is None:
        made = export(context.project, form, **given)
        click.echo(made.files[""], nl=False)
    else:
        target = straight(context.project.root, context.folder / output)
        place = project_folder(context.project.root, target, is_folder=shape == "folder")
        made = export(context.project, form, place=place, **given)
        put(target, form, FORMATS[form], made)
    for note in made.notes:
        context.warn(note)


def annotate(context: Context, form: str, output: Path | None, **given: Any) -> None:
    """Set Backstage's annotations in a file that is there."""
    from archdocs.errors import UsageError
    from archdocs.records.export import update_backstage

    if form != "backstage":
        raise UsageError("--update is for backstage", hint="run: archdocs export --help")
    target = context.folder / output if output else context.project.root / "catalog-info.yaml"
    changed, notes = update_backstage(context.project, target, **given)
    context.say(f"{target} {'changed' if changed else 'was up to date'}")
    for note in notes:
        context.warn(note)
