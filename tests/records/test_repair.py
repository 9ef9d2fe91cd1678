"""What `check --fix` repairs in records, and what it leaves to people."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from archdocs import fixes
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.near import near
from archdocs.records.rules import findings
from support import Repo

MADR = "---\nstatus: {status}\ndate: 2024-01-02\n{extra}---\n\n# {title}\n"
NYGARD = "# {number}. {title}\n\nDate: 2024-01-02\n\n## Status\n\n{status}\n{extra}\n## Context\n"


def madr(title: str, extra: str = "", status: str = "accepted") -> str:
    return MADR.format(title=title, extra=extra, status=status)


def nygard(number: int, title: str, extra: str = "", status: str = "Accepted") -> str:
    return NYGARD.format(number=number, title=title, status=status, extra=extra)


def found(root: Path) -> tuple[Finding, ...]:
    return findings(of_project(Project(root)))


def repaired(root: Path) -> tuple[Finding, ...]:
    """Repair until nothing is left that is certain; return what is left."""
    for _ in range(4):
        done = fixes.apply(root, found(root))
        assert not done.refused
        if not done.new:
            break
    return found(root)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "archdocs.toml").touch()
    (tmp_path / "adr").mkdir()
    (tmp_path / "adr/0001-use-postgres.md").write_text(madr("Use Postgres"))
    (tmp_path / "adr/0003-use-redpanda.md").write_text(madr("Use Redpanda"))
    return tmp_path


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("adr_0003", "ADR-0003"),
        ("ADR#3.", "ADR-0003"),
        ("ARD-0003", "ADR-0003"),
        ("AD-3", "ADR-0003"),
        ("0003-use-kafka", "0003-use-redpanda"),
        ("003-use-redpanda", "0003-use-redpanda"),
        ("0042-use-redpanda", "0003-use-redpanda"),
        ("0003-use-kafka.md", "0003-use-redpanda.md"),
        ("./003-use-redpanda.md", "0003-use-redpanda.md"),
        ("../decisions/0003-use-redpanda.md", "0003-use-redpanda.md"),
        ("../decisions/0003-use-kafka.md#context", "0003-use-redpanda.md#context"),
        ("0003-Use_Redpanda.markdown", "0003-use-redpanda.md"),
        ("use-redpanda.html", "0003-use-redpanda.md"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_link_with_one_near_record_is_corrected(
    project: Path, written: str, right: str, end: str
) -> None:
    text = madr("New", f"relates: [ADR-1, '{written}']  # both\n").replace("\n", end)
    path = project / "adr/0004-new.md"
    path.write_bytes(text.encode())
    (finding,) = found(project)
    assert finding.code == "record.dangling-link"
    assert "did you mean `ADR-0003`?" in finding.message
    assert not repaired(project)
    assert path.read_bytes().decode() == text.replace(f"'{written}'", f"'{right}'")


@pytest.mark.parametrize(
    "written",
    [
        "ADR-0099",
        "99",
        "ADR-0033",
        "XYZ-3",
        "RFC-3",
        "0099-use-mysql.md",
        "use",
        "../nowhere.md",
        "../docs/0003-use-kafka.md",
        "0003",
    ],
)
def test_what_can_mean_several_or_nothing_is_left_alone(project: Path, written: str) -> None:
    (project / "docs").mkdir()
    (project / "adr/0005-twins.md").write_text(madr("One"))
    (project / "adr/sub").mkdir()
    (project / "adr/sub/0003-twins.md").write_text(madr("Other"))
    (project / "adr/0004-new.md").write_text(madr("New", f"relates: ['{written}']\n"))
    here = [f for f in found(project) if f.location.path.endswith("0004-new.md")]
    assert all(finding.fix == () for finding in here)
    assert len(here) == (0 if written == "0003" else 1)


def test_links_of_every_form_are_corrected_to_the_byte(project: Path) -> None:
    files = {
        "0004-a.md": nygard(4, "A", "\nAmends [3. Use kafka](0003-use-kafka.md)\n"),
        "0005-b.md": "# B\n\n* Status: accepted\n* Date: 2024-01-02\n* Relates: [0003-use-kafka.md]"
        "(0003-use-kafka.md), ADR-1\n",
        "0006-c.rst": "C\n=\n\nStatus\n------\n\n**Accepted** *(2024-01-02)*\n\n"
        "Relates to `Kafka <0003-use-kafka.rst>`_\n",
        "0007-d.md": madr("D", "depends:\n  - 0001-use-postgres.md\n  - 0003-use-kafka.md\n"),
    }
    for name, text in files.items():
        (project / "adr" / name).write_text(text)
    (project / "adr/0003-use-redpanda.md").write_text(
        madr("Use Redpanda", "amended-by: [ADR-0004]\n")
    )
    assert not repaired(project)
    for name, text in files.items():
        wanted = text.replace("(0003-use-kafka.md)", "(0003-use-redpanda.md)")
        wanted = wanted.replace("- 0003-use-kafka", "- 0003-use-redpanda")
        wanted = wanted.replace("<0003-use-kafka.rst>", "<0003-use-redpanda.md>")
        assert (project / "adr" / name).read_text() == wanted


def test_a_target_that_stands_twice_on_its_line_is_left_alone(project: Path) -> None:
    text = madr("A", "relates: [0003-use-kafka.md, 0003-use-kafka.md]\n")
    (project / "adr/0004-a.md").write_text(text)
    assert found(project)[0].fix == ()


@pytest.mark.parametrize("form", ["madr", "nygard"])
@pytest.mark.parametrize("kind", ["supersedes", "superseded-by", "amends", "amended-by"])
def test_the_missing_side_is_written(project: Path, form: str, kind: str) -> None:
    one, other = project / "adr/0004-a.md", project / "adr/0005-b.md"
    status = "superseded" if kind == "superseded-by" else "accepted"
    phrase = kind.replace("-", " ").capitalize()
    if form == "madr":
        one.write_text(madr("A", f"{kind}: [ADR-5]\n", status))
        other.write_text(madr("B"))
    else:
        one.write_text(nygard(4, "A", f"\n{phrase} [5. B](0005-b.md)\n"))
        other.write_text(nygard(5, "B"))
    before = one.read_bytes()
    (finding,) = [f for f in found(project) if f.code == "record.one-way-link"]
    assert {edit.path for edit in finding.fix} == {"adr/0005-b.md"}
    assert not repaired(project)
    assert one.read_bytes() == before
    catalog = of_project(Project(project))
    back = catalog.names.inverse(kind)
    assert (back, "ADR-0004") in {(k, r.id) for k, r in catalog.forward(catalog.find("5"))}
    if kind == "supersedes":
        assert catalog.find("5").status == "superseded"


def test_a_proposal_supersedes_nothing_and_a_circle_is_no_repair(project: Path) -> None:
    (project / "adr/0004-a.md").write_text(madr("A", "supersedes: [ADR-1]\n", "proposed"))
    (project / "adr/0005-b.md").write_text(madr("B", "supersedes: [ADR-3]\n", "rejected"))
    assert not found(project)
    (project / "adr/0006-c.md").write_text(madr("C", "supersedes: [ADR-7]\n"))
    (project / "adr/0007-d.md").write_text(madr("D", "supersedes: [ADR-6]\n"))
    codes = {finding.code for finding in found(project)}
    assert codes == {"record.cycle", "record.one-way-link", "record.superseded-status"}
    assert not any(finding.fix for finding in found(project))


def test_several_that_amend_one_are_written_one_after_the_other(project: Path) -> None:
    for number in (4, 5, 6):
        (project / f"adr/000{number}-x.md").write_text(madr("X", "amends: [ADR-1]\n"))
    for _ in range(3):
        fixes.apply(project, found(project))
    assert not found(project)
    text = (project / "adr/0001-use-postgres.md").read_text()
    assert "amended-by: [ADR-0004, ADR-0005, ADR-0006]\n" in text


@pytest.mark.parametrize(
    ("text", "right", "level"),
    [
        ("Superceded by [1. P](0001-use-postgres.md)", "Superseded by [1. P]", "info"),
        ("superseeded by [1. P](0001-use-postgres.md)", "superseded by [1. P]", "info"),
        ("Accepted\n\nSupercedes [1. P](0001-use-postgres.md)", "Supersedes [1. P]", "info"),
        ("Accepted\n\nSuperseeds [1. P](0001-use-postgres.md)", "Supersedes [1. P]", "info"),
        ("Accepted\n\nAmmends [1. P](0001-use-postgres.md)", "Amends [1. P]", "warning"),
        ("Accepted\n\nAmendet by [1. P](0001-use-postgres.md)", "Amended by [1. P]", "warning"),
    ],
)
def test_misspelt_words_for_links(project: Path, text: str, right: str, level: str) -> None:
    path = project / "adr/0004-a.md"
    path.write_text(nygard(4, "A superceded thing", status=text))
    (finding,) = [f for f in found(project) if f.code == "record.misspelt-link"]
    assert finding.severity.label == level
    repaired(project)
    assert right in path.read_text()
    assert "# 4. A superceded thing\n" in path.read_text()
    assert not [f for f in found(project) if f.code == "record.misspelt-link"]


@pytest.mark.parametrize(
    ("key", "right"),
    [
        ("supersede", "supersedes"),
        ("superceded-by", "superseded-by"),
        ("relate", "relates"),
        ("implement", "implements"),
        ("depends_on_", ""),
        ("reviewers", ""),
    ],
)
def test_misspelt_keys_of_front_matter(project: Path, key: str, right: str) -> None:
    path = project / "adr/0004-a.md"
    path.write_text(madr("A", f"{key}: [ADR-1]\n"))
    repaired(project)
    assert f"\n{right or key}: [ADR-1]\n" in path.read_text()


def test_a_key_is_left_alone_where_a_repair_would_lose_something(project: Path) -> None:
    (project / "adr/0004-a.md").write_text(madr("A", "supersede: [ADR-1]\nsupersedes: [ADR-3]\n"))
    (finding,) = [f for f in found(project) if f.code == "record.misspelt-link"]
    assert finding.fix == ()


def test_a_misspelt_status(project: Path) -> None:
    path = project / "adr/0004-a.md"
    path.write_text(madr("A", status="acepted   # since then"))
    assert not repaired(project)
    assert "status: accepted   # since then\n" in path.read_text()
    path.write_text(madr("A", status="on hold"))
    assert found(project)[0].fix == ()


def test_the_command_repairs_and_checks_again(repo: Repo) -> None:
    from archdocs.freshness.audit import Request
    from archdocs.freshness.repair import repair

    repo.write("adr/0001-use-postgres.md", madr("Use Postgres"))
    repo.write("adr/0002-new.md", madr("New", "amends: [0001-use-mysql.md]\n"))
    repo.commit()
    project = Project(repo.path)
    request = Request(diagrams=False, today=datetime.date(2026, 1, 6))
    tried = repair(project, request, dry_run=True)
    assert "+amends: [0001-use-postgres.md]" in fixes.unified(tried.repairs[0])
    assert repo.git("status", "--porcelain") == ""
    done = repair(project, request)
    assert [len(each.done) for each in done.repairs if each.new] == [1, 1]
    assert not done.audit.report.findings
    assert "amended-by: [ADR-0002]" in (repo.path / "adr/0001-use-postgres.md").read_text()


def test_near_by_words_needs_enough_of_them(project: Path) -> None:
    (project / "adr/0006-api.md").write_text(madr("API"))
    catalog = of_project(Project(project))
    assert near(catalog, "0009-api.md", "adr") is None
    assert near(catalog, "https://example.org/0003-use-kafka.md", "adr") is None
    assert near(catalog, "", "adr") is None
