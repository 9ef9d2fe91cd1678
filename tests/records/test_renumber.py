"""Renumbering: every reference follows, nothing else changes, nothing dangles."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.catalog import Catalog, of_project
from archdocs.records.link import link
from archdocs.records.references import Rewriter
from archdocs.records.renumber import renumber, unified
from archdocs.records.rules import findings
from support import Repo

FRONT = (
    "---\nid: ADR-0003\nnumber: 3\nstatus: accepted\ndate: 2024-01-02\n---\n"
    "# 3. Use Kafka\n\nADR-0003 says.\n"
)
RELATED = (
    "---\nstatus: accepted\ndate: 2024-01-02\nrelates: [{0}, 13]\ndepends: [ADR-{0}]  # 3\n---\n"
    "# 4. O\n\n3 [x](00{1}-use-kafka.md)"
)
CLARIFIES = (
    "# 5. N\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n"
    "Clarifies [{0}. Use Kafka](00{1}-use-kafka.md)\n"
)
#: Texts, and what they become when ADR-3 (adr/0003-use-kafka.md) gets the number 12.
DOCUMENTS = {
    "docs/a.md": [
        ("See {adr}`3`, {adr}`0003`, {adr}`ADR-3` and {adr}`the queue <3>`.",
         "See {adr}`12`, {adr}`0012`, {adr}`ADR-12` and {adr}`the queue <12>`."),
        ("{record}`ADR-0003` {adr}`13` {adr}`30` {record}`SPEC-3`",
         "{record}`ADR-0012` {adr}`13` {adr}`30` {record}`SPEC-3`"),
        ("[it](../adr/0003-use-kafka.md#3-use-kafka) and [3. Use Kafka](/adr/0003-use-kafka.md)",
         "[it](../adr/0012-use-kafka.md#12-use-kafka) and [12. Use Kafka](/adr/0012-use-kafka.md)"),
        ("[r]: ../adr/0003-use-kafka.md 'ADR 3'", "[r]: ../adr/0012-use-kafka.md 'ADR 12'"),
        ("```{toctree}\n/adr/0003-use-kafka\nKafka <../adr/0003-use-kafka>\n```",
         "```{toctree}\n/adr/0012-use-kafka\nKafka <../adr/0012-use-kafka>\n```"),
        ("```{include} ../adr/0003-use-kafka.md\n```",
         "```{include} ../adr/0012-use-kafka.md\n```"),
        ("```{adr} 3\n```", "```{adr} 12\n```"),
        ("ADR-0003, adr-3 and (ADR3), not ADR-0030, ADR-3.5, XADR-3 or 3.",
         "ADR-0012, adr-12 and (ADR12), not ADR-0030, ADR-3.5, XADR-3 or 3."),
        ("https://x.org/blob/abc/adr/0003-use-kafka.md https://jira/ADR-3",
         "https://x.org/blob/abc/adr/0003-use-kafka.md https://jira/ADR-3"),
        ("[s](../specs/0003-use-kafka.md) [t](../adr/0003-use-kafka-streams.md)",
         "[s](../specs/0003-use-kafka.md) [t](../adr/0003-use-kafka-streams.md)"),
        ("`ADR-0003` <!-- archdocs: covers=adr/0003-use-kafka.md -->",
         "`ADR-0012` <!-- archdocs: covers=adr/0012-use-kafka.md -->"),
    ],
    "docs/b.rst": [
        ("ADR-3\n=====\n\n:adr:`3` :doc:`/adr/0003-use-kafka`\n\n.. adr:: 3\n",
         "ADR-12\n======\n\n:adr:`12` :doc:`/adr/0012-use-kafka`\n\n.. adr:: 12\n"),
    ],
    "adr/0004-other.md": [(RELATED.format(3, "03"), RELATED.format(12, "12"))],
    "adr/0005-nygard.md": [(CLARIFIES.format(3, "03"), CLARIFIES.format(12, "12"))],
    "archdocs.lock": [
        ('section = "adr/0003-use-kafka.md#3-use-kafka"\ncovers."adr/0003-use-kafka.md" = "x3"\n',
         'section = "adr/0012-use-kafka.md#12-use-kafka"\ncovers."adr/0012-use-kafka.md" = "x3"\n'),
    ],
    "src/queue.py": [
        ("# @adr ADR-0003, 4\n# @adr 3 (3 times)\n", "# @adr ADR-0012, 4\n# @adr 12 (3 times)\n"),
        ("# @adr SPEC 3\n# ADR 3 at adr/0003-use-kafka.md\nx = 3\n",
         "# @adr SPEC 3\n# ADR 3 at adr/0012-use-kafka.md\nx = 3\n"),
    ],
}  # fmt: skip


def wrote(repo: Repo, which: int) -> dict[str, str]:
    made = {path: "\n\n".join(pair[which] for pair in pairs) for path, pairs in DOCUMENTS.items()}
    if not which:
        repo.write("archdocs.toml", "")
        repo.write("adr/0003-use-kafka.md", FRONT.encode())
        repo.write("specs/0003-use-kafka.md", "---\nstatus: draft\n---\n# Spec\n")
        for path, text in made.items():
            repo.write(path, text.encode())
    return made


def test_every_reference_follows_and_nothing_else_changes(repo: Repo) -> None:
    wrote(repo, 0)
    repo.commit()
    before = {f.message for f in findings(of_project(Project(repo.path)))}
    done = renumber(Project(repo.path), "3", 12)
    assert (done.before.id, done.after.id, done.unclear) == ("ADR-0003", "ADR-0012", ())
    for path, text in wrote(repo, 1).items():
        assert (repo.path / path).read_text() == text, path
    own = (repo.path / "adr/0012-use-kafka.md").read_text()
    assert own == FRONT.replace("ADR-0003", "ADR-0012").replace("number: 3", "number: 12").replace(
        "# 3.", "# 12."
    )
    assert not (repo.path / "adr/0003-use-kafka.md").exists()
    after = {f.message for f in findings(of_project(Project(repo.path)))}
    assert after == before
    renumber(Project(repo.path), "12", 3)
    assert repo.git("status", "--short") == "M docs/b.rst"  # the longer row of = stays


def test_a_dry_run_prints_what_git_can_apply(repo: Repo, tmp_path: Path) -> None:
    wrote(repo, 0)
    repo.commit()
    text = unified(renumber(Project(repo.path), "3", 12, dry_run=True))
    assert repo.git("status", "--short") == ""
    (tmp_path / "x.diff").write_text(text)
    renumber(Project(repo.path), "3", 12)
    repo.git("add", "-A")
    wanted = repo.git("write-tree")
    repo.git("reset", "-q", "--hard")
    subprocess.run(["git", "apply", "--index", str(tmp_path / "x.diff")], cwd=repo.path, check=True)
    assert repo.git("write-tree") == wanted


def front(title: str, extra: str = "") -> str:
    return f"---\nstatus: accepted\ndate: 2024-01-02\n{extra}---\n# {title}\n"


def test_of_two_records_of_a_number_each_keeps_what_is_its_own(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A"))
    repo.write("adr/0002-kafka.md", front("Kafka"))
    project = Project(repo.path)
    link(project, "2", "amends", "1")
    repo.write("adr/0002-redis.md", front("Redis", "relates: [1]\n"))
    repo.write("docs/a.md", "# A\n\nADR-2 or {adr}`2`\n\n[r](../adr/0002-redis.md) ADR-1\n")
    with pytest.raises(UsageError, match="names several records"):
        renumber(project, "2")
    done = renumber(project, "adr/0002-redis.md")
    assert done.after.path == "adr/0003-redis.md"
    assert "docs/a.md:3" in done.unclear
    assert "[r](../adr/0003-redis.md)" in (repo.path / "docs/a.md").read_text()
    assert "amended-by: [ADR-0002]" in (repo.path / "adr/0001-a.md").read_text()
    assert not findings(of_project(project))
    renumber(project, "adr/0003-redis.md", 9)
    repo.write("adr/0009-x.md", front("X"))
    done = renumber(project, "adr/0002-kafka.md", 10)
    assert "amended-by: [ADR-0010]" in (repo.path / "adr/0001-a.md").read_text()


def test_two_way_links_tell_which_of_two_is_meant(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A", "amended-by: [ADR-0002]\n"))
    repo.write("adr/0002-kafka.md", front("Kafka", "amends: [ADR-0001]\n"))
    repo.write("adr/0002-aaa.md", front("Redis"))
    project = Project(repo.path)
    assert renumber(project, "0002-kafka.md", 7).unclear == ()
    assert "amended-by: [ADR-0007]" in (repo.path / "adr/0001-a.md").read_text()
    assert not findings(of_project(project))


@pytest.mark.parametrize(
    ("ref", "number", "message"),
    [
        ("3", 3, "ADR-0003 exists already"),
        ("3", 4, "ADR-0004 exists already"),
        ("3", 0, "a number is between"),
        ("9", 10, "no record called `9`"),
        ("20240102-dated.md", 10, "no number in its name"),
    ],
)
def test_bad_input_changes_nothing(repo: Repo, ref: str, number: int, message: str) -> None:
    wrote(repo, 0)
    repo.write("adr/20240102-dated.md", front("Dated"))
    repo.commit()
    with pytest.raises(UsageError, match=message):
        renumber(Project(repo.path), ref, number)
    assert repo.git("status", "--short") == ""


def test_next_sees_branches_and_a_taken_number_is_said(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A"))
    repo.commit()
    repo.git("checkout", "-q", "-b", "other")
    repo.write("adr/0007-b.md", front("B"))
    repo.commit()
    repo.git("checkout", "-q", "main")
    project = Project(repo.path)
    assert renumber(project, "1", 7, dry_run=True).elsewhere
    assert renumber(project, "1").after.path == "adr/0008-a.md"


@pytest.fixture(scope="module")
def rewriter(tmp_path_factory: pytest.TempPathFactory) -> Rewriter:
    root = tmp_path_factory.mktemp("project")
    (root / "adr").mkdir()
    (root / "archdocs.toml").touch()
    (root / "adr/0003-use-kafka.md").write_text(FRONT)
    catalog: Catalog = of_project(Project(root))
    return Rewriter(catalog, catalog.find("3"), 12, "adr/0012-use-kafka.md", "docs", 4)


PIECES = st.sampled_from(
    ["ADR-0003", "3", "{adr}`3`", "[3. x](", ")", "0003-use-kafka", ".md", "/", "\r\n", "\n", "#",
     "http://", "```{adr} ", ":adr:`", "`", " ", "adr 3", "@adr ", "é", "-"]
)  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["a", "a/", "[3. ", "@adr 3, ", "0", "ADR-", "http", ":adr:`", "%3"]
)
def test_hostile_lines_take_no_time(rewriter: Rewriter, piece: str) -> None:
    text = (piece * 5000)[:4999] + "\n"
    rewriter.document("docs/a.md", text * 5)
    rewriter.code("src/a.py", text * 5)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=25))
def test_rewriting_never_fails_and_keeps_lines(rewriter: Rewriter, pieces: list[str]) -> None:
    text = "".join(pieces)
    for made in (rewriter.document("docs/a.md", text), rewriter.code("src/a.py", text)):
        assert made.text.count("\n") == text.count("\n")
        assert "ADR-0012" in made.text or made.text == text or "12" in made.text
