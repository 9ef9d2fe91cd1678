"""``archdocs convert``: records from one format into another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from archdocs.cli import asking
from archdocs.cli.context import Context, pass_context

if TYPE_CHECKING:
    from archdocs.records.convert import Conversion

__all__ = ["command"]

EPILOG = """\b
Formats: nygard (adr-tools), madr-2, madr-3, madr-4, log4brains, openedx (rst), kep, pep, rust-rfc

\b
Examples:
  archdocs convert --to madr-4 --dry-run        what every record would become
  archdocs convert ADR-3 ADR-7 --to madr-4      two records
  archdocs convert doc/adr --to nygard --accept-loss
"""


def told(context: Context, done: Conversion, *, dry_run: bool, form: str) -> None:
    """Print the diff of a dry run or the new paths, and the report."""
    from archdocs.records.convert.report import summary

    if form == "json":
        report = {**done.as_dict(), "diff": done.diff() if dry_run else ""}
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return
    if dry_run:
        click.echo(done.diff(), nl=False)
    elif done.written:
        click.echo("\n".join(new.path for _, new in done.records))
    for line in summary(done, dry_run=dry_run):
        context.warn(line)


@click.command(epilog=EPILOG)
@click.argument("records", nargs=-1, metavar="[RECORD|PATH]...")
@click.option("--to", metavar="FORMAT", help="The format to write.")
@click.option("--dry-run", is_flag=True, help="Print the edit as a diff and write nothing.")
@click.option("--accept-loss", is_flag=True, help="Write although the format can't say it all.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form.")
@asking.may_ask
@pass_context
def command(
    context: Context,
    *,
    records: tuple[str, ...],
    to: str | None,
    dry_run: bool,
    accept_loss: bool,
    form: str,
) -> None:
    """Convert records to another format.

    Without a RECORD, all of them, save registers such as controls and runbooks. All files change,
    or none: texts stay as they are, metadata moves to where the format has it, and references
    follow what moves. What the format can't say is listed and kept in the text; then nothing is
    written without `--accept-loss`, and the command ends with 1. On a terminal, a missing FORMAT
    is asked for.
    """
    from archdocs.records.convert import FORMATS, convert

    to = asking.needed("to", to, lambda: asking.one_of("Format", FORMATS))
    done = convert(context.project, records, to, dry_run=dry_run, accept_loss=accept_loss)
    told(context, done, dry_run=dry_run, form=form)
    click.get_current_context().exit(done.exit_code(accept_loss=accept_loss))
