"""A document that is there once somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from docutils import nodes

__all__ = ["LaterDocument", "of_extensions"]

LOAD = "archdocs_load"
ASKED = "archdocs_of_extensions"


def of_extensions(condition: Callable[[nodes.Node], bool]) -> Callable[[nodes.Node], bool]:
    """Mark a condition that no node of docutils or Sphinx itself meets."""
    setattr(condition, ASKED, True)
    return condition


class LaterDocument(nodes.document):
    """Stands for the document of a page that holds nodes of docutils and Sphinx only.

    Listeners are handed documents and mostly don't look at them. ``load`` makes the real one,
    whose place this takes.
    """

    def __init__(self, load: Callable[[], nodes.document]) -> None:
        vars(self)[LOAD] = load

    def __getattribute__(self, name: str) -> Any:
        """Return an attribute of the real document."""
        own = object.__getattribute__(self, "__dict__")
        if LOAD in own and name not in ("__dict__", "__class__"):
            if name == "findall":
                return object.__getattribute__(self, "search")
            own.update(vars(own.pop(LOAD)()))
        return object.__getattribute__(self, name)

    def __repr__(self) -> str:
        """Return a name: Sphinx writes each event with all its arguments into a log."""
        return "<LaterDocument>"

    def search(self, condition: Any = None, *args: Any, **given: Any) -> Iterator[nodes.Node]:
        """Return the nodes that meet a condition; one of extensions' nodes none meets."""
        if getattr(condition, ASKED, False):
            return iter(())
        # Any other attribute has the document made.
        _ = self.children
        found: Iterator[nodes.Node] = self.findall(condition, *args, **given)
        return found
