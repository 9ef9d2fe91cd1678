"""``archdocs supersede``: replace one record by another."""

from __future__ import annotations

import click

from archdocs.cli import asking
from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.command()
@click.argument("old", required=False)
@click.option("--by", metavar="NEW", help="The record that replaces it.")
@click.option("--force", is_flag=True, help="Whatever status the old record has.")
@asking.may_ask
@pass_context
def command(context: Context, old: str | None, by: str | None, force: bool) -> None:
    """Replace one decision by another.

    Both records exist already; both files say so afterwards, or neither. If NEW is only
    proposed, OLD changes when it is accepted. To write the new
    record in the same step, use `archdocs new-adr TITLE --supersedes OLD`. On a terminal, the
    records that are missing are asked for.

    \b
    Example:
      archdocs supersede ADR-3 --by ADR-7
    """
    from archdocs.records.supersede import supersede

    old = asking.needed("old", old, lambda: ask_old(context, force))
    by = asking.needed("by", by, lambda: ask_new(context, old))
    first, second = supersede(context.project, old, by, force=force)
    if any(link.kind == "superseded-by" for link in first.links):
        context.say(f"{first.id} is superseded by {second.id}")
    else:
        context.warn(f"{first.id} stays {first.status} until {second.id} is accepted")


def ask_old(context: Context, force: bool) -> str:
    """Ask which record is replaced, among those that may be."""
    from archdocs.records.catalog import of_project

    catalog = of_project(context.project)
    kinds = catalog.kinds
    found = (each for each in catalog.records if kinds[each.kind].superseded)
    return asking.record(
        "Record that is replaced",
        catalog,
        (
            each
            for each in found
            if force or kinds[each.kind].superseded in kinds[each.kind].moves.get(each.status, ())
        ),
    )


def ask_new(context: Context, old: str) -> str:
    """Ask which record replaces it."""
    from archdocs.records.catalog import of_project

    catalog = of_project(context.project)
    replaced = catalog.find(old)
    others = (each for each in catalog.records if each.kind == replaced.kind)
    others = (each for each in others if each.path != replaced.path)
    return asking.record(f"Record that replaces {replaced.id}", catalog, others)
