from __future__ import annotations

import json
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.cli.main import run
from archdocs.config import parse
from archdocs.errors import ConfigError, UsageError
from archdocs.journal.decisions import way_to
from archdocs.project import Project
from archdocs.selectors import fault_of
from archdocs.settings import SiteSettings
from archdocs.site import build, notfound, standing
from archdocs.site.aliases import aliases_of
from archdocs.site.folder import SiteFolder
from archdocs.site.pages import Entry, root_files
from archdocs.site.slugs import RESERVED, Slugs, slug_of
from archdocs.site.versions import Version, choose, parse_release
from archdocs.system.git import Git
from support import Repo

ALLOWED = set(string.ascii_letters + string.digits + "._+-")


def chosen(repo: Repo, *patterns: str, limit: int = 10) -> tuple[Version, ...]:
    return choose(Git.discover(repo.path), SiteSettings(limit=limit), patterns)


def names(repo: Repo, *patterns: str, limit: int = 10) -> list[str]:
    return [version.name for version in chosen(repo, *patterns, limit=limit)]


def test_defaults_are_the_branch_and_the_newest_patch_of_each_minor(repo: Repo) -> None:
    for tag in ("v1.0.0", "v1.0.1", "v1.1.0", "v1.10.0", "v1.9.2", "v2.0.0rc1", "nightly"):
        repo.commit(tag)
        repo.tag(tag)
    assert names(repo) == ["main", "v2.0.0rc1", "v1.10.0", "v1.9.2", "v1.1.0", "v1.0.1"]
    assert names(repo, limit=3) == ["main", "v2.0.0rc1", "v1.10.0"]
    aliases = aliases_of(chosen(repo))
    assert {name: version.name for name, version in aliases.items()} == {
        "latest": "main",
        "stable": "v1.10.0",
    }


def test_a_pattern_needs_commits_to_match(repo: Repo) -> None:
    for git in (None, Git(repo.path)):
        with pytest.raises(UsageError, match="`main` matches nothing: there is no commit yet"):
            choose(git, SiteSettings(), ("main",))
        assert [version.kind for version in choose(git, SiteSettings(refs=("main",)))] == [
            "worktree"
        ]


def test_a_prerelease_goes_once_its_release_is_out(repo: Repo) -> None:
    repo.commit()
    for tag in ("25.1.0", "25.2.0rc1", "25.2.0", "25.2.0.post1"):
        repo.tag(tag)
    assert names(repo) == ["main", "25.2.0.post1", "25.1.0"]


def test_tags_that_are_no_versions_go_by_date(repo: Repo) -> None:
    for number, tag in enumerate(("spring", "summer", "autumn"), 1):
        date = f"2026-0{number}-01T00:00:00+00:00"
        repo.commit(tag, date=date)
        repo.tag(tag, date=date)
    assert names(repo) == ["main", "autumn", "summer", "spring"]


def test_without_tags_or_commits(repo: Repo) -> None:
    (only,) = chosen(repo)
    assert (only.kind, only.slug, only.is_default) == ("worktree", "worktree", True)
    repo.commit()
    assert names(repo) == ["main"]
    assert choose(None, SiteSettings())[0].kind == "worktree"


def test_a_detached_head_is_a_version_of_its_own(repo: Repo) -> None:
    first = repo.commit()
    repo.commit()
    repo.git("checkout", "-q", "--detach", first)
    (version,) = chosen(repo)
    assert (version.kind, version.name, version.commit) == ("commit", first[:10], first)
    repo.git("checkout", "-q", "--detach", "main")
    assert names(repo) == ["main"]


def test_patterns_choose_and_leave_out(repo: Repo) -> None:
    repo.commit()
    for tag in ("v0.1", "v0.2", "v1.0"):
        repo.tag(tag)
    repo.git("branch", "feature/x")
    assert names(repo, "v*", "!v0.*") == ["v1.0"]
    assert names(repo, "feature/*", "main") == ["main", "feature/x"]
    assert names(repo, "!v*") == ["main", "feature/x"]
    assert [version.is_default for version in chosen(repo, "v1.0")] == [True]


