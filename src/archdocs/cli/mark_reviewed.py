"""``archdocs mark-reviewed``."""

from __future__ import annotations

import datetime

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  archdocs mark-reviewed docs/payments.md#refunds --why "read against the 2.4 release"
  archdocs mark-reviewed docs/payments.md --why "walked through with the team"
"""


@click.command(short_help="Record that a section is true.", epilog=EXAMPLES)
@click.argument("section", metavar="PATH[#SECTION]")
@click.option("--why", required=True, metavar="TEXT", help="Why you hold it to be true.")
@click.option("--by", metavar="NAME", help="Who reviewed; git's user.name unless given.")
@pass_context
def command(context: Context, section: str, why: str, by: str | None) -> None:
    """Record in archdocs.lock that a section was read and is true.

    Without a section: every section of the page that says what it covers or when it is due.
    The names of what was recorded are printed.
    """
    from archdocs.cli.check import relative
    from archdocs.freshness.marking import mark_reviewed, reviewer

    path, mark, anchor = section.partition("#")
    name = f"{relative(context, path)}{mark}{anchor}"
    project = context.project
    today = datetime.datetime.now(datetime.UTC).date()
    for review in mark_reviewed(project, name, why=why, by=by or reviewer(project), today=today):
        click.echo(review.section)
