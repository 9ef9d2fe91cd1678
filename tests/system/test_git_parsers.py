"""What git prints, with names that a hostile repository may have."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archdocs.errors import RepositoryError
from archdocs.system.git import Git
from archdocs.system.gitblobs import BlobReader
from archdocs.system.gittrees import parse_tree
from archdocs.system.gitvalues import (
    Change,
    Commit,
    Hit,
    Ref,
    TreeEntry,
    parse_hits,
    parse_log,
    parse_refs,
    parse_tree_list,
)

#: Everything but NUL, the slash that parts folders, and lone surrogates.
CHARACTERS = st.characters(exclude_characters="\0/", exclude_categories=["Cs"])
HOSTILE = st.sampled_from(
    [
        "\n",
        "\t",
        "\x01",
        "\x02",
        "\x1b[2J",
        "\x85",
        "\u2028",
        ":",
        " ",
        '"',
        "\\",
        "-",
        "--output=x",
    ]
)
NAMES = st.lists(HOSTILE | st.text(CHARACTERS, max_size=4), min_size=1, max_size=5).map("".join)
FILES = NAMES.filter(
    lambda name: (
        name.strip(". ") and not name.lower().startswith(".git") and len(name.encode()) < 99
    )
)
#: What git cuts off both ends of a name; it refuses one that has nothing else.
CRUD = "".join(map(chr, range(33))) + ".,:;<>\"\\'"
IDS = st.text("0123456789abcdef", min_size=40, max_size=40)
TEXTS = st.text(st.characters(exclude_characters="\0\n", exclude_categories=["Cs"]), max_size=20)
CHANGES = st.builds(Change, IDS, IDS, st.sampled_from("AMDT"), NAMES)
COMMITS = st.builds(
    Commit, IDS, st.integers(0, 2**33), TEXTS, TEXTS, st.lists(CHANGES, max_size=4).map(tuple)
)
ONE = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@ONE
@given(st.lists(COMMITS, max_size=5))
def test_a_log_comes_back_as_it_was(commits: list[Commit]) -> None:
    said = []
    for commit in commits:
        parts = [commit.id, str(commit.time), commit.author, commit.subject]
        for change in commit.changes:
            first = "\n" if change is commit.changes[0] else ""
            meta = f"{first}:100644 100644 {change.old} {change.new} {change.status}"
            parts += [meta, change.path]
        said.append("\0".join(parts) + "\0")
    assert list(parse_log("\0".join(said))) == commits


@ONE
@given(st.lists(st.tuples(NAMES.filter(lambda name: "\n" not in name), IDS), max_size=5))
def test_refs_come_back_as_they_were(refs: list[tuple[str, str]]) -> None:
    lines = [f"refs/heads/{name}\0commit\0{ident}\0\0\x007\0" for name, ident in refs]
    found = list(parse_refs("\n".join([*lines, ""])))
    assert found == [Ref(name, "branch", ident, 7) for name, ident in refs]


@ONE
@given(st.lists(st.tuples(IDS, NAMES), max_size=5))
def test_a_tree_comes_back_as_it_was(entries: list[tuple[str, str]]) -> None:
    text = "".join(f"100644 blob {ident}\t{name}\0" for ident, name in entries)
    assert list(parse_tree_list(text)) == [TreeEntry("100644", i, name) for i, name in entries]
    raw = b"".join(b"100644 %s\0%s" % (n.encode(), bytes.fromhex(i)) for i, n in entries)
    assert parse_tree(raw, 20) == tuple((b"100644", n.encode(), i) for i, n in entries)


@ONE
@given(st.lists(st.tuples(NAMES, TEXTS), max_size=5), IDS)
def test_hits_come_back_as_they_were(hits: list[tuple[str, str]], commit: str) -> None:
    text = "".join(f"{commit}:{name}\0{line}\n" for name, line in hits)
    assert list(parse_hits(text, commit)) == [Hit(name, line) for name, line in hits]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


def git(folder: Path, *args: str, stdin: bytes = b"", name: str = "A") -> str:
    """Run git here, quickly: with an identity from the environment."""
    who = {"NAME": name or "A", "EMAIL": "a@example.org", "DATE": "2026-01-01T00:00:00+00:00"}
    env = {f"GIT_{role}_{key}": who[key] for role in ("AUTHOR", "COMMITTER") for key in who}
    done = subprocess.run(
        ["git", *args], cwd=folder, env={**os.environ, **env}, input=stdin, capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().strip()


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    files=st.dictionaries(FILES, st.binary(max_size=60), min_size=1, max_size=4),
    subject=TEXTS.filter(lambda text: text.strip()),
    author=TEXTS,
)
def test_real_git_says_what_we_read(
    bare: Path, files: dict[str, bytes], subject: str, author: str
) -> None:
    blobs = {n: git(bare, "hash-object", "-w", "--stdin", stdin=d) for n, d in files.items()}
    listing = b"".join(b"100644 blob %s\t%s\0" % (b.encode(), n.encode()) for n, b in blobs.items())
    tree = git(bare, "mktree", "-z", stdin=listing)
    words = author if author.strip(CRUD) else "A"
    message = subject.encode()
    commit = git(bare, "commit-tree", tree, "-F", "-", stdin=message, name=words)
    found = Git(bare)
    assert {entry.path: entry.blob for entry in found.tree(commit)} == blobs
    (logged,) = found.log(commit)
    assert logged.id == commit
    assert {change.path: change.new for change in logged.changes} == blobs
    git(bare, "update-ref", "refs/heads/x", commit)
    assert [ref.commit for ref in found.refs() if ref.name == "x"] == [commit]
    with BlobReader(bare) as reader:
        for name, blob in blobs.items():
            assert reader.read(blob) == files[name]
        with pytest.raises(RepositoryError):
            reader.read("0" * 40)
        assert reader.read(next(iter(blobs.values()))) in files.values()


def test_refs_with_what_ends_a_line_elsewhere(bare: Path) -> None:
    blob = git(bare, "mktree", stdin=b"")
    commit = git(bare, "commit-tree", blob, "-m", "x\x01y\x02z")
    names = ["a\u2028b", "c\x85d", "é", "HEADS"]
    for name in names:
        git(bare, "update-ref", f"refs/heads/{name}", commit)
    assert set(names) <= {ref.name for ref in Git(bare).refs()}
    (logged,) = Git(bare).log(commit)
    assert logged.subject == "x\x01y\x02z"
    assert logged.changes == ()


def test_a_search_in_files_of_any_name(bare: Path) -> None:
    blob = git(bare, "hash-object", "-w", "--stdin", stdin=b"one word\nother\nword two\n")
    listing = f"100644 blob {blob}\ta\nb:c\x00100644 blob {blob}\tword\x00".encode()
    tree = git(bare, "mktree", "-z", stdin=listing)
    commit = git(bare, "commit-tree", tree, "-m", "x")
    hits = Git(bare).grep(commit, ["word"])
    lines = ("one word", "word two")
    assert hits == [Hit(name, line) for name in ("a\nb:c", "word") for line in lines]
