"""``archdocs explain``, run as a user runs it."""

from __future__ import annotations

import json

import pytest

from support import Cli, Repo

FRONT = "---\nstatus: accepted\ndate: 2026-01-02\n{}---\n# {}\n"


def shop(repo: Repo) -> None:
    repo.write("src/cart.py", "# @adr 1\n# @adr 9\nx = 1\n")
    repo.write("adr/0001-a.md", FRONT.format("", "A"))
    repo.write("adr/0002-b.md", FRONT.format("applies-to: [src]\n", "B"))
    repo.commit()


def test_explain_says_what_governs_and_why(cli: Cli, repo: Repo) -> None:
    shop(repo)
    done = cli("explain", "src/cart.py")
    assert (done.code, done.out) == (
        0,
        "ADR-0001 A (accepted)  adr/0001-a.md:5\n  marked @adr 1  (src/cart.py:1)\n"
        "ADR-0002 B (accepted)  adr/0002-b.md:6\n  applies to src  (adr/0002-b.md:4)\n",
    )
    assert done.err.startswith("archdocs: src/cart.py:2: @adr 9 names no record")
    done = cli("explain", "cart.py:1", "--format", "json", cwd=repo.path / "src")
    data = json.loads(done.out)
    assert (data["path"], data["line"]) == ("src/cart.py", 1)
    assert [item["id"] for item in data["governed_by"]] == ["ADR-0001", "ADR-0002"]
    assert data["governed_by"][0]["why"][0]["how"] == "mark"


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("src/crat.py", "did you mean `src/cart.py`?"),
        ("src/cart.py:99", "src/cart.py has no line 99"),
        ("../elsewhere", "is outside of the project"),
        ("src", "there is no file `src`"),
    ],
)
def test_bad_input_is_one_clear_line(cli: Cli, repo: Repo, place: str, message: str) -> None:
    shop(repo)
    done = cli("explain", place)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert len(done.err.splitlines()) <= 2
