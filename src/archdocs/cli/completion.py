"""``archdocs completion``: the shell's completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

__all__ = ["command"]


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print a completion script for your shell.

    \b
    Examples:
      archdocs completion bash >> ~/.bashrc
      archdocs completion fish > ~/.config/fish/completions/archdocs.fish
    """
    from archdocs.cli.main import cli

    maker = get_completion_class(shell)
    if maker is None:  # click.Choice lists only what click has
        raise click.UsageError(f"no completion for {shell}")
    click.echo(maker(cli, {}, "archdocs", "_ARCHDOCS_COMPLETE").source())
