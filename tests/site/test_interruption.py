"""Builds that are cut off, disks that refuse, caches that are damaged: never a wrong page."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sitefaults
from archdocs.cli.main import run
from archdocs.project import Project
from archdocs.site import course, keeping
from archdocs.site.changes.facts import Reader
from archdocs.site.folder import SiteFolder
from archdocs.system.cache import Cache

PROGRAM = Path(sitefaults.__file__)


def found(folder: Path, *words: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder), *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    faults: list[str] = json.loads(done.stdout)
    return faults


def test_a_site_is_never_half_done(tmp_path: Path) -> None:
    assert found(tmp_path, "kill:97", "full:61", "together:4") == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("how", ["kill:1", "full:1", "together:250"])
def test_at_every_call(tmp_path: Path, how: str) -> None:
    assert found(tmp_path, how) == []


def test_pages_that_are_taken_away_meanwhile_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitefaults.lay_out(tmp_path)
    whole = sitefaults.state(tmp_path / "disk/site")
    known = course.ready

    def ready(*given: Any) -> Any:
        found = known(*given)
        shutil.rmtree(tmp_path / "disk/site/v1")
        return found

    monkeypatch.setattr(course, "ready", ready)
    sitefaults.publish(tmp_path, sitefaults.OLD)
    assert sitefaults.state(tmp_path / "disk/site") == whole


def damage(path: Path, chance: random.Random) -> None:
    """Flip a bit of a file, cut it, empty it, or remove it."""
    data = bytearray(path.read_bytes())
    wish = chance.randrange(5)
    if wish == 0 or not data:
        path.unlink()
        return
    if wish == 1:
        del data[chance.randrange(len(data)) :]
    elif wish == 2:
        data = bytearray()
    else:
        # As often in the few bytes of the list as in all that follows it.
        end = min(len(data), 200) if wish == 3 else len(data)
        data[chance.randrange(end)] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(data))


def damaged(root: Path, rounds: int, seed: int) -> None:
    """Damage what is kept, and pages that stand; every build must make all of it good."""
    chance = random.Random(seed)
    sitefaults.lay_out(root)
    sitefaults.publish(root, sitefaults.NEW)
    whole = sitefaults.state(root / "disk/site")
    for number in range(rounds):
        kept = sorted(p for p in (root / "disk/cache").rglob("*") if p.is_file())
        for path in chance.sample(kept, min(len(kept), 3)):
            damage(path, chance)
        if chance.random() < 0.5:
            own = sorted(p for p in (root / "disk/site").rglob("*.html") if p.is_file())
            # Another file in its place: a page is linked to from several versions.
            place = chance.choice(own)
            text = place.read_bytes()
            place.unlink()
            place.write_bytes(text[: len(text) // 2])
        sitefaults.publish(root, sitefaults.NEW)
        now = sitefaults.state(root / "disk/site")
        assert now == whole, (number, sitefaults.differing(now, whole))


def test_what_is_damaged_is_made_again(tmp_path: Path) -> None:
    damaged(tmp_path, 12, 1)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(4))
def test_what_is_damaged_in_a_thousand_ways_is_made_again(tmp_path: Path, seed: int) -> None:
    damaged(tmp_path, 250, seed + 100)


def test_no_bit_of_an_entry_goes_unseen(tmp_path: Path) -> None:
    cache, key = Cache(tmp_path), "ab" * 32
    files = {"page": b"some words", "counts": b"2"}
    cache.put("x", key, files)
    place = tmp_path / "x/ab" / key
    data = place.read_bytes()
    for at in range(len(data)):
        place.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert cache.get("x", key) is None
        place.write_bytes(data[:at])
        assert cache.get("x", key) is None
    place.write_bytes(data)
    assert cache.get("x", key) == files


def test_without_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "link", refuse)
    sitefaults.lay_out(tmp_path)
    sitefaults.publish(tmp_path, sitefaults.NEW)
    site = tmp_path / "disk/site"
    page = site / "v2/index.html"
    assert (site / "stable/index.html").read_bytes() == page.read_bytes()
    assert page.stat().st_nlink == 1
    present = SiteFolder(site).intact("stable")
    assert present is not None
    before = (site / "stable").stat().st_ino
    sitefaults.publish(tmp_path, sitefaults.NEW)
    assert (site / "stable").stat().st_ino == before


def test_a_cache_that_cannot_be_written_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.rst").write_text("Shop\n====\n")
    (tmp_path / "archdocs.toml").touch()
    (tmp_path / "file").touch()
    monkeypatch.setenv("ARCHDOCS_CACHE_DIR", str(tmp_path / "file"))
    facts = Reader(Project(tmp_path)).facts("", "0" * 64)
    assert facts.records == (), "what can't be kept is no fault"
    (tmp_path / "docs/conf.py").touch()
    assert run(["-C", str(tmp_path), "build"]) == 3
    said = capsys.readouterr().err
    assert said.startswith(f"archdocs: cannot write the cache at {tmp_path / 'file'}: Not a")
    assert "ARCHDOCS_CACHE_DIR" in said
    assert len(said.splitlines()) == 2


def test_what_a_killed_build_left_in_the_cache_goes(tmp_path: Path) -> None:
    cache, key = Cache(tmp_path), "ab" * 32
    cache.put("x", key, {"a": b"1"})
    fresh, old = tmp_path / "x/ab/.new.tmp", tmp_path / "x/ab/.old.tmp"
    for path in (fresh, old):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    assert keeping.prune(cache, days=1).entries == 1
    assert (fresh.exists(), old.exists()) == (True, False)
    assert cache.get("x", key) == {"a": b"1"}
