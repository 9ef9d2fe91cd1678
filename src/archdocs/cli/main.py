"""The entry point: lazy commands, and the one boundary that turns errors into exit codes."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from pathlib import Path

import click

from archdocs import __version__
from archdocs.cli.context import Context
from archdocs.errors import ArchdocsError

__all__ = ["COMMANDS", "cli", "main"]

#: Each verb: the module and attribute it lives in, and its line in ``--help`` (kept here so
#: that help imports none of them; a test holds the two texts together).
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("archdocs.cli.init:command", "Start or adopt a project."),
    "adopt": ("archdocs.cli.adopt:command", "Find the records of a repository."),
    "new-adr": ("archdocs.cli.new:adr", "Write the next decision record."),
    "new-spec": ("archdocs.cli.new:spec", "Write the next technical specification."),
    "new": ("archdocs.cli.new:command", "Write the next record of any kind."),
    "kinds": ("archdocs.cli.kinds:command", "List the kinds of records."),
    "schema": ("archdocs.cli.schema:command", "Print the JSON Schema of a kind's front matter."),
    "list": ("archdocs.cli.list:command", "List records as a table, JSON or CSV."),
    "show": ("archdocs.cli.show:command", "Show one record and its links."),
    "status": ("archdocs.cli.status:command", "Move a record to another status."),
    "supersede": ("archdocs.cli.supersede:command", "Replace one decision by another."),
    "link": ("archdocs.cli.link:command", "Link two records, on both sides or not at all."),
    "changelog": ("archdocs.cli.changelog:command", "Say what was decided between two moments."),
    "changes": ("archdocs.cli.changes:command", "Say what changed between two versions."),
    "renumber": ("archdocs.cli.renumber:command", "Give a record another number."),
    "convert": ("archdocs.cli.convert:command", "Convert records to another format."),
    "upgrade-templates": (
        "archdocs.cli.upgrade_templates:command",
        "Let records follow their templates.",
    ),
    "fetch-inventories": (
        "archdocs.cli.fetch_inventories:command",
        "Renew the lists of other repositories' records.",
    ),
    "graph": ("archdocs.cli.graph:command", "Print the graph of records and their links."),
    "export": ("archdocs.cli.export:command", "Write the records for other programs."),
    "trace": ("archdocs.cli.trace:command", "Print which records lead to which, as a matrix."),
    "render": ("archdocs.cli.render:command", "Draw the diagrams."),
    "diagram": ("archdocs.cli.diagram:command", "Compare diagrams, and ask what they show."),
    "plan": ("archdocs.cli.plan:command", "Say what a build would do, and why."),
    "build": ("archdocs.cli.build:command", "Build every version into one site."),
    "cache": ("archdocs.cli.cache:command", "Show and clean what builds keep."),
    "check": ("archdocs.cli.check:command", "Say what is stale or broken, and why."),
    "explain": ("archdocs.cli.explain:command", "List the decisions that govern a file."),
    "rule": ("archdocs.cli.rule:command", "Explain a code of check."),
    "suggest-covers": (
        "archdocs.cli.suggest_covers:command",
        "Propose what sections cover, from the names and paths they quote.",
    ),
    "mark-reviewed": ("archdocs.cli.mark_reviewed:command", "Record that a section is true."),
    "digest": (
        "archdocs.cli.digest:command",
        "Tell owners what went stale, is due, was reviewed.",
    ),
    "badge": (
        "archdocs.cli.badge:command",
        "Print a picture that says how fresh the documents are.",
    ),
    "serve": ("archdocs.cli.serve:command", "Preview the site, reloading as you write."),
    "adr-tools": ("archdocs.cli.adr_tools:command", "Do what adr-tools does."),
    "doctor": ("archdocs.cli.doctor:command", "Say what this machine can and can't do."),
    "config": ("archdocs.cli.config:command", "Show the configuration in force."),
    "completion": ("archdocs.cli.completion:command", "Print shell completion."),
}

EXAMPLES = """\b
Examples:
  archdocs init --preset ecommerce shop      scaffold a documented shop
  archdocs new-adr "Use Kafka for orders"    write the next decision
  archdocs list --status accepted            what is in force
  archdocs check --base origin/main          what this branch makes stale
  archdocs build                             every release, side by side
  archdocs serve                             preview while you write
"""


class LazyGroup(click.Group):
    """A group that imports a command when it is run, not when it is listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        found = getattr(importlib.import_module(module), attribute)
        return found if isinstance(found, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; name the nearest when there is none."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
            advice = f"; did you mean `{near[0]}`?" if near else "; see archdocs --help"
            ctx.fail(f"no command called `{name}`{advice}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXAMPLES,
    invoke_without_command=True,
)
@click.option(
    "-C",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Work as if started in this folder.",
)
@click.option("-q", "--quiet", is_flag=True, help="Report no progress.")
@click.version_option(__version__, prog_name="archdocs")
@click.pass_context
def cli(ctx: click.Context, folder: Path, quiet: bool) -> None:
    """Keep an architecture written down, and true.

    Decisions, specifications and diagrams live in git beside the code; archdocs scaffolds
    them, draws them, publishes every release side by side, and says which sections have
    gone stale, and why.
    """
    ctx.obj = Context(folder, quiet=quiet)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(2)


def main() -> None:
    """Run the command line; every error ends here."""
    sys.exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:
    """Run one call and return its exit code.

    0 clean, 1 findings, 2 usage or configuration, 3 could not do it, 4 a bug in archdocs,
    130 interrupted. One boundary with a log file for bugs is pre-commit's way.
    """
    try:
        ended = cli.main(args, prog_name="archdocs", standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the boundary
        return ended_by(error)
    return ended if isinstance(ended, int) else 0


def ended_by(error: BaseException) -> int:
    """Say what ended a call before its end, and return its exit code."""
    match error:
        case click.exceptions.Abort() | KeyboardInterrupt():
            click.echo("archdocs: interrupted", err=True)
            return 130
        case click.UsageError():
            where = error.ctx.command_path if error.ctx else "archdocs"
            complain(" ".join(error.format_message().split()), f"run: {where} --help")
            return 2
        case click.ClickException():
            complain(error.format_message(), "")
            return 2
        case ArchdocsError():
            complain(error.message, error.hint)
            return error.exit_code
        case BrokenPipeError():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        case OSError(filename=None, errno=errno.ENOSPC | errno.EIO):
            # What has no name is a stream; what is left in its buffer has nowhere to go.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            complain(f"the output can't be written: {error.strerror}", "")
            return 3
        case UnicodeEncodeError() if sys.getfilesystemencoding() != "utf-8":
            odd = error.object[error.start : error.end].encode("ascii", "backslashreplace").decode()
            complain(
                f"names with {odd} can't be written in the encoding of this locale,"
                f" {sys.getfilesystemencoding()}",
                "run it with LC_ALL=C.UTF-8, or with PYTHONUTF8=1",
            )
            return 3
    log = write_log(error)
    complain(f"internal error: {error!r}", f"please report it with the log {log}")
    return 4


def complain(message: str, hint: str) -> None:
    """Print one line for what went wrong and one for what to do next."""
    click.echo(f"archdocs: {message}", err=True)
    if hint:
        click.echo(f"  {hint}", err=True)


def write_log(error: BaseException) -> Path:
    """Write the traceback to a file and return its path."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="archdocs-", suffix=".log", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"archdocs {__version__}, Python {sys.version}\n")
        traceback.print_exception(error, file=file)
    return Path(file.name)
