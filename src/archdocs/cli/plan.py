"""``archdocs plan``: what a build would do, and why."""

from __future__ import annotations

from pathlib import Path

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

EPILOG = """\b
Examples:
  archdocs plan
  archdocs plan --ref "v*" --format json
  archdocs plan --format github-matrix    a job for each version to build
"""


@click.command(epilog=EPILOG)
@click.option(
    "--ref",
    "refs",
    multiple=True,
    metavar="PATTERN",
    help="The branches and tags this glob names; `!` before it leaves them out.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Folder the site is written to.")
@click.option("--worktree", is_flag=True, help="With the files on disk as a version.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "github-matrix")),
    default="text",
    show_default=True,
    help="Form.",
)
@pass_context
def command(
    context: Context, *, refs: tuple[str, ...], output: Path | None, worktree: bool, form: str
) -> None:
    """Say what a build would do, and why.

    For each version: whether its pages stand in the site (nothing), are in the cache (copy) or
    must be built; what differs from its last build, and how long that took. Nothing is built.
    """
    from archdocs.site.forecast import FORMATS, forecast

    place = Path.cwd() / output if output else None
    found = forecast(
        context.project, refs=refs, output=place, worktree=worktree, progress=context.say
    )
    click.echo(FORMATS[form](found))
