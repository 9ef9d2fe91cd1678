"""``archdocs serve``: a preview that reloads as you write."""

from __future__ import annotations

import click

from archdocs.cli.context import Context, pass_context

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  archdocs serve              preview at http://127.0.0.1:8000/
  archdocs serve --port 0     at any free port
  archdocs serve --no-open    without opening the browser
"""


@click.command(short_help="Preview the site, reloading as you write.", epilog=EXAMPLES)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", help="Address to listen on; others may then read it.")
@click.option(
    "--open/--no-open", "show", default=None, help="Open the browser; as it is on a terminal."
)
@pass_context
def command(context: Context, port: int, host: str, show: bool | None) -> None:
    """Preview the site, reloading as you write.

    Builds the files on disk, committed or not, prints the address, and builds again what a
    change touches. What goes wrong is shown over the page. Ctrl-C ends it.
    """
    from archdocs.site.preview import serve

    def ready(url: str) -> None:
        click.echo(url)
        if show or (show is None and context.interactive):
            click.launch(url)

    serve(context.project, host=host, port=port, ready=ready, progress=context.say)
