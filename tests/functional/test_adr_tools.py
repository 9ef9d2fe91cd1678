"""``adr`` and ``_adr_autocomplete``, called by shell scripts as those of adr-tools are.

Expected output and files were compared with adr-tools 3.0.0, byte by byte.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from archdocs.records.adrtools.install import install, shebang
from archdocs.records.adrtools.new import FILES
from support import Cli, Ran

Sh = Callable[..., Ran]


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with both programs."""
    folder = tmp_path_factory.mktemp("programs")
    install(folder)
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return the folder that scripts run in."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def sh(programs: Path, work: Path) -> Sh:
    """Return a shell with ``adr`` on its path, and little else."""

    def run(script: str, **env: str) -> Ran:
        done = subprocess.run(
            ["/bin/sh", "-c", textwrap.dedent(script)],
            cwd=work,
            env={"PATH": f"/bin:/usr/bin:{programs}", "ADR_DATE": "1992-01-12", **env},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        out, err = (os.fsdecode(stream) for stream in (done.stdout, done.stderr))
        return Ran(done.returncode, out, err.replace(f"{programs}/", "BIN/"))

    return run


def record(number: int, title: str, *status: str) -> str:
    """Return a record as adr-tools' own template makes it."""
    template = Path(FILES, "template.md").read_text()
    text = template.replace("NUMBER", str(number)).replace("TITLE", title)
    return text.replace("DATE", "1992-01-12").replace("STATUS", "\n\n".join(status))


def test_the_first_record_is_as_adr_tools_writes_it(sh: Sh, work: Path) -> None:
    done = sh("adr new Use Kafka for order events")
    assert (done.code, done.err) == (0, "")
    assert done.out == "doc/adr/0001-use-kafka-for-order-events.md\n"
    path = work / done.out.strip()
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask()
    assert path.read_text() == (
        "# 1. Use Kafka for order events\n\nDate: 1992-01-12\n\n## Status\n\nAccepted\n\n"
        "## Context\n\nThe issue motivating this decision, and any context that influences or"
        " constrains the decision.\n\n## Decision\n\nThe change that we're proposing or have"
        " agreed to implement.\n\n## Consequences\n\nWhat becomes easier or more difficult to do"
        " and any risks introduced by the change that will need to be mitigated.\n"
    )


def umask() -> int:
    """Return the umask of this process."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_the_day_is_today_without_adr_date(sh: Sh, work: Path) -> None:
    done = sh("date +%Y-%m-%d; adr new Now; date +%Y-%m-%d", ADR_DATE="")
    before, path, after = done.out.split()
    assert (work / path).read_text().splitlines()[2] in (f"Date: {before}", f"Date: {after}")


def test_init_writes_the_first_record_without_an_editor(sh: Sh, work: Path) -> None:
    done = sh("adr init", VISUAL="false")
    assert (done.code, done.out) == (0, "doc/adr/0001-record-architecture-decisions.md\n")
    assert not (work / ".adr-dir").exists()
    assert (work / done.out.strip()).read_text() == (
        "# 1. Record architecture decisions\n\nDate: 1992-01-12\n\n## Status\n\nAccepted\n\n"
        "## Context\n\nWe need to record the architectural decisions made on this project.\n\n"
        "## Decision\n\nWe will use Architecture Decision Records, as [described by Michael"
        " Nygard](http://thinkrelevance.com/blog/2011/11/15/documenting-architecture-decisions)."
        "\n\n## Consequences\n\nSee Michael Nygard's article, linked above. For a lightweight ADR"
        " toolset, see Nat Pryce's [adr-tools](https://github.com/npryce/adr-tools).\n"
    )


def test_the_folder_is_looked_up_from_below(sh: Sh, work: Path) -> None:
    done = sh("""\
        adr init docs/decisions
        cat .adr-dir
        mkdir -p src/deep
        cd src
        adr new Second
        cd deep
        adr list
        mkdir -p doc/adr
        adr list; adr new Inner
    """)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "docs/decisions/0001-record-architecture-decisions.md\ndocs/decisions\n"
        "../docs/decisions/0002-second.md\n"
        "../../docs/decisions/0001-record-architecture-decisions.md\n"
        "../../docs/decisions/0002-second.md\n"
        "doc/adr/0001-inner.md\n"
    )


def test_lists_are_sorted_and_a_missing_folder_is_said_on_standard_output(sh: Sh) -> None:
    done = sh("adr list")
    assert (done.code, done.out, done.err) == (1, "The doc/adr directory does not exist\n", "")
    done = sh("""\
        mkdir -p doc/adr
        adr list
        touch doc/adr/0002-b.md doc/adr/10-c.md doc/adr/0001-a.md doc/adr/README.md
        touch doc/adr/0004.md doc/adr/0003-x.md.bak
        mkdir doc/adr/0005-folder.md
        adr list
    """)
    assert (done.code, done.out) == (0, "doc/adr/0001-a.md\ndoc/adr/0002-b.md\ndoc/adr/10-c.md\n")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (("Something About Node.JS",), "something-about-node-js"),
        (("Slash/Slash/",), "slash-slash"),
        (("--", "-Bar-"), "bar"),
        (("Don't", "do", "C++"), "don-t-do-c"),
        (("  two   spaces ",), "two-spaces"),
        (("a", "-s", "b"), "a-s-b"),
    ],
)
def test_file_names_are_those_of_adr_tools(sh: Sh, title: tuple[str, ...], name: str) -> None:
    words = " ".join(f'"{word}"' for word in title)
    assert sh(f"adr new {words}").out == f"doc/adr/0001-{name}.md\n"


def test_the_next_number_follows_the_highest(sh: Sh, work: Path) -> None:
    done = sh("mkdir -p doc/adr/0007-pictures; adr new A; touch doc/adr/0010; adr new B; adr new C")
    assert [line[8:12] for line in done.out.splitlines()] == ["0008", "0011", "0012"]
    assert sh("touch doc/adr/9999-z.md; adr new D").out == "doc/adr/10000-d.md\n"


def test_superseding_links_both_and_takes_accepted_away(sh: Sh, work: Path) -> None:
    done = sh("adr new One; adr new Two; adr new -s 1 -s 0002 Three words")
    assert (done.code, done.err) == (0, "")
    folder = work / "doc/adr"
    by = "Superceded by [3. Three words](0003-three-words.md)"
    assert (folder / "0001-one.md").read_text() == record(1, "One", by)
    assert (folder / "0002-two.md").read_text() == record(2, "Two", by)
    assert (folder / "0003-three-words.md").read_text() == record(
        3, "Three words", "Accepted", "Supercedes [1. One](0001-one.md)",
        "Supercedes [2. Two](0002-two.md)",
    )  # fmt: skip


def test_links_are_written_in_both_records(sh: Sh, work: Path) -> None:
    done = sh("""\
        adr new One; adr new Two
        adr new -l "1:Amends:Amended by" -l two:Clarifies:"Clarified by" Three
        adr link 2 "Depends on" one "Used by"
    """)
    assert (done.code, done.err) == (0, "")
    folder = work / "doc/adr"
    assert (folder / "0001-one.md").read_text() == record(
        1,
        "One",
        "Accepted",
        "Amended by [3. Three](0003-three.md)",
        "Used by [2. Two](0002-two.md)",
    )
    assert (folder / "0002-two.md").read_text() == record(
        2, "Two", "Accepted", "Clarified by [3. Three](0003-three.md)",
        "Depends on [1. One](0001-one.md)",
    )  # fmt: skip
    assert (folder / "0003-three.md").read_text() == record(
        3, "Three", "Accepted", "Amends [1. One](0001-one.md)", "Clarifies [2. Two](0002-two.md)"
    )


def test_templates_come_from_the_environment_or_the_project(sh: Sh, work: Path) -> None:
    done = sh("""\
        adr init adrs
        mkdir adrs/templates
        printf 'TITLE (NUMBER, NUMBER)\\nUPDATED DATE STATUS' > adrs/templates/template.md
        printf 'Mine: TITLE\\n' > mine.md
        adr new Own
        ADR_TEMPLATE=mine.md adr new Other
        cat adrs/0002-own.md adrs/0003-other.md
    """)
    assert done.out == (
        "adrs/0001-record-architecture-decisions.md\nadrs/0002-own.md\nadrs/0003-other.md\n"
        "Own (2, NUMBER)\nUP1992-01-12D DATE AcceptedMine: Other\n"
    )


def test_visual_goes_before_editor_and_may_have_options(sh: Sh, work: Path) -> None:
    for name in ("visual", "editor"):
        (work / name).write_text(f'#!/bin/sh\necho {name} "$#" "$@"\n')
        (work / name).chmod(0o755)
    done = sh("""\
        VISUAL="./visual --wait" EDITOR=./editor adr new One
        VISUAL= EDITOR=./editor adr new Two
    """)
    assert done.out == (
        "visual 2 --wait doc/adr/0001-one.md\ndoc/adr/0001-one.md\n"
        "editor 1 doc/adr/0002-two.md\ndoc/adr/0002-two.md\n"
    )


def test_an_editor_that_fails_decides_the_exit_status(sh: Sh, work: Path) -> None:
    (work / "fails").write_text("#!/bin/sh\nexit 7\n")
    (work / "fails").chmod(0o755)
    (work / "plain").write_text("")
    done = sh("adr new One", VISUAL="./fails")
    assert (done.code, done.out, done.err) == (7, "", "")
    done = sh("adr new Two", VISUAL="nonesuch")
    assert (done.code, done.out, done.err) == (127, "", "adr: nonesuch: command not found\n")
    done = sh("adr new Three", VISUAL="./plain")
    assert (done.code, done.out, done.err) == (126, "", "adr: ./plain: Permission denied\n")
    assert sh("adr list | wc -l").out.strip() == "3"


def test_the_table_of_contents(sh: Sh) -> None:
    done = sh("""\
        adr new One; adr new Two
        echo Before. > in.md; echo After. > out.md
        adr generate toc
        adr generate toc -p doc/adr/ extra -iin.md -o out.md -- -x
    """)
    contents = "# Architecture Decision Records\n\n"
    assert (done.code, done.err) == (0, "")
    assert done.out.removeprefix("doc/adr/0001-one.md\ndoc/adr/0002-two.md\n") == (
        f"{contents}* [1. One](0001-one.md)\n* [2. Two](0002-two.md)\n"
        f"{contents}Before.\n\n"
        "* [1. One](doc/adr/0001-one.md)\n* [2. Two](doc/adr/0002-two.md)\n\nAfter.\n"
    )
    done = sh("adr generate toc -i nonesuch")
    assert (done.code, done.out) == (1, contents)
    assert done.err == "cat: nonesuch: No such file or directory\n"


def test_the_graph(sh: Sh) -> None:
    sh("adr new One; adr new -s 1 Two; adr new -l '2:Amends:Amended by' Three")
    done = sh("rm doc/adr/0001-*; adr generate graph; adr generate graph -p /x/ -e .pdf | head -4")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "digraph {\n  node [shape=plaintext];\n  subgraph {\n"
        '    _2 [label="2. Two"; URL="0002-two.html"];\n'
        '    _1 -> _2 [style="dotted", weight=1];\n'
        '    _3 [label="3. Three"; URL="0003-three.html"];\n'
        '    _2 -> _3 [style="dotted", weight=1];\n'
        "  }\n"
        '  _2 -> _1 [label="Supercedes", weight=0]\n'
        '  _3 -> _2 [label="Amends", weight=0]\n'
        "}\n"
        "digraph {\n  node [shape=plaintext];\n  subgraph {\n"
        '    _2 [label="2. Two"; URL="/x/0002-two.pdf"];\n'
    )


def test_reports_are_listed(sh: Sh) -> None:
    assert sh("adr generate") == Ran(0, "graph\ntoc\n", "")
    assert sh("adr generate pdf") == Ran(127, "", "adr: no report is called 'pdf'\n")
    for report in ("toc", "graph"):
        done = sh(f"adr generate {report}")
        assert done == Ran(1, "The doc/adr directory does not exist\n", "")


def test_old_dates_are_upgraded_and_nothing_else(sh: Sh, work: Path) -> None:
    sh("adr new Old", ADR_DATE="31/12/2016")
    sh("adr new New; chmod 640 doc/adr/*")
    path = work / "doc/adr/0001-old.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") + b"\xff no newline")
    before = path.read_bytes()
    assert sh("adr upgrade-repository") == Ran(0, "", "")
    assert path.read_bytes() == before.replace(b"31/12/2016", b"2016-12-31")
    assert path.stat().st_mode & 0o777 == 0o640
    assert (work / "doc/adr/0002-new.md").read_text() == record(2, "New", "Accepted")
    assert {path.name for path in path.parent.iterdir()} == {"0001-old.md", "0002-new.md"}


COMMANDS = """\
usage: adr help COMMAND [ARG] ...
COMMAND is one of: 
  config
  generate
  help
  init
  link
  list
  new
  upgrade-repository
Run 'adr help COMMAND' for help on a specific command.
"""  # noqa: W291 - adr-tools ends a line with a space


@pytest.mark.parametrize(
    ("words", "code"),
    [("", 1), ("nonesuch", 1), ("help", 0), ("help nonesuch", 0), ("help list x", 0)],
)
def test_what_is_no_command_lists_the_commands(sh: Sh, words: str, code: int) -> None:
    assert sh(f"adr {words}") == Ran(code, COMMANDS, "")


@pytest.mark.parametrize(
    ("words", "usage"),
    [
        ("config", "adr config"),
        ("generate", "adr generate [REPORT [OPTION ...]]"),
        ("generate graph", "adr generate graph [-p LINK_PREFIX] [-e LINK-EXTENSION]"),
        ("generate toc", "adr generate toc [-i INTRO] [-o OUTRO] [-p LINK_PREFIX]"),
        ("help", "adr help [COMMAND [SUBCOMMAND...]]"),
        ("init", "adr init [DIRECTORY]"),
        ("link", "adr link SOURCE LINK TARGET REVERSE-LINK"),
        ("list", "adr list"),
        ("new", "adr new [-s SUPERCEDED] [-l TARGET:LINK:REVERSE-LINK] TITLE_TEXT..."),
        ("upgrade-repository", "adr upgrade-repository"),
    ],
)
def test_help_begins_with_the_usage_and_ends_with_subcommands(
    sh: Sh, words: str, usage: str
) -> None:
    done = sh(f"adr help {words}")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"usage: {usage}\n\n")
    ends = {
        "generate": "\n\nSubcommands:\n  adr generate graph\n  adr generate toc\n",
        "help": "\n\nSubcommands:\n  adr help new\n",
    }
    assert done.out.endswith(ends.get(words.split(maxsplit=1)[0], "\n"))
    assert ("Subcommands" in done.out) == (words.split(maxsplit=1)[0] in ends)


def test_help_is_shown_by_the_pager(sh: Sh) -> None:
    assert sh("adr help", ADR_PAGER="sed -n 1p", PAGER="false").out == COMMANDS[:34]
    assert sh("adr help", PAGER="wc -l").out.split() == ["11"]
    assert sh("adr help new", PAGER="false").code == 1
    assert sh("adr", PAGER="cat") == Ran(1, COMMANDS, "")
    done = sh("adr help", ADR_PAGER="nonesuch")
    assert (done.code, done.err) == (127, "adr: nonesuch: command not found\n")


def test_config_can_be_evaluated(sh: Sh, programs: Path, work: Path) -> None:
    done = sh('eval "$(adr config)"; echo "$adr_bin_dir"; cat "$adr_template_dir/template.md"')
    assert done.out == f"{programs}\n" + Path(FILES, "template.md").read_text()
    odd = work / 'a "$(b)` \\z'
    install(odd)
    assert sh('eval "$("$PWD"/a*/adr config)"; printf "%s\\n" "$adr_bin_dir"').out == f"{odd}\n"


@pytest.mark.parametrize(
    ("words", "out"),
    [
        ("", "config generate help init link list new upgrade-repository\n"),
        ("adr", "config generate help init link list new upgrade-repository\n"),
        ("adr li", "link list\n"),
        ("adr new", ""),
        ("adr nonesuch", "\n"),
        ("adr generate", "graph toc\n"),
        ("adr generate to", "toc\n"),
        ("adr generate toc", ""),
        ("adr generate x", "\n"),
        ("adr help", "new\n"),
        ("adr new x", ""),
        ("adr nonesuch x", ""),
    ],
)
def test_completion(sh: Sh, words: str, out: str) -> None:
    assert sh(f"_adr_autocomplete {words}") == Ran(0, out, "")


@pytest.mark.parametrize(
    ("call", "out", "err"),
    [
        ("new", "ERROR: no title given\n", ""),
        ("new ''", "ERROR: no title given\n", ""),
        ("new -x One", "", "BIN/adr-new: illegal option -- x\nNot implemented: ?\n"),
        ("new -s", "", "BIN/adr-new: option requires an argument -- s\nNot implemented: ?\n"),
        ("generate toc -x", "", "getopt: invalid option -- 'x'\n"),
        ("generate toc --x", "", "getopt: unrecognized option '--x'\n"),
        ("generate toc -i", "", "getopt: option requires an argument -- 'i'\n"),
        (
            "generate graph -x",
            "",
            "BIN/_adr_generate_graph: illegal option -- x\nNot implemented: ?\n",
        ),
        ("link 1 Amends", "", "adr: no TARGET given\nusage: adr link SOURCE LINK TARGET"),
        ("init -x", "", "adr: init has no option '-x'\nusage: adr init [DIRECTORY]\n"),
    ],
)
def test_wrong_calls_change_nothing(sh: Sh, work: Path, call: str, out: str, err: str) -> None:
    sh("adr new Here")
    before = tree(work)
    done = sh(f"adr {call}")
    assert (done.code, done.out) == (1, out)
    assert done.err.startswith(err)
    assert bool(done.err) == bool(err)
    assert tree(work) == before


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What adr-tools gets wrong.


@pytest.mark.parametrize(
    "title", ["R & D database", "A|B", r"C:\new \1", "The STATUS of DATE", "a/b & c|d # 5"]
)
def test_a_title_is_never_taken_for_a_command_of_sed(sh: Sh, work: Path, title: str) -> None:
    done = sh('adr new "$TITLE_"', TITLE_=title)
    assert done.code == 0
    assert (work / done.out.strip()).read_text() == record(1, "X", "Accepted").replace(
        "# 1. X", f"# 1. {title}"
    )
    assert sh("adr new -s 1 Next").code == 0
    assert f"Supercedes [1. {title}]" in (work / "doc/adr/0002-next.md").read_text()


def test_a_title_of_several_lines_is_one_heading(sh: Sh, work: Path) -> None:
    done = sh("adr new 'two\nlines'")
    assert done.out == "doc/adr/0001-two-lines.md\n"
    assert (work / done.out.strip()).read_text() == record(1, "two lines", "Accepted")


@pytest.mark.parametrize(
    ("title", "name"),
    [("日本語", "日本語"), ("Café crème", "café-crème"), ("हिन्दी में", "हिन्दी-में"), ("😀 ok", "ok")],
)
def test_letters_of_every_script_stay_in_the_name(sh: Sh, title: str, name: str) -> None:
    assert sh(f"adr new '{title}'").out == f"doc/adr/0001-{name}.md\n"


def test_bytes_that_are_no_text_go_through(sh: Sh, work: Path) -> None:
    done = sh("adr new \"$(printf 'caf\\351')\"; adr generate toc | tail -1")
    assert done.code == 0
    assert os.fsencode(done.out).endswith(b"* [1. caf\xe9](0001-caf.md)\n")


def test_a_number_means_the_record_of_that_number(sh: Sh, work: Path) -> None:
    sh("adr new Use 2 databases; adr new Second; adr new -s 2 Third")
    folder = work / "doc/adr"
    assert (folder / "0001-use-2-databases.md").read_text() == record(
        1, "Use 2 databases", "Accepted"
    )
    assert "Superceded by [3. Third]" in (folder / "0002-second.md").read_text()


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        ("use-kafka", 2),
        ("0002-use-kafka", 2),
        ("0002-use-kafka.md", 2),
        ("doc/adr/0002-use-kafka.md", 2),
        ("./doc/adr/0002-use-kafka.md", 2),
        ("adr/0001", 1),
        ("dont", 1),
        ("kafka", 1),
        ("node.js", 3),
        ("^0003.*js", 3),
    ],
)
def test_a_whole_name_goes_before_a_part_of_one(
    sh: Sh, work: Path, reference: str, number: int
) -> None:
    sh("adr new Dont use Kafka; adr new Use Kafka; adr new Node.js")
    assert sh(f"adr new -s '{reference}' Next").code == 0
    (path,) = (work / "doc/adr").glob(f"000{number}-*")
    assert "Superceded by [4. Next](0004-next.md)" in path.read_text()


@pytest.mark.parametrize(
    "call",
    [
        "new -s 9 Nine",
        "new -s nonesuch Nine",
        "new -s '[' Nine",
        "new -s '' Nine",
        "new -s 2 Itself",
        "new -l 9:A:B Nine",
        "new -l 1:A Nine",
        "new -l 1 Nine",
        "link 1 A 9 B",
        "link 9 A 1 B",
        "link 99999999999999999999 A 1 B",
    ],
)
def test_a_missing_target_leaves_nothing_behind(sh: Sh, work: Path, call: str) -> None:
    sh("adr new One")
    before = tree(work)
    done = sh(f"adr {call}")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("adr: ")
    assert done.err.count("\n") == 1
    assert tree(work) == before


def test_a_missing_template_leaves_nothing_behind(sh: Sh, work: Path) -> None:
    done = sh("adr new One", ADR_TEMPLATE="nonesuch.md")
    assert done == Ran(1, "", "adr: nonesuch.md: No such file or directory\n")
    assert not tree(work)


def test_status_under_a_heading_of_another_level(sh: Sh, work: Path) -> None:
    sh("""\
        mkdir -p doc/adr/templates
        printf '# TITLE\\n\\n# Status\\n\\nSTATUS\\n\\n# Info\\n\\n## Status of it\\n' \
            > doc/adr/templates/template.md
        adr new One; adr new -s 1 Two
    """)
    folder = work / "doc/adr"
    assert (folder / "0001-one.md").read_text() == (
        "# One\n\n# Status\n\nSuperceded by [Two](0002-two.md)\n\n# Info\n\n## Status of it\n"
    )
    assert (folder / "0002-two.md").read_text() == (
        "# Two\n\n# Status\n\nAccepted\n\nSupercedes [One](0001-one.md)\n\n"
        "# Info\n\n## Status of it\n"
    )
    assert '  _2 -> _1 [label="Supercedes", weight=0]\n' in sh("adr generate graph").out


def test_status_at_the_end_of_the_file(sh: Sh, work: Path) -> None:
    sh("""\
        printf '# NUMBER. TITLE\\n\\n## Status\\n\\nSTATUS' > t.md
        export ADR_TEMPLATE=t.md
        adr new One; adr new -s 1 Two
    """)
    assert (work / "doc/adr/0001-one.md").read_text() == (
        "# 1. One\n\n## Status\n\nSuperceded by [2. Two](0002-two.md)\n"
    )
    assert (work / "doc/adr/0002-two.md").read_text() == (
        "# 2. Two\n\n## Status\n\nAccepted\n\nSupercedes [1. One](0001-one.md)\n"
    )


def test_crlf_stays_crlf(sh: Sh, work: Path) -> None:
    sh("adr new One")
    path = work / "doc/adr/0001-one.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert sh("adr new -s 1 Two").code == 0
    by = "Superceded by [2. Two](0002-two.md)"
    assert path.read_bytes() == record(1, "One", by).replace("\n", "\r\n").encode()
    assert (work / "doc/adr/0002-two.md").read_text() == record(
        2, "Two", "Accepted", "Supercedes [1. One](0001-one.md)"
    )


def test_a_record_without_status_is_said(sh: Sh, work: Path) -> None:
    sh("adr new One; echo '# 2. Two' > doc/adr/0002-two.md")
    done = sh("adr link 1 Amends 2 'Amended by'")
    assert (done.code, done.out) == (0, "")
    assert done.err == (
        "adr: doc/adr/0002-two.md has no Status section, so `Amended by` is not written there\n"
    )
    done = sh("adr new -s 2 Three")
    assert (done.code, done.out) == (0, "doc/adr/0003-three.md\n")
    assert "`Superceded by` is not written" in done.err
    assert (work / "doc/adr/0002-two.md").read_text() == "# 2. Two\n"


@pytest.mark.parametrize("folder", ["my adrs", "adrs/", "./adrs", "$(touch x)", "a.b+c"])
def test_folders_of_any_name(sh: Sh, work: Path, folder: str) -> None:
    name = folder.removeprefix("./").rstrip("/")
    first, second = f"{name}/0001-record-architecture-decisions.md", f"{name}/0002-two.md"
    done = sh(f"adr init '{folder}' && adr new -s 1 Two && adr list && cat .adr-dir")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{first}\n{second}\n{first}\n{second}\n{folder}\n"
    assert {path.name for path in work.iterdir()} == {".adr-dir", name}


def test_an_absolute_folder_is_found_from_below(sh: Sh, work: Path) -> None:
    done = sh('adr init "$PWD/adrs"; mkdir "a b"; cd "a b"; adr list')
    assert done.out == f"{work}/adrs/0001-record-architecture-decisions.md\n" * 2


def test_days_are_not_numbers(sh: Sh, work: Path) -> None:
    done = sh("""\
        mkdir -p doc/adr; cd doc/adr
        touch 20240102-a.md 2024-01-03-b.md
        cd ../..
        adr new One; adr new Two
        adr generate graph | grep -c dotted
        adr new -s 20240102 Three
    """)
    assert done.out.split()[:2] == ["doc/adr/0001-one.md", "doc/adr/0002-two.md"]
    assert done.out.split()[2:] == ["1", "doc/adr/0003-three.md"]


def test_two_records_of_one_number_are_two_nodes(sh: Sh, work: Path) -> None:
    sh("adr new One; adr new Two; cp doc/adr/0002-two.md doc/adr/0002-zwei.md")
    sh("adr new -s zwei Three")
    done = sh("adr generate graph")
    nodes = [line.split()[0] for line in done.out.splitlines() if "URL" in line]
    assert nodes == ["_1", "_2", "_2_2", "_3"]
    assert '  _3 -> _2_2 [label="Supercedes", weight=0]\n' in done.out


def test_the_graph_is_dot_whatever_titles_say(sh: Sh) -> None:
    sh(r"""adr new 'Say "no" to C:\'; touch doc/adr/0000-empty.md""")
    assert r'_1 [label="1. Say \"no\" to C:\\"' in sh("adr generate graph").out
    assert '_0 [label=""; URL="0000-empty.html"];' in sh("adr generate graph").out


def test_front_matter_is_not_the_title(sh: Sh, work: Path) -> None:
    sh("mkdir -p doc/adr; printf -- '---\\nstatus: x\\n---\\n# 1. One\\n' > doc/adr/0001-one.md")
    assert sh("adr generate toc").out.endswith("* [1. One](0001-one.md)\n")


def test_calls_at_the_same_time_get_numbers_of_their_own(sh: Sh, work: Path) -> None:
    script = " & ".join(f"adr new Number {name}" for name in "abcdefghijkl")
    done = sh(f"mkdir -p doc/adr; {script}; wait")
    assert sorted(int(line[8:12]) for line in done.out.splitlines()) == list(range(1, 13))


def test_a_closed_pipe_is_no_traceback(sh: Sh) -> None:
    done = sh("adr new One; { sleep 1; adr list; echo $? >&2; } | true")
    assert done.err == "141\n"


# How it is installed.


def test_archdocs_speaks_it_too(cli: Cli) -> None:
    env = {"ADR_DATE": "1992-01-12"}
    done = cli("adr-tools", "new", "-l", "1:A:B", "One", env=env)
    assert (done.code, done.out) == (1, "The doc/adr directory does not exist\n")
    done = cli("adr-tools", "new", "One", env=env)
    assert done == Ran(0, "doc/adr/0001-one.md\n", "")
    assert (cli.cwd / "doc/adr/0001-one.md").read_text() == record(1, "One", "Accepted")
    assert cli("-C", "doc", "adr-tools", "list").out == "../doc/adr/0001-one.md\n"
    assert cli("-C", "nonesuch", "adr-tools", "list").code == 2
    done = cli("adr-tools", "new", "Two", env={"VISUAL": "false"})
    assert (done.code, done.out) == (1, "")
    assert cli("adr-tools", "generate").out == "graph\ntoc\n"


def test_archdocs_reads_what_it_writes(cli: Cli) -> None:
    assert cli("adr-tools", "init", "log").code == 0
    assert cli("adr-tools", "new", "-s", "1", "R & D 日本語").code == 0
    (cli.cwd / "archdocs.toml").write_text('[records.folders]\nadr = "log"\n')
    rows = json.loads(cli("list", "--format", "json").out)
    assert [(row["title"], row["status"]) for row in rows] == [
        ("Record architecture decisions", "superseded"),
        ("R & D 日本語", "accepted"),
    ]


def test_install_writes_two_programs_and_replaces_only_its_own(cli: Cli) -> None:
    done = cli("adr-tools", "install", "bin/new")
    assert done == Ran(0, "bin/new/adr\nbin/new/_adr_autocomplete\n", "")
    first = (cli.cwd / "bin/new/adr").read_text().splitlines()[0]
    assert first.startswith(f"#!{Path(sys.executable).parent}/")
    assert cli("adr-tools", "install", "bin/new").code == 0
    original = cli.cwd / "adr-tools"
    original.write_text("theirs")
    (cli.cwd / "bin/new/adr").unlink()
    (cli.cwd / "bin/new/adr").symlink_to(original)
    done = cli("adr-tools", "install", "bin/new")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "archdocs: bin/new/adr is there, and not from archdocs\n"
        "  choose another folder, or replace it with --force\n"
    )
    assert cli("adr-tools", "install", "--force", "bin/new").code == 0
    assert original.read_text() == "theirs"
    assert cli("adr-tools", "install").code == 2


