"""``archdocs adr-tools``: the commands of adr-tools, and the programs that stand in for it."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]


@click.command(
    "adr-tools",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("words", metavar="COMMAND [ARG]...", nargs=-1, type=click.UNPROCESSED)
@pass_context
def command(context: Context, words: tuple[str, ...]) -> None:
    """Do what adr-tools does.

    Its commands, environment, output, exit statuses and files are those of adr-tools;
    `archdocs adr-tools help` lists them. `archdocs adr-tools install DIR` writes programs
    called `adr` and `_adr_autocomplete` into DIR, for scripts that call these; `--force`
    replaces others of these names.

    \b
    Examples:
      archdocs adr-tools new -s 3 Use Kafka for order events
      archdocs adr-tools generate toc > doc/adr/README.md
      archdocs adr-tools install ~/.local/bin
    """
    import contextlib

    if not context.folder.is_dir():
        raise click.UsageError(f"there is no folder {context.folder}")
    with contextlib.chdir(context.folder):
        if words[:1] == ("install",):
            install(list(words[1:]))
        else:
            click.get_current_context().exit(call_adr(list(words)))


def call_adr(words: list[str]) -> int:
    """Answer one call of ``adr`` made through archdocs."""
    import sys
    from pathlib import Path

    from archdocs.cli.adr import call

    return call(words, str(Path(sys.argv[0]).absolute().parent))


def install(words: list[str]) -> None:
    """Write the programs and print their paths."""
    from pathlib import Path

    from archdocs.records.adrtools.install import install as write

    folders = [word for word in words if word != "--force"]
    if len(folders) != 1 or folders[0].startswith("-"):
        raise click.UsageError("install takes one folder, and --force")
    for path in write(Path(folders[0]), force="--force" in words):
        click.echo(path)
