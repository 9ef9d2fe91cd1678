"""``archdocs changelog`` and ``archdocs list --as-of``, run as a user runs them."""

from __future__ import annotations

import json

from support import Cli, Repo

FRONT = "---\nstatus: {}\ndate: 2026-01-02\n---\n# {}\n"


def test_then_and_now(cli: Cli, repo: Repo) -> None:
    repo.write("adr/0001-a.md", FRONT.format("proposed", "A"))
    commit = repo.commit(date="2026-01-05T12:00:00+00:00")
    repo.tag("v1")
    repo.write("adr/0001-a.md", FRONT.format("accepted", "A"))
    repo.commit(date="2026-02-05T12:00:00+00:00")
    repo.write("adr/0001-a.md", FRONT.format("deprecated", "A"))
    done = cli("list", "--as-of", "v1", "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)[0]["status"] == "proposed"
    done = cli("list", "--as-of", "2026-01-31", "--status", "proposed")
    assert "ADR-0001" in done.out
    assert done.err == f"archdocs: as of 2026-01-31: commit {commit[:12]} of 2026-01-05\n"
    done = cli("changelog", "v1..")
    assert (done.code, done.out) == (0, "accepted  ADR-0001  A (was proposed)\n")
    assert json.loads(cli("changelog", "v1..", "--format", "json").out)["schema_version"] == 1
    for args in (("list", "--as-of", "v9"), ("changelog", "v9..")):
        done = cli(*args)
        assert (done.code, done.out) == (2, "")
        assert "no commit is called `v9`; did you mean `v1`?" in done.err
        assert len(done.err.splitlines()) <= 2
    assert cli("changelog", "v1..", "--kind", "sepc").code == 2
