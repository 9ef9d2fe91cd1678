"""``archdocs link``, run as a user runs it."""

from __future__ import annotations

import json

import pytest

from support import Cli, Repo


def test_link_writes_both_sides_and_removes_them(cli: Cli, repo: Repo) -> None:
    cli("new-adr", "One", "--status", "accepted")
    cli("new-adr", "Two", "--status", "accepted")
    repo.commit()
    done = cli("link", "2", "amends", "1")
    assert (done.code, done.out, done.err) == (0, "", "")
    shown = json.loads(cli("show", "1", "--format", "json").out)
    assert shown["links"] == [{"kind": "amended-by", "target": "ADR-0002", "id": "ADR-0002"}]
    assert cli("link", "2", "amends", "1", "--remove").code == 0
    assert repo.git("status", "--short") == ""
    assert cli("link", "2", "supersedes", "1").code == 0
    done = cli("link", "2", "supersedes", "1", "--remove")
    assert done.code == 0
    assert "ADR-0001 is still superseded" in done.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("1", "amnds", "2"), "did you mean `amends`?"),
        (("1", "amends", "ADR-0020"), "did you mean `ADR-0002`?"),
        (("1", "amends", "2", "--remove"), "ADR-0001 has no link amends ADR-0002"),
        (("1", "amends"), "Missing argument"),
    ],
)
def test_bad_links_are_one_clear_line(
    cli: Cli, repo: Repo, args: tuple[str, ...], message: str
) -> None:
    repo.write("adr/0001-a.md", "---\nstatus: accepted\ndate: 2026-01-02\n---\n# A\n")
    repo.write("adr/0002-b.md", "---\nstatus: accepted\ndate: 2026-01-02\n---\n# B\n")
    done = cli("link", *args)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert len(done.err.splitlines()) <= 2
