"""A project with diagram scripts."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from archdocs.project import Project
from diagramscripts import Make


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that makes a project of the given diagram scripts."""

    def build(folder: str = "project", **scripts: str) -> Project:
        root = tmp_path / folder
        (root / "diagrams").mkdir(parents=True, exist_ok=True)
        (root / "archdocs.toml").touch()
        for name, text in scripts.items():
            path = root / "diagrams" / f"{name}.py"
            path.write_text(textwrap.dedent(text).lstrip("\n"))
        return Project(root)

    return build
