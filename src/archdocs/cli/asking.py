"""Ask on a terminal for what the call did not say.

Every question stands for an argument or option, and is asked only where somebody can answer:
standard input and standard error are a terminal, and there is no ``--no-input``. Elsewhere a
missing word is the usual error. Questions go to standard error, so that standard output stays
what a program may read; nothing is written before the last answer.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archdocs.errors import UsageError

if TYPE_CHECKING:
    from archdocs.records.catalog import Catalog
    from archdocs.records.model import Record

__all__ = ["among", "can_ask", "line", "may_ask", "needed", "one_of", "record", "records"]

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])
#: Records shown to choose from; the newest are.
SHOWN = 20


def may_ask(function: Command) -> Command:
    """Give a command the option ``--no-input``."""
    return click.option(
        "--no-input",
        is_flag=True,
        expose_value=False,
        callback=lambda ctx, _, value: ctx.meta.__setitem__("archdocs.no_input", value),
        help="Never ask; fail where something is missing.",
    )(function)


def can_ask() -> bool:
    """Say whether somebody can answer the running command."""
    silent = click.get_current_context().meta.get("archdocs.no_input", False)
    return not silent and sys.stdin.isatty() and sys.stderr.isatty()


def needed(name: str, value: T | None, ask: Callable[[], T]) -> T:
    """Return the value of the parameter called ``name``; ask for it where it was not given.

    Raises :class:`click.MissingParameter` when nobody can answer.
    """
    if value is not None:
        return value
    if can_ask():
        return ask()
    context = click.get_current_context()
    param = next(item for item in context.command.params if item.name == name)
    hint = f"'{param.human_readable_name}'" if isinstance(param, click.Argument) else None
    raise click.MissingParameter(ctx=context, param=param, param_hint=hint)


def line(question: str, check: Callable[[str], T], default: str | None = None) -> T:
    """Ask for a line of text until ``check`` takes it; its fault is shown and asked about again."""

    def checked(text: str) -> T:
        try:
            return check(text)
        except UsageError as error:
            raise click.UsageError(error.message) from error

    # The prompt itself is written by the line editor, to what it takes for standard output.
    with contextlib.redirect_stdout(sys.stderr):
        answer: T = click.prompt(
            question, value_proc=checked, default=default, show_default=bool(default), err=True
        )
    return answer


def one_of(question: str, choices: Iterable[str], default: str | None = None) -> str:
    """Ask for one of several words."""
    words = tuple(choices)
    kind = click.Choice(words)
    shown = f"{question} ({', '.join(words)})"
    return line(shown, lambda text: str(kind.convert(text.strip(), None, None)), default)


def among(found: Iterable[Record]) -> None:
    """Show records to choose from, the newest last, on standard error."""
    listed = tuple(found)
    if len(listed) > SHOWN:
        click.echo(f"  … {len(listed) - SHOWN} more; see archdocs list", err=True)
    for each in listed[-SHOWN:]:
        click.echo(printable(f"  {each.id}  {each.status:<10}  {each.title}"), err=True)


def record(question: str, catalog: Catalog, found: Iterable[Record]) -> str:
    """Ask for one record of a catalog, showing some; return the path of its file."""
    among(found)
    return line(question, lambda text: catalog.find(text).path)


def records(question: str, catalog: Catalog, found: Iterable[Record]) -> tuple[str, ...]:
    """Ask for any number of records, with commas between; none is an answer too."""
    among(found)

    def check(text: str) -> tuple[str, ...]:
        names = (name.strip() for name in text.split(","))
        return tuple(catalog.find(name).path for name in names if name)

    return line(f"{question} (ids with commas, or nothing)", check, "")


def printable(text: str) -> str:
    """Return a text without what steers a terminal."""
    from archdocs.records.listing import visible

    return visible(text)