def test_archdocs_installs_no_adr_by_itself() -> None:
    from importlib.metadata import entry_points

    mine = [entry for entry in entry_points(group="console_scripts") if "archdocs" in entry.value]
    assert [entry.name for entry in mine] == ["archdocs"]


def test_an_interpreter_with_a_long_or_spaced_path_is_called_by_a_shell(tmp_path: Path) -> None:
    for folder in (tmp_path / "with space", tmp_path / ("long" * 30)):
        folder.mkdir()
        interpreter = folder / "python"
        interpreter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        interpreter.chmod(0o755)
        program = tmp_path / "program"
        program.write_text(shebang(str(interpreter)) + "import sys\nprint(sys.argv[1:])\n")
        program.chmod(0o755)
        done = subprocess.run([program, "a b", "c"], capture_output=True, text=True, check=False)
        assert done.stdout == "['a b', 'c']\n", done.stderr


def test_a_call_imports_next_to_nothing(work: Path, programs: Path) -> None:
    script = (programs / "adr").read_text().replace("sys.exit(main())", "main()")
    script += "\nprint(*sorted(sys.modules))\n"
    (work / "script").write_text(script)
    words = [sys.executable, "-ISXutf8", "script", "new", "One"]
    done = subprocess.run(words, cwd=work, capture_output=True, text=True, check=False)
    loaded = set(done.stdout.splitlines()[1].split())
    heavy = {"click", "ruamel", "jinja2", "typing", "re", "pathlib", "dataclasses", "subprocess"}
    assert not loaded & heavy
    assert not {name for name in loaded if name.startswith(("archdocs.project", "archdocs.errors"))}


