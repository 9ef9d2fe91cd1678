"""``archdocs diagram``: questions about diagrams."""

from __future__ import annotations

import click

__all__ = ["command"]


@click.group("diagram", no_args_is_help=False)
def command() -> None:
    """Compare diagrams, and ask what they show.

    \b
    Example:
      archdocs diagram --help
    """
