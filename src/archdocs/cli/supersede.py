"""``archdocs supersede``: replace one record by another."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.command()
@click.argument("old")
@click.option("--by", required=True, metavar="NEW", help="The record that replaces it.")
@click.option("--force", is_flag=True, help="Whatever status the old record has.")
@pass_context
def command(context: Context, old: str, by: str, force: bool) -> None:
    """Replace one decision by another.

    Both records exist already; both files say so afterwards, or neither. To write the new
    record in the same step, use `archdocs new-adr TITLE --supersedes OLD`.

    \b
    Example:
      archdocs supersede ADR-3 --by ADR-7
    """
    from archdocs.records.supersede import supersede

    first, second = supersede(context.project, old, by, force=force)
    context.say(f"{first.id} is superseded by {second.id}")
