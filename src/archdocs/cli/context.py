"""What every command gets from the command line: where, how to talk, in colour or not."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from archdocs.project import Project

__all__ = ["Context", "pass_context"]


class Context:
    """The state of one call.

    ``folder`` is where the user stands (or ``-C DIR``). Progress and warnings go to standard
    error; data goes to standard output through :func:`click.echo`.
    """

    def __init__(self, folder: Path, *, quiet: bool = False) -> None:
        self.folder = folder
        self.quiet = quiet

    @functools.cached_property
    def project(self) -> Project:
        """The project the user stands in, found when first asked for."""
        from archdocs.project import Project

        return Project.discover(self.folder)

    @property
    def color(self) -> bool:
        """Whether standard output may carry colour (a terminal, and no ``NO_COLOR``)."""
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    @property
    def interactive(self) -> bool:
        """Whether somebody sits at a terminal who can answer or edit."""
        return sys.stdin.isatty() and sys.stdout.isatty()

    def say(self, text: str) -> None:
        """Report progress, only to a terminal."""
        if sys.stderr.isatty() and not self.quiet:
            click.echo(text, err=True)

    def warn(self, text: str) -> None:
        """Tell the user something that matters, terminal or not."""
        click.echo(f"archdocs: {text}", err=True)


pass_context = click.make_pass_decorator(Context)
