"""``archdocs convert`` and ``archdocs upgrade-templates``, as a user meets them."""

from __future__ import annotations

import json

import pytest

from archdocs.cli.main import run
from archdocs.project import Project
from archdocs.records.catalog import of_project
from support import Ran, Repo

FIRST = """\
# 1. Use RabbitMQ

Date: 2024-01-01

## Status

Superceded by [2. Use Kafka](0002-use-kafka.md)

## Context

Slow. See [the diagram](load.png) and [why](#decision).

## Decision

We queue.

## Consequences

Work.
"""
SECOND = """\
# 2. Use Kafka

Date: 2024-01-02

## Status

Accepted

Supersedes [1. Use RabbitMQ](0001-use-rabbitmq.md)

It was a close vote.

## Context

Fast.
"""
PAGE = """\
# Queues

See [the old way](../doc/adr/0001-use-rabbitmq.md#decision), {adr}`2` and ADR-0002.

```{toctree}
/doc/adr/0001-use-rabbitmq
```
"""
RICH = (
    "---\nstatus: accepted\ndate: 2024-01-02\ndecision-makers: [Ann]\ncosts: {now: 3}\n---\n\n# A\n"
)


@pytest.fixture
def nygard(repo: Repo) -> Repo:
    """A repository as adr-tools leaves one."""
    repo.write(".adr-dir", "doc/adr\n")
    repo.write("archdocs.toml", '[records.folders]\nadr = "doc/adr"\n')
    repo.write("doc/adr/0001-use-rabbitmq.md", FIRST.encode())
    repo.write("doc/adr/0002-use-kafka.md", SECOND.encode())
    repo.write("doc/adr/load.png", b"\x89PNG")
    repo.write("docs/queues.md", PAGE.encode())
    repo.write("src/queue.py", "# see doc/adr/0002-use-kafka.md\n")
    repo.commit()
    return repo


def call(capsys: pytest.CaptureFixture[str], repo: Repo, *args: str) -> Ran:
    """Run the command in this process."""
    code = run(["-C", str(repo.path), *args])
    out, err = capsys.readouterr()
    return Ran(code, out, err)


def text(repo: Repo, path: str) -> str:
    return (repo.path / path).read_text()


def test_a_repository_of_adr_tools_becomes_madr(
    capsys: pytest.CaptureFixture[str], nygard: Repo
) -> None:
    dry = call(capsys, nygard, "convert", "--to", "madr-4", "--dry-run")
    assert (dry.code, nygard.git("status", "--short")) == (0, "")
    assert "+status: superseded\n" in dry.out
    assert "would convert 2 records to madr-4" in dry.err
    done = call(capsys, nygard, "convert", "--to", "madr-4")
    assert (done.code, done.out.splitlines()) == (
        0,
        ["doc/adr/0001-use-rabbitmq.md", "doc/adr/0002-use-kafka.md"],
    )
    first = text(nygard, "doc/adr/0001-use-rabbitmq.md")
    assert first.startswith(
        "---\nstatus: superseded\ndate: 2024-01-01\nsuperseded-by: [ADR-0002]\n---\n\n"
        "# Use RabbitMQ\n\n## Context and Problem Statement\n\nSlow. See [the diagram](load.png)"
        " and [why](#decision-outcome).\n"
    )
    second = text(nygard, "doc/adr/0002-use-kafka.md")
    assert second.endswith("## Notes on the status\n\nIt was a close vote.\n")
    assert "0001-use-rabbitmq.md#decision-outcome)" in text(nygard, "docs/queues.md")
    back = call(capsys, nygard, "convert", "doc/adr", "--to", "nygard")
    assert back.code == 0
    assert text(nygard, "doc/adr/0002-use-kafka.md") == SECOND
    assert text(nygard, "doc/adr/0001-use-rabbitmq.md") == FIRST.replace("ceded", "seded")
    assert text(nygard, "docs/queues.md") == PAGE


