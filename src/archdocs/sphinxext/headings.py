"""Find out whether the theme shows the headings of other pages beside each page."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from sphinx.application import Sphinx

__all__ = ["Headings"]


@dataclass
class Headings:
    """Whether they were ``shown``, as far as that could be told; else they are taken to be."""

    shown: bool
    rendering: bool = False

    def watch(self, app: Sphinx) -> None:
        """Look at the trees that are made while a page is."""
        from sphinx.environment.adapters import toctree

        builder, resolve = app.builder, getattr(toctree, "_resolve_toctree", None)
        handle = getattr(builder, "handle_page", None)
        if resolve is None or handle is None:
            self.shown = True
            return

        @functools.wraps(handle)
        def handle_page(*args: Any, **given: Any) -> Any:
            self.rendering = True
            try:
                return handle(*args, **given)
            finally:
                self.rendering = False

        @functools.wraps(resolve)
        def resolve_toctree(*args: Any, **given: Any) -> Any:
            if self.rendering and not given.get("titles_only"):
                self.shown = True
            return resolve(*args, **given)

        builder.handle_page = handle_page  # type: ignore[attr-defined]
        toctree._resolve_toctree = resolve_toctree
