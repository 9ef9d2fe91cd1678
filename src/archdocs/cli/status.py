"""``archdocs status``: move a record to another status."""

from __future__ import annotations

import datetime

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.command()
@click.argument("record")
@click.argument("status")
@click.option("--force", is_flag=True, help="Allow moves that the lifecycle does not have.")
@pass_context
def command(context: Context, record: str, status: str, force: bool) -> None:
    """Move a record to another status.

    Only the status changes in the file, in the format the file has; a date is added where
    the new status needs one and there is none.

    \b
    Example:
      archdocs status ADR-7 accepted
    """
    from archdocs.records.change_status import change_status

    today = datetime.date.today()
    moved = change_status(context.project, record, status, today=today, force=force)
    context.say(f"{moved.record.id}: {moved.before} → {moved.record.status}")
