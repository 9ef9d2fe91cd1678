"""Files that a repository names, and things that are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archdocs.config import load
from archdocs.errors import ConfigError
from archdocs.records.scaffold import environment, render
from archdocs.system.regular import read_regular


def test_a_file_is_read_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text")
    (tmp_path / "b").symlink_to("a")
    assert read_regular(tmp_path / "b") == b"text"
    with pytest.raises(OSError, match="larger than"):
        read_regular(tmp_path / "a", 3)


@pytest.mark.timeout(20)
def test_what_has_no_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "device").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe")
    for name in ("device", "pipe", "."):
        with pytest.raises(OSError, match=r"not a regular file|Is a directory"):
            read_regular(tmp_path / name)


def test_settings_have_an_end(tmp_path: Path) -> None:
    (tmp_path / "archdocs.toml").write_text("# " + "x" * (9 << 20))
    with pytest.raises(ConfigError, match="larger than 8 MiB"):
        load(tmp_path)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["9**9**9", "'a' * 10**10", "'%9999999999d' % 1", "[1] * 2**40"])
def test_a_template_makes_nothing_large_of_little(tmp_path: Path, text: str) -> None:
    (tmp_path / "adr").mkdir()
    (tmp_path / "adr/large.md.jinja").write_text("{{ " + text + " }}")
    with pytest.raises(ConfigError, match="small numbers"):
        render(environment((tmp_path,)), "adr/large.md.jinja", {})


def test_a_template_counts(tmp_path: Path) -> None:
    (tmp_path / "adr").mkdir()
    (tmp_path / "adr/small.md.jinja").write_text("{{ 3 * 4 }} {{ 7 % 4 }}")
    assert render(environment((tmp_path,)), "adr/small.md.jinja", {}) == "12 3\n"
