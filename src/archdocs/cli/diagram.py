"""``archdocs diagram``: questions about diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.group("diagram", no_args_is_help=False)
def command() -> None:
    """Compare diagrams, and ask what they show.

    \b
    Examples:
      archdocs diagram diff main
      archdocs diagram shows payments
    """


@command.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", default="")
@click.option("--script", default="", help="Only this script, by path or name.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "markdown", "json", "svg")),
    default="text",
    show_default=True,
    help="Form; svg is one picture of both versions.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="File to write; with svg a folder for the pictures.",
)
@click.option("--exit-code", is_flag=True, help="End with 1 when a diagram says something else.")
@click.option(
    "--sandbox",
    type=click.Choice(["auto", "strict", "off"]),
    default=None,
    help="Confine scripts as far as possible, refuse without it, or not at all.",
)
@pass_context
def diff(  # noqa: PLR0913 - one for each option
    context: Context,
    *,
    before: str,
    after: str,
    script: str,
    form: str,
    output: Path | None,
    exit_code: bool,
    sandbox: str | None,
) -> None:
    """Say what changed in diagrams between A and B.

    A and B are branches, tags or commits, one script of them (main:diagrams/context.py), or
    scripts on disk; without B, the project as it is on disk. What a diagram says is compared,
    not what it looks like: elements, groups and connections that were added, removed, renamed,
    moved or described otherwise.

    \b
    Examples:
      archdocs diagram diff main
      archdocs diagram diff v1.2.0 v2.0.0 --format markdown
      archdocs diagram diff main --format svg --output changes
    """
    from archdocs.diagrams.diff import told, verb
    from archdocs.system.outputs import straight
    from archdocs.system.policy import Mode

    mode: Mode | None = sandbox  # type: ignore[assignment] # click has checked the choice
    svg = form == "svg"
    if output is not None:
        output = straight(context.project.root, output.absolute())
    made = verb.diagram_diff(context.project, before, after, script=script, pictures=svg, mode=mode)
    for finding in made.findings:
        context.warn(f"{finding.location}: {finding.code}: {finding.message}")
    if svg:
        show(context, told.pictures(made), output)
    elif output is None:
        click.echo(told.FORMATS[form](made))
    else:
        told.write(output, {"": told.FORMATS[form](made) + "\n"})
        click.echo(output)
    if made.findings or (exit_code and made.changed):
        raise SystemExit(1)


def show(context: Context, pictures: Mapping[str, str], output: Path | None) -> None:
    """Print one picture, or write all into a folder and print where each is."""
    from archdocs.diagrams.diff import told

    if output is not None:
        for path in told.write(output, pictures):
            click.echo(path)
    elif len(pictures) == 1:
        click.echo(next(iter(pictures.values())), nl=False)
    elif pictures:
        raise click.UsageError("several diagrams changed; name one with --script, or an --output")
    else:
        context.warn("no diagram that is in both versions says anything else")


@command.command("shows")
@click.argument("asked", metavar="[WORD|PATH|RECORD]", default="")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="Form.",
)
@pass_context
def shows(context: Context, asked: str, form: str) -> None:
    """Say which diagrams show a system, a path or a record.

    Lists what nodes and clusters are called, what they stand for, who owns that and which
    diagrams show it; without an argument, all of it.

    \b
    Examples:
      archdocs diagram shows payments
      archdocs diagram shows src/checkout --format json
      archdocs diagram shows ADR-0006
    """
    from archdocs.freshness.shows import FORMATS, shows

    root, path = context.project.root, (context.folder / asked).resolve()
    if asked and path.exists() and path.is_relative_to(root) and path != root:
        asked = path.relative_to(root).as_posix()
    answer = shows(context.project, asked, progress=context.say)
    click.echo(FORMATS[form](answer))
    for finding in answer.findings:
        context.warn(f"{finding.location}: {finding.code}: {finding.message}")
