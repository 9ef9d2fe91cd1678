"""The cache returns what was put, or nothing: never something else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import EnvironmentFault
from archdocs.system.cache import Cache, default_folder, digest

KEY = "ab" * 32


def test_put_and_get(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.get("x", KEY) is None
    cache.put("x", KEY, {"a": b"1", "b": b"\n\0"})
    assert cache.get("x", KEY) == {"a": b"1", "b": b"\n\0"}
    assert cache.get("y", KEY) is None, "namespaces are apart"


def test_a_disabled_cache_holds_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path, enabled=False)
    cache.put("x", KEY, {"a": b"1"})
    assert cache.get("x", KEY) is None
    assert cache.build("x", KEY, lambda: {"a": b"2"}) == ({"a": b"2"}, False)


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=255))
@settings(max_examples=60, deadline=None)
def test_damage_is_a_miss(tmp_path_factory: pytest.TempPathFactory, at: int, byte: int) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    cache.put("x", KEY, {"a": b"some content"})
    entry = next(path for path in cache.folder.rglob(KEY))
    data = bytearray(entry.read_bytes())
    data[at % len(data)] = byte
    entry.write_bytes(bytes(data))
    assert cache.get("x", KEY) in (None, {"a": b"some content"})


PROGRAM = """
import pathlib, sys
from archdocs.system.cache import Cache
folder = pathlib.Path(sys.argv[1])
def make():
    with (folder / "made").open("a") as file:
        file.write("x")
    return {"a": b"1"}
Cache(folder).build("x", sys.argv[2], make)
"""


def test_many_processes_make_an_entry_once(tmp_path: Path) -> None:
    words = [sys.executable, "-c", PROGRAM, str(tmp_path), KEY]
    children = [subprocess.Popen(words) for _ in range(4)]
    assert [child.wait() for child in children] == [0, 0, 0, 0]
    assert (tmp_path / "made").read_text() == "x"


def test_an_unwritable_cache_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault) as caught:
        Cache(tmp_path / "file").put("x", KEY, {})
    assert "ARCHDOCS_CACHE_DIR" in caught.value.hint


def test_info(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.info().entries == 0
    cache.put("x", KEY, {"a": b"1"})
    assert cache.info().entries == 1


@given(st.lists(st.binary(max_size=8), max_size=4), st.lists(st.binary(max_size=8), max_size=4))
def test_digest_tells_joints_apart(one: list[bytes], two: list[bytes]) -> None:
    assert (digest(*one) == digest(*two)) == (one == two)


@pytest.mark.parametrize("shared", ["", "absolute", "relative"])
def test_the_folder_is_where_the_platform_wants_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shared: str
) -> None:
    monkeypatch.delenv("ARCHDOCS_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path) if shared == "absolute" else shared)
    assert default_folder() == Path(platformdirs.user_cache_dir("archdocs"))
