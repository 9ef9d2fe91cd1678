"""``archdocs graph``: the links between records, to draw or to compute with."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

#: Seconds the layout of the whole graph may take.
PATIENCE = 120
EPILOG = """\b
Examples:
  archdocs graph --format svg > decisions.svg
  archdocs graph --kind adr --status accepted --format mermaid
  archdocs graph --format json
"""


@click.command(epilog=EPILOG)
@click.option("--kind", default="", help="Only records of this kind.")
@click.option("--status", multiple=True, help="Only records of this status; may be repeated.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("dot", "mermaid", "svg", "json")),
    default="dot",
    show_default=True,
    help="Form.",
)
@pass_context
def command(context: Context, kind: str, status: tuple[str, ...], form: str) -> None:
    """Print the graph of records and their links.

    A link that both sides write is one edge. Circles are named on standard error.
    """
    from archdocs.records.catalog import of_project
    from archdocs.records.graph import FORMATS, graph, to_dot

    made = graph(of_project(context.project), kind, status)
    if form == "svg":
        click.echo(drawn(context, to_dot(made)))
    else:
        click.echo(FORMATS[form](made))
    for name, circle in made.circles:
        chain = " → ".join(record.id for record in (*circle, circle[0]))
        context.warn(f"records make a circle of {made.names.shown(name)}: {chain}")


def drawn(context: Context, dot: str) -> str:
    """Lay out the graph with the project's engine and return clean SVG."""
    from archdocs.diagrams import engines, sanitize

    engine = engines.choose(context.project.settings.diagrams.engine, context.project.root)
    with tempfile.TemporaryDirectory(prefix="archdocs-graph-") as folder:
        raw = engine.draw(dot, cwd=Path(folder), timeout=PATIENCE)
    root = sanitize.parse(raw)
    root.set("role", "img")
    root.set("aria-label", "Records and their links")
    return sanitize.serialise(root)
