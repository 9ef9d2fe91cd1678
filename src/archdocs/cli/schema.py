"""``archdocs schema``: JSON Schemas of front matter, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.command()
@click.argument("kind", required=False, default="")
@click.option(
    "--all", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Write every one here."
)
@pass_context
def command(context: Context, kind: str, folder: Path | None) -> None:
    """Print the JSON Schema of a kind's front matter.

    KIND is one that `archdocs kinds` lists, or `kind-file` for the schema of the files that
    declare kinds.

    \b
    Examples:
      archdocs schema control
      archdocs schema --all .vscode/schemas
    """
    from archdocs.records.schema import schema_for, schema_text, write_schemas

    if bool(kind) == (folder is not None):
        raise click.UsageError("name a kind, or a folder with --all")
    if folder is None:
        click.echo(schema_text(schema_for(context.project, kind)), nl=False)
        return
    for path in write_schemas(context.project, context.folder / folder):
        click.echo(path)
