"""``archdocs init``: start a project, or adopt a repository."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from archdocs.cli.context import Context
from archdocs.initialise import Found, initialise

__all__ = ["command"]


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--preset", default="minimal", show_default=True, help="`minimal` or `ecommerce`.")
@click.option("--name", default="", help="Name of the project; else the folder's.")
@click.pass_obj
def command(context: Context, folder: Path, preset: str, name: str) -> None:
    """Start a project in FOLDER, or adopt what it has.

    A repository with a Sphinx documentation or decisions is adopted: archdocs finds them,
    writes archdocs.toml, and changes nothing else.

    \b
    Examples:
      archdocs init
      archdocs init shop --preset ecommerce --name "Acme Shop"
    """
    target = context.folder / folder
    done = initialise(target, preset=preset, name=name, today=datetime.date.today())
    for path in done.created:
        click.echo(str(target / path))
    for line in advice(done.found, done.kept, str(target)):
        context.warn(line)


def advice(found: Found, kept: tuple[str, ...], target: str) -> list[str]:
    """Return what the user should know next."""
    docs, decisions = found.docs, found.decisions
    lines = []
    if decisions:
        lines.append(f"adopted the decisions in {decisions}; see: archdocs list")
    if docs and not found.extended:
        lines.append(
            f'adopted the documentation in {docs}; add "archdocs.sphinxext" to the extensions'
            f" in {docs}/conf.py to link records and show what is stale"
        )
    if docs or decisions:
        lines.append("sites are built into _site/: add it to your .gitignore")
    lines += [f"kept your {path}" for path in kept]
    start = "" if target == "." else f"cd {target} && "
    lines.append(f"next: {start}archdocs serve")
    return lines
