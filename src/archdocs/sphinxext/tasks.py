"""``{issue}``: links to the tasks of trackers, in pages and in the headers of records."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from archdocs.sphinxext.facts import SETTINGS, facts_of, remember
from archdocs.sphinxext.records import split_title
from archdocs.trackers import address

__all__ = ["setup", "task_link"]

logger = logging.getLogger(__name__)


def task_link(url: str, text: str) -> nodes.Node:
    """Return a link to a task, or its id alone where no tracker knows it."""
    if not url:
        return nodes.literal("", text)
    return nodes.reference("", text, refuri=url, internal=False, classes=["archdocs-task"])


class IssueRole(SphinxRole):
    """``{issue}`SHOP-12```; ``{issue}`the refund <SHOP-12>``` keeps the words given."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the link, or a warning that names the id."""
        title, ident = split_title(self.text)
        remember(self.env, self.env.docname, SETTINGS)
        url = address(facts_of(self.env).trackers, ident)
        if not url:
            logger.warning(
                "no tracker knows %.80r",
                ident,
                location=self.get_location(),
                type="archdocs",
                subtype="task",
            )
        return [task_link(url, title or ident)], []


def setup(app: Sphinx) -> None:
    """Register the role."""
    app.add_role("issue", IssueRole())
