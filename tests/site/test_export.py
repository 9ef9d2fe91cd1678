from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.site import missing, prebuild
from archdocs.system.export import FIXED_TIME, Export, Note, export_commit, export_folder, refuses
from archdocs.system.git import Git
from archdocs.system.scratch import remove
from support import Repo


def git_of(repo: Repo) -> Git:
    found = Git.discover(repo.path)
    assert found is not None
    return found


def kinds(export: Export) -> set[tuple[str, str]]:
    return {(note.kind, note.path) for note in export.notes}


def test_a_commit_is_written_without_touching_the_checkout(repo: Repo, tmp_path: Path) -> None:
    repo.write("docs/index.md", "first")
    repo.write("tool.sh", "#!/bin/sh\n").chmod(0o755)
    commit = repo.commit()
    repo.write("docs/index.md", "second, not committed")
    made = export_commit(git_of(repo), commit, tmp_path / "out")
    assert (tmp_path / "out/docs/index.md").read_text() == "first"
    assert (tmp_path / "out/docs/index.md").stat().st_mtime == FIXED_TIME
    assert (tmp_path / "out/tool.sh").stat().st_mode & 0o777 == 0o755
    assert (made.files, made.notes) == (2, [])
    assert len(repo.git("worktree", "list").splitlines()) == 1
    assert (repo.path / "docs/index.md").read_text() == "second, not committed"


def test_only_the_asked_for_paths(repo: Repo, tmp_path: Path) -> None:
    repo.write("docs/index.md", "x")
    repo.write("src/big.bin", "y")
    export_commit(git_of(repo), repo.commit(), tmp_path / "out", paths=("docs",))
    assert not (tmp_path / "out/src").exists()


