"""``archdocs rule``: what a code means."""

from __future__ import annotations

import click

__all__ = ["command"]

EPILOG = """\b
Examples:
  archdocs rule stale.ref-gone      when it fires, when not, and what to do
  archdocs rule --list stale        the codes of a family
"""


@click.command(epilog=EPILOG)
@click.argument("code", required=False, default="")
@click.option("--list", "listing", is_flag=True, help="List codes, of CODE's family if given.")
def command(code: str, listing: bool) -> None:
    """Explain a code of `check`, or list them all.

    The page of each code, with an example that fires and one that does not, is in the
    reference as well.
    """
    from archdocs.codes import all_rules, explained, listed

    if listing or not code:
        click.echo(listed(all_rules(), code), nl=False)
    else:
        click.echo(explained(all_rules(), code), nl=False)
