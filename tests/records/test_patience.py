"""A template may loop, but not for ever."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from archdocs.errors import ConfigError
from archdocs.records import scaffold


def test_a_template_that_loops_is_stopped(tmp_path: Path) -> None:
    loops = "{% for a in range(99999) %}" * 3
    (tmp_path / "slow.md").write_text(f"x\n{loops}{'{% endfor %}' * 3}")
    start = time.monotonic()
    with pytest.raises(ConfigError, match=r"slow\.md: did not end within") as caught:
        scaffold.render(scaffold.environment((tmp_path,)), "slow.md", {})
    assert time.monotonic() - start < 20
    assert caught.value.hint
