"""Links and markers that a repository, or a child that runs its code, puts in our way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archdocs.errors import EnvironmentFault, UsageError
from archdocs.project import Project
from archdocs.site import plan
from archdocs.site.build import output_of
from archdocs.site.folder import LOCK, MARKER, SiteFolder
from archdocs.site.make import collect
from archdocs.site.preview_build import Builder
from archdocs.site.told import lay
from archdocs.site.workshop import MOST_KEPT, clear, is_kept
from archdocs.system import swap
from support import Repo

CONF = 'project = "Shop"\nhtml_theme = "basic"\n'


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    folder = tmp_path / "secret"
    folder.mkdir()
    (folder / "key.html").write_text("secret")
    return folder


def test_pages_that_lead_elsewhere_are_none(tmp_path: Path, secret: Path) -> None:
    (tmp_path / "html").symlink_to(secret)
    assert collect(tmp_path / "html") == {}


def test_what_is_told_replaces_a_link(tmp_path: Path, secret: Path) -> None:
    for name in ("history.json", "findings.json", "overview.json"):
        (tmp_path / name).symlink_to(secret / "key.html")
    lay(tmp_path, (), history="[1]", overview="")
    assert (tmp_path / "history.json").read_text() == "[1]"
    assert not (tmp_path / "history.json").is_symlink()
    assert (secret / "key.html").read_text() == "secret"


def test_folders_that_are_handed_on_are_no_links(tmp_path: Path, secret: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / "html").symlink_to(secret)
    (place / "doctrees").mkdir()
    (place / "tree").symlink_to(secret)
    clear(place)
    assert [path.name for path in place.iterdir()] == ["doctrees"]
    assert (secret / "key.html").exists()


def test_what_is_handed_on_is_of_a_size_that_a_site_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "hole").open("wb") as file:
        file.truncate(MOST_KEPT * 2)
    assert is_kept(tmp_path)
    monkeypatch.setattr("archdocs.site.workshop.MOST_KEPT", 20_000)
    (tmp_path / "doctrees").mkdir()
    for number in range(6):
        assert is_kept(tmp_path) == (number < 4)
        (tmp_path / "doctrees" / str(number)).touch()


def test_the_preview_follows_no_link_of_the_child(repo: Repo, tmp_path: Path, secret: Path) -> None:
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.rst", "Shop\n====\n")
    folder = tmp_path / "preview"
    folder.mkdir()
    for name in ("html", "job.json", "gitconfig", "history.json"):
        (folder / name).symlink_to(secret if name == "html" else secret / "key.html")
    builder = Builder(Project(repo.path), folder)
    builder.pages = {"key"}
    assert builder.build() is None
    assert (folder / "html/index.html").is_file()
    assert (secret / "key.html").read_text() == "secret"


def test_no_hidden_folder_is_brought_back(tmp_path: Path) -> None:
    (tmp_path / ".archdocs-old-.git").mkdir()
    (tmp_path / ".archdocs-old-v1.0").mkdir()
    swap.clean(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["v1.0"]


def test_a_marker_takes_nothing_of_the_users_away(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text(
        json.dumps({"format": 1, "folders": ["notes"], "files": [".env", ".git", "robots.txt"]})
    )
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / ".archdocs-version.json").write_text('{"key": "", "ref": "", "files": {}}')
    for name in ("notes/mine.txt", ".env", ".git"):
        (tmp_path / name).write_text("mine")
    SiteFolder(tmp_path).settle((), ())
    assert (notes / "mine.txt").exists()
    assert (tmp_path / ".env").exists()
    assert (tmp_path / ".git").exists()


def test_a_folder_of_the_site_with_a_file_of_the_users_stays(tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path)
    for slug in ("v1.0", "v2.0"):
        folder.lay(slug, "key", "ref", {"index.html": b"x"}, {})
    folder.settle(("v1.0", "v2.0"), ())
    (tmp_path / "v1.0/mine.txt").write_text("mine")
    folder.settle((), ())
    assert (tmp_path / "v1.0/mine.txt").exists()
    assert not (tmp_path / "v2.0").exists()


def test_a_configured_output_is_not_the_project(repo: Repo) -> None:
    repo.write("archdocs.toml", '[site]\noutput = "."\n')
    with pytest.raises(UsageError, match="the project itself"):
        output_of(Project(repo.path), None)


@pytest.mark.parametrize(
    ("conf", "counts"),
    [
        (CONF, False),
        (CONF + "import sys\nsys.path.insert(0, '../src')\n", True),
        (CONF + "release = open('VERSION').read()\n", True),
        (CONF + "from pathlib import Path\nPath(__file__).parent\n", True),
    ],
)
def test_configuration_that_reaches_out_counts_as_all_it_may_reach(
    repo: Repo, conf: str, *, counts: bool
) -> None:
    repo.write("docs/conf.py", conf)
    repo.write("docs/theme/layout.html", "x")
    repo.write("src/shop.py", "one = 1\n")
    repo.commit()

    def now() -> str:
        found = plan.trusted(Project(repo.path))
        assert found is not None
        return found.digest

    before = now()
    repo.write("src/shop.py", "two = 2\n")
    assert (now() != before) is counts
    before = now()
    repo.write("docs/theme/layout.html", "y")
    assert now() != before, "what lays pages out always counts"


def test_a_lock_is_no_link_to_a_file_of_the_users(tmp_path: Path, secret: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / LOCK).symlink_to(secret / "key.html")
    with pytest.raises(EnvironmentFault, match="cannot write"), SiteFolder(site).locked():
        raise AssertionError("it was locked")
    assert (secret / "key.html").read_text() == "secret"
    (site / LOCK).unlink()
    (site / LOCK).symlink_to(secret / "absent")
    with pytest.raises(EnvironmentFault), SiteFolder(site).locked():
        raise AssertionError("it was locked")
    assert not (secret / "absent").exists()
