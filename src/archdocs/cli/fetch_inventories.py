"""``archdocs fetch-inventories``: copies of the lists that other sites publish."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

EPILOG = """\b
Examples:
  archdocs fetch-inventories
  archdocs fetch-inventories payments
"""


@click.command(epilog=EPILOG)
@click.argument("names", nargs=-1, metavar="[REPOSITORY]...")
@pass_context
def command(context: Context, *, names: tuple[str, ...]) -> None:
    """Renew the copies of other repositories' inventories.

    With [repositories.payments] in the settings, a record may link to `payments:ADR-0003`, and
    a page may show it. What there is to link to stands in a file of this project; this command,
    and no other, fetches it from the other site. Prints the paths that changed.
    """
    from archdocs.records.fetch_inventories import fetch

    for each in fetch(context.project, names):
        if each.changed:
            click.echo(each.path)
        state = "renewed" if each.changed else "unchanged"
        context.warn(f"{each.name}: {state}, lists {each.records} records")
