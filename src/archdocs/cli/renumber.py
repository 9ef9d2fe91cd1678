"""``archdocs renumber``: give a record another number, and rewrite what refers to it."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

#: References that may mean another record are named one by one up to here.
SHOWN = 20
EPILOG = """\b
Examples:
  archdocs renumber adr/0042-use-redis.md --next
  archdocs renumber ADR-7 12 --dry-run
"""


@click.command(epilog=EPILOG)
@click.argument("record")
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--next", "following", is_flag=True, help="The next number free on every branch.")
@click.option("--dry-run", is_flag=True, help="Print the edit as a diff and write nothing.")
@pass_context
def command(
    context: Context, *, record: str, number: int | None, following: bool, dry_run: bool
) -> None:
    """Give a record another number.

    The file is renamed and every reference rewritten: links, roles, ids, toctrees, `@adr`
    marks in code, archdocs.lock. All files change, or none. Prints the new path.
    """
    from archdocs.records.renumber import renumber, unified

    if following == (number is not None):
        raise click.UsageError("give a NUMBER, or --next")
    done = renumber(context.project, record, number, dry_run=dry_run)
    click.echo(unified(done) if dry_run else done.after.path, nl=not dry_run)
    for place in done.unclear[:SHOWN]:
        context.warn(f"{place}: left alone; it may mean another {done.before.id}")
    if len(done.unclear) > SHOWN:
        context.warn(f"and {len(done.unclear) - SHOWN} more")
    if done.elsewhere:
        context.warn(f"a branch has {done.after.id} already; --next takes a free number")
