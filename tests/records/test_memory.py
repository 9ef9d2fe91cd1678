"""What is remembered of a record is what its file says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archdocs.project import Project
from archdocs.records import memory
from archdocs.records.catalog import Catalog, load, of_project
from archdocs.records.kind import Kind
from archdocs.system.tree import WorkTree
from generatedrecords import generate
from support import Repo


def read_anew(repo: Repo) -> Catalog:
    project = Project(repo.path)
    tree = WorkTree(project.root, project.git)
    return load(tree, project.settings, template_folders=project.template_folders)


class Reads(list[str]):
    """The files that are really read."""


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    seen = Reads()
    fresh = memory.fresh

    def noted(path: str, data: bytes | None, kind: Kind, digits: int) -> memory.Result:
        seen.append(path)
        return fresh(path, data, kind, digits)

    monkeypatch.setattr(memory, "fresh", noted)
    return seen


def same(one: Catalog, other: Catalog) -> bool:
    return (one.records, one.reading) == (other.records, other.reading)


def test_records_of_every_format_are_remembered_as_they_are(repo: Repo, reads: Reads) -> None:
    repo.write("archdocs.toml", '[records.folders]\nadr = "adr"\n')
    for made in generate(100, seed=11):
        repo.write(made.path.replace("doc/adr", "adr"), made.data)
    repo.write("adr/0999-bad.md", b"\xff\xfe")
    plain = read_anew(repo)
    assert len(plain.records) == 100
    assert plain.reading
    assert same(of_project(Project(repo.path)), plain)
    reads.clear()
    assert same(of_project(Project(repo.path)), plain)
    assert reads == []


def test_a_changed_file_alone_is_read_again(repo: Repo, reads: Reads) -> None:
    for number in (1, 2, 3):
        repo.write(f"adr/000{number}-x.md", "---\nstatus: accepted\ndate: 2026-01-01\n---\n# X\n")
    of_project(Project(repo.path))
    reads.clear()
    repo.write("adr/0002-x.md", "---\nstatus: rejected\ndate: 2026-01-01\n---\n# X\n")
    (repo.path / "adr/0003-x.md").unlink()
    repo.write("adr/0004-x.md", repo.path.joinpath("adr/0001-x.md").read_bytes())
    found = of_project(Project(repo.path))
    assert reads == ["adr/0002-x.md", "adr/0004-x.md"]
    assert [record.status for record in found.records] == ["accepted", "rejected", "accepted"]
    assert same(found, read_anew(repo))


CHANGES = {
    "the settings": ("archdocs.toml", "[records]\ndigits = 2\n"),
    "a kind": (
        "templates/kinds/adr.toml",
        (Path(__file__).parents[2] / "templates/kinds/adr.toml")
        .read_text()
        .replace('"ADR"', '"DR"'),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_records_are_read_by_is_a_part_of_the_key(repo: Repo, what: str) -> None:
    repo.write("adr/0001-x.md", "# X\n")
    before = of_project(Project(repo.path))
    repo.write(*CHANGES[what])
    after = of_project(Project(repo.path))
    assert before.records[0].id != after.records[0].id
    assert same(after, read_anew(repo))


def test_damage_and_an_unwritable_cache_cost_time_only(
    repo: Repo, isolated: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("adr/0001-x.md", "# X\n")
    plain = of_project(Project(repo.path))
    (entry,) = (path for path in (isolated / "cache/records").rglob("*") if path.is_file())
    entry.write_bytes(entry.read_bytes()[:-5] + b"\0\0\0\0\0")
    reads.clear()
    assert same(of_project(Project(repo.path)), plain)
    assert reads == ["adr/0001-x.md"]
    (isolated / "file").write_text("")
    monkeypatch.setenv("ARCHDOCS_CACHE_DIR", str(isolated / "file"))
    assert same(of_project(Project(repo.path)), plain)


def test_a_disk_that_refuses_costs_time_only(
    repo: Repo, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> str:
        raise OSError(5, "Input/output error")

    repo.write("adr/0001-x.md", "# X\n")
    plain = of_project(Project(repo.path))
    monkeypatch.setattr(memory, "stamp", refuse)
    reads.clear()
    assert same(of_project(Project(repo.path)), plain)
    assert reads == ["adr/0001-x.md"]


def test_a_list_of_known_records_loads_no_reader_of_formats(repo: Repo) -> None:
    repo.write("adr/0001-x.md", "# X\n")
    program = (
        "import sys; from archdocs.cli.start import run; assert run(['list']) == 0;"
        "print([n for n in ('archdocs.records.dialects', 'archdocs.records.reader', 'jinja2',"
        " 'ruamel', 'filelock') if n in sys.modules])"
    )
    for expected in ("['archdocs.records.dialects', 'archdocs.records.reader']", "[]"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=repo.path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.splitlines()[-1] == expected, done.stderr
