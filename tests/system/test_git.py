"""git is read from objects, and hostile names are only names."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from archdocs.errors import RepositoryError
from archdocs.system import gitblobs
from archdocs.system.git import Git
from archdocs.system.tree import GitTree, WorkTree
from support import Repo


def test_outside_of_a_repository_there_is_none(tmp_path: Path) -> None:
    assert Git.discover(tmp_path) is None


def test_refs_are_peeled(repo: Repo) -> None:
    repo.write("a.md", "a")
    commit = repo.commit()
    repo.tag("v1.0")
    repo.git("tag", "light")
    refs = {(ref.kind, ref.name): ref.commit for ref in Git(repo.path).refs()}
    assert refs == {("branch", "main"): commit, ("tag", "v1.0"): commit, ("tag", "light"): commit}


def test_a_ref_named_like_an_option_is_a_name(repo: Repo) -> None:
    repo.write("a.md", "a")
    commit = repo.commit()
    repo.git("update-ref", "refs/tags/--output=x", commit)
    git = Git(repo.path)
    assert git.resolve("--output=x") == commit
    assert git.resolve("--all") is None
    assert not (repo.path / "x").exists()


def test_a_ref_whose_name_is_no_text_is_left_out(repo: Repo) -> None:
    commit = repo.commit()
    repo.git("tag", "v1")
    place = os.fsencode(repo.path / ".git/refs/tags") + b"/v\xff2"
    with open(place, "w") as file:  # noqa: PTH123 - no text, no path
        file.write(f"{commit}\n")
    git = Git.discover(repo.path)
    assert git is not None
    assert [ref.name for ref in git.refs() if ref.kind == "tag"] == ["v1"]


def test_log_follows_the_first_parent_and_names_paths_raw(repo: Repo) -> None:
    repo.write("ünïcode name.md", "1")
    first = repo.commit("one", date="2026-01-01T00:00:00+00:00")
    repo.git("checkout", "-q", "-b", "side")
    repo.write("b.md", "b")
    repo.commit("side")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side", date="2026-02-01T00:00:00+00:00")
    log = list(Git(repo.path).log("HEAD"))
    assert [commit.subject for commit in log] == ["merge", "one"]
    assert [change.path for change in log[0].changes] == ["b.md"]
    assert log[1].id == first
    assert log[1].changes[0].path == "ünïcode name.md"
    assert log[1].date.isoformat() == "2026-01-01"


def test_a_shallow_clone_is_known(repo: Repo, tmp_path: Path) -> None:
    repo.write("a.md", "a")
    repo.commit()
    repo.commit()
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.path}", str(tmp_path / "clone"))
    found = Git.discover(tmp_path / "clone")
    assert found is not None
    assert found.is_shallow
    assert not Git(repo.path).is_shallow


def test_a_missing_object_is_an_error_with_its_name(repo: Repo) -> None:
    repo.write("a.md", "a")
    repo.commit()
    with Git(repo.path).blobs() as blobs, pytest.raises(RepositoryError, match="no object 1111"):
        blobs.read("1" * 40)


def test_all_readers_share_a_process_that_ends_with_the_last(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("a.md", "a")
    commit = repo.commit()
    git = Git(repo.path)
    (entry,) = git.tree(commit)
    running: list[subprocess.Popen[bytes]] = []
    start = gitblobs.started

    def started(root: Path) -> subprocess.Popen[bytes]:
        running.append(start(root))
        return running[-1]

    monkeypatch.setattr(gitblobs, "started", started)
    with git.blobs() as first:
        with git.blobs() as second:
            assert second.read(entry.blob) == first.read(entry.blob) == b"a"
        with pytest.raises(ValueError, match="closed"):
            second.read(entry.blob)
        with pytest.raises(UnicodeEncodeError):
            first.read("ä")
        # An answer that nobody took would be the next one's; so that process is gone.
        assert first.read(entry.blob) == b"a"
        assert [child.poll() is None for child in running] == [False, True]
    assert running[1].poll() is not None


def test_the_files_of_a_commit_are_listed_once_but_those_of_a_branch_anew(repo: Repo) -> None:
    repo.write("a.md", "a")
    commit = repo.commit()
    git = Git(repo.path)
    first = git.tree(commit)
    assert git.tree(commit) is first
    assert len(git.tree("HEAD")) == 1
    assert git.tree(commit, ["b.md"]) == ()
    repo.write("b.md", "b")
    repo.commit()
    assert len(git.tree("HEAD")) == 2


def test_hooks_and_filters_do_not_run(repo: Repo, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    repo.write(".gitattributes", "*.md filter=evil diff=evil\n")
    repo.write("a.md", "a")
    repo.commit()
    for key in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv"):
        repo.git("config", key, f"touch {marker}")
    repo.git("config", "core.fsmonitor", f"touch {marker}")
    git = Git(repo.path)
    with git.blobs() as blobs:
        for entry in git.tree("HEAD"):
            blobs.read(entry.blob)
    list(git.log("HEAD"))
    git.tracked()
    assert not marker.exists()


@pytest.mark.parametrize("kind", ["work", "git"])
def test_trees_answer_alike(repo: Repo, kind: str) -> None:
    repo.write("docs/a.md", "a")
    repo.write("docs/sub/b.md", "b")
    repo.write("c.md", "c")
    repo.write(".gitignore", "ignored/\n")
    commit = repo.commit()
    repo.write("ignored/x.md", "x")
    git = Git(repo.path)
    tree = WorkTree(repo.path, git) if kind == "work" else GitTree(git, commit)
    assert tree.files("docs") == ("docs/a.md", "docs/sub/b.md")
    assert "ignored/x.md" not in tree.files()
    assert tree.read("docs/a.md") == b"a"
    assert tree.read("nope") is None
    assert tree.exists("docs/sub")
    assert not tree.exists("doc")


def test_a_link_out_of_the_tree_is_not_read(repo: Repo, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (repo.path / "a.md").symlink_to(secret)
    commit = repo.commit()
    git = Git(repo.path)
    assert WorkTree(repo.path, git).read("a.md") is None
    assert GitTree(git, commit).read("a.md") is None


def test_no_configured_filter_or_submodule_runs_anything(repo: Repo, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    repo.write(".gitattributes", "*.md filter=evil\n*.txt filter=a=b\n")
    repo.write("a.md", "one")
    repo.write("b.txt", "one")
    inner = repo.path / "inner"
    for folder in (inner, repo.path):
        folder.mkdir(exist_ok=True)
    repo.git("init", "-q", str(inner))
    repo.git("-C", str(inner), "commit", "-q", "--allow-empty", "-m", "x")
    repo.commit()
    for name, key in (("evil", "clean"), ("evil", "process"), ("a=b", "clean")):
        repo.git("config", "--file", ".git/config", f"filter.{name}.{key}", f"touch {mark}; cat")
        repo.git("config", "--file", ".git/config", f"filter.{name}.required", "true")
    repo.git("config", "--file", "inner/.git/config", "core.fsmonitor", f"touch {mark}; false")
    repo.write("a.md", "two")
    repo.write("b.txt", "two")
    git = Git.discover(repo.path)
    assert git is not None
    assert git.status_paths() == ("a.md", "b.txt")
    assert not mark.exists()
