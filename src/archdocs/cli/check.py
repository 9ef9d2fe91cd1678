"""``archdocs check``."""

from __future__ import annotations

import datetime
from typing import Any

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

FORMATS = ("text", "json", "github", "sarif", "gitlab", "rdjson", "junit")
LEVELS = ("info", "warning", "error")
EXAMPLES = """\b
Examples:
  archdocs check                         everything, as it is on disk
  archdocs check docs/payments.md        one page
  archdocs check --base origin/main      only what this branch introduced
  archdocs check --select link           only broken links
  archdocs check --external              links into the web, too
  archdocs check --write-baseline        adopt: from now on only what is new
  archdocs check --as-of 2027-01-01      what will be due by then
  archdocs check --fix --dry-run         what can be repaired for certain, as a diff
"""


@click.command(short_help="Say what is stale or broken, and why.", epilog=EXAMPLES)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--select", multiple=True, metavar="CODES", help="Report only these, or families.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Do not report these, or families.")
@click.option("--fail-level", type=click.Choice(LEVELS), help="Fail at this level and above.")
@click.option("--base", metavar="REF", help="Report only what the change since REF introduced.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Take DATE for today."
)
@click.option("--no-diagrams", is_flag=True, help="Draw no diagrams.")
@click.option(
    "--external", is_flag=True, help="Ask hosts whether links into the web lead anywhere."
)
@click.option("--fix", is_flag=True, help="Repair what is certain, then check again.")
@click.option("--dry-run", is_flag=True, help="With --fix: print a diff and write nothing.")
@click.option("--write-baseline", is_flag=True, help="Write what is found to archdocs.baseline.")
@click.option("--no-baseline", is_flag=True, help="Report what archdocs.baseline knows, too.")
@pass_context
@click.pass_context
def command(ctx: click.Context, context: Context, /, style: str, **given: Any) -> None:
    """Say what is stale or broken in documents, decisions and diagrams, and why.

    Exits 1 when something is at or above the level, 3 when history could not be read.
    """
    from archdocs.codes import all_rules, check_configured, check_patterns
    from archdocs.reports.formats import FORMATS as RENDERERS

    request = requested(context, given)
    check_patterns((*request.select, *request.ignore))
    check_configured(context.project)
    context.say("checking documents, records and diagrams …")
    if given["external"]:
        context.say("asking hosts about links, one request at a time each …")
    if given["write_baseline"]:
        write_baseline(context, request)
        return
    done = audited(context, request, style=style, fix=given["fix"], dry_run=given["dry_run"])
    if not any(done.report.checked.values()):
        context.warn("there is nothing to check here; to start, run: archdocs init")
    if not given["dry_run"]:
        click.echo(RENDERERS[style](done.report, all_rules()), nl=False)
    ctx.exit(3 if done.incomplete else 1 if done.failed else 0)


def write_baseline(context: Context, request: Any) -> None:
    """Write the baseline, and say how much it knows."""
    from archdocs.freshness import baseline
    from archdocs.freshness.audit import audit

    done = audit(context.project, request)
    count = baseline.write(context.project, done.report.findings)
    context.warn(f"{baseline.NAME} knows {count} finding{'' if count == 1 else 's'} now; commit it")


def audited(context: Context, request: Any, *, style: str, fix: bool, dry_run: bool) -> Any:
    """Check, repairing first where that was asked for; say what was repaired."""
    from archdocs import fixes
    from archdocs.freshness.audit import audit
    from archdocs.freshness.repair import repair
    from archdocs.reports import repairs

    if not fix:
        if dry_run:
            raise click.UsageError("--dry-run goes with --fix")
        return audit(context.project, request)
    done = repair(context.project, request, dry_run=dry_run)
    for each in done.repairs:
        if dry_run:
            click.echo(fixes.unified(each), nl=False)
        else:  # beside a report for programs there is no room on standard output
            click.echo(repairs.render(each.done), nl=False, err=style != "text")
        for finding, why in each.refused:
            context.warn(f"{finding.location}: {finding.code} is left alone: {why}")
    return done.audit


def requested(context: Context, given: dict[str, Any]) -> Any:
    """Turn options into a request; codes may be separated by commas, paths start here."""
    from archdocs.freshness.audit import Request

    as_of: datetime.datetime | None = given["as_of"]
    return Request(
        paths=tuple(relative(context, path) for path in given["paths"]),
        select=split(given["select"]),
        ignore=split(given["ignore"]),
        fail_level=given["fail_level"] or "",
        base=given["base"],
        today=as_of.date() if as_of else None,
        diagrams=not given["no_diagrams"],
        baseline=not (given["no_baseline"] or given["write_baseline"]),
        external=given["external"],
    )


def relative(context: Context, path: str) -> str:
    """Return a path that was typed, relative to the project's root."""
    typed = (context.folder / path).resolve()
    root = context.project.root
    if not typed.is_relative_to(root):
        raise click.UsageError(f"{path} is outside of the project at {root}")
    return typed.relative_to(root).as_posix()


def split(values: tuple[str, ...]) -> tuple[str, ...]:
    """Split codes at commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())
