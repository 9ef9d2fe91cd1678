"""Folders that strangers wrote are removed whole, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from archdocs.site.make import collect
from archdocs.site.workshop import clear
from archdocs.system.cache import Cache
from archdocs.system.scratch import CLAIM, UNCLAIMED, claimed, fresh, remove, sweep
from archdocs.system.tree import WorkTree

#: Deeper than Python recurses, and than a path can be long.
LEVELS = 5000


@pytest.fixture
def place() -> Iterator[Path]:
    """Give a folder that is removed here: pytest can't remove what is too deep."""
    with tempfile.TemporaryDirectory(prefix="scratch-") as name:
        yield Path(name)
        remove(Path(name))
        Path(name).mkdir(exist_ok=True)


def deep(top: Path, levels: int = LEVELS) -> None:
    """Make folders in each other, with a file in the last."""
    top.mkdir(parents=True, exist_ok=True)
    at = os.open(top, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("d", dir_fd=at)
        inner = os.open("d", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = inner
    os.close(os.open("file.html", os.O_CREAT | os.O_WRONLY, dir_fd=at))
    os.close(at)


def test_whatever_is_in_it_it_goes_and_only_it(place: Path) -> None:
    kept = place / "kept"
    (kept / "inner").mkdir(parents=True)
    (kept / "file").write_text("kept")
    (kept / "file").chmod(0o640)
    kept.chmod(0o750)
    with fresh(within=place) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        deep(folder / "deep")
        closed = folder / "closed"
        (closed / "inner").mkdir(parents=True)
        (closed / "link").symlink_to(kept)
        (closed / "inner/link").symlink_to(kept / "file")
        os.link(kept / "file", closed / "hard")
        os.mkfifo(closed / "pipe")
        (closed / "inner").chmod(0)
        closed.chmod(0)
    assert [path.name for path in place.iterdir()] == ["kept"]
    assert (kept / "file").read_text() == "kept"
    assert (kept / "file").stat().st_mode & 0o777 == 0o640
    assert kept.stat().st_mode & 0o777 == 0o750
    assert (kept / "inner").is_dir()


def test_a_link_or_a_file_is_no_folder_to_remove(place: Path) -> None:
    kept = place / "kept"
    kept.mkdir(mode=0o750)
    (kept / "file").write_text("kept")
    (place / "link").symlink_to(kept)
    for name in ("link", "kept/file", "absent"):
        remove(place / name)
    assert (kept / "file").read_text() == "kept"
    assert (place / "link").is_symlink()


def test_what_raises_within_still_leaves_nothing(place: Path) -> None:
    with pytest.raises(KeyError), fresh(within=place):
        raise KeyError
    assert not list(place.iterdir())


def test_a_build_that_leaves_a_deep_tree_stops_nobody(place: Path) -> None:
    html = place / "built/html"
    deep(html, 1500)
    (html / "index.html").write_text("page")
    assert collect(html)["index.html"] == b"page"
    assert Cache(place / "built").info().entries == 2
    assert len(WorkTree(html).files()) == 2
    deep(place / "built/tree")
    clear(place / "built")
    assert [path.name for path in (place / "built").iterdir()] == ["html"]
    remove(place / "built")


CLAIMS = """
import sys
from archdocs.system.scratch import claimed
with claimed("archdocs-build-") as folder:
    (folder / "deep/er").mkdir(parents=True)
    (folder / "link").symlink_to(sys.argv[1])
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_what_the_killed_leave_goes_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "tmp"
    (place / "other").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    kept = tmp_path / "kept"
    (kept / "pages").mkdir(parents=True)
    (kept / CLAIM).write_text("")
    (place / "archdocs-link").symlink_to(kept)
    for name in ("archdocs-unclaimed", "archdocs-old", "archdocs-starting", "archdocs-strange"):
        (place / name).mkdir()
    (place / "archdocs-unclaimed/notes").write_text("mine")
    (place / "archdocs-starting" / UNCLAIMED).write_text("")
    (place / "archdocs-strange" / CLAIM).symlink_to(kept / CLAIM)
    for name in ("archdocs-old", "archdocs-unclaimed"):
        os.utime(place / name, (1, 1))
    child = subprocess.Popen(
        [sys.executable, "-c", CLAIMS, str(kept)],
        env={**os.environ, "TMPDIR": str(place)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin
    assert child.stdout
    with child, claimed() as ours:
        theirs = Path(child.stdout.readline().strip())
        assert sweep() == 1
        assert not (place / "archdocs-old").exists()
        assert (theirs / "deep/er").is_dir()
        child.kill()
        child.wait()
        assert theirs.is_dir()
        assert sweep() == 1
        assert not theirs.exists()
        assert ours.is_dir()
    assert not ours.exists()
    assert sweep() == 0
    left = {"other", "archdocs-link", "archdocs-unclaimed", "archdocs-starting", "archdocs-strange"}
    assert {path.name for path in place.iterdir()} == left
    assert (kept / "pages").is_dir()
