"""``archdocs link``: write, or remove, a link between two records."""

from __future__ import annotations

import click

from archdocs.cli import asking
from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.command()
@click.argument("first", metavar="A", required=False)
@click.argument("kind", required=False)
@click.argument("second", metavar="B", required=False)
@click.option("--remove", is_flag=True, help="Take the link away, on both sides.")
@click.option("--force", is_flag=True, help="Supersede whatever status the old record has.")
@asking.may_ask
@pass_context
def command(context: Context, /, *, remove: bool, force: bool, **ends: str | None) -> None:
    """Link two records, on both sides or not at all.

    KIND is supersedes, amends, relates, depends, implements, clarifies or extends, or one of
    their inverses, or a kind that `[links]` of archdocs.toml declares. `supersedes`, `amends`
    and what `[links]` calls two-way are written in both files, the others in A. On a terminal,
    what is missing is asked for.

    \b
    Examples:
      archdocs link ADR-7 amends ADR-3
      archdocs link SPEC-2 implements ADR-7
      archdocs link ADR-7 amends ADR-3 --remove
    """
    from archdocs import linknames
    from archdocs.records.link import link, unlink

    first = asking.needed("first", ends["first"], lambda: ask_record(context, "Record"))
    kind = asking.needed("kind", ends["kind"], lambda: ask_kind(context))
    second = asking.needed("second", ends["second"], lambda: ask_record(context, kind))
    if remove:
        done = unlink(context.project, first, kind, second)
    else:
        done = link(context.project, first, kind, second, force=force)
    word = "no longer " if remove else "" if done.changed else "already "
    shown = linknames.named(context.project.settings.links).shown(done.kind)
    context.say(f"{done.first.id} {word}{shown} {done.second.id}")
    old = done.second if done.kind == "supersedes" else done.first
    if remove and done.kind in ("supersedes", "superseded-by"):
        context.warn(f"{old.id} is still {old.status}; see archdocs status --help")


def ask_record(context: Context, question: str) -> str:
    """Ask for one end of the link."""
    from archdocs.records.catalog import of_project

    catalog = of_project(context.project)
    return asking.record(question.capitalize(), catalog, catalog.records)


def ask_kind(context: Context) -> str:
    """Ask for the kind of the link."""
    from archdocs import linknames

    return asking.one_of("Link", linknames.named(context.project.settings.links).forward)
