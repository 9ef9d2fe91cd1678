"""Packages that count their own numbers, files named by their day, and folders on branches."""

from __future__ import annotations

import datetime

import pytest

from archdocs import fixes
from archdocs.errors import ConfigError, UsageError
from archdocs.freshness import engine
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.change_status import change_status
from archdocs.records.link import link
from archdocs.records.listing import selected
from archdocs.records.new import Draft, new_record
from archdocs.records.renumber import renumber
from archdocs.records.rules import findings
from archdocs.records.supersede import supersede
from support import Repo

DAY = datetime.date(2026, 1, 2)
PACKAGES = '[records.packages]\nadr = ["packages/*/docs/adr", "services/*/adr"]\n'
TEXT = "---\nstatus: accepted\ndate: 2026-01-02\n{extra}---\n\n# {title}\n"


def text(title: str, extra: str = "") -> str:
    return TEXT.format(title=title, extra=extra)


def new(project: Project, title: str, package: str = "", **more: str) -> str:
    draft = Draft(title, DAY, more.pop("status", "accepted"), package=package)
    return new_record(project, "adr", draft).id


@pytest.fixture
def project(repo: Repo) -> Project:
    repo.write("archdocs.toml", PACKAGES)
    repo.write("packages/payments/README.md", "# Payments\n")
    repo.write("services/shop/adr/0007-first.md", text("First"))
    repo.write("adr/0001-root.md", text("Root"))
    repo.commit()
    return Project(repo.path)


def test_each_package_counts_its_own_numbers(project: Project) -> None:
    assert new(project, "One", "payments") == "payments/ADR-0001"
    assert new(project, "Two", "payments") == "payments/ADR-0002"
    assert new(project, "Eight", "shop") == "shop/ADR-0008"
    assert new(project, "Root again") == "ADR-0002"
    paths = [record.path for record in of_project(project).records]
    assert paths == [
        "adr/0001-root.md",
        "adr/0002-root-again.md",
        "packages/payments/docs/adr/0001-one.md",
        "packages/payments/docs/adr/0002-two.md",
        "services/shop/adr/0007-first.md",
        "services/shop/adr/0008-eight.md",
    ]
    catalog = of_project(project)
    assert not findings(catalog)
    assert [r.number for r in selected(catalog, package="payments")] == [1, 2]
    with pytest.raises(UsageError, match="did you mean `payments`"):
        selected(catalog, package="payment")
    with pytest.raises(UsageError, match="did you mean `payments`"):
        new(project, "X", "paymnts")


def test_names_inside_a_package_and_from_outside(project: Project) -> None:
    for title, package in (("One", "payments"), ("Two", "payments"), ("Eight", "shop")):
        new(project, title, package)
    catalog = of_project(project)
    for ref, package, ident in (
        ("1", "", "ADR-0001"),
        ("1", "payments", "payments/ADR-0001"),
        ("adr-0001", "payments", "payments/ADR-0001"),
        ("/ADR-1", "payments", "ADR-0001"),
        ("payments/1", "", "payments/ADR-0001"),
        ("Payments/ADR-0001", "shop", "payments/ADR-0001"),
        ("7", "", "shop/ADR-0007"),
        ("0002-two", "", "payments/ADR-0002"),
    ):
        assert catalog.find(ref, None, package).id == ident
        assert (found := catalog.resolve(ref, None, package)) is not None
        assert found.id == ident
    assert catalog.resolve("shop/1") is None
    assert catalog.get("payments/adr-0001") is not None
    new(project, "Another seven", "payments")
    for _ in range(4):
        new(project, "More", "payments")
    again = of_project(project)
    assert again.resolve("7") is None
    with pytest.raises(UsageError, match="several records") as caught:
        again.find("7")
    assert caught.value.hint == "name one by its id"