def test_links_stay_only_where_they_lead_inside(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    repo.write("README.md", "read me")
    docs = repo.path / "docs"
    docs.mkdir()
    for name, target in {
        "ok.md": "../README.md",
        "chain.md": "ok.md",
        "passwd": "/etc/passwd",
        "up": "../../../secret",
        "loop": "loop",
        "nowhere": "absent",
        "over": "up",
    }.items():
        (docs / name).symlink_to(target)
    commit = repo.commit()
    made = export_commit(git_of(repo), commit, tmp_path / "a" / "out")
    out = tmp_path / "a/out/docs"
    assert sorted(path.name for path in out.iterdir()) == ["chain.md", "ok.md"]
    assert (out / "chain.md").read_text() == "read me"
    assert {path for _, path in kinds(made)} == {
        f"docs/{name}" for name in ("passwd", "up", "loop", "nowhere", "over")
    }
    again = export_folder(repo.path, git_of(repo), tmp_path / "b" / "out")
    assert sorted(p.name for p in (tmp_path / "b/out/docs").iterdir()) == ["chain.md", "ok.md"]
    assert not any((tmp_path / "b/out").rglob("passwd"))
    assert again.files == made.files


def hostile_tree(repo: Repo, *entries: tuple[str, str]) -> str:
    """Make a commit of a tree that git itself would refuse to add."""
    blob = repo.write("blob", "payload")
    ident = repo.git("hash-object", "-w", str(blob))
    data = b"".join(
        f"{mode} {name}".encode("utf-8", "surrogateescape") + b"\0" + bytes.fromhex(ident)
        for mode, name in entries
    )
    blob.write_bytes(data)
    tree = repo.git("hash-object", "--literally", "-t", "tree", "-w", str(blob))
    return repo.git("commit-tree", tree, "-m", "hostile")


def test_hostile_paths_are_left_out(repo: Repo, tmp_path: Path) -> None:
    commit = hostile_tree(
        repo,
        ("100644", "../escaped"),
        ("100644", ".git"),
        ("100644", "/absolute"),
        ("100644", "a\\b"),
        ("100644", "line\nbreak"),
        ("100644", "ok.md"),
        ("100644", "ok.md"),
        ("100644", "x" * 300),
        ("100644", "\udcff"),
    )
    made = export_commit(git_of(repo), commit, tmp_path / "deep" / "out")
    assert [path.name for path in (tmp_path / "deep/out").iterdir()] == ["ok.md"]
    assert not (tmp_path / "deep/escaped").exists()
    assert not Path("/absolute").exists()
    assert len(made.notes) == 8
    assert all(note.path.isprintable() for note in made.notes)


def test_a_file_below_a_link_is_not_written_through_it(repo: Repo, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    made = Export(tmp_path / "out")
    made.root.mkdir()
    made.links.append(("a", str(outside)))
    made.links.append(("b", "../outside"))
    made.write("b/file", b"data")
    made.link_all()
    assert list(outside.iterdir()) == []
    assert (made.root / "b/file").read_bytes() == b"data"


def test_submodules_and_lfs_pointers_are_named(repo: Repo, tmp_path: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    repo.write("docs/picture.png", pointer)
    commit = repo.commit()
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},docs/shared")
    repo.git("commit", "-q", "-m", "submodule")
    made = export_commit(git_of(repo), repo.git("rev-parse", "HEAD"), tmp_path / "out")
    assert kinds(made) == {("lfs-pointer", "docs/picture.png"), ("submodule", "docs/shared")}


def test_what_lies_beside_the_objects_of_git_is_taken(repo: Repo, tmp_path: Path) -> None:
    shared = Repo(repo.path / "docs/shared")
    shared.path.mkdir(parents=True)
    shared.git("init", "-q")
    shared.write("terms.md", "words")
    (shared.path / "again.md").symlink_to("terms.md")
    inner = shared.commit()
    for name, content, said in (("a", b"picture", b"picture"), ("b", b"other", b"wrong")):
        ident = hashlib.sha256(said).hexdigest()
        repo.write(f".git/lfs/objects/{ident[:2]}/{ident[2:4]}/{ident}", content)
        head = "version https://git-lfs.github.com/spec/v1"
        repo.write(f"docs/{name}.png", f"{head}\noid sha256:{ident}\nsize {len(content)}\n")
    repo.git("add", "docs/a.png", "docs/b.png")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{inner},docs/shared")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},docs/gone")
    # What is no repository of its own is none of this one's submodules.
    (repo.path / "docs/gone").mkdir()
    repo.git("commit", "-q", "-m", "all")
    made = export_commit(git_of(repo), repo.git("rev-parse", "HEAD"), tmp_path / "out")
    docs = tmp_path / "out/docs"
    assert (docs / "shared/terms.md").read_text() == "words"
    assert (docs / "shared/again.md").read_text() == "words"
    assert (docs / "a.png").read_bytes() == b"picture"
    assert (docs / "b.png").read_bytes().startswith(b"version")
    assert kinds(made) == {("lfs-pointer", "docs/b.png"), ("submodule", "docs/gone")}


def test_what_is_missing_is_told_where_a_page_needs_it(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "guide").mkdir(parents=True)
    (docs / "guide/a.rst").write_text("A\n=\n\n.. image:: ../flow.png\n")
    (docs / "a.md").write_text("Look into vendor/lib and vendor/other.\n")
    (docs / "b.md").write_text("```{literalinclude} ../vendor/lib/x.py\n```\n")
    notes = [
        Note("lfs-pointer", "p/docs/flow.png"),
        Note("lfs-pointer", "p/docs/low.png"),
        Note("lfs-pointer", "p/assets/big.bin"),
        Note("submodule", "p/vendor/lib"),
        Note("submodule", "p/vendor/other"),
        Note("symlink", "p/docs/passwd", "it leads out of the tree or nowhere"),
    ]
    found = missing.told(notes, tmp_path, "p", "docs")
    assert [(each.code, str(each.location)) for each in found] == [
        ("site.lfs-pointer", "docs/guide/a.rst:4"),
        ("site.lfs-pointer", "docs/low.png"),
        ("site.submodule", "docs/b.md:1"),
        ("site.path-refused", "docs/passwd"),
    ]
    assert found[0].message == "docs/flow.png, a Git LFS pointer; the file itself is not here"
    # Steps without end take no time.
    assert not missing.pattern_of("docs/low.png", "docs").search("./" * 200_000)
    assert found[2].hint == "run: git submodule update --init, then archdocs build --no-cache"


@given(st.text(max_size=60) | st.lists(st.sampled_from(["..", ".", "", ".GIT", "a"])).map("/".join))
@settings(max_examples=300, deadline=None)
def test_no_accepted_path_leaves_the_target(path: str) -> None:
    if not refuses(path):
        parts = Path("/target", path).parts
        assert parts[:2] == ("/", "target")
        assert ".." not in parts
        assert ".git" not in [part.casefold() for part in parts]


@pytest.mark.parametrize("path", ["a", "docs/ü.md", ".github/x", "a b", "..a", "x.git/y", "-x"])
def test_usual_paths_are_taken(path: str) -> None:
    assert refuses(path) == ""


def test_links_that_make_a_circle_of_folders_are_left_out(repo: Repo, tmp_path: Path) -> None:
    repo.write("docs/index.md", "x")
    repo.write("images/a.md", "x")
    repo.write("other/b.md", "x")
    for place, target in {
        "docs/up": "..",
        "docs/self": ".",
        "docs/images": "../images",
        "images/o": "../other",
        "other/i": "../images",
    }.items():
        (repo.path / place).symlink_to(target)
    made = export_commit(git_of(repo), repo.commit(), tmp_path / "out")
    seen = [
        Path(folder, name)
        for folder, _, names in os.walk(made.root, followlinks=True)
        for name in names
    ]
    assert len(seen) <= 6
    assert ("symlink", "docs/up") in kinds(made)
    assert ("symlink", "docs/self") in kinds(made)


def test_untracked_files_are_taken_as_asked(repo: Repo, tmp_path: Path) -> None:
    repo.write("docs/conf.py", "x")
    repo.commit()
    repo.write("notes.txt", "private")
    repo.write("docs/ext.py", "x")
    made = export_folder(repo.path, git_of(repo), tmp_path / "out", new=lambda n: n[-3:] == ".py")
    assert sorted(p.name for p in made.root.rglob("*.*")) == ["conf.py", "ext.py"]


def test_files_deeper_than_any_path_may_be_are_told(tmp_path: Path) -> None:
    made = Export(tmp_path)
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("n" * 200, dir_fd=folder)
        inner = os.open("n" * 200, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(os.open("f" * 250, os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)
    prebuild.settle(made)
    assert [note.kind for note in made.notes] == ["refused"]
    remove(tmp_path)