def test_registers_are_converted_only_if_they_are_named(
    capsys: pytest.CaptureFixture[str], nygard: Repo
) -> None:
    path = nygard.write(
        "docs/controls/0001-encrypt.md",
        "---\nkind: control\nstatus: gap\ndate: 2024-01-03\n---\n\n# Encrypt\n",
    )
    before = path.read_bytes()
    done = call(capsys, nygard, "convert", "--to", "madr-4", "--accept-loss")
    assert done.code == 0
    assert len(done.out.splitlines()) == 2
    assert path.read_bytes() == before
    asked = call(capsys, nygard, "convert", "docs/controls", "--to", "nygard", "--dry-run")
    assert "CTRL-0001" in asked.out + asked.err


def test_references_follow_records_that_become_folders(
    capsys: pytest.CaptureFixture[str], nygard: Repo
) -> None:
    shown = call(capsys, nygard, "convert", "--to", "kep", "--dry-run")
    patch = nygard.path / "../kep.patch"
    patch.write_text(shown.out)
    nygard.git("apply", str(patch))
    by_patch = nygard.commit("by patch")
    nygard.git("reset", "-q", "--hard", "HEAD~1")
    done = call(capsys, nygard, "convert", "--to", "kep")
    assert done.code == 0, done.err
    nygard.git("add", "-A")
    assert nygard.git("diff", "--cached", by_patch, "--", "doc", "docs", "src") == ""
    assert done.out.splitlines()[0] == "doc/adr/0001-use-rabbitmq/kep.yaml"
    page = text(nygard, "docs/queues.md")
    assert "(../doc/adr/0001-use-rabbitmq/README.md#decision)" in page
    assert "\n/doc/adr/0001-use-rabbitmq/README\n" in page
    assert text(nygard, "src/queue.py") == "# see doc/adr/0002-use-kafka/README.md\n"
    assert "[the diagram](../load.png)" in text(nygard, "doc/adr/0001-use-rabbitmq/README.md")
    catalog = of_project(Project(nygard.path))
    assert [(r.id, r.status) for r in catalog.records] == [
        ("ADR-0001", "superseded"),
        ("ADR-0002", "accepted"),
    ]
    assert [other.id for _, other in catalog.forward(catalog.find("1"))] == ["ADR-0002"]
    assert call(capsys, nygard, "convert", "--to", "adr-tools").code == 0
    assert text(nygard, "doc/adr/0002-use-kafka.md") == SECOND
    assert text(nygard, "docs/queues.md") == PAGE
    assert not (nygard.path / "doc/adr/0002-use-kafka").exists()


def test_records_can_be_called_by_their_day_and_by_a_number_again(
    capsys: pytest.CaptureFixture[str], nygard: Repo
) -> None:
    refused = call(capsys, nygard, "convert", "--to", "log4brains")
    assert (refused.code, refused.out) == (1, "")
    assert "0001-use-rabbitmq.md:1: ADR-0001: it would be called ADR-20240101" in refused.err
    assert call(capsys, nygard, "convert", "--to", "log4brains", "--accept-loss").code == 0
    assert "ADR-20240102-use-kafka" in text(nygard, "docs/queues.md")
    assert "{adr}`ADR-20240102-use-kafka`" in text(nygard, "docs/queues.md")
    assert call(capsys, nygard, "convert", "--to", "nygard", "--accept-loss").code == 0
    # The branch still has the numbers 1 and 2.
    second = SECOND.replace("2. Use", "4. Use").replace("[1.", "[3.").replace("0001", "0003")
    assert text(nygard, "doc/adr/0004-use-kafka.md") == second


