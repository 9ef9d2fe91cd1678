"""``archdocs link``: write, or remove, a link between two records."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.command()
@click.argument("first", metavar="A")
@click.argument("kind")
@click.argument("second", metavar="B")
@click.option("--remove", is_flag=True, help="Take the link away, on both sides.")
@click.option("--force", is_flag=True, help="Supersede whatever status the old record has.")
@pass_context
def command(
    context: Context, *, first: str, kind: str, second: str, remove: bool, force: bool
) -> None:
    """Link two records, on both sides or not at all.

    KIND is supersedes, amends, relates, depends, implements, clarifies or extends, or one of
    their inverses. `supersedes` and `amends` are written in both files, the others in A.

    \b
    Examples:
      archdocs link ADR-7 amends ADR-3
      archdocs link SPEC-2 implements ADR-7
      archdocs link ADR-7 amends ADR-3 --remove
    """
    from archdocs.records.link import link, unlink

    if remove:
        done = unlink(context.project, first, kind, second)
    else:
        done = link(context.project, first, kind, second, force=force)
    word = "no longer " if remove else "" if done.changed else "already "
    context.say(f"{done.first.id} {word}{done.kind} {done.second.id}")
    old = done.second if done.kind == "supersedes" else done.first
    if remove and done.kind in ("supersedes", "superseded-by"):
        context.warn(f"{old.id} is still {old.status}; see archdocs status --help")