def program(statements: str, *words: str, **env: str) -> Ran:
    """Run a program that does ``statements``, then what ``adr`` does."""
    text = f"import sys\nfrom archdocs.cli import adr\n{statements}\nsys.exit(adr.main())\n"
    done = subprocess.run(
        [sys.executable, "-c", text, *words],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_a_bug_is_one_line_unless_its_place_is_asked_for() -> None:
    broken = "adr.commands.answer = lambda words, home: 1 / 0"
    done = program(broken, "list", ADR_DEBUG="")
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        "adr: internal error: ZeroDivisionError('division by zero')\n"
        "  with ADR_DEBUG=1 it says where\n"
    )
    assert "Traceback" in program(broken, "list", ADR_DEBUG="1").err


def test_a_pager_that_reads_no_more_is_no_error() -> None:
    long = "adr.commands.answer = lambda words, home: answer\nfrom archdocs.records.adrtools.answer"
    long += " import Answer\nanswer = Answer('x' * 1_000_000)\nanswer.pager = ['true']"
    assert program(long) == Ran(0, "", "")


def test_an_interrupted_editor_decides(tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\ntrap '' INT\nkill -INT $PPID\nsleep 0.2\nexit 5\n")
    editor.chmod(0o755)
    interrupted = program("import os\nos.chdir(sys.argv.pop())", "new", "One", str(tmp_path),
                          VISUAL=str(editor))  # fmt: skip
    assert (interrupted.code, interrupted.err) == (5, "")
    editor.write_text("#!/bin/sh\nkill -TERM $$\n")
    ended = program("import os\nos.chdir(sys.argv.pop())", "new", "Two", str(tmp_path),
                    VISUAL=str(editor))  # fmt: skip
    assert ended.code == 128 + 15