def test_links_are_written_as_short_as_they_can_be(project: Project) -> None:
    for title in ("One", "Two"):
        new(project, title, "payments")
    supersede(project, "payments/1", "2")
    link(project, "payments/2", "amends", "/ADR-1")
    link(project, "1", "relates", "shop/7")
    two = (project.root / "packages/payments/docs/adr/0002-two.md").read_text()
    assert "supersedes: [ADR-0001]\n" in two
    assert "amends: [/ADR-0001]\n" in two
    root = (project.root / "adr/0001-root.md").read_text()
    assert "amended-by: [payments/ADR-0002]\n" in root
    assert "relates: [shop/ADR-0007]\n" in root
    assert not findings(of_project(project))


def test_superseding_inside_a_package(project: Project) -> None:
    new(project, "One", "payments")
    draft = Draft("Two", DAY, "proposed", supersedes=("1",), package="payments")
    made = new_record(project, "adr", draft)
    moved = change_status(project, made.id, "accepted", today=DAY)
    assert [record.id for record in moved.superseded] == ["payments/ADR-0001"]
    assert of_project(project).find("1").status == "accepted"


def test_renumbering_in_a_package_leaves_others_alone(project: Project, repo: Repo) -> None:
    new(project, "Other", "shop")
    new(project, "One", "payments")
    new(project, "Two", "payments")
    repo.write(
        "packages/payments/docs/adr/0001-one.md", text("One", "amends: [2, /1]\n") + "See ADR-1.\n"
    )
    link(project, "payments/1", "amends", "payments/2")
    repo.write("adr/0002-x.md", text("X", "relates: [payments/ADR-0001, 1]\n"))
    repo.write("docs/a.md", "# A\n\nADR-0001, payments/ADR-0001, {adr}`payments/1`, {adr}`1`\n")
    repo.write("packages/payments/docs/a.md", "# A\n\nADR-0001, /ADR-0001, ADR-0002/ADR-0001\n")
    repo.write("packages/payments/src/a.py", "# @adr 1\n# @adr /ADR-1, payments/1\n")
    repo.write("src/a.py", "# @adr 1, payments/1\n")
    done = renumber(project, "payments/1")
    assert done.after.id == "payments/ADR-0003"

    def read(path: str) -> str:
        return (repo.path / path).read_text()

    assert "relates: [payments/ADR-0003, 1]" in read("adr/0002-x.md")
    assert "ADR-0001, payments/ADR-0003, {adr}`payments/3`, {adr}`1`" in read("docs/a.md")
    assert "ADR-0003, /ADR-0001, ADR-0002/ADR-0003" in read("packages/payments/docs/a.md")
    assert "# @adr 3\n# @adr /ADR-1, payments/3\n" in read("packages/payments/src/a.py")
    assert read("src/a.py") == "# @adr 1, payments/3\n"
    assert "See ADR-3." in read("packages/payments/docs/adr/0003-one.md")
    assert "amends: [2, /1" in read("packages/payments/docs/adr/0003-one.md")
    assert "amended-by: [ADR-0003]" in read("packages/payments/docs/adr/0002-two.md")
    with pytest.raises(UsageError, match="payments/ADR-0002 exists already"):
        renumber(project, "payments/3", 2)
    assert not [f for f in findings(of_project(project)) if f.code == "record.dangling-link"]


def test_collisions_are_seen_by_package(project: Project, repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "mine")
    for package in ("payments", "shop"):
        new(project, "Mine", package)
    repo.commit("mine")
    repo.git("checkout", "-q", "main")
    theirs = Project(repo.path)
    # The number of another branch is taken, so two that look agree.
    assert new(theirs, "Theirs", "payments") == "payments/ADR-0002"
    repo.write("packages/payments/docs/adr/0001-theirs.md", text("Theirs"))
    repo.write("adr/0002-theirs.md", text("Theirs"))
    repo.commit("theirs")
    repo.git("checkout", "-q", "mine")
    found = engine.check(Project(repo.path), today=DAY, base="main")
    (taken,) = [f for f in found if f.code == "record.number-taken"]
    assert "payments/ADR-0001 is the id of packages/payments/docs/adr/0001-theirs.md" in (
        taken.message
    )


