"""``adr generate``: a table of contents in Markdown, a graph in DOT."""

from __future__ import annotations

from archdocs.records.adrtools import document
from archdocs.records.adrtools.answer import Answer, Refused
from archdocs.records.adrtools.arguments import getopt, getopts
from archdocs.records.adrtools.folder import dated, find_folder, listed, number_text

__all__ = ["REPORTS", "generate"]

REPORTS = ("graph", "toc")


def generate(arguments: list[str], home: str) -> Answer:
    """Make a report, or list the reports there are."""
    if not arguments or not arguments[0]:
        return Answer("".join(f"{name}\n" for name in REPORTS))
    if arguments[0] == "toc":
        return toc(arguments[1:])
    if arguments[0] == "graph":
        return graph(arguments[1:], f"{home}/_adr_generate_graph")
    # What a shell answers when the program that adr-tools would run isn't there.
    raise Refused(f"adr: no report is called {arguments[0]!r}\n", code=127)


def toc(arguments: list[str]) -> Answer:
    """Return the records as a list of links, between two files of the user's."""
    options = getopt(arguments, "iop")
    paths = listed(find_folder())
    out = "# Architecture Decision Records\n\n"
    if options.get("i"):
        out += include(options["i"], out) + "\n"
    for path in paths:
        title = document.title_of(document.read(path))
        out += f"* [{title}]({options.get('p', '')}{path.rpartition('/')[2]})\n"
    if options.get("o"):
        out += "\n"
        out += include(options["o"], out)
    return Answer(out)


def include(path: str, before: str) -> str:
    """Return a file's text; one that can't be read ends the report where it would stand."""
    try:
        return document.read(path)
    except OSError as error:
        raise Refused(f"cat: {path}: {error.strerror}\n", out=before) from error


def graph(arguments: list[str], program: str) -> Answer:
    """Return the records and their links as a graph in DOT."""
    options = dict(getopts(arguments, "ep", program)[0])
    paths = listed(find_folder())
    texts = {path.rpartition("/")[2]: document.read(path) for path in paths}
    nodes = name_nodes(list(texts))
    out = ["digraph {", "  node [shape=plaintext];", "  subgraph {"]
    for name, text in texts.items():
        label = quote(document.title_of(text))
        url = quote(f"{options.get('p', '')}{name[:-3]}{options.get('e', '.html')}")
        out.append(f'    {nodes[name]} [label="{label}"; URL="{url}"];')
        number = int(number_text(name)[:18])
        if number > 1 and not dated(name):
            out.append(f'    _{number - 1} -> {nodes[name]} [style="dotted", weight=1];')
    out.append("  }")
    for name, text in texts.items():
        for target, number_, kind in document.links(text):
            if not kind.endswith(" by"):
                to = nodes.get(target, f"_{number_}")
                out.append(f'  {nodes[name]} -> {to} [label="{quote(kind)}", weight=0]')
    return Answer("".join(f"{line}\n" for line in [*out, "}"]))


def name_nodes(names: list[str]) -> dict[str, str]:
    """Return the node of each record: its number, and for a number's second record one more."""
    nodes: dict[str, str] = {}
    for name in names:
        node = f"_{int(number_text(name)[:18])}"
        same = sum(taken == node or taken.startswith(f"{node}_") for taken in nodes.values())
        nodes[name] = f"{node}_{same + 1}" if same else node
    return nodes


def quote(text: str) -> str:
    """Make text safe between double quotes in DOT."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
