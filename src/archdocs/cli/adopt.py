"""``archdocs adopt``: find the records of a repository and configure them."""

from __future__ import annotations

from pathlib import Path

import click

from archdocs.cli.context import Context

__all__ = ["command"]


@click.command("adopt")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form.")
@click.pass_obj
def command(context: Context, folder: Path, dry_run: bool, form: str) -> None:
    """Find the records of FOLDER, in every format and package.

    Reads what is there, says what it is, and writes archdocs.toml and nothing else.

    \b
    Examples:
      archdocs adopt --dry-run
      archdocs adopt shop --format json
    """
    from archdocs.adopt import adopt_folder, as_json, as_text

    done = adopt_folder(context.folder / folder, dry_run=dry_run)
    click.echo(as_json(done) if form == "json" else as_text(done))
    if done.written:
        context.warn("wrote archdocs.toml; see: archdocs list")
