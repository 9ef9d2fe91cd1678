"""``archdocs new``: write the next record of a kind."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from typing import Any

import click

from archdocs.cli import asking
from archdocs.cli.context import Context, pass_context
from archdocs.cli.generated import ByKind

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
            click.argument("title", required=False),
            click.option("--supersedes", multiple=True, metavar="ID", help="Record it replaces."),
            click.option("--status", default="", help="Status to begin with."),
            click.option("--template", default="", help="Template to use."),
            click.option("--package", default="", help="Package the record is of, by its name."),
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
            asking.may_ask,
        )
    ):
        function = add(function)
    return function


def write(context: Context, kind: str, title: str | None, **given: Any) -> None:
    """Write the record, print its path, and open it on a terminal."""
    from archdocs.records.fill import parse_given
    from archdocs.records.new import Draft, new_record
    from archdocs.system.editor import open_editor

    no_edit = given.pop("no_edit")
    names = ",".join(given.pop("deciders")).split(",")
    given["deciders"] = tuple(name.strip() for name in names if name.strip())
    given["fields"] = parse_given(given["fields"])
    if title is None:
        title = asking.needed("title", title, lambda: ask_title(context, kind))
        given |= ask_rest(context, kind, given)
    record = new_record(context.project, kind, Draft(title, **given))
    path = context.project.root / record.path
    click.echo(os.path.relpath(path, context.folder.resolve()))
    if context.interactive and not no_edit:
        open_editor(path)


def ask_title(context: Context, kind: str) -> str:
    """Ask what the record is to be called; a kind that does not exist is told before."""
    from archdocs.records.kinds import find_kind, load_kinds
    from archdocs.records.names import clean_title

    find_kind(load_kinds(context.project.template_folders, context.project.settings), kind)
    return asking.line("Title", clean_title)


def ask_rest(context: Context, kind_name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Ask for the template, the superseded records and the status, where there is a choice."""
    from archdocs.records.catalog import of_project
    from archdocs.records.scaffold import environment, template_names

    catalog = of_project(context.project)
    kind = catalog.kinds[kind_name]
    said: dict[str, Any] = {}
    names = template_names(environment(context.project.template_folders), kind_name)
    if not given["template"] and len(names) > 1:
        said["template"] = asking.one_of("Template", names, kind.template)
    old = [each for each in catalog.records if each.kind == kind_name]
    old = [each for each in old if kind.superseded in kind.moves.get(each.status, ())]
    if not given["supersedes"] and kind.superseded and old:
        said["supersedes"] = asking.records("Supersedes", catalog, old)
    if not given["status"] and len(kind.statuses) > 1:
        said["status"] = asking.one_of("Status", kind.statuses, kind.initial)
    # An answer that is what would be done unasked says no more than not being asked.
    usual = {"template": kind.template, "status": kind.initial}
    return {name: value for name, value in said.items() if value != usual.get(name)}


@click.command()
@options
@pass_context
def adr(context: Context, /, title: str | None, **given: Any) -> None:
    """Write the next decision record.

    Prints the path of the new file. On a terminal, what is missing is asked for: without
    TITLE also the template, the records it supersedes and the status.

    \b
    Examples:
      archdocs new-adr "Use Kafka for order events"
      archdocs new-adr "Use Pulsar" --supersedes 3 --status accepted
    """
    write(context, "adr", title, **given)


@click.command()
@options
@pass_context
def spec(context: Context, /, title: str | None, **given: Any) -> None:
    """Write the next technical specification.

    Prints the path of the new file.

    \b
    Examples:
      archdocs new-spec "Payment retries"
      archdocs new-spec "Refunds" --owner payments --status draft
    """
    write(context, "spec", title, **given)


@click.command(cls=ByKind)
@click.argument("kind", required=False)
@options
@pass_context
def command(context: Context, /, kind: str | None, title: str | None, **given: Any) -> None:
    """Write the next record of any kind.

    KIND is one that `archdocs kinds` lists: `adr`, `control`, `runbook`, or one of your own.
    Prints the path of the new file. `log` and `brief` are made from git and from records, and
    take other arguments: see `archdocs new log --help`, `archdocs new brief --help`.

    \b
    Examples:
      archdocs new spec "Payment retries"
      archdocs new adr "Use Kafka for order events" --template nygard
      archdocs new control "Card data is masked" --set requirement=3.4.1
    """
    write(context, asking.needed("kind", kind, lambda: ask_kind(context)), title, **given)


def ask_kind(context: Context) -> str:
    """Ask for the kind of the record."""
    from archdocs.records.kinds import load_kinds

    kinds = load_kinds(context.project.template_folders, context.project.settings)
    names = [name for name in kinds if not kinds[name].generated]
    return asking.one_of("Kind", names, names[0])
