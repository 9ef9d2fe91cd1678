"""``archdocs cache``: what builds keep on this machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from archdocs.cli.context import Context, pass_context

if TYPE_CHECKING:
    from archdocs.site.keeping import Swept

__all__ = ["command"]


@click.group("cache", no_args_is_help=False)
def command() -> None:
    """Show and clean what builds keep.

    Pages, pictures and Sphinx's own state, for all projects of this user. It never grows far
    beyond ARCHDOCS_CACHE_SIZE (4G): a build removes what was not used for longest.

    \b
    Examples:
      archdocs cache info
      archdocs cache prune --days 30
      archdocs cache clear
    """


@command.command("info")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Form.",
)
def info(form: str) -> None:
    """Say where the cache is, and how much of what is in it."""
    from archdocs.site.keeping import kept, limit
    from archdocs.system.cache import Cache

    cache = Cache()
    found = kept(cache)
    total = sum(each.size for each in found)
    if form == "json":
        sorts = [{"name": each.name, "entries": each.entries, "bytes": each.size} for each in found]
        data = {"folder": str(cache.folder), "bytes": total, "limit": limit(), "kept": sorts}
        click.echo(json.dumps(data, indent=2))
        return
    click.echo(cache.folder)
    for each in found:
        click.echo(f"{shown(each.size):>10}  {each.entries:6}  {each.name}")
    click.echo(f"{shown(total):>10}  of {shown(limit())}")


@command.command("prune")
@click.option("--days", type=click.FloatRange(0), default=None, help="Not used for so many days.")
@click.option("--size", default="", help="The oldest, until this much is left: 500M, 2G.")
@pass_context
def prune(context: Context, days: float | None, size: str) -> None:
    """Remove what was not used for long.

    Without an option, as much as a build would: down to ARCHDOCS_CACHE_SIZE. With it go the
    folders for temporary files of builds that were killed.
    """
    from archdocs.site import keeping
    from archdocs.system.cache import Cache

    most = keeping.size_of(size) if size else None
    if days is None and most is None:
        most = keeping.limit()
    told(context, keeping.prune(Cache(), days=days, size=most))


@command.command("clear")
@pass_context
def clear(context: Context) -> None:
    """Remove all that no build uses now."""
    from archdocs.site import keeping
    from archdocs.system.cache import Cache

    told(context, keeping.clear(Cache()))


def told(context: Context, swept: Swept) -> None:
    """Say how much went, and remove what builds that were killed could not."""
    from archdocs.system.scratch import sweep

    killed = sweep()
    more = f", and {killed} folder{'s'[: killed != 1]} that killed builds left" if killed else ""
    context.warn(f"removed {swept.entries} entries, {shown(swept.size)}{more}")


def shown(size: int) -> str:
    """Return a size as people read it."""
    amount = float(size)
    for unit in ("B", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"
