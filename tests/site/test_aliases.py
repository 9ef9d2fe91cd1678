"""The project's own aliases: what they mean, what is refused, and the folders they become."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version as Release

from archdocs.config import parse
from archdocs.errors import ConfigError, EnvironmentFault
from archdocs.project import Project
from archdocs.settings import SiteSettings
from archdocs.site.aliases import checked, leads_to, place_all
from archdocs.site.folder import SiteFolder
from archdocs.site.redirects import Folder
from archdocs.site.slugs import slug_of
from archdocs.site.versions import Version


def version(name: str, time: int = 0) -> Version:
    """Return a version called so: a release if the name reads as one."""
    tag = name.startswith("v")
    return Version(
        name,
        name,
        f"refs/{'tags' if tag else 'heads'}/{name}",
        "0" * 40,
        "tag" if tag else "branch",
        time,
        slug_of(name),
        Release(name) if tag else None,
        is_default=name == "main",
    )


VERSIONS = tuple(map(version, ("main", "v2.1", "v2.0", "v1.5", "v1.4", "v3.0rc1", "1.x", "a/b")))


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("stable", "v2.1"),
        ("latest", "main"),
        ("v1.*", "v1.5"),
        ("2.x", "v2.1"),
        ("v2.0.x", "v2.0"),
        ("1.x", "1.x"),
        ("latest 2 minors", "v2.1"),
        ("<2", "v1.5"),
        ("v*", "v2.1"),
        ("*", "v2.1"),
        ("a/b", "a/b"),
        ("4.x", None),
    ],
)
def test_what_an_alias_means(pattern: str, meant: str | None) -> None:
    found = leads_to({"lts": pattern}, VERSIONS).get("lts")
    assert (found.name if found else None) == meant


@pytest.mark.parametrize(
    ("name", "pattern", "said"),
    [
        ("lts", "4.x", "leads nowhere: no version of the site is meant by `4.x`; there are main, "),
        ("lts", ">=4", "leads nowhere: no version of the site is meant by `>=4`; there are"),
        ("Stable", "v1.5", "every site has this alias"),
        ("V2.1", "v1.5", "is the folder of v2.1, and can't be an alias"),
        ("a-b", "v1.5", "is the folder of a/b"),
        ("../up", "v1.5", "can't be a folder of the site"),
        ("versions.json", "v1.5", "can't be a folder of the site"),
        (".git", "v1.5", "can't be a folder of the site"),
        ("", "v1.5", "can't be a folder of the site"),
    ],
)
def test_what_is_refused_with_its_line(tmp_path: Path, name: str, pattern: str, said: str) -> None:
    (tmp_path / "archdocs.toml").write_text(
        f'[site.aliases]\nfine = "stable"\n"{name}" = "{pattern}"\n'
    )
    project = Project(tmp_path)
    with pytest.raises(ConfigError) as told:
        checked(project, VERSIONS)
    assert said in told.value.message
    assert "archdocs.toml:3" in str(told.value)
    if "nowhere" in said:
        assert checked(project, VERSIONS, some=True) == ("latest", "stable", "fine", name)
    with pytest.raises(ConfigError, match=r"archdocs.toml:2: .*did you mean `minors`"):
        parse('[site.aliases]\nlts = "latest 2 minros"\n', "archdocs.toml")


def test_pages_that_lead_to_a_version(tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path)
    files = {
        "index.html": b"Shop", "a/b <i>.html": b"B", "objects.inv": b"inv", "x.css": b"",
        "_static/page.html": b"",
    }  # fmt: skip
    copies = SiteSettings(aliases={"lts": "1.x"})
    leads = SiteSettings(aliases={"lts": "1.x"}, alias_kind="redirect")
    old = {"a/old": "index#part", "gone": "https://example.org/x"}
    wanted = [Folder("stable", "v1.5", {}), Folder("lts", "v1.5", old)]
    with folder.locked():
        folder.claim()
        folder.lay("v1.5", "key", "refs/tags/v1.5", files, {})
        assert set(place_all(folder, wanted, leads)) == {"redirect.js"}
        made = folder.intact("lts")
        assert made is not None
        pages = {"index.html", "a/b <i>.html", "a/old.html", "gone.html"}
        assert set(made.files) == {*pages, "objects.inv"}
        before = (tmp_path / "lts/index.html").stat().st_ino
        place_all(folder, wanted, leads)
        assert (tmp_path / "lts/index.html").stat().st_ino == before
        text = (tmp_path / "lts/a/b <i>.html").read_text()
        assert 'rel="canonical" href="../../v1.5/a/b%20%3Ci%3E.html"' in text
        assert 'src="../../redirect.js"' in text
        assert "<i>" not in text
        assert 'href="../../v1.5/index.html#part"' in (tmp_path / "lts/a/old.html").read_text()
        assert 'href="https://example.org/x"' in (tmp_path / "lts/gone.html").read_text()
        assert (tmp_path / "lts/objects.inv").read_bytes() == b"inv"
        grown = tmp_path / "v1.5/objects.inv"
        grown.write_bytes(b"more than was there")
        with pytest.raises(EnvironmentFault, match=r"cannot read .*v1\.5: larger than"):
            place_all(folder, wanted, leads)
        grown.write_bytes(b"inv")
        # The aliases that every site has, and others where that is wanted, are the same files.
        assert (tmp_path / "stable/x.css").samefile(tmp_path / "v1.5/x.css")
        assert place_all(folder, wanted, copies) == {}
        assert (tmp_path / "lts/x.css").samefile(tmp_path / "v1.5/x.css")
