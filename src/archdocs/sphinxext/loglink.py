"""The way from indexes of decisions to the log of decisions, wherever that is."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import NoUri

from archdocs.sphinxext.facts import pages_with, remember

__all__ = ["DOCNAME", "LABEL", "log_link", "setup"]

#: The label of the log of decisions, for ``{ref}`` too.
LABEL = "archdocs-decision-log"
#: The page that a project gets which shows its log nowhere.
DOCNAME = "decision-log"
TARGET = "archdocs_log_target"
LINKS = "@log-link"


class LogLink(nodes.General, nodes.Element):
    """Where a page leads to the log of decisions, if there is one."""


def links_to_update(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that lead to the log, when it moved since they were written."""
    label = env.domains.standard_domain.anonlabels.get(LABEL, ("", ""))
    before = vars(env).get(TARGET)
    vars(env)[TARGET] = label
    return [] if before in (None, label) else pages_with(env, LINKS)


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Lead to the log, or leave nothing."""
    target, ident = app.env.domains.standard_domain.anonlabels.get(LABEL, ("", ""))
    for node in list(doctree.findall(LogLink)):
        uri = address(app, docname, target) if target != docname else ""
        if not uri:
            node.parent.remove(node)
            continue
        whole = target == DOCNAME
        link = nodes.reference("", "Decision log", refuri=uri if whole else f"{uri}#{ident}")
        link["internal"] = True
        words = nodes.Text(", release by release.")
        node.replace_self(nodes.paragraph("", "", link, words, classes=["archdocs-log-link"]))


def address(app: Sphinx, docname: str, target: str) -> str:
    """Return where the log is as seen from a page; empty when it is not in this output."""
    try:
        return app.builder.get_relative_uri(docname, target) if target else ""
    except NoUri:
        return ""


def log_link(env: BuildEnvironment) -> nodes.Node:
    """Return a place for a link to the log, noted so that it stays true."""
    remember(env, env.docname, LINKS)
    return LogLink()


def setup(app: Sphinx) -> None:
    """Register the links."""
    app.connect("env-updated", links_to_update)
    app.connect("doctree-resolved", resolve)
