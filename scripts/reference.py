"""Write the reference pages that are made from the code: ``python scripts/reference.py [--check]``.

Commands, options and codes are declared once, in the code. With ``--check`` nothing is
written; a page that differs is named, and the exit status is 1.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import re
import sys
import typing
from collections.abc import Mapping
from pathlib import Path

import click

from archdocs.cli.generated import COMMANDS as GENERATED
from archdocs.cli.generated import ByKind
from archdocs.cli.main import COMMANDS
from archdocs.codes import all_rules
from archdocs.finding import Rule
from archdocs.records.export.catalogue import schema_text
from archdocs.settings import Settings, plain, toml_name

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"
NOTE = "<!-- Made by scripts/reference.py from the code; edit the code, then run it. -->\n"


def pages() -> dict[str, str]:
    """Return every generated page by its path under ``docs/reference``."""
    made = {
        "commands.md": commands(),
        "configuration.md": configuration(),
        "codes/index.md": codes(),
        "catalogue.schema.json": schema_text(),
    }
    for rule in all_rules().values():
        made[f"codes/{rule.code}.md"] = code_page(rule)
    return made


def command_of(name: str) -> click.Command:
    """Import one command."""
    module, attribute = COMMANDS[name][0].split(":")
    found = getattr(importlib.import_module(module), attribute)
    if not isinstance(found, click.Command):
        raise TypeError(name)
    return found


def commands() -> str:
    """Return the page of all commands."""
    parts = ["# Commands\n", NOTE, EXITS]
    for name in COMMANDS:
        command = command_of(name)
        parts.append(command_section(f"archdocs {name}", command))
        children = command.commands if isinstance(command, click.Group) else {}
        if isinstance(command, ByKind):
            children = GENERATED
        parts += [
            command_section(f"archdocs {name} {child}", under) for child, under in children.items()
        ]
    return "\n".join(parts)


EXITS = """\
Every command ends with one of these: 0 clean; 1 there are findings (or a version that could
not be built); 2 usage or configuration; 3 could not do it; 4 a bug in archdocs; 130
interrupted. Data goes to standard output, everything else to standard error.
`archdocs -C DIR …` works as if started in another folder. `NO_COLOR` is respected.
"""


def command_section(title: str, command: click.Command) -> str:
    """Return the section of one command: its usage, text and options."""
    context = click.Context(command, info_name=title)
    usage = " ".join([title, *command.collect_usage_pieces(context)])
    words = "\n\n".join(inspect.cleandoc(part) for part in (command.help, command.epilog) if part)
    text = re.sub(r"(?:^|\n)\x08\n(.*?)(?=\n\n|\Z)", fence, words, flags=re.DOTALL)
    rows = [
        record
        for parameter in command.get_params(context)
        if (record := parameter.get_help_record(context)) and record[0] != "--help"
    ]
    lines = [f"## {title}\n", f"```text\n{usage}\n```\n", text + "\n"]
    if rows:
        lines += ["| Option | Meaning |", "|---|---|"]
        lines += [f"| `{cell(name)}` | {cell(meaning)} |" for name, meaning in rows]
        lines.append("")
    return "\n".join(lines)


def fence(found: re.Match[str]) -> str:
    """Turn a block that click keeps as it is into a code block."""
    lines = found[1].splitlines()
    body = lines[1:] if lines and lines[0].startswith("Example") else lines
    return "\n```text\n" + inspect.cleandoc("\n".join(body)) + "\n```"


def cell(text: str) -> str:
    """Make text safe in a table cell."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;")


def configuration() -> str:
    """Return the page of all options."""
    parts = [
        "# Configuration\n",
        NOTE,
        "Options stand in `archdocs.toml`, or in `pyproject.toml` under `[tool.archdocs]`. A"
        " wrong name or value is one line with the file and line, and the nearest valid name."
        " `archdocs config show` prints what holds; `archdocs config show --format schema`"
        " prints a JSON Schema for editors.\n",
    ]
    for section in dataclasses.fields(Settings):
        default = getattr(Settings(), section.name)
        title = section.name
        if isinstance(default, Mapping):
            title += ".NAME"
            default = typing.get_args(typing.get_type_hints(Settings)[section.name])[1]()
        text = (type(default).__doc__ or "").strip()
        parts.append(f"## `[{title}]`\n\n{text}\n")
        parts += ["| Option | Default | Meaning |", "|---|---|---|"]
        for item in dataclasses.fields(default):
            value = json.dumps(plain(getattr(default, item.name)))
            parts.append(
                f"| `{toml_name(item.name)}` | `{cell(value)}` | {cell(item.metadata['doc'])} |"
            )
        parts.append("")
    return "\n".join(parts)


def codes() -> str:
    """Return the index of codes."""
    rules = all_rules().values()
    rows = "\n".join(
        f"| {{doc}}`{rule.code} <{rule.code}>` | {rule.severity.label} | {cell(rule.summary)} |"
        for rule in rules
    )
    tree = "\n".join(rule.code for rule in rules)
    return (
        f"# Codes\n\n{NOTE}\nEverything `archdocs check` and `archdocs build` can report. Choose"
        " with `--select` and `--ignore`, by code or by family (`stale`).\n\n"
        f"| Code | Level | Meaning |\n|---|---|---|\n{rows}\n\n"
        f"```{{toctree}}\n:hidden:\n\n{tree}\n```\n"
    )


def code_page(rule: Rule) -> str:
    """Return the page of one code."""
    return (
        f"# {rule.code}\n\n{NOTE}\n{rule.summary}\n\nLevel: **{rule.severity.label}**.\n\n"
        f"{rule.explanation.strip()}\n"
    )


def main() -> int:
    """Write the pages, or name those that differ."""
    differing = []
    made = pages()
    for name, text in made.items():
        path = REFERENCE / name
        if not path.is_file() or path.read_text("utf-8") != text:
            differing.append(name)
            if "--check" not in sys.argv[1:]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    kept = {f"codes/{path.name}" for path in (REFERENCE / "codes").glob("*.md")}
    for name in sorted(kept - set(made)):
        differing.append(name)
        if "--check" not in sys.argv[1:]:
            (REFERENCE / name).unlink()
    for name in differing:
        print(f"docs/reference/{name}")
    return 1 if differing and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
