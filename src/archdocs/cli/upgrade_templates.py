"""``archdocs upgrade-templates``: records follow their templates."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

EPILOG = """\b
Examples:
  archdocs upgrade-templates --dry-run
  archdocs upgrade-templates --kind adr
"""


@click.command(epilog=EPILOG)
@click.option("--kind", default="", help="Only records of this kind.")
@click.option("--dry-run", is_flag=True, help="Print the edit as a diff and write nothing.")
@pass_context
def command(context: Context, *, kind: str, dry_run: bool) -> None:
    """Let records follow their templates.

    What a template has changed is merged into the records that were made from it; what their
    authors wrote stays. A record where both changed the same lines is left alone and named,
    and the command ends with 1. Prints the paths that changed.
    """
    from archdocs.records.upgrade import summary, upgrade

    done = upgrade(context.project, kind, dry_run=dry_run)
    for path in () if dry_run else done.new:
        click.echo(path)
    if dry_run:
        click.echo(done.diff(), nl=False)
    for line in summary(done, dry_run=dry_run):
        context.warn(line)
    click.get_current_context().exit(1 if done.conflicts else 0)
