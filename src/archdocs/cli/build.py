"""``archdocs build``: every version, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from archdocs.cli.context import Context, pass_context

if TYPE_CHECKING:
    from archdocs.site.results import BuildReport

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  archdocs build                          the current branch and each minor release
  archdocs build --ref main --ref "v2.*"  these, instead of what is configured
  archdocs build --ref "v*" --ref "!v0.*" all releases but the first ones
  archdocs build --ref "latest 3 minors"  the newest release of each of three
  archdocs build --worktree               with what is not committed yet
"""


@click.command(short_help="Build every version into one site.", epilog=EXAMPLES)
@click.option(
    "--ref",
    "refs",
    multiple=True,
    metavar="PATTERN",
    help="Build the branches and tags this glob names; `!` before it leaves them out.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Folder the site is written to.")
@click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Versions at a time.")
@click.option("--no-cache", is_flag=True, help="Build every version anew.")
@click.option(
    "--only",
    multiple=True,
    metavar="VERSION",
    help="Make this version's pages for the cache, and leave the site to a later build.",
)
@click.option(
    "--verify", is_flag=True, help="Build each version once more, from nothing, and compare."
)
@click.option("--worktree", is_flag=True, help="Add the files on disk as a version.")
@click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", help="Of the report."
)
@pass_context
def command(  # noqa: PLR0913 - one for each option
    context: Context,
    *,
    refs: tuple[str, ...],
    output: Path | None,
    jobs: int,
    no_cache: bool,
    only: tuple[str, ...],
    verify: bool,
    worktree: bool,
    shape: str,
) -> None:
    """Build every version into one site.

    Each branch and tag is read from git, so the checkout is not touched, and built by the
    checked-out configuration. Versions whose files, configuration and tools are as before
    are not built again. Exits with 1 when a version could not be built; all others are in
    the site.
    """
    if only:
        from archdocs.site.ahead import make_ahead

        done = make_ahead(
            context.project, only, refs=refs, jobs=jobs, worktree=worktree, progress=context.say
        )
        finish(context, done, shape)
    from archdocs.cli.livetable import watched
    from archdocs.site.build import build

    with watched(context) as watch:
        done = build(
            context.project,
            refs=refs,
            output=Path.cwd() / output if output else None,
            jobs=jobs,
            use_cache=not no_cache,
            worktree=worktree,
            progress=watch,
        )
    differs = verify and differences(context, refs, jobs=jobs, worktree=worktree)
    finish(context, done, shape, differs=differs)


def differences(context: Context, refs: tuple[str, ...], *, jobs: int, worktree: bool) -> bool:
    """Compare with clean builds and say what came of it; whether anything differs."""
    from archdocs.site.verify import as_text, verify

    found = verify(context.project, refs=refs, worktree=worktree, jobs=jobs, progress=context.say)
    for line in as_text(found).splitlines():
        context.warn(line)
    return any(each.different for each in found)


def finish(context: Context, done: BuildReport, shape: str, *, differs: bool = False) -> NoReturn:
    """Print what came of the versions, and end with the status that says so."""
    from archdocs.site import report

    for line in report.remarks(done):
        context.warn(line)
    click.echo(report.as_json(done) if shape == "json" else report.as_text(done))
    raise click.exceptions.Exit(1 if done.failed or differs else 0)