def test_markdown_becomes_restructuredtext_or_is_refused_with_its_line(
    capsys: pytest.CaptureFixture[str], nygard: Repo
) -> None:
    done = call(capsys, nygard, "convert", "2", "--to", "openedx")
    assert (done.code, done.out) == (0, "doc/adr/0002-use-kafka.rst\n")
    assert "**Accepted** *(2024-01-02)*" in text(nygard, "doc/adr/0002-use-kafka.rst")
    assert "](0002-use-kafka.rst)" in text(nygard, "doc/adr/0001-use-rabbitmq.md")
    nygard.write("doc/adr/0003-x.md", "# 3. X\n\n## Status\n\nAccepted\n\n| a | b |\n|---|---|\n")
    refused = call(capsys, nygard, "convert", "3", "--to", "rst")
    assert refused.code == 3
    assert (
        "doc/adr/0003-x.md:7: ADR-0003: a table can't be put into reStructuredText" in refused.err
    )
    assert "nothing is written" in refused.err


def test_a_loss_stops_it_until_it_is_accepted(
    capsys: pytest.CaptureFixture[str], repo: Repo
) -> None:
    repo.write("archdocs.toml", "")
    repo.write("adr/0001-a.md", RICH.encode())
    stopped = call(capsys, repo, "convert", "--to", "nygard")
    assert (stopped.code, stopped.out, text(repo, "adr/0001-a.md")) == (1, "", RICH)
    assert "adr/0001-a.md:4: decision-makers: [Ann]: nygard has no place for it" in stopped.err
    assert "--accept-loss" in stopped.err
    report = json.loads(call(capsys, repo, "convert", "--to", "nygard", "--format", "json").out)
    assert [item["line"] for item in report["items"] if item["level"] == "loss"] == [4, 5]
    assert report["written"] is False
    done = call(capsys, repo, "convert", "--to", "nygard", "--accept-loss")
    assert done.code == 0
    assert "Deciders: Ann\n" in text(repo, "adr/0001-a.md")
    assert "<!-- kept from madr-4:\ncosts: {now: 3}\n-->" in text(repo, "adr/0001-a.md")
    assert call(capsys, repo, "convert", "--to", "madr").code == 0
    assert text(repo, "adr/0001-a.md") == RICH
    again = call(capsys, repo, "convert", "--to", "madr")
    assert (again.code, again.out) == (0, "")
    assert "nothing to do" in again.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--to", "madr5"), "no format called `madr5` to convert to; did you mean `madr"),
        (("ADR-9", "--to", "madr-4"), "no record called `ADR-9`"),
        ((), "Missing option '--to'"),
    ],
)
def test_bad_input_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], nygard: Repo, args: tuple[str, ...], message: str
) -> None:
    done = call(capsys, nygard, "convert", *args)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert len(done.err.splitlines()) <= 2


def test_records_follow_their_template(capsys: pytest.CaptureFixture[str], repo: Repo) -> None:
    repo.write("archdocs.toml", "")
    template = "---\nstatus: {{ status }}\ndate: {{ date }}\n---\n\n# {{ title }}\n\n## Context\n"
    repo.write("templates/adr/madr.md.jinja", template.encode())
    repo.commit(date="2024-01-01T00:00:00+00:00")
    record = "---\nstatus: accepted\ndate: 2024-01-02\n---\n\n# A\n\n## Context\n\nWhy.\n"
    repo.write("adr/0001-a.md", record.encode())
    repo.commit(date="2024-01-02T00:00:00+00:00")
    repo.write("templates/adr/madr.md.jinja", f"{template}\n## Cost\n".encode())
    dry = call(capsys, repo, "upgrade-templates", "--dry-run")
    assert (dry.code, text(repo, "adr/0001-a.md")) == (0, record)
    assert "+## Cost\n" in dry.out
    done = call(capsys, repo, "upgrade-templates", "--kind", "adr")
    assert (done.code, done.out) == (0, "adr/0001-a.md\n")
    assert text(repo, "adr/0001-a.md") == f"{record}\n## Cost\n"
    again = call(capsys, repo, "upgrade-templates")
    assert (again.code, again.out) == (0, "")
    assert again.err == "archdocs: nothing to do: 1 record as the templates have them\n"
    assert "did you mean `adr`" in call(capsys, repo, "upgrade-templates", "--kind", "adl").err
