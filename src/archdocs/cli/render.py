"""``archdocs render``: draw the diagrams and print where each picture is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archdocs.cli.context import Context, pass_context

if TYPE_CHECKING:
    from archdocs.diagrams.gallery import Files

__all__ = ["command"]

EPILOG = """\b
Examples:
  archdocs render                      draw what has changed
  archdocs render --output pictures    write the SVG files to a folder
  archdocs render --format png         PNG files, for chats and slides
  archdocs render --mode static        run no script; say which can't be read without
  archdocs render --sandbox strict     refuse where scripts can't be confined
  archdocs render --json               what was read, what was run, and why
"""


@click.command("render", epilog=EPILOG)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0),
    default=0,
    help="Scripts at a time.",
    show_default="one per core",
)
@click.option(
    "--sandbox",
    type=click.Choice(["auto", "strict", "off"]),
    default=None,
    help="Confine scripts as far as possible, refuse without it, or not at all.",
)
@click.option(
    "--mode",
    type=click.Choice(["auto", "static", "run"]),
    default=None,
    help="Run only the scripts that can't be read without, none of them, or all.",
)
@click.option("--json", "as_json", is_flag=True, help="List what was read, run, and why, as JSON.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder for the pictures; .archdocs/diagrams in the project by default.",
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(["svg", "png", "both"]),
    default="svg",
    show_default=True,
    help="Which files to write of each picture.",
)
@click.option(
    "--scale",
    type=click.FloatRange(0.25, 8),
    default=2.0,
    show_default=True,
    help="Pixels of a PNG for each of the page's: 1 is 96 dpi, 2 is 192.",
)
@click.option("--dark", is_flag=True, help="Draw the PNG for a dark page: NAME-dark.png.")
@pass_context
def command(
    context: Context,
    /,
    jobs: int,
    sandbox: str | None,
    mode: str | None,
    output: Path | None,
    *,
    as_json: bool,
    **of_files: Any,
) -> None:
    """Draw the diagrams.

    Scripts are read without running them where that is enough, else they run confined and only
    say what to draw. What did not change comes from the cache. Prints the path of each picture;
    says on standard error what is wrong with a script, and then ends with status 1.
    """
    from archdocs.diagrams import gallery, render

    files = wanted(**of_files)
    project = context.project
    report = render.render_all(
        project,
        jobs=jobs,
        sandbox=sandbox,  # type: ignore[arg-type] # click has checked the choice
        reading=mode,  # type: ignore[arg-type]
        progress=context.say,
    )
    if report.missing:
        context.warn(f"scripts ran less confined than wanted: {'; '.join(report.missing)}")
    paths = gallery.write(project, report.results, output, files)
    click.echo(gallery.listed(report.results, paths, as_json=as_json), nl=False)
    for finding in report.findings:
        click.echo(f"{finding.location}: {finding.code}: {finding.message}", err=True)
    if gallery.failed(report.findings):
        raise SystemExit(1)


def wanted(formats: str, scale: float, *, dark: bool) -> Files:
    """Return which files are to be written."""
    from archdocs.diagrams.gallery import Files
    from archdocs.errors import UsageError

    if formats == "svg" and dark:
        raise UsageError(
            "an SVG has both its light and its dark colours", hint="add --format png or both"
        )
    return Files(formats != "png", formats != "svg", scale, dark)
