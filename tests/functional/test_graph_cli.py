"""``archdocs graph``, run as a user runs it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from support import Cli, Repo

FRONT = "---\nstatus: accepted\ndate: 2026-01-02\ndepends: [{}]\n---\n# {}\n"


def test_every_form_and_the_circle(cli: Cli, repo: Repo) -> None:
    repo.write("adr/0001-a.md", FRONT.format("2", "R & D <b>"))
    repo.write("adr/0002-b.md", FRONT.format("1", 'say "hi"'))
    repo.commit()
    circle = "archdocs: records make a circle of depends: ADR-0001 → ADR-0002 → ADR-0001\n"
    done = cli("graph")
    assert (done.code, done.err) == (0, circle)
    assert '"ADR-0001" -> "ADR-0002" [label="depends", style=dashed];' in done.out
    assert done.out == cli("graph", "--format", "dot").out
    assert cli("graph", "--format", "mermaid").out.startswith("flowchart LR\n")
    data = json.loads(cli("graph", "--format", "json").out)
    assert [edge["kind"] for edge in data["edges"]] == ["depends", "depends"]
    done = cli("graph", "--format", "svg")
    root = ET.fromstring(done.out)
    text = "".join(root.itertext())
    assert "R & D <b>" in text
    assert 'say "hi"' in text


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--kind", "sepc"), "did you mean `spec`?"),
        (("--status", "acepted"), "did you mean `accepted`?"),
        (("--format", "png"), "'png' is not one of"),
    ],
)
def test_bad_input_is_one_clear_line(
    cli: Cli, repo: Repo, args: tuple[str, ...], message: str
) -> None:
    repo.write("adr/0001-a.md", FRONT.format("", "A"))
    done = cli("graph", *args)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert len(done.err.splitlines()) <= 2
