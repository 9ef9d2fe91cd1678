"""``archdocs digest``."""

from __future__ import annotations

import datetime

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

EPILOG = """\b
Examples:
  archdocs digest                          everybody's last week
  archdocs digest --since 1m --owner web   what a team should read
"""


@click.command(short_help="Tell owners what went stale, is due, was reviewed.", epilog=EPILOG)
@click.option("--since", default="7d", show_default=True, metavar="TIME", help="Duration or day.")
@click.option("--owner", default="", metavar="NAME", help="Only what is theirs.")
@click.option(
    "--ahead", default="14d", show_default=True, metavar="TIME", help="Reviews due until then."
)
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Take DATE for today."
)
@pass_context
def command(
    context: Context, since: str, owner: str, ahead: str, as_of: datetime.datetime | None
) -> None:
    """Tell owners, as Markdown, what went stale lately, what is due soon and what was reviewed.

    Compares today with the last commit of the day that --since names.
    """
    from archdocs.freshness.digest import digest
    from archdocs.freshness.digest_text import as_markdown

    today = as_of.date() if as_of else datetime.datetime.now(datetime.UTC).date()
    context.say("comparing today with then …")
    made = digest(context.project, since=since, ahead=ahead, today=today, owner=owner)
    click.echo(as_markdown(made), nl=False)
