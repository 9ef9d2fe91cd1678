"""``archdocs check`` and ``mark-reviewed``, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support import Cli, Repo


def stale(repo: Repo) -> None:
    repo.write("src/pay.py", "def charge_card():\n    pass\n")
    repo.write("docs/a.md", "# Pay\n\nWe call `charge_card`.\n")
    repo.write("docs/b.md", "# B\n\n[x](nothing.md)\n")
    repo.commit("write")
    repo.write("src/pay.py", "def authorize():\n    pass\n")
    repo.commit("rename", "2026-03-01T12:00:00+00:00")


def test_a_clean_project(repo: Repo, cli: Cli) -> None:
    repo.write("docs/a.md", "# A\n")
    repo.commit()
    done = cli("check")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("nothing found in 1 document, 1 section, 0 records")


def test_findings_fail_with_their_evidence(repo: Repo, cli: Cli) -> None:
    stale(repo)
    done = cli("check")
    assert done.code == 1
    assert "  3: warning stale.ref-gone: the name `charge_card` is not in the code" in done.out
    assert "      quoted: We call `charge_card`." in done.out
    assert "  3: error link.broken: there is no `nothing.md`" in done.out
    assert done.out.splitlines()[-1].startswith("1 error, 1 warning in 2 documents")


def test_selection_levels_and_paths(repo: Repo, cli: Cli) -> None:
    stale(repo)
    assert cli("check", "--select", "record,git").code == 0
    assert cli("check", "--select", "stale", "--fail-level", "error").code == 0
    assert cli("check", "--ignore", "stale.ref-gone,link").code == 0
    assert "link.broken" not in cli("check", "docs/a.md").out
    only = cli("check", "b.md", cwd=repo.path / "docs")
    assert "link.broken" in only.out
    assert "ref-gone" not in only.out
    repo.write("archdocs.toml", "[check]\nignore = ['stale']\nfail-level = 'error'\n")
    assert "ref-gone" not in cli("check").out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--select", "stale.ref-gon"], "did you mean stale.ref-gone?"),
        (["--base", "mian"], "did you mean `main`?"),
        (["--format", "xml"], "--format"),
        (["--as-of", "soon"], "--as-of"),
        (["docs/nothing.md"], "there is no `docs/nothing.md`"),
        (["/"], "outside of the project"),
    ],
)
def test_usage_faults_end_with_2(
    repo: Repo, cli: Cli, arguments: list[str], complaint: str
) -> None:
    stale(repo)
    done = cli("check", *arguments)
    assert done.code == 2
    assert complaint in done.err
    assert done.out == ""


@pytest.mark.parametrize("style", ["json", "sarif"])
def test_machine_formats_are_json(repo: Repo, cli: Cli, style: str) -> None:
    stale(repo)
    done = cli("check", "--format", style)
    data = json.loads(done.out)
    results = data["findings"] if style == "json" else data["runs"][0]["results"]
    assert len(results) == 2
    assert done.code == 1


def test_github_annotations(repo: Repo, cli: Cli) -> None:
    stale(repo)
    out = cli("check", "--format", "github").out
    assert "::error file=docs/b.md,title=link.broken,line=3,endLine=3::there is no" in out


def test_a_change_under_review(repo: Repo, cli: Cli) -> None:
    stale(repo)
    repo.git("checkout", "-q", "-b", "change")
    assert cli("check", "--base", "main").code == 0
    repo.write("docs/c.md", "# C\n\n[x](nothing.md)\n")
    done = cli("check", "--base", "main")
    assert done.code == 1
    assert "docs/c.md" in done.out
    assert "docs/b.md" not in done.out


def test_a_shallow_clone_ends_with_3_and_prints_the_rest(
    repo: Repo, cli: Cli, tmp_path: Path
) -> None:
    stale(repo)
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth=1", f"file://{repo.path}", str(clone))
    done = cli("check", cwd=clone)
    assert done.code == 3
    assert "git.shallow" in done.out
    assert "link.broken" in done.out
    assert cli("check", "--ignore", "git", cwd=clone).code == 3
    assert cli("check", "--select", "link", cwd=clone).code == 1
    assert cli("check", "--select", "record", cwd=clone).code == 0


def test_the_day_can_be_chosen(repo: Repo, cli: Cli) -> None:
    repo.write("docs/a.md", "# A\n\n<!-- archdocs: review-every=1y -->\n\nText.\n")
    repo.commit()
    assert cli("check", "--as-of", "2026-06-01").code == 0
    assert "was due on 2027-01-05" in cli("check", "--as-of", "2027-01-05").out


def test_a_diagram_that_does_not_draw_is_a_finding(repo: Repo, cli: Cli) -> None:
    repo.write("diagrams/broken.py", "import nothing_of_the_kind\n")
    repo.commit()
    done = cli("check")
    assert done.code == 1
    assert "diagrams/broken.py" in done.out
    assert "1 diagram" in done.out
    assert cli("check", "--no-diagrams").code == 0
    assert cli("check", "--base", "HEAD").code == 0


def test_marking_and_checking_again(repo: Repo, cli: Cli) -> None:
    repo.write("docs/a.md", "# A\n\n<!-- archdocs: review-every=1d -->\n\nText.\n")
    repo.commit()
    assert cli("check").code == 1
    done = cli("mark-reviewed", "a.md#a", "--why", "read it", cwd=repo.path / "docs")
    assert (done.code, done.out) == (0, "docs/a.md#a\n")
    assert 'by = "Test"' in (repo.path / "archdocs.lock").read_text()
    assert cli("check").code == 0
    assert cli("mark-reviewed", "docs/a.md").code == 2
    wrong = cli("mark-reviewed", "docs/a.md#b", "--why", "x")
    assert wrong.code == 2
    assert "has no section `b`" in wrong.err


def test_hostile_names_print_as_text(repo: Repo, cli: Cli) -> None:
    repo.write("docs/::error::x.md", "# A\n\n[x](\x1b[31mgone.md)\n")
    repo.commit()
    out = cli("check").out
    assert "\x1b" not in out
    assert not any(line.startswith("::") for line in out.splitlines())


def test_a_path_that_is_not_there_is_refused_with_nothing_found(repo: Repo, cli: Cli) -> None:
    repo.write("archdocs.toml", "")
    repo.write("docs/a.md", "# A\n")
    repo.commit()
    done = cli("check", "docs/a.md", "docs/typo.md")
    assert done.code == 2
    assert "there is no `docs/typo.md`" in done.err


def test_where_there_is_nothing_it_says_so(repo: Repo, cli: Cli) -> None:
    done = cli("check")
    assert "nothing to check here" in done.err
    assert "archdocs init" in done.err
