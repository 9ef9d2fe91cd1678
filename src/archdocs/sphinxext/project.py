"""The archdocs project that a Sphinx build belongs to."""

from __future__ import annotations

import functools
import weakref
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from archdocs.config import find_config
from archdocs.project import Project
from archdocs.system.git import Git

__all__ = ["PROJECTS", "project_of", "remember_project"]

#: By configuration, which application and environment share (``env.app`` is deprecated).
PROJECTS: weakref.WeakKeyDictionary[Config, Project] = weakref.WeakKeyDictionary()


def remember_project(app: Sphinx) -> None:
    """Note which project the pages are of, before processes that read them are forked."""
    PROJECTS[app.config] = project_of(app)


def project_of(app: Sphinx) -> Project:
    """Return the project: at ``archdocs_root`` if set, else the one the ``conf.py`` is in.

    Works without git: the nearest folder upwards with a configuration, else the top of the
    repository, else the folder above ``conf.py``'s.
    """
    configured = str(getattr(app.config, "archdocs_root", "") or "")
    return open_project(Path(configured) if configured else None, Path(app.confdir))


@functools.lru_cache(maxsize=8)
def open_project(root: Path | None, confdir: Path) -> Project:
    """Open the project once per build."""
    if root is not None:
        return Project(root)
    top = Git.discover(confdir)
    limit = top.root.resolve() if top else None
    for folder in (confdir, *confdir.parents):
        if find_config(folder):
            return Project(folder)
        if folder == limit:
            return Project(folder)
    return Project(limit or confdir.parent)