def test_folders_that_only_a_branch_has_count_too(repo: Repo) -> None:
    repo.write("archdocs.toml", '[records.also]\nadr = ["packages/*/adr"]\n')
    repo.write("adr/0001-a.md", text("A"))
    repo.commit()
    repo.git("checkout", "-q", "-b", "side")
    repo.write("packages/new/adr/0005-x.md", text("X"))
    repo.write("adr/0009-folder/README.md", text("Y"))
    repo.write("adr/2024/README.md", "# Decisions of 2024\n")
    repo.write("adr/2024/0003-z.md", text("Z"))
    repo.commit()
    repo.git("checkout", "-q", "main")
    assert new(Project(repo.path), "B") == "ADR-0010"


def test_files_named_by_their_day(repo: Repo) -> None:
    repo.write("archdocs.toml", '[records.ids]\nadr = "date"\n' + PACKAGES)
    repo.write("adr/0004-numbered.md", text("Numbered"))
    repo.write("packages/payments/x", "")
    project = Project(repo.path)
    ids = [new(project, title) for title in ("Use Kafka", "Use Kafka", "Use Redis")]
    assert ids == [
        "ADR-20260102-use-kafka",
        "ADR-20260102-use-kafka-2",
        "ADR-20260102-use-redis",
    ]
    assert new(project, "Use Kafka", "payments") == "payments/ADR-20260102-use-kafka"
    catalog = of_project(project)
    assert not findings(catalog)
    assert catalog.find("20260102-use-redis").title == "Use Redis"
    with pytest.raises(UsageError, match="several records"):
        catalog.find("20260102")
    old, _ = supersede(project, "20260102-use-kafka-2", "20260102-use-redis")
    assert old.status == "superseded"
    assert not findings(of_project(project))
    draft = Draft("Use Redis", DAY, "accepted", supersedes=("20260102-use-redis",))
    assert new_record(project, "adr", draft).id == "ADR-20260102-use-redis-2"
    with pytest.raises(UsageError, match="no number in its name"):
        renumber(project, "20260102-use-kafka")
    repo.write("archdocs.toml", "")
    assert new(Project(repo.path), "Numbered again") == "ADR-0005"


def test_a_near_miss_inside_a_package_is_the_packages_own(project: Project, repo: Repo) -> None:
    new(project, "One", "payments")
    path = "packages/payments/docs/adr/0002-x.md"
    repo.write(path, text("X", "relates: [ARD-1, 0001-uno.md]\n"))
    fixes.apply(repo.path, findings(of_project(project)))
    assert "relates: [ADR-0001, 0001-one.md]" in (repo.path / path).read_text()


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        ("[records.ids]\nadr = 'day'\n", "archdocs.toml:2: `adr` is `number` or `date`, not `day`"),
        ("[records.ids]\nard = 'date'\n", "archdocs.toml:2: no kind of record called `ard`"),
        ("[records.packages]\nadr = ['x/adr']\n", "`x/adr`, which needs one `*`"),
        ("[records.packages]\nadr = ['*/*/adr']\n", "`*/*/adr`, which needs one `*`"),
        ("[records.packages]\n\nadr = ['a*/adr']\n", "archdocs.toml:3: `adr` names `a*/adr`"),
        ("[records.packages]\nadr = ['../*/adr']\n", "which is not inside the project"),
        ("[records.also]\nadr = ['/*/adr']\n", "archdocs.toml:2: `adr` names `/*/adr`"),
    ],
)
def test_bad_settings_are_named_at_their_line(repo: Repo, config: str, complaint: str) -> None:
    repo.write("archdocs.toml", config)
    with pytest.raises(ConfigError) as caught:
        Project(repo.path)
    assert complaint in str(caught.value)
    repo.write("archdocs.toml", "")
    with pytest.raises(UsageError, match="belong to no packages"):
        new(Project(repo.path), "X", "payments")
