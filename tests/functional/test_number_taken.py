"""Two branches that take one number: ``check --base`` sees it before the merge."""

from __future__ import annotations

import json

from support import Cli, Repo

FRONT = "---\nstatus: accepted\ndate: 2026-01-02\n---\n# {}\n"


def taken(cli: Cli) -> list[tuple[str, str]]:
    done = cli("check", "--base", "main", "--select", "record.number-taken", "--format", "json")
    found = json.loads(done.out)["findings"]
    assert done.code == (1 if found else 0), done.err
    return [(item["path"], item["message"]) for item in found]


def test_a_number_the_base_took_since_is_found_and_renumbered(cli: Cli, repo: Repo) -> None:
    repo.write("adr/0001-a.md", FRONT.format("A"))
    repo.commit()
    repo.git("checkout", "-q", "-b", "topic")
    repo.write("adr/0002-redis.md", FRONT.format("Redis"))
    repo.commit()
    assert taken(cli) == []
    repo.git("checkout", "-q", "main")
    repo.write("adr/0002-kafka.md", FRONT.format("Kafka"))
    repo.write("specs/0002-s.md", "---\nstatus: draft\n---\n# S\n")
    repo.commit()
    repo.git("checkout", "-q", "topic")
    assert taken(cli) == [("adr/0002-redis.md", "ADR-0002 is the id of adr/0002-kafka.md on main")]
    assert cli("renumber", "2", "--next").out == "adr/0003-redis.md\n"
    assert taken(cli) == []


def test_a_renamed_file_is_no_collision(cli: Cli, repo: Repo) -> None:
    repo.write("adr/0001-a.md", FRONT.format("A"))
    repo.write("adr/0002-b.md", FRONT.format("B"))
    repo.commit()
    repo.git("checkout", "-q", "-b", "topic")
    repo.git("mv", "adr/0001-a.md", "adr/0001-renamed-here.md")
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.git("mv", "adr/0002-b.md", "adr/0002-renamed-there.md")
    repo.commit()
    repo.git("checkout", "-q", "topic")
    assert taken(cli) == []
