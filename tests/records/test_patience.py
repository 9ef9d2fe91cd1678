"""A template may loop, but not for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from archdocs.errors import ConfigError
from archdocs.records import scaffold


@pytest.mark.timeout(60)
def test_a_template_that_loops_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaffold, "PATIENCE", 0.3)
    loops = "{% for a in range(99999) %}" * 3
    (tmp_path / "slow.md").write_text(f"x\n{loops}{'{% endfor %}' * 3}")
    with pytest.raises(ConfigError, match=r"slow\.md: did not end within") as caught:
        scaffold.render(scaffold.environment((tmp_path,)), "slow.md", {})
    assert caught.value.hint
