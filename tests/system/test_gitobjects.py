"""What is read through one process is what git answers to each question."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from archdocs.errors import RepositoryError
from archdocs.system import gitrun
from archdocs.system.git import Git
from archdocs.system.gittrees import plain_mode
from support import Repo

PATHS = (
    *("", "docs", "docs/conf.py", "docs/a/b/deep.md", "way", "way/conf.py", "vendored", "run.sh"),
    *("docs/", "./docs", "docs/../run.sh", "nothing", "docs/conf.py/x", "größe/x\udcff.md", "old"),
)


def made(repo: Repo) -> list[str]:
    """Make commits with all that a tree can have; the last one's parents are two."""
    repo.write("docs/conf.py", "a")
    repo.write("docs/a/b/deep.md", "b")
    repo.write("run.sh", "c").chmod(0o755)
    (repo.path / "way").symlink_to("docs")
    (repo.path / "größe").mkdir()
    Path(f"{repo.path}/größe/x\udcff.md").write_text("d")
    first = repo.commit("first")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{first},vendored")
    repo.git("commit", "-q", "-m", "submodule")
    repo.git("branch", "side", repo.git("commit-tree", "-p", first, "-m", "s", f"{first}^{{tree}}"))
    repo.write("docs/conf.py", "more")
    repo.git("add", "docs")
    repo.git("commit", "-q", "-m", "more")
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    return [*repo.git("rev-list", "HEAD").split(), odd(repo)]


def odd(repo: Repo) -> str:
    """Make a commit whose tree has modes that git does not write any more."""
    blob = repo.git("hash-object", "-w", "run.sh")
    inner = hashed(repo, b"100664 x.md\0" + bytes.fromhex(blob))
    outer = hashed(repo, b"040000 old\0" + bytes.fromhex(inner))
    return repo.git("commit-tree", "-m", "odd", outer)


def hashed(repo: Repo, tree: bytes) -> str:
    """Write a tree as it is, and return its id."""
    done = subprocess.run(
        ["git", "hash-object", "-w", "-t", "tree", "--literally", "--stdin"],
        cwd=repo.path,
        input=tree,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def answers(git: Git, commits: list[str]) -> list[object]:
    """Ask everything."""
    found: list[object] = [git.tree(each) for each in commits]
    found += [git.tree(each, (path,)) for each in commits for path in PATHS if path]
    for commit in (*commits, "main"):
        found += [git.tree_id(commit, path) for path in PATHS]
        found += [git.has_file(commit, path) for path in PATHS]
    found += [git.commit_time(each) for each in commits]
    # The oldest first: what comes later is near to what is known.
    return [*found, [git.chain(each) for each in (*reversed(commits), "main")]]


def test_a_reader_changes_no_answer(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = made(repo)
    apart = answers(Git(repo.path), commits)
    asked: list[tuple[str, ...]] = []
    run = gitrun.run

    def counted(folder: Path, *args: str, **more: object) -> object:
        asked.append(args)
        return run(folder, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(gitrun, "run", counted)
    git = Git(repo.path)
    with git.blobs():
        assert answers(git, commits) == apart
        asked.clear()
        again = [(git.tree_id(each, "docs"), git.chain(each)) for each in commits]
        assert [each for each, _ in again] == [git.tree_id(each, "docs") for each in commits]
        assert not asked
        assert git.tree_id("0" * 40, "docs") is None
        assert git.chain(git.tree_id(commits[0]) or "") == ()
        for ask in (git.chain, git.tree, git.commit_time):
            with pytest.raises(RepositoryError):
                ask("0" * 40)
        before = git.refs()
        repo.tag("v1")
        assert git.refs() == before
    assert [ref.name for ref in git.refs() if ref not in before] == ["v1"]


def test_what_is_not_there_is_missed_each_time(repo: Repo) -> None:
    repo.write("docs/a/page.md", "a")
    commit = repo.commit()
    gone = repo.git("rev-parse", f"{commit}:docs/a")
    (repo.path / ".git/objects" / gone[:2] / gone[2:]).unlink()
    git = Git(repo.path)
    with git.blobs():
        for _ in range(2):
            with pytest.raises(RepositoryError):
                git.tree(commit)
            assert git.tree_id(commit, "docs/a") == gone
            assert git.tree_id(commit, "docs/a/page.md") is None


def test_a_cut_history_ends_where_it_was_cut(repo: Repo, tmp_path: Path) -> None:
    for number in range(4):
        repo.write("a.md", str(number))
        repo.commit()
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth", "2", f"file://{repo.path}", str(clone))
    git = Git(clone)
    with git.blobs():
        newest = git.head or ""
        assert len(git.chain(newest)) == 2
        assert git.chain(git.chain(newest)[1]) == git.chain(newest)[1:]


@pytest.mark.parametrize(
    ("said", "meant"),
    [(b"100664", b"100644"), (b"040000", b"40000"), (b"x", b"x"), (b"100775", b"100755")],
)
def test_modes_are_those_git_takes_them_for(said: bytes, meant: bytes) -> None:
    assert plain_mode(said) == meant
