"""``archdocs new log`` and ``archdocs new brief``: records that archdocs writes by itself."""

from __future__ import annotations

import datetime
import os
from typing import Any

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["COMMANDS", "ByKind"]


def read_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime.date:
    """Read a day written as YYYY-MM-DD; today where none is given."""
    if value is None:
        return datetime.datetime.now(datetime.UTC).date()
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day; write YYYY-MM-DD") from None


DAY = click.option(
    "--date", callback=read_day, metavar="YYYY-MM-DD", help="Day of the record; today by default."
)
OWNER = click.option("--owner", default="", help="Team or person who answers for it.")
NO_EDIT = click.option("--no-edit", is_flag=True, help="Do not open an editor.")


@click.command()
@click.argument("title", required=False, default="")
@click.option("--since", default="", metavar="REF|DATE", help="Tell of the time since then.")
@click.option("--force", is_flag=True, help="Write it even when nothing happened.")
@OWNER
@DAY
@NO_EDIT
@pass_context
def log(context: Context, /, title: str, since: str, force: bool, **given: Any) -> None:
    """Write what happened since the last log.

    Tells from git and the records which decisions were made, superseded and rejected, what
    else moved, which diagrams and pages changed, which sections became stale and which are so
    no longer. Begins where the last log ended, else at the last release. Prints the path of
    the new file; when nothing happened, writes none.

    \b
    Examples:
      archdocs new log
      archdocs new log "Sprint 12" --since v1.3
      archdocs new log --since 2026-03-01 --force
    """
    from archdocs.journal.log import new_log
    from archdocs.records.new import Draft

    no_edit = given.pop("no_edit")
    pending(context)
    made = new_log(context.project, Draft(title, **given), since=since, force=force)
    if made.record is None:
        context.warn(f"nothing happened since {made.since}: no log written")
        return
    show(context, made.record.path, no_edit)


@click.command()
@click.argument("records", nargs=-1, required=True, metavar="RECORD...")
@click.option("--audience", multiple=True, metavar="NAMES", help="Who is going to read it.")
@click.option("--title", default="", help="Title; that of the record by default.")
@OWNER
@DAY
@NO_EDIT
@pass_context
def brief(context: Context, /, records: tuple[str, ...], **given: Any) -> None:
    """Write one page about records for people who run the business.

    Takes from each record the problem in a sentence, what was decided, what follows, what it
    costs and may go wrong, and when it is looked at again. A snapshot: it names what it was
    made from, and `archdocs check` says when that changed. Prints the path of the new file.

    \b
    Examples:
      archdocs new brief 6 --audience board
      archdocs new brief ADR-0006 SPEC-0001 --title "Orders without losses"
    """
    from archdocs.journal.brief import new_brief
    from archdocs.records.new import Draft

    no_edit = given.pop("no_edit")
    names = ",".join(given.pop("audience")).split(",")
    audience = tuple(name.strip() for name in names if name.strip())
    made = new_brief(context.project, records, Draft(**given), audience=audience)
    show(context, made.path, no_edit)


def pending(context: Context) -> None:
    """Say that what is not committed is in no log."""
    git = context.project.git
    changed = len(git.status_paths()) if git else 0
    if changed:
        files = "1 file is" if changed == 1 else f"{changed} files are"
        context.warn(f"{files} not committed, and in no log yet")


def show(context: Context, path: str, no_edit: bool) -> None:
    """Print a new file's path, and open it on a terminal."""
    from archdocs.system.editor import open_editor

    place = context.project.root / path
    click.echo(os.path.relpath(place, context.folder.resolve()))
    if context.interactive and not no_edit:
        open_editor(place)


#: The kinds that have a command of their own under ``new``.
COMMANDS: dict[str, click.Command] = {"log": log, "brief": brief}


class ByKind(click.Command):
    """A command whose first argument is a kind; some kinds take other arguments than most."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Go on with the kind's own command where it has one."""
        own = COMMANDS.get(args[0]) if args else None
        if own is None:
            return super().make_context(info_name, args, parent, **extra)
        return own.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
