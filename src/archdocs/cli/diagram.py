"""``archdocs diagram``: questions about diagrams."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.group("diagram", no_args_is_help=False)
def command() -> None:
    """Compare diagrams, and ask what they show.

    \b
    Example:
      archdocs diagram shows payments
    """


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
