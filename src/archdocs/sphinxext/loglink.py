"""The way from indexes of decisions to the log of decisions, wherever that is."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import NoUri

from archdocs.sphinxext.facts import pages_with, remember

__all__ = ["ANCHOR", "DOCNAME", "log_link", "note_log", "setup"]

#: The anchor of a log of decisions on its page.
ANCHOR = "archdocs-decision-log"
#: The page that a project gets which shows its log nowhere.
DOCNAME = "decision-log"
LOGS, TARGET = "archdocs_logs", "archdocs_log_target"
LINKS = "@log-link"


class LogLink(nodes.General, nodes.Element):
    """Where a page leads to the log of decisions, if there is one."""


def note_log(env: BuildEnvironment, docname: str, ident: str) -> None:
    """Note that a page holds a log of decisions, and under which anchor."""
    vars(env).setdefault(LOGS, {}).setdefault(docname, ident)


def log_of(env: BuildEnvironment) -> tuple[str, str]:
    """Return the page and anchor of the log; of several, the first by name."""
    logs: dict[str, str] = vars(env).get(LOGS, {})
    return min(logs.items(), default=("", ""))


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what was noted of a page that is read again or gone."""
    vars(env).get(LOGS, {}).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    """Take over what a parallel reader noted."""
    theirs: dict[str, str] = vars(other).get(LOGS, {})
    for docname in docnames & theirs.keys():
        note_log(env, docname, theirs[docname])


def links_to_update(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that lead to the log, when it moved since they were written."""
    before, now = vars(env).get(TARGET), log_of(env)
    vars(env)[TARGET] = now
    return [] if before in (None, now) else pages_with(env, LINKS)


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Lead to the log, or leave nothing."""
    target, ident = log_of(app.env)
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
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", links_to_update)
    app.connect("doctree-resolved", resolve)
