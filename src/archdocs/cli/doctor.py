"""``archdocs doctor``: what this machine can and can't do."""

from __future__ import annotations

import json

import click

from archdocs.cli.context import Context
from archdocs.errors import ArchdocsError
from archdocs.project import Project

__all__ = ["command"]

MARKS = {"ok": ("ok", "green"), "warning": ("warn", "yellow"), "error": ("FAIL", "red")}


@click.command("doctor")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def command(context: Context, style: str) -> None:
    """Try everything archdocs depends on, and say how it went.

    Ends with 3 when something that a command needs is missing.

    \b
    Example:
      archdocs doctor
    """
    from archdocs.doctor import examine

    answers = examine(project_or_none(context))
    if style == "json":
        keys = ("name", "state", "text", "hint")
        click.echo(json.dumps([{k: getattr(a, k) for k in keys} for a in answers], indent=2))
    else:
        width = max(len(answer.name) for answer in answers)
        for answer in answers:
            mark, colour = MARKS[answer.state]
            shown = click.style(f"{mark:4}", fg=colour) if context.color else f"{mark:4}"
            hint = f" ({answer.hint})" if answer.hint else ""
            click.echo(f"{shown}  {answer.name:{width}}  {answer.text}{hint}")
    if any(answer.state == "error" for answer in answers):
        raise SystemExit(3)


def project_or_none(context: Context) -> Project | None:
    """Return the project, or ``None`` outside of one: the machine can be examined anywhere."""
    try:
        return context.project
    except ArchdocsError:
        return None
