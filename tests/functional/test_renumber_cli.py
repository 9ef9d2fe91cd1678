"""``archdocs renumber``, run as a user runs it."""

from __future__ import annotations

import pytest

from support import Cli, Repo

FRONT = "---\nstatus: accepted\ndate: 2026-01-02\n---\n# {}\n"


def test_a_collision_is_repaired(cli: Cli, repo: Repo) -> None:
    repo.write("adr/0001-a.md", FRONT.format("A"))
    repo.write("adr/0001-b.md", FRONT.format("B"))
    repo.write("docs/x.md", "# X\n\n[b](../adr/0001-b.md) and ADR-0001\n")
    repo.commit()
    assert cli("check", "--select", "record,link").code == 1
    dry = cli("renumber", "0001-b.md", "--next", "--dry-run")
    assert dry.code == 0
    assert "rename to adr/0002-b.md\n" in dry.out
    assert "+[b](../adr/0002-b.md) and ADR-0001\n" in dry.out
    assert repo.git("status", "--short") == ""
    done = cli("renumber", "0001-b.md", "--next")
    assert (done.code, done.out) == (0, "adr/0002-b.md\n")
    assert done.err == "archdocs: docs/x.md:3: left alone; it may mean another ADR-0001\n"
    assert cli("check", "--select", "record,link").code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("1",), "give a NUMBER, or --next"),
        (("1", "5", "--next"), "give a NUMBER, or --next"),
        (("1", "2"), "ADR-0002 exists already"),
        (("ADR-0022", "5"), "did you mean `ADR-0002`?"),
        (("1", "five"), "'five' is not a valid integer"),
    ],
)
def test_bad_input_is_one_clear_line(
    cli: Cli, repo: Repo, args: tuple[str, ...], message: str
) -> None:
    repo.write("adr/0001-a.md", FRONT.format("A"))
    repo.write("adr/0002-b.md", FRONT.format("B"))
    done = cli("renumber", *args)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert len(done.err.splitlines()) <= 2
