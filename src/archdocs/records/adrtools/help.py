"""``adr help`` and the completion of words.

Which commands there are, in which layout, is as in adr-tools; the texts are our own.
"""

from __future__ import annotations

import os

from archdocs.records.adrtools.answer import Answer
from archdocs.records.adrtools.generate import REPORTS
from archdocs.records.adrtools.new import FILES

__all__ = ["COMMANDS", "complete", "show_help"]

COMMANDS = ("config", "generate", "help", "init", "link", "list", "new", "upgrade-repository")

#: The words that may follow a command, of those that have any.
BELOW = {"generate": REPORTS, "help": ("new",)}

NEW = f"""\
usage: adr new [-s SUPERCEDED] [-l TARGET:LINK:REVERSE-LINK] TITLE_TEXT...

Writes the next record and prints its path. The words of TITLE_TEXT make the title. The
record is opened with $VISUAL, or else $EDITOR, before its path is printed.

The text comes from the file $ADR_TEMPLATE, or else from `templates/template.md` in the folder
of records, or else from {FILES}/template.md.
The first NUMBER, TITLE, DATE and STATUS in each line are filled in. DATE is $ADR_DATE, or
else today.

-s SUPERCEDED   The record that this one replaces: its number, or a part of its file name.
                Both records get a link, and the old one is no longer Accepted.

-l TARGET:LINK:REVERSE-LINK
                Another record to link with. LINK is what this one says of TARGET,
                REVERSE-LINK what TARGET says of this one.

Both can be given several times. Nothing is written if one of the records is not there.

    adr new Store orders in MySQL
    adr new -s 12 Store orders in PostgreSQL
    adr new -s 3 -l "5:Amends:Amended by" Retry payments in a queue
"""

TEXTS = {
    "config": """\
usage: adr config

Prints the folders of the program and of its templates, as assignments for a shell.
""",
    "generate": """\
usage: adr generate [REPORT [OPTION ...]]

Prints a report on the records. Without REPORT, lists the reports there are.
`adr help generate REPORT` describes one.
""",
    "generate graph": """\
usage: adr generate graph [-p LINK_PREFIX] [-e LINK-EXTENSION]

Prints the records and the links between them as a graph in Graphviz' DOT.

-e LINK-EXTENSION   What the files that nodes link to end in; `.html` if not given.
-p LINK_PREFIX      What stands before the file name in these links.

    adr generate graph | dot -Tsvg > graph.svg
""",
    "generate toc": """\
usage: adr generate toc [-i INTRO] [-o OUTRO] [-p LINK_PREFIX]

Prints a list of the records in Markdown.

-i INTRO         A Markdown file to put before the list.
-o OUTRO         A Markdown file to put after it.
-p LINK_PREFIX   What stands before the file name in each link.
""",
    "help": """\
usage: adr help [COMMAND [SUBCOMMAND...]]

Describes a command; without COMMAND, lists the commands. Help is shown by $ADR_PAGER, or else
$PAGER, or else `more`.
""",
    "init": """\
usage: adr init [DIRECTORY]

Writes the first record, which says that decisions are recorded. With DIRECTORY, records are
kept there, and the file `.adr-dir` says so; without, in `doc/adr`.
""",
    "link": """\
usage: adr link SOURCE LINK TARGET REVERSE-LINK

Links two records. SOURCE and TARGET are numbers or parts of file names; LINK is what SOURCE
says of TARGET, REVERSE-LINK what TARGET says of SOURCE.

    adr link 12 Amends 10 "Amended by"
""",
    "list": """\
usage: adr list

Prints the paths of the records.
""",
    "new": NEW,
    "upgrade-repository": """\
usage: adr upgrade-repository

Rewrites dates such as `Date: 31/12/2016` as ISO 8601: `Date: 2016-12-31`.
""",
}


def show_help(words: list[str]) -> Answer:
    """Describe a command, or list them all, for a pager to show."""
    text = TEXTS.get(" ".join(words))
    if text is None:
        text = "usage: adr help COMMAND [ARG] ...\nCOMMAND is one of: \n"
        text += "".join(f"  {name}\n" for name in COMMANDS)
        text += "Run 'adr help COMMAND' for help on a specific command.\n"
    elif words[0] in BELOW:
        text += "\nSubcommands:\n"
        text += "".join(f"  adr {words[0]} {name}\n" for name in BELOW[words[0]])
    answer = Answer(text)
    answer.pager = (os.environ.get("ADR_PAGER") or os.environ.get("PAGER") or "more").split()
    return answer


def complete(words: list[str]) -> Answer:
    """Return the words that the last of ``words`` may become; the first is the program.

    A word that is whole already gets those that may follow it, or nothing.
    """
    first, second = [*words[1:3], "", ""][:2]
    if len(words) <= 2:
        commands = matching(COMMANDS, first)
        if commands[:1] != [first]:
            return Answer(" ".join(commands) + "\n")
    if first in BELOW:
        below = matching(BELOW[first], second)
        if below[:1] != [second]:
            return Answer(" ".join(below) + "\n")
    return Answer()


def matching(names: tuple[str, ...], start: str) -> list[str]:
    """Return the names that begin with ``start``."""
    return [name for name in names if name.startswith(start)]
