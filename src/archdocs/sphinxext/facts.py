"""What a build knows about its records and their freshness, gathered once.

Pages show facts that come from other files: a decision's page says what superseded it. The
digest of the facts each page shows is kept in the environment, so that an incremental build
reads again exactly the pages whose facts changed.
"""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from archdocs.errors import ArchdocsError
from archdocs.finding import Finding
from archdocs.freshness import overview as freshness
from archdocs.freshness.overview import Overview
from archdocs.journal import decisions
from archdocs.journal.decisions import Group
from archdocs.project import Project
from archdocs.records import catalog
from archdocs.records.catalog import Catalog
from archdocs.records.elsewhere import far_records
from archdocs.records.model import Record
from archdocs.records.tasks import tasks_of
from archdocs.settings import Settings, Tracker
from archdocs.sphinxext.project import project_of
from archdocs.system.cache import digest
from archdocs.system.tree import WorkTree
from archdocs.trackers import address

__all__ = ["Facts", "facts_of", "remember", "setup"]

logger = logging.getLogger(__name__)
DIGESTS = "archdocs_digests"
#: Stands for "the whole catalogue" in a page's digest.
CATALOG = "*"
#: Stands for the records of other repositories.
ELSEWHERE = "*elsewhere"
#: Stands for what the configuration says about trackers and traces.
SETTINGS = "@settings"
#: Stands for what was decided, release by release.
HISTORY = "@history"
#: Stands for how fresh every section is.
FRESHNESS = "@freshness"


@dataclass
class Facts:
    """The catalogue of the tree being built, and its stale sections by document.

    ``log`` is a file with the history of decisions, where the build was given one.
    """

    catalog: Catalog
    records: dict[str, Record] = field(default_factory=dict)
    docnames: dict[str, str] = field(default_factory=dict)
    stale: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    overview: Overview = field(default_factory=Overview)
    project: Project | None = None
    log: str = ""

    @property
    def settings(self) -> Settings:
        """The project's settings."""
        return self.project.settings if self.project else Settings()

    @property
    def trackers(self) -> Mapping[str, Tracker]:
        """The trackers that tasks are in."""
        return self.settings.trackers

    @functools.cached_property
    def history(self) -> tuple[Group, ...]:
        """What was decided release by release; nothing where git can't tell."""
        try:
            told = Path(self.log).read_text("utf-8") if self.log else ""
            if told:
                return decisions.restore(told)
            return decisions.decision_log(self.project, None, self.catalog) if self.project else ()
        except ArchdocsError as error:
            logger.info("archdocs: the decision log is empty: %s", error.message)
            return ()

    def resolve(self, ref: str, kind: str | None, source: Path) -> Record | None:
        """Return the record that a page in the file ``source`` refers to: its package's first."""
        package = ""
        if self.project is not None and source.is_relative_to(self.project.root):
            own = source.relative_to(self.project.root).as_posix()
            package = self.catalog.package_at(own)
        return self.catalog.resolve(ref, kind, package)

    def page_digest(self, docname: str) -> str:
        """Return a digest of what the page of ``docname`` shows about itself."""
        parts = [repr(finding) for finding in self.stale.get(docname, ())]
        record = self.records.get(docname)
        if record is not None:
            linked = self.catalog.both_ways(record)
            parts += [repr(far) for _, far in far_records(self.catalog, record)]
            parts += [f"{record!r}"]
            parts += [address(self.trackers, task) for task in tasks_of(record)]
            parts += [f"{kind} {other.id} {other.title} {other.status}" for kind, other in linked]
        return digest(*parts)

    def catalog_digest(self) -> str:
        """Return a digest of what indexes and graphs show."""
        return digest(
            *(
                f"{r.id}\0{r.title}\0{r.status}\0{r.date}\0{r.review_by}\0{r.owner}\0{r.path}"
                f"\0{r.links!r}"
                for r in self.catalog.records
            )
        )

    def record_digest(self, ident: str) -> str:
        """Return a digest of what a link to one record shows."""
        record = self.catalog.get(ident)
        return digest(f"{record.title}\0{record.status}" if record else "")

    def digest_of(self, docname: str, name: str) -> str:
        """Return the digest of one dependency: the page itself, a record, or everything."""
        if name == CATALOG:
            return self.catalog_digest()
        if name == SETTINGS:
            return digest(repr(dict(self.trackers)), repr(self.settings.trace))
        if name == ELSEWHERE:
            return digest(repr(self.catalog.elsewhere))
        if name == HISTORY:
            return digest(repr(self.history))
        if name == FRESHNESS:
            return digest(repr(self.overview))
        return self.record_digest(name) if name else self.page_digest(docname)


