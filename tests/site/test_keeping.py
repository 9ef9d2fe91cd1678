"""What the cache holds, and how it is thinned out without harm to a build that runs."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path

import filelock
import pytest

from archdocs.cli.main import run
from archdocs.errors import UsageError
from archdocs.site import keeping
from archdocs.site.keeping import Kept, Swept
from archdocs.site.workshop import SEEDS
from archdocs.system.cache import Cache
from archdocs.system.scratch import CLAIM

DAY = 86400
NOW = int(time.time())


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """Give a cache with three entries of a hundred bytes and more, a day apart, and a folder."""
    monkeypatch.setenv("ARCHDOCS_CACHE_DIR", str(tmp_path))
    made = Cache(tmp_path)
    for number, sort in enumerate(("site", "site", "diagram")):
        key = f"{number}" * 64
        made.put(sort, key, {"x": b"x" * 100})
        os.utime(tmp_path / sort / key[:2] / key, (NOW, NOW - number * DAY))
    folder = tmp_path / SEEDS / "abc"
    folder.mkdir(parents=True)
    (folder / "big").write_bytes(b"x" * 1000)
    os.utime(folder, (NOW, NOW - 9 * DAY))
    (tmp_path / "site" / "11" / ".partly.tmp").write_text("somebody writes this now")
    return made


def test_what_is_kept(cache: Cache) -> None:
    size = (cache.folder / "diagram" / "22" / ("2" * 64)).stat().st_size
    assert keeping.kept(cache) == (
        Kept("diagram", 1, size),
        Kept("site", 2, 2 * size),
        Kept(SEEDS, 1, 1000),
    )
    assert keeping.kept(Cache(cache.folder / "nowhere")) == ()


def test_the_oldest_goes_first_and_what_is_in_use_stays(cache: Cache) -> None:
    (_, entries, _) = keeping.kept(cache)
    with filelock.FileLock(cache.folder / SEEDS / "abc.lock"):
        assert keeping.prune(cache, days=1.5) == Swept(1, entries.size // 2)
        assert (cache.folder / SEEDS / "abc" / "big").is_file()
    assert keeping.prune(cache, days=1.5) == Swept(1, 1000)
    assert keeping.prune(cache, size=entries.size) == Swept(0, 0)
    assert cache.get("site", "1" * 64), "this makes it the one that was used last"
    os.utime(cache.folder / "site" / "11" / ("1" * 64), (NOW, NOW + 99))
    assert keeping.prune(cache, size=entries.size - 1) == Swept(1, entries.size // 2)
    assert cache.get("site", "0" * 64) is None
    assert keeping.clear(cache) == Swept(1, entries.size // 2)
    assert keeping.kept(cache) == ()
    assert (cache.folder / "site" / "11" / ".partly.tmp").is_file()


def test_a_link_is_not_followed(cache: Cache, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "mine").write_text("")
    (cache.folder / "linked").symlink_to(outside)
    (cache.folder / SEEDS / "linked").symlink_to(outside)
    keeping.clear(cache)
    assert (outside / "mine").is_file()


@pytest.mark.parametrize(
    ("text", "size"),
    [("500M", 500 << 20), ("2G", 2 << 30), ("1.5 GiB", 3 << 29), ("100", 100), ("10kb", 10240)],
)
def test_sizes(text: str, size: int) -> None:
    assert keeping.size_of(text) == size


@pytest.mark.parametrize("text", ["", "much", "-1", "1P", "1G2"])
def test_what_is_no_size(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError):
        keeping.size_of(text)
    monkeypatch.setenv("ARCHDOCS_CACHE_SIZE", text or " ")
    with pytest.raises(UsageError, match="ARCHDOCS_CACHE_SIZE"):
        keeping.limit()


def test_the_command(
    cache: Cache,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed = tmp_path / "archdocs-build-killed"
    killed.mkdir()
    (killed / CLAIM).write_text("")
    assert run(["cache", "info", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["folder"], told["limit"]) == (str(cache.folder), keeping.DEFAULT)
    assert run(["cache", "prune", "--days", "1.5"]) == 0
    said = capsys.readouterr().err
    assert "removed 2 entries" in said
    assert "and 1 folder that killed builds left" in said
    assert not killed.exists()
    assert run(["cache", "info"]) == 0
    assert "of 4.0 GiB" in capsys.readouterr().out
    assert run(["cache", "clear"]) == 0
    assert run(["cache", "prune", "--size", "lots"]) == 2
