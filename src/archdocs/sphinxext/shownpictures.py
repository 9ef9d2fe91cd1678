"""Which pictures each page shows, with what is in them; noted while pages are read."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from archdocs.diagrams.parts import Shown

__all__ = ["note", "setup", "shown_in"]

SHOWN = "archdocs_shown"


def note(env: BuildEnvironment, docname: str, item: Shown) -> None:
    """Note that a page shows a picture."""
    held: list[Shown] = vars(env).setdefault(SHOWN, {}).setdefault(docname, [])
    if item not in held:
        held.append(item)


def shown_in(env: BuildEnvironment) -> dict[str, tuple[Shown, ...]]:
    """Return the pictures of each page that has any."""
    held: dict[str, list[Shown]] = vars(env).get(SHOWN, {})
    return {docname: tuple(items) for docname, items in held.items()}


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what was noted of a page that is read again or gone."""
    vars(env).get(SHOWN, {}).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    """Take over what a parallel reader noted."""
    theirs: dict[str, list[Shown]] = vars(other).get(SHOWN, {})
    for docname in docnames & theirs.keys():
        vars(env).setdefault(SHOWN, {})[docname] = theirs[docname]


def setup(app: Sphinx) -> None:
    """Keep the notes true."""
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