def test_a_pattern_without_a_match_names_what_there_is(repo: Repo) -> None:
    repo.commit()
    repo.tag("v1.0")
    with pytest.raises(UsageError, match=r"no branch or tag matches `v9`; there are .*v1\.0"):
        chosen(repo, "v9")
    with pytest.raises(UsageError) as caught:
        chosen(repo, "latest")
    assert "latest release" in caught.value.hint
    with pytest.raises(UsageError, match="leave no branch or tag"):
        chosen(repo, "v*", "!v1.0")
    for number in range(9):
        repo.tag(f"v0.{number}")
    with pytest.raises(UsageError, match=r"no release is meant by `since 9`; there are .*, …$"):
        chosen(repo, "since 9")


def test_remote_branches_stand_in_for_local_ones(repo: Repo) -> None:
    commit = repo.commit()
    repo.git("update-ref", "refs/remotes/origin/next", commit)
    repo.git("update-ref", "refs/remotes/origin/main", commit)
    assert names(repo, "*") == ["main", "next"]
    assert names(repo, "origin/*") == ["origin/main", "next"]
    both = chosen(repo, "main", "origin/main")
    assert [(each.name, each.slug) for each in both] == [
        ("main", "main"),
        ("origin/main", "origin-main"),
    ]


def test_phrases_choose_releases(repo: Repo) -> None:
    repo.commit()
    for tag in ("v1.0", "v1.9.1", "v1.9.2", "v1.10.0", "v2.0", "v2.1rc1", "v1.11rc1", "nightly"):
        repo.tag(tag)
    for phrase, wanted in (
        ("latest release", ["v2.1rc1"]),
        ("Latest  3 minors", ["v2.1rc1", "v2.0", "v1.10.0"]),
        ("latest 2 majors", ["v2.1rc1", "v1.10.0"]),
        ("since 1.9.2", ["v2.1rc1", "v2.0", "v1.10.0", "v1.9.2"]),
        ("minors since v1.9", ["v2.1rc1", "v2.0", "v1.10.0", "v1.9.2"]),
        (">=1.9,<2", ["v1.10.0", "v1.9.2", "v1.9.1"]),
        ("latest 99 releases", ["v2.1rc1", "v2.0", "v1.10.0", "v1.9.2", "v1.9.1", "v1.0"]),
    ):
        assert names(repo, phrase) == wanted, phrase
    assert names(repo, "main", "since 1.9.2", "!latest release", "!v1.1*") == [
        "main",
        "v2.0",
        "v1.9.2",
    ]
    with pytest.raises(UsageError, match=r"meant by `since 9\.0`; there are v2\.1rc1"):
        chosen(repo, "since 9.0")
    with pytest.raises(UsageError, match="did you mean `minors`"):
        chosen(repo, "latest 3 minros")


