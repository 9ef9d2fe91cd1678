from __future__ import annotations

from pathlib import Path

import pytest

from archdocs.errors import EnvironmentFault, UsageError
from archdocs.site.folder import MANIFEST, MARKER, SiteFolder
from archdocs.system import swap

FILES = {"index.html": b"<p>one</p>", "_static/a.css": b"a{}"}


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    made = SiteFolder(tmp_path / "site")
    made.path.mkdir()
    made.claim()
    return made


def test_equal_files_of_two_versions_are_stored_once(site: SiteFolder) -> None:
    pool: dict[str, str] = {}
    site.lay("v1", "k1", "r1", FILES, pool)
    site.lay("v2", "k2", "r2", {**FILES, "index.html": b"<p>two</p>"}, pool)
    one, two = site.path / "v1", site.path / "v2"
    assert (one / "_static/a.css").samefile(two / "_static/a.css")
    assert (two / "index.html").read_bytes() == b"<p>two</p>"
    assert (one / "index.html").read_bytes() == b"<p>one</p>"


def test_a_touched_missing_or_changed_file_is_noticed(site: SiteFolder) -> None:
    site.lay("v1", "k1", "r1", FILES, {})
    assert site.intact("v1") is not None
    page = site.path / "v1/index.html"
    page.write_bytes(b"<p>0ne</p>")
    assert site.intact("v1") is None
    site.lay("v1", "k1", "r1", FILES, {})
    page.unlink()
    assert site.intact("v1") is None


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b'{"files": {"a": 1}}', b"\xff"])
def test_a_damaged_manifest_is_no_manifest(site: SiteFolder, damage: bytes) -> None:
    site.lay("v1", "k1", "r1", FILES, {})
    (site.path / "v1/.archdocs-version.json").write_bytes(damage)
    assert site.read("v1") is None


def test_an_alias_is_the_same_files(site: SiteFolder) -> None:
    site.lay("v1", "k1", "r1", FILES, {})
    site.alias("stable", "v1", {})
    before = (site.path / "stable").stat().st_ino
    site.alias("stable", "v1", {})
    assert (site.path / "stable").stat().st_ino == before
    assert (site.path / "stable/index.html").samefile(site.path / "v1/index.html")


def test_foreign_folders_are_never_written(tmp_path: Path) -> None:
    foreign = tmp_path / "mine"
    foreign.mkdir()
    SiteFolder(foreign).guard(("v1",))
    (foreign / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="not made by archdocs build"):
        SiteFolder(foreign).guard(("v1",))
    with pytest.raises(UsageError, match="is a file"):
        SiteFolder(foreign / "thesis.txt").guard(())


def test_foreign_parts_of_a_site_survive(site: SiteFolder) -> None:
    (site.path / "showcase").mkdir()
    (site.path / "showcase/index.html").write_text("mine")
    with pytest.raises(UsageError, match="showcase was not made by"):
        site.guard(("showcase",))
    site.lay("v1", "k1", "r1", FILES, {})
    site.lay("v2", "k2", "r2", FILES, {})
    site.settle(("v1", "v2"), ())
    site.settle(("v2",), ())
    assert sorted(p.name for p in site.path.iterdir()) == [MARKER, "showcase", "v2"]


def test_a_marker_cannot_point_outside(site: SiteFolder, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    site.lay("v1", "k1", "r1", FILES, {})
    (victim / ".archdocs-version.json").write_bytes(
        (site.path / "v1/.archdocs-version.json").read_bytes()
    )
    (site.path / MARKER).write_text(
        '{"format": 1, "folders": ["../victim", "v1"], "files": ["../victim/x"]}'
    )
    site.settle(("v1",), ())
    assert victim.is_dir()


def test_one_build_at_a_time(site: SiteFolder) -> None:
    refused = pytest.raises(EnvironmentFault, match="another build")
    with site.locked(), refused, SiteFolder(site.path).locked():
        pass


def test_what_an_interrupted_run_left_is_cleared(site: SiteFolder) -> None:
    site.lay("v1", "k1", "r1", FILES, {})
    (site.path / "v1").rename(site.path / f"{swap.OLD}v1")
    swap.aside(site.path)
    with site.locked():
        assert site.intact("v1") is not None
        assert not list(site.path.glob(f"{swap.ASIDE}*"))


def test_a_swap_replaces_links_and_files_too(tmp_path: Path) -> None:
    target = tmp_path / "v1"
    target.symlink_to(tmp_path)
    made = swap.aside(tmp_path)
    swap.replace_folder(made, target)
    assert target.is_dir()
    assert not target.is_symlink()


def test_deeply_nested_markers_are_not_ours(tmp_path: Path) -> None:
    (tmp_path / "v1").mkdir()
    for path in (tmp_path / MARKER, tmp_path / "v1" / MANIFEST):
        path.write_text("[" * 100_000)
    assert (SiteFolder(tmp_path).marker(), SiteFolder(tmp_path).read("v1")) == ({}, None)
