"""New records: numbers, titles, both sides of a supersession, and nothing on failure."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archdocs.errors import ArchdocsError, ConfigError, UsageError
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.model import Record
from archdocs.records.new import Draft, new_record
from archdocs.records.rules import findings
from support import Repo

TODAY = datetime.date(2026, 1, 2)


def new(repo: Repo, title: str, **given: object) -> Record:
    draft = Draft(title, given.pop("date", TODAY), **given)  # type: ignore[arg-type]
    return new_record(Project(repo.path), "adr", draft)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts and ".archdocs" not in path.parts
    }


@pytest.mark.parametrize(
    "title",
    ["R & D database", "A|B", 'Say "no"', "It's {{ title }} {% x %}", "a: b # c", "`code` *b*",
     "日本語", "C #", "# hash", "3 reasons", "--- x", "\\[x]", "Öl", "<b>bold</b>"],
)  # fmt: skip
@pytest.mark.parametrize("template", ["madr", "madr-minimal", "nygard"])
def test_a_title_is_read_back_as_it_was_given(repo: Repo, title: str, template: str) -> None:
    record = new(repo, title, template=template)
    assert record.title == title
    text = (repo.path / record.path).read_text()
    if not title.endswith("#"):
        assert f"# {title}\n" in text or f"# 1. {title}\n" in text
    assert findings(of_project(Project(repo.path))) == ()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=40))
def test_any_title_makes_a_clean_record_or_one_line(repo: Repo, title: str) -> None:
    before = files(repo.path)
    try:
        record = new(repo, title)
    except UsageError as error:
        message = error.message
    else:
        assert record.status == "proposed"
        assert (repo.path / record.path).is_file()
        return
    assert "\n" not in message
    assert files(repo.path) == before


def test_numbers_look_at_every_branch(repo: Repo, tmp_path: Path) -> None:
    new(repo, "One")
    repo.commit()
    repo.git("checkout", "-q", "-b", "side")
    new(repo, "Two")
    repo.commit()
    repo.git("checkout", "-q", "main")
    assert new(repo, "Not two").id == "ADR-0003"
    repo.commit()
    clone = Repo(tmp_path / "clone")
    repo.git("clone", "-q", str(repo.path), str(clone.path))
    assert new(clone, "Remote branches count").id == "ADR-0004"


def test_dated_and_ignored_files(repo: Repo) -> None:
    repo.write("adr/20240102-dated.md", "# Dated\n")
    repo.write("adr/0004-ignored.md", "# Ignored\n")
    repo.write(".gitignore", "adr/0004*\n")
    repo.write("adr/README.md", "# 99\n")
    repo.commit()
    assert new(repo, "Next").id == "ADR-0005"


def test_a_project_in_a_folder_has_numbers_of_its_own(repo: Repo) -> None:
    repo.write("adr/0041-x.md", "# X\n")
    repo.write("shop/adr/0006-x.md", "# X\n")
    repo.commit()
    repo.git("rm", "-q", "-r", "shop")
    (repo.path / "shop").mkdir(exist_ok=True)
    record = new_record(Project(repo.path / "shop"), "adr", Draft("Y", TODAY))
    assert record.id == "ADR-0007"
    assert (repo.path / "shop/adr/0007-y.md").is_file()


def test_without_git(tmp_path: Path) -> None:
    record = new_record(Project(tmp_path), "spec", Draft("Checkout", TODAY, owner="payments: EU"))
    assert (record.path, record.owner, record.status) == (
        "specs/0001-checkout.md", "payments: EU", "draft",
    )  # fmt: skip


@pytest.mark.parametrize("old", ["madr", "nygard"])
@pytest.mark.parametrize("made", ["madr", "nygard"])
def test_superseding_writes_both_sides(repo: Repo, old: str, made: str) -> None:
    new(repo, "Use [one] database", template=old, status="accepted")
    new(repo, "Use 2 databases", template=old, status="accepted")
    record = new(
        repo, "日本語", template=made, status="accepted", supersedes=("1", "ADR-2", "0001")
    )
    catalog = of_project(Project(repo.path))
    assert findings(catalog) == ()
    assert [(kind, other.id) for kind, other in catalog.forward(record)] == [
        ("supersedes", "ADR-0001"), ("supersedes", "ADR-0002"),
    ]  # fmt: skip
    for ident in ("1", "2"):
        first = catalog.find(ident)
        assert first.status == "superseded"
        assert [(kind, end.id) for kind, end in catalog.forward(first)] == [
            ("superseded-by", "ADR-0003")
        ]


def test_a_number_is_no_part_of_a_name(repo: Repo) -> None:
    new(repo, "Use 2 databases", status="accepted")
    before = files(repo.path)
    with pytest.raises(UsageError, match="no record called `2`"):
        new(repo, "One", supersedes=("2",))
    assert files(repo.path) == before


BAD: dict[str, tuple[dict[str, object], str]] = {
    "missing target": ({"supersedes": ("7",)}, "no record called `7`"),
    "bad status": ({"status": "acepted"}, "did you mean `accepted`"),
    "bad template": ({"template": "mdar"}, "did you mean `madr`"),
    "rejected target": ({"supersedes": ("2",)}, "ADR-0002 is rejected and can't become superseded"),
}


@pytest.mark.parametrize("case", BAD)
def test_nothing_is_left_behind_when_refused(repo: Repo, case: str) -> None:
    new(repo, "One", status="accepted")
    new(repo, "Two", status="rejected")
    before = files(repo.path)
    given, message = BAD[case]
    with pytest.raises(UsageError, match=message):
        new(repo, "Three", **given)
    assert files(repo.path) == before


def test_a_template_with_an_unknown_variable_leaves_nothing(repo: Repo) -> None:
    repo.write("templates/adr/madr.md.jinja", "# {{ title }}\n{{ author }}\n")
    before = files(repo.path)
    with pytest.raises(ConfigError, match=r"templates/adr/madr\.md\.jinja:2: .*`author`"):
        new(repo, "One")
    assert files(repo.path) == before


def test_an_old_record_that_cannot_be_edited_leaves_nothing(repo: Repo) -> None:
    repo.write("adr/0001-x.md", "---\nstatus: >\n  accepted\n---\n# X\n")
    before = files(repo.path)
    with pytest.raises(UsageError, match=r"adr/0001-x\.md:2: .*can't be edited"):
        new(repo, "Y", supersedes=("1",))
    assert files(repo.path) == before


@pytest.mark.parametrize("link", ["adr", "adr/deep"])
def test_a_linked_folder_does_not_lead_out(repo: Repo, tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (repo.path / link).parent.mkdir(exist_ok=True)
    (repo.path / link).symlink_to(outside)
    repo.write("archdocs.toml", f'[records]\nfolders = {{ adr = "{link}" }}\n')
    with pytest.raises(ArchdocsError, match="not inside the project"):
        new(repo, "One")
    assert list(outside.iterdir()) == []


def test_a_kind_of_dated_files(repo: Repo) -> None:
    repo.write(
        "templates/kinds/log.toml",
        'name="log"\ntitle="Log"\nprefix="LOG"\nfolder="log"\nfile="{date}-{slug}.md"\n'
        'template="day"\ninitial="open"\n[statuses]\nopen=["closed"]\nclosed=[]\n',
    )
    repo.write("templates/log/day.md.jinja", "---\nstatus: {{ status }}\n---\n# {{ title }}\n")
    project = Project(repo.path)
    record = new_record(project, "log", Draft("Stand-up", TODAY))
    assert (record.id, record.path) == ("LOG-20260102-stand-up", "log/20260102-stand-up.md")
    again = new_record(project, "log", Draft("Stand-up", TODAY))
    assert (again.id, again.path) == ("LOG-20260102-stand-up-2", "log/20260102-stand-up-2.md")
