"""``archdocs config``: the configuration in force."""

from __future__ import annotations

import json

import click

from archdocs.cli.context import Context

__all__ = ["command"]


@click.group("config", no_args_is_help=False)
def command() -> None:
    """Show the configuration in force.

    \b
    Examples:
      archdocs config show
      archdocs config show --format schema > archdocs.schema.json
    """


@command.command("show")
@click.option(
    "--format",
    "style",
    type=click.Choice(["toml", "json", "schema"]),
    default="toml",
    show_default=True,
    help="`schema` prints a JSON Schema of archdocs.toml, for editors.",
)
@click.pass_obj
def show(context: Context, style: str) -> None:
    """Print every option with the value that holds, defaults included.

    \b
    Example:
      archdocs config show --format json
    """
    from archdocs import config

    if style == "schema":
        click.echo(json.dumps(config.json_schema(), indent=2))
        return
    project = context.project
    settings = project.settings.as_dict()
    if style == "json":
        click.echo(json.dumps(settings, indent=2))
        return
    source = config.find_config(project.root)
    click.echo(f"# {source.name if source else 'defaults; there is no archdocs.toml'}")
    click.echo(config.to_toml(settings), nl=False)
