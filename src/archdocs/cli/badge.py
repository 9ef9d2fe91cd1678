"""``archdocs badge``."""

from __future__ import annotations

import datetime

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.command(short_help="Print a picture that says how fresh the documents are.")
@click.option("--label", default="documentation", show_default=True, help="Words on the left.")
@pass_context
def command(context: Context, label: str) -> None:
    """Print an SVG picture for a README: how many sections are stale.

    A built site has one already, `freshness.svg` in the folder of each version.

    \b
    Examples:
      archdocs badge > docs/_static/freshness.svg
    """
    from archdocs.freshness.survey import survey
    from archdocs.reports.badge import badge

    today = datetime.datetime.now(datetime.UTC).date()
    _, overview = survey(context.project, today=today)
    click.echo(badge(len(overview.stale), len(overview.items), label[:60]), nl=False)