def test_what_the_settings_say_of_versions(repo: Repo) -> None:
    repo.commit()
    for tag in ("v1.0", "v1.1", "v2.0", "v3.0"):
        repo.tag(tag)
    given = SiteSettings(
        hidden=("v1.0", "gone*"),
        notes={"v1.*": "eol", "v3.0": "unreleased", "since 2.0": "eol", "v2.*": "released"},
    )
    found = choose(Git.discover(repo.path), given)
    assert [(each.name, each.note, each.hidden) for each in found] == [
        ("main", "", False),
        ("v3.0", "eol", False),
        ("v2.0", "released", False),
        ("v1.1", "eol", False),
        ("v1.0", "eol", True),
    ]
    assert aliases_of(found)["stable"].name == "v2.0"
    entries = [Entry(each, "ok", ("index",), ()) for each in found]
    files = root_files("Shop", entries, "https://e.org/docs/")
    files |= notfound.root_files("Shop", entries, "")
    assert "Disallow: /docs/v1.0/\n" in files["robots.txt"]
    assert [each["version"] for each in json.loads(files["versions.json"])][-1] == "v1.1"
    assert '"note":"eol"' in files["versions.js"]
    assert files["versions.js"].count('"hidden":true') == 1
    assert "v1.0/" not in files["404.html"]
    with pytest.raises(ConfigError, match=r"archdocs.toml:2: .*`eol`, not the string .old"):
        parse('[site.notes]\n"v1.*" = "old"\n', "archdocs.toml")


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("latest 3 minros", "did you mean `minors`?; say `latest 3 minors`"),
        ("since yesterday", "`yesterday` is no version such as `2.0`"),
        ("!sinc 2.0", "did you mean `since`?"),
        (">=2.0,banana", "is no range of versions"),
        ("latest 0 minors", "asks for none"),
    ],
)
def test_a_phrase_that_says_nothing_is_told_with_its_line(phrase: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(f'[site]\nlimit = 3\nrefs = ["main", "{phrase}"]\n', "archdocs.toml")
    assert said in caught.value.message
    assert "archdocs.toml:3" in str(caught.value)


@given(st.text(alphabet="latesinc minorsv0123.<>=~,!", max_size=30))
@settings(max_examples=100, deadline=None)
def test_any_text_is_a_phrase_a_name_or_refused(text: str) -> None:
    fault = fault_of([text])
    assert "\n" not in fault


def test_tags_of_one_project_have_its_prefix(repo: Repo) -> None:
    repo.write("docs/conf.py", 'project = "Web"\n')
    repo.write("docs/index.rst", "Web\n===\n")
    repo.commit("first")
    tags = ("web@1.9.0", "web@1.10.0", "web@1.10.1", "web@2.0.0rc1", "api@3.0.0", "v9.0", "web@")
    for tag in tags:
        repo.git("tag", tag)
    repo.git("branch", "1.9.0")
    git = Git.discover(repo.path)
    web = SiteSettings(tag_prefix="web@")

    def asked(*patterns: str) -> list[str]:
        return [version.name for version in choose(git, web, patterns)]

    assert asked() == ["main", "2.0.0rc1", "1.10.1", "1.9.0"]
    assert asked("since 1.10") == ["2.0.0rc1", "1.10.1", "1.10.0"]
    assert asked("1.10.*") == asked("web@1.10.*") == asked("refs/tags/web@1.10.*")
    both = choose(git, web, ("1.9.0",))
    assert {v.title: v.slug for v in both}.keys() == {"1.9.0 (tag)", "1.9.0"}
    assert len({version.slug for version in both}) == 2
    with pytest.raises(UsageError, match=r"no branch or tag matches `api@\*`"):
        asked("api@*")
    with pytest.raises(UsageError, match=r"begins with `wep@`.*there are `web@`, `api@`$"):
        choose(git, SiteSettings(tag_prefix="wep@"))


@pytest.mark.parametrize(("start", "said"), [("web-", "v1.2"), ("web-v", "1.2"), ("web/", "1.2")])
def test_any_prefix_that_a_tag_can_have(repo: Repo, start: str, said: str) -> None:
    repo.commit("first")
    repo.git("tag", f"{start}{said}")
    git = Git.discover(repo.path)
    (version,) = choose(git, SiteSettings(tag_prefix=start), ("latest release",))
    assert (version.title, version.slug, str(version.release)) == (said, said, "1.2")
    with pytest.raises(UsageError, match=f"there are `{start.removesuffix('v')}`"):
        choose(git, SiteSettings(tag_prefix="x"))


def test_two_projects_of_a_repository_leave_each_other_alone(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("web", "api"):
        repo.write(f"{name}/archdocs.toml", f'[site]\ntag-prefix = "{name}@"\nrefs = ["*"]\n')
        repo.write(f"{name}/docs/conf.py", f'project = "{name}"\n')
        repo.write(f"{name}/docs/index.rst", "Title\n=====\n")
    repo.write("web/adr/0001-use-kafka.md", "---\nstatus: accepted\n---\n\n# Use Kafka\n")
    repo.commit("first")
    repo.git("tag", "web@1.0")
    repo.git("tag", "api@7.0")

    def planned() -> tuple[object, str, list[str]]:
        project = Project(repo.path / "web")
        folder = SiteFolder(project.root / "_site")
        base = build.configuration(project)
        assert run(["-C", str(project.root), "plan", "--format", "json"]) == 0
        keys = json.loads(capsys.readouterr().out)
        assert [each["ref"] for each in keys][1:] == ["refs/tags/web@1.0"]
        way = [point.name for point in way_to(project, repo.git("rev-parse", "HEAD"))]
        return keys, standing.question(project, base, folder, ()), way

    before = planned()
    assert before[2] == ["1.0"]
    repo.git("tag", "api@8.0")
    assert planned() == before
    assert run(["-C", str(repo.path / "web"), "plan", "--format", "github-matrix"]) == 0
    jobs = json.loads(capsys.readouterr().out)["include"]
    assert jobs[1] == {"version": "1.0", "only": "1.0"}
    repo.git("tag", "web@1.1")
    assert run(["-C", str(repo.path / "web"), "plan"]) == 0
    assert "latest is main, stable is 1.1" in capsys.readouterr().out


def test_hostile_and_colliding_names_get_safe_unique_folders(repo: Repo) -> None:
    commit = repo.commit()
    for ref in ("tags/--output=x", "tags/v1", "tags/V1", "heads/v1", "tags/a/b", "tags/a-b"):
        repo.git("update-ref", f"refs/{ref}", commit)
    for ref in ("tags/stable", "tags/größe", "heads/Latest", "tags/.x.y"):
        if ref != "tags/.x.y":
            repo.git("update-ref", f"refs/{ref}", commit)
    versions = chosen(repo, "*")
    slugs = [version.slug for version in versions]
    assert len({slug.casefold() for slug in slugs}) == len(versions) == 10
    assert all(set(slug) <= ALLOWED and slug[0] not in "-._" for slug in slugs)
    assert not RESERVED & {slug.casefold() for slug in slugs}
    assert {v.slug for v in versions if v.ref == "refs/tags/v1"} == {"v1"}
    repo.git("update-ref", "refs/tags/main", commit)
    same = {v.ref: (v.slug, v.title) for v in chosen(repo, "v1", "V1", "main")}
    assert same["refs/heads/main"] == ("main", "main"), "no tag takes the address of the default"
    assert same["refs/tags/main"][1] == "main (tag)"
    assert same["refs/tags/main"][0].startswith("main-")
    assert (same["refs/tags/v1"][1], same["refs/heads/v1"][1]) == ("v1 (tag)", "v1 (branch)")


@given(st.lists(st.text(min_size=1), max_size=8, unique=True))
@settings(max_examples=200, deadline=None)
def test_every_name_gets_a_safe_folder(refs: list[str]) -> None:
    slugs = Slugs()
    made = [slugs.add(ref, f"refs/tags/{ref}") for ref in refs]
    assert len({slug.casefold() for slug in made}) == len(refs)
    for slug in made:
        assert set(slug) <= ALLOWED
        assert slug[0].isalnum()
        assert ".." not in slug
        assert len(slug) < 110
        assert slug.casefold() not in RESERVED


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_tag_can_be_asked_for_its_version(tag: str) -> None:
    release = parse_release(tag)
    assert release is None or str(release)


@pytest.mark.parametrize(
    ("tag", "version"),
    [("v1.2.3", "1.2.3"), ("25.1.0", "25.1.0"), ("release-2.0", "2.0"), ("V3.0RC1", "3.0rc1")],
)
def test_tags_read_as_versions(tag: str, version: str) -> None:
    assert str(parse_release(tag)) == version
    assert slug_of(tag) == tag


@pytest.mark.parametrize("tag", ["nightly", "", "v", "1.2.banana", "release", "--output=x"])
def test_tags_that_are_none(tag: str) -> None:
    assert parse_release(tag) is None
