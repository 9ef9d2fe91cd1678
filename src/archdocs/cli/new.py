"""``archdocs new``: write the next record of a kind."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from typing import Any

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["adr", "command", "spec"]


def read_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime.date:
    """Read a day written as YYYY-MM-DD; today where none is given."""
    if value is None:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day; write YYYY-MM-DD") from None


def options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every new record has."""
    for add in reversed(
        (
            click.argument("title"),
            click.option("--supersedes", multiple=True, metavar="ID", help="Record it replaces."),
            click.option("--status", default="", help="Status to begin with."),
            click.option("--template", default="", help="Template to use."),
            click.option("--owner", default="", help="Team or person who answers for it."),
            click.option("--deciders", multiple=True, metavar="NAMES", help="Those who decide."),
            click.option(
                "--date",
                callback=read_day,
                metavar="YYYY-MM-DD",
                help="Day of the record; today by default.",
            ),
            click.option(
                "--set",
                "fields",
                multiple=True,
                metavar="FIELD=VALUE",
                help="Fill in a field of its kind; commas part the items of a list.",
            ),
            click.option("--no-edit", is_flag=True, help="Do not open an editor."),
        )
    ):
        function = add(function)
    return function


def write(context: Context, kind: str, title: str, **given: Any) -> None:
    """Write the record, print its path, and open it on a terminal."""
    from archdocs.records.fill import parse_given
    from archdocs.records.new import Draft, new_record
    from archdocs.system.editor import open_editor

    no_edit = given.pop("no_edit")
    names = ",".join(given.pop("deciders")).split(",")
    given["deciders"] = tuple(name.strip() for name in names if name.strip())
    given["fields"] = parse_given(given["fields"])
    record = new_record(context.project, kind, Draft(title, **given))
    path = context.project.root / record.path
    click.echo(os.path.relpath(path, context.folder.resolve()))
    if context.interactive and not no_edit:
        open_editor(path)


@click.command()
@options
@pass_context
def adr(context: Context, /, title: str, **given: Any) -> None:
    """Write the next decision record.

    Prints the path of the new file.

    \b
    Examples:
      archdocs new-adr "Use Kafka for order events"
      archdocs new-adr "Use Pulsar" --supersedes 3 --status accepted
    """
    write(context, "adr", title, **given)


@click.command()
@options
@pass_context
def spec(context: Context, /, title: str, **given: Any) -> None:
    """Write the next technical specification.

    Prints the path of the new file.

    \b
    Examples:
      archdocs new-spec "Payment retries"
      archdocs new-spec "Refunds" --owner payments --status draft
    """
    write(context, "spec", title, **given)


@click.command()
@click.argument("kind")
@options
@pass_context
def command(context: Context, /, kind: str, title: str, **given: Any) -> None:
    """Write the next record of any kind.

    KIND is one that `archdocs kinds` lists: `adr`, `control`, `runbook`, or one of your own.
    Prints the path of the new file.

    \b
    Examples:
      archdocs new spec "Payment retries"
      archdocs new adr "Use Kafka for order events" --template nygard
      archdocs new control "Card data is masked" --set requirement=3.4.1
    """
    write(context, kind, title, **given)
