"""``archdocs status``: move a record to another status."""

from __future__ import annotations

import datetime

import click

from archdocs.cli import asking
from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.command()
@click.argument("record", required=False)
@click.argument("status", required=False)
@click.option("--force", is_flag=True, help="Allow moves that the lifecycle does not have.")
@asking.may_ask
@pass_context
def command(context: Context, record: str | None, status: str | None, force: bool) -> None:
    """Move a record to another status.

    Only the status changes in the file, in the format the file has; a date is added where
    the new status needs one and there is none. On a terminal, what is missing is asked for:
    the record, and the status among those it may move to.

    \b
    Example:
      archdocs status ADR-7 accepted
    """
    from archdocs.records.change_status import change_status

    record = asking.needed("record", record, lambda: ask_record(context))
    status = asking.needed("status", status, lambda: ask_status(context, record, force))
    today = datetime.date.today()
    moved = change_status(context.project, record, status, today=today, force=force)
    context.say(f"{moved.record.id}: {moved.before} → {moved.record.status}")
    for old in moved.superseded:
        context.say(f"{old.id} is superseded by {moved.record.id}")


def ask_record(context: Context) -> str:
    """Ask which record is to move."""
    from archdocs.records.catalog import of_project

    catalog = of_project(context.project)
    return asking.record("Record", catalog, catalog.records)


def ask_status(context: Context, name: str, force: bool) -> str:
    """Ask where to move a record, among what its lifecycle allows.

    Raises :class:`archdocs.errors.UsageError` for an unknown record, and where its status is
    final.
    """
    from archdocs.records.catalog import of_project
    from archdocs.records.lifecycle import next_statuses

    catalog = of_project(context.project)
    found = catalog.find(name)
    moves = next_statuses(catalog.kinds[found.kind], found.id, found.status, force=force)
    return asking.one_of(f"{found.id} is {found.status}; new status", moves)
