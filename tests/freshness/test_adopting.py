"""Start with many documents: propose covers, weigh by path, know what was there, explain codes."""

from __future__ import annotations

import datetime
import json
import tomllib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.cli.main import run as run_cli
from archdocs.codes import all_rules, check_configured
from archdocs.config import parse
from archdocs.errors import ConfigError, UsageError
from archdocs.finding import Finding, Location, Severity
from archdocs.freshness import baseline
from archdocs.freshness.audit import Request, audit
from archdocs.freshness.suggesting import suggest, write_all
from archdocs.project import Project
from archdocs.settings import Settings
from archdocs.system.tomltext import to_toml
from support import Repo

TODAY = datetime.date(2026, 7, 1)
REQUEST = Request(today=TODAY, diagrams=False)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line in this process."""

    def call(*args: str) -> tuple[int, str, str]:
        code = run_cli(["-C", str(repo.path), *args])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def found(repo: Repo, request: Request = REQUEST) -> list[Finding]:
    return list(audit(Project(repo.path), request).report.findings)


# rule


def test_a_code_is_explained(run: Run) -> None:
    code, out, _ = run("rule", "stale.ref-gone")
    assert code == 0
    assert out.startswith("stale.ref-gone (warning)\n\n")
    assert "**Does not fire**" in out
    code, out, _ = run("rule", "--list")
    assert len(out.splitlines()) == len(all_rules())
    code, out, _ = run("rule", "--list", "link")
    assert {line.split(".")[0] for line in out.splitlines()} == {"link"}


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["stale.ref-gon"], "did you mean stale.ref-gone?"),
        (["ref-gone"], "did you mean stale.ref-gone?"),
        (["zzzzzz"], "see archdocs rule --list"),
        (["--list", "stael"], "did you mean stale?"),
    ],
)
def test_a_code_that_is_none(run: Run, args: list[str], hint: str) -> None:
    code, out, err = run("rule", *args)
    assert (code, out) == (2, "")
    assert hint in err


# suggest-covers


def shop(repo: Repo) -> None:
    repo.write("src/pay.py", "LIMIT_OF_CARD = 3\n\n\nclass Cart:\n    def add_item(self): pass\n")
    repo.write("src/ship/box.go", "package ship\n\nfunc PackBox() {}\n")
    repo.write("src/a.py", "def twice_there(): pass\n")
    repo.write("src/b.py", "def twice_there(): pass\n")
    repo.write("tests/test_x.py", "def only_in_tests(): pass\n")
    repo.write(
        "docs/a.md",
        """
        # Shop

        ## Pay
        We use `Cart.add_item()` up to `LIMIT_OF_CARD`.

        ## Ship

        See `src/ship` and `PackBox`.

        ## Nothing

        `twice_there()`, `only_in_tests()`, `setup.py` and `never_was()`.

        ## Covered

        <!-- archdocs: covers=src/a.py -->

        `LIMIT_OF_CARD`
        """,
    )
    repo.write("docs/b.rst", "Box\n===\n\n.. function:: PackBox()\n\n   It packs.\n")
    repo.write("CHANGELOG.md", "# Changes\n\n`LIMIT_OF_CARD`\n")
    repo.commit()


def test_covers_are_proposed_with_reasons(repo: Repo, run: Run) -> None:
    shop(repo)
    made = {item.name: item.targets for item in suggest(Project(repo.path))}
    assert made == {
        "docs/a.md#shop/pay": ("src/pay.py#Cart.add_item", "src/pay.py#LIMIT_OF_CARD"),
        "docs/a.md#shop/ship": ("src/ship/**", "src/ship/box.go#PackBox"),
        "docs/b.rst#box": ("src/ship/box.go#PackBox",),
    }
    code, out, _ = run("suggest-covers", "docs/a.md")
    assert code == 0
    assert "<!-- archdocs: covers=src/pay.py#Cart.add_item,src/pay.py#LIMIT_OF_CARD -->" in out
    assert "src/pay.py#LIMIT_OF_CARD: `LIMIT_OF_CARD` on line 4" in out
    code, out, _ = run("suggest-covers", "--format", "json", "docs/b.rst")
    assert json.loads(out)[0]["covers"] == ["src/ship/box.go#PackBox"]
    assert run("suggest-covers", "docs/none.md")[0] == 2


def test_proposals_are_written_under_headings(repo: Repo, run: Run) -> None:
    shop(repo)
    before = (repo.path / "docs/a.md").read_text().splitlines()
    code, _, err = run("suggest-covers", "--write")
    assert code == 0
    assert "wrote 3 comments in 2 documents" in err
    text = (repo.path / "docs/a.md").read_text()
    made = ("covers=src/pay", "covers=src/ship")
    kept = [line for line in text.splitlines() if line and not any(m in line for m in made)]
    assert kept == [line for line in before if line]
    assert text.count("archdocs:") == 3
    assert (
        "\n.. archdocs: covers=src/ship/box.go#PackBox\n" in (repo.path / "docs/b.rst").read_text()
    )
    assert suggest(Project(repo.path)) == ()
    assert not [f for f in found(repo) if f.code.startswith("stale.")]


def test_writing_keeps_line_ends_and_is_all_or_nothing(repo: Repo) -> None:
    shop(repo)
    page = repo.path / "docs/a.md"
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    project = Project(repo.path)
    made = suggest(project)
    (repo.path / "docs/b.rst").write_text("")
    before = page.read_bytes()
    with pytest.raises(UsageError, match="changed while it was read"):
        write_all(project, made)
    assert page.read_bytes() == before
    write_all(project, [item for item in made if item.path == "docs/a.md"])
    after = page.read_bytes()
    assert after.count(b"\r\n") == after.count(b"\n")


# levels


LEVELS = """
[check.levels]
"docs/old/**" = { "stale" = "info", "link.broken" = "off" }
"docs/old/b.md" = { "link.*" = "warning" }
"""


def test_levels_by_path(repo: Repo) -> None:
    for name in ("docs/a.md", "docs/old/a.md", "docs/old/b.md"):
        repo.write(name, "# A\n\n<!-- archdocs: covers=gone.py -->\n\n[x](gone.md)\n")
    repo.write("archdocs.toml", LEVELS)
    repo.commit()
    check_configured(Project(repo.path))
    levels = {(f.location.path, f.code): f.severity for f in found(repo)}
    assert levels == {
        ("docs/a.md", "stale.covers-missing"): Severity.ERROR,
        ("docs/a.md", "link.broken"): Severity.ERROR,
        ("docs/old/a.md", "stale.covers-missing"): Severity.INFO,
        ("docs/old/b.md", "stale.covers-missing"): Severity.INFO,
        ("docs/old/b.md", "link.broken"): Severity.WARNING,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[check.levels]\n'a/**' = { 'stale.ref-gon' = 'info' }\n",
            "did you mean `stale.ref-gone`?",
        ),
        ("[check.levels]\n'a/**' = { 'stale' = 'loud' }\n", "a level is `info`, `warning`"),
        ("[check.levels]\n'a/**' = 'info'\n", "is a table of strings, not"),
        ("[check]\nlevels = 3\n", "`levels` is a table, not the number 3"),
    ],
)
def test_levels_that_are_none(repo: Repo, text: str, message: str) -> None:
    repo.write("archdocs.toml", text)
    with pytest.raises(ConfigError, match=r"archdocs.toml:\d") as caught:
        check_configured(Project(repo.path))
    assert message in caught.value.message


def test_levels_are_shown_as_toml() -> None:
    read = parse(LEVELS, "archdocs.toml")
    assert parse(to_toml(read.as_dict()), "archdocs.toml") == read
    assert Settings().check.levels == {}


# baseline


def broken(repo: Repo) -> None:
    repo.write("docs/a.md", "# A\n\n## Links\n\n[x](one.md) and [y](two.md)\n\n[x](one.md)\n")
    repo.commit()


def test_what_the_baseline_knows_is_not_reported(repo: Repo, run: Run) -> None:
    broken(repo)
    code, out, err = run("check", "--no-diagrams", "--write-baseline")
    assert (code, out) == (0, "")
    assert "archdocs.baseline knows 3 findings now" in err
    assert run("check", "--no-diagrams")[0] == 0
    assert run("check", "--no-diagrams", "--no-baseline")[0] == 1
    page = repo.path / "docs/a.md"
    page.write_text(
        "# A\n\nMore.\n\n" + page.read_text().removeprefix("# A\n") + "\n[z](three.md)\n"
    )
    [new] = found(repo)
    assert "three.md" in new.message


def test_the_baseline_follows_renamed_pages_and_headings(repo: Repo) -> None:
    broken(repo)
    project = Project(repo.path)
    baseline.write(project, found(repo))
    repo.git("mv", "docs/a.md", "docs/b.md")
    assert not found(repo)
    page = repo.path / "docs/b.md"
    page.write_text(page.read_text().replace("## Links", "## References"))
    assert len(found(repo)) == 6, "another page and another heading is another place"
    repo.git("mv", "docs/b.md", "docs/a.md")
    assert not found(repo)


def test_a_third_of_the_same_is_new_and_what_is_over_is_named(repo: Repo) -> None:
    broken(repo)
    baseline.write(Project(repo.path), found(repo))
    page = repo.path / "docs/a.md"
    page.write_text(page.read_text() + "\n[x](one.md)\n")
    assert [f.code for f in found(repo)] == ["link.broken"]
    page.write_text("# A\n\n## Links\n\n[x](one.md)\n")
    settled = found(repo)
    assert [(f.code, f.severity) for f in settled] == [
        ("check.baseline-settled", Severity.INFO),
        ("check.baseline-settled", Severity.INFO),
    ]
    text = (repo.path / baseline.NAME).read_text().splitlines()
    assert all(text[f.location.line - 1] == "[[known]]" for f in settled)
    assert not found(repo, Request(today=TODAY, diagrams=False, paths=("docs",)))
    baseline.write(Project(repo.path), found(repo, Request(today=TODAY, baseline=False)))
    assert not found(repo)


@pytest.mark.parametrize("text", ["[[known]]\ncode = 3\n", "known = 3\n", "<<<<<<< a\n", "\0"])
def test_a_baseline_that_can_not_be_read(repo: Repo, text: str) -> None:
    broken(repo)
    repo.write(baseline.NAME, text)
    with pytest.raises(UsageError, match="can't be read"):
        found(repo)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(words, words, words), max_size=5))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(made: list[tuple[str, str, str]]) -> None:
    findings = [
        Finding("link.broken", message, Location(path, 3), Severity.ERROR, section)
        for path, section, message in made
    ]
    text = baseline.render(findings)
    assert len(tomllib.loads(text).get("known", [])) == len(made)
    read = sorted((k.path, k.section, k.about) for k in baseline.parse(text))
    assert read == sorted(made)