#: The facts of each build in this process, by the folder of its doctrees, which both the
#: application and the environment know (`env.app` is deprecated).
KNOWN: dict[str, Facts] = {}


def facts_of(owner: Sphinx | BuildEnvironment) -> Facts:
    """Return the facts of a build, by its application or environment."""
    return KNOWN[str(owner.doctreedir)]


def gather(app: Sphinx) -> None:
    """Read the catalogue and the findings before any page is read."""
    project = project_of(app)
    tree = WorkTree(project.root)
    facts = Facts(catalog.load(tree, project.settings, template_folders=project.template_folders))
    facts.project, facts.log = project, str(app.config.archdocs_history or "")
    for record in facts.catalog.records:
        docname = app.project.path2doc(str(project.root / record.path))
        if docname:
            facts.records[docname] = record
            facts.docnames[record.id] = docname
    collected: dict[str, list[Finding]] = {}
    found, facts.overview = freshness_of(app)
    for finding in filter(freshness.is_stale, found):
        docname = app.project.path2doc(str(project.root / finding.location.path))
        if docname:
            collected.setdefault(docname, []).append(finding)
    facts.stale = {name: tuple(items) for name, items in collected.items()}
    KNOWN[str(app.doctreedir)] = facts


def freshness_of(app: Sphinx) -> tuple[Iterable[Finding], Overview]:
    """Return what went stale: as the versioned build found it, else as checked now."""
    given = str(app.config.archdocs_findings or "")
    told = str(app.config.archdocs_overview or "")
    if given:
        data = json.loads(Path(given).read_text("utf-8"))
        overview = freshness.restore(Path(told).read_text("utf-8")) if told else Overview()
        return [Finding.from_dict(item) for item in data], overview
    if app.config.archdocs_freshness:
        try:
            from archdocs.freshness.survey import survey

            return survey(project_of(app), today=datetime.date.today())
        except ArchdocsError as error:
            logger.info("archdocs: freshness not shown: %s", error.message)
    return [], Overview()


def remember(env: BuildEnvironment, docname: str, name: str) -> None:
    """Note that a page shows facts: ``""`` its own, a record's id, or ``CATALOG`` for all."""
    stored: dict[str, dict[str, str]] = vars(env).setdefault(DIGESTS, {})
    facts = facts_of(env)
    stored.setdefault(docname, {})[name] = facts.digest_of(docname, name)


def pages_with(env: BuildEnvironment, name: str) -> list[str]:
    """Return the pages that were noted to show something."""
    stored: dict[str, dict[str, str]] = vars(env).get(DIGESTS, {})
    return sorted(docname for docname, names in stored.items() if name in names)


def outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the pages whose facts differ from those they show."""
    facts = facts_of(app)
    stored: dict[str, dict[str, str]] = vars(env).get(DIGESTS, {})
    return [
        docname
        for docname in sorted(env.found_docs - added - changed - removed)
        if any(
            facts.digest_of(docname, name) != value
            for name, value in {"": facts_blank(), **stored.get(docname, {})}.items()
        )
    ]


def facts_blank() -> str:
    """Return the digest of a page that shows nothing about itself."""
    return digest()


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what was noted of a page that is read again or gone."""
    vars(env).get(DIGESTS, {}).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    """Take over what a parallel reader noted."""
    stored: dict[str, dict[str, str]] = vars(env).setdefault(DIGESTS, {})
    theirs: dict[str, dict[str, str]] = vars(other).get(DIGESTS, {})
    for docname in docnames:
        if docname in theirs:
            stored[docname] = theirs[docname]


def setup(app: Sphinx) -> None:
    """Gather facts, and keep incremental builds true to them."""
    app.add_config_value("archdocs_root", "", "", types=frozenset({str}))
    app.add_config_value("archdocs_findings", "", "", types=frozenset({str}))
    app.add_config_value("archdocs_overview", "", "", types=frozenset({str}))
    app.add_config_value("archdocs_history", "", "", types=frozenset({str}))
    app.add_config_value("archdocs_freshness", True, "env", types=frozenset({bool}))
    app.connect("builder-inited", gather, priority=200)
    app.connect("env-get-outdated", outdated)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
