"""``{value}``: a fact as the page states it, with its source as a tooltip."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from archdocs.freshness.stated import parse_stated

__all__ = ["setup"]

logger = logging.getLogger(__name__)


class StatedValue(nodes.inline):
    """A stated fact; other builders than HTML show it as plain text."""


class ValueRole(SphinxRole):
    """``{value}`30 <config/limits.toml#checkout.timeout>```: shows ``30``.

    Whether the source still says so is what ``archdocs check`` asks.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the text, or a warning about a fact without a source."""
        stated = parse_stated(self.text)
        if stated is None:
            logger.warning(
                "a stated value without a source: %s",
                self.text,
                location=self.get_location(),
                type="archdocs",
                subtype="value",
            )
            return [nodes.literal("", self.text)], []
        node = StatedValue("", stated.text, classes=["archdocs-value"], title=stated.source)
        return [node], []


def show(translator: Any, node: StatedValue) -> None:
    """Begin the text, its source as a title."""
    translator.body.append(translator.starttag(node, "span", "", title=f"From {node['title']}"))


def leave(translator: Any, node: StatedValue) -> None:
    """End the text."""
    translator.body.append("</span>")


def setup(app: Sphinx) -> None:
    """Register the role."""
    app.add_node(StatedValue, html=(show, leave))
    app.add_role("value", ValueRole())
