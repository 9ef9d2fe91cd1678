"""Every option archdocs has, declared once.

A section is a frozen dataclass, an option a typed field with a default and one sentence.
The reader of ``archdocs.toml``, ``archdocs config show``, the JSON Schema and the reference
page are all made from these declarations.
"""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from archdocs.namedtables import LinkOptions, Repository, Tracker
from archdocs.options import option

__all__ = [
    "CheckSettings",
    "DiagramSettings",
    "ExternalSettings",
    "FreshnessSettings",
    "LinkOptions",
    "ProjectSettings",
    "RecordSettings",
    "Repository",
    "Settings",
    "SiteSettings",
    "TraceSettings",
    "Tracker",
    "toml_name",
]

Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """What the project is called and where its documents are."""

    name: str = option("", "Name shown in the site; the folder's name when empty.")
    docs: str = option("docs", "Folder of the Sphinx sources, with `conf.py`.", inside=True)
    templates: str = option(
        "templates", "Folder of your own templates, which shadow the shipped.", inside=True
    )


@dataclass(frozen=True, slots=True)
class RecordSettings:
    """Where records live and how new ones are made."""

    folders: Mapping[str, str] = option(
        {"adr": "adr", "spec": "specs"}, "Folder of each kind of record.", inside=True
    )
    also: Mapping[str, tuple[str, ...]] = option(
        {},
        "More folders of each kind, as lists; `*` stands for any one name, as in"
        " `packages/*/docs/adr`. New records go to the kind's own folder.",
    )
    packages: Mapping[str, tuple[str, ...]] = option(
        {},
        "Folders of each kind that belong to packages, as lists of patterns such as"
        " `packages/*/docs/adr`: `*` is the package's name. Each package counts its own numbers,"
        " and its records are called `payments/ADR-0003`.",
    )
    ids: Mapping[str, str] = option(
        {},
        "What the files of new records of each kind begin with: `number`, or `date` as in"
        " `20260102-use-kafka.md`. Without an entry it is as the kind has it.",
    )
    templates: Mapping[str, str] = option(
        {"adr": "madr", "spec": "design"}, "Template a new record of each kind is made from."
    )
    digits: int = option(4, "Digits of a record's number in its file name.")
    proposed_days: int = option(
        90, "Days a record may stay proposed before `record.proposed-long` says so."
    )

    @property
    def patterns(self) -> tuple[str, ...]:
        """Every folder with records: those of new ones, then the patterns of others."""
        more = (*self.also.values(), *self.packages.values())
        return (*self.folders.values(), *(each for patterns in more for each in patterns))

    def fault(self) -> tuple[str, str, str] | None:
        """Return the option, the kind and what is wrong with its value, ``None`` if nothing is."""
        for kind, ids in self.ids.items():
            if ids not in ("number", "date"):
                return "ids", kind, f"is `number` or `date`, not `{ids}`"
        for name, tables in (("also", self.also), ("packages", self.packages)):
            for kind, patterns in tables.items():
                for pattern in patterns:
                    parts = pattern.strip("/").split("/")
                    if pattern.startswith("/") or ".." in parts or "**" in pattern:
                        wrong = "is not inside the project, or spans folders"
                        return name, kind, f"names `{pattern}`, which {wrong}"
                    wild = [part for part in parts if set(part) & set("*?[")]
                    if name == "packages" and wild != ["*"]:
                        wrong = "needs one `*`, for the name of the package"
                        return name, kind, f"names `{pattern}`, which {wrong}"
        return None


@dataclass(frozen=True, slots=True)
class DiagramSettings:
    """How diagrams-as-code are drawn."""

    folder: str = option("diagrams", "Folder of the diagram scripts.", inside=True)
    engine: Literal["auto", "graphviz-pure", "pygraphviz", "dot"] = option(
        "auto", "Layout engine; `auto` takes the first installed, in this order."
    )
    sandbox: Literal["auto", "strict", "off"] = option(
        "auto", "Confinement of scripts: as far as the machine allows, refuse without it, or none."
    )
    mode: Literal["auto", "static", "run"] = option(
        "auto",
        "How a script becomes a picture: `static` reads it without running it, `run` runs it"
        " confined, `auto` runs only those that can't be read.",
    )
    source: str = option(
        "",
        "Address of a file or folder of the repository on the web, with `{path}` for its path;"
        " nodes that stand for code without a page lead there.",
    )
    mermaid_script: str = option("", "Mermaid's script: a path, `none`, or empty to look for it.")
    timeout: int = option(20, "Seconds of wall and of CPU time a script may take.")
    total: int = option(300, "Seconds after which no further script of a batch is begun.")
    memory: int = option(1024, "MiB of memory a script may take.")


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Which versions the site has and how they are built."""

    refs: tuple[str, ...] = option(
        (),
        "Patterns of branches and tags to build, or phrases such as `latest 3 minors`,"
        " `since 2.0`, `>=2.0,<3`; when empty, the current branch and the newest release of"
        " each minor version.",
    )
    tag_prefix: str = option(
        "", 'What tags of this documentation begin with, in a repository of several: `"web@"`.'
    )
    limit: int = option(10, "Versions built when `refs` is empty, counted from the newest.")
    hidden: tuple[str, ...] = option((), "Versions, by such patterns, that nothing lists.")
    notes: Mapping[str, str] = option(
        {},
        "What versions are, by pattern, where their names don't say it: `released`, `unreleased`"
        " or `eol` (no longer maintained). Of several that fit, the last one counts.",
    )
    redirects: Mapping[str, str] = option(
        {}, "Pages that are elsewhere now: the old one, and the new one or a web address."
    )
    aliases: Mapping[str, str] = option(
        {}, "Names beside `latest` and `stable`: each of the newest version that a pattern means."
    )
    alias_kind: Literal["copy", "redirect"] = option("copy", "How your own aliases show pages.")
    output: str = option("_site", "Folder the site is written to.", inside=True)
    jobs: int = option(0, "Versions built at a time; 0 for 2 where there are many, else 1.")
    configuration: Literal["trusted", "version"] = option(
        "trusted", "Whose `conf.py` builds an old version: the checked-out one, or its own."
    )
    inputs: tuple[str, ...] = option((), "Paths that pages depend on; when empty, the whole tree.")
    environment: Literal["shared", "version"] = option(
        "shared",
        "What a version is built with: packages beside archdocs, or first its own code and wheels.",
    )
    requirements: tuple[str, ...] = option(
        (),
        'With `environment = "version"`, what to install for every version, instead of what'
        " each names: as in a file of requirements.",
    )
    pre_build: tuple[str, ...] = option(
        (),
        "Commands that make files of a version before Sphinx reads it; confined, without a shell.",
    )
    sandbox: Literal["auto", "strict", "off"] = option("auto", "Confinement of Sphinx's processes.")
    network: bool = option(False, "Let the Sphinx process reach the network (for intersphinx).")
    timeout: int = option(900, "Seconds one version may take to build.")
    raw_html: bool = option(
        False, "Keep raw HTML and scripts that pages contain; only where you trust every author."
    )
    url: str = option("", "Address the site is published at, for canonical links.")
    search: Literal["auto", "pagefind", "sphinx"] = option(
        "auto", "What searches the pages; `auto` takes Pagefind where it is installed."
    )

    def fault(self) -> tuple[str, str] | None:
        """Return the option and what is wrong with its value, ``None`` if nothing is."""
        for command in self.pre_build:
            try:
                words = shlex.split(command)
            except ValueError as error:
                return "pre-build", f"`{command}` is no command: {str(error).lower()}"
            if not words:
                return "pre-build", "an empty command"
        return None


@dataclass(frozen=True, slots=True)
class FreshnessSettings:
    """What counts as stale."""

    code: tuple[str, ...] = option(
        (), "Paths of the code the documents describe; when empty, everything else in git."
    )
    exclude: tuple[str, ...] = option((), "Documents that are never checked, as glob patterns.")
    external: tuple[str, ...] = option(
        (), "Names that belong to other projects and are never reported as gone."
    )
    churn: int = option(10, "Code-changing commits to covered files before `stale.covers-churn`.")


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """Which findings count."""

    select: tuple[str, ...] = option(("all",), "Codes or families of codes to report.")
    ignore: tuple[str, ...] = option((), "Codes or families of codes never to report.")
    levels: Mapping[str, Mapping[str, str]] = option(
        {},
        "Other levels for codes, by glob patterns of paths: `info`, `warning`, `error` or `off`."
        " Of several that fit, the last one counts.",
    )
    fail_level: Level = option("warning", "Findings at or above this level make `check` fail.")


@dataclass(frozen=True, slots=True)
class ExternalSettings:
    """How `check --external` asks whether links into the web lead anywhere."""

    days: int = option(7, "Days for which a good answer is believed before a host is asked again.")
    pause: int = option(1000, "Milliseconds between two requests to one host.")
    timeout: int = option(15, "Seconds a host may take to answer.")
    limit: int = option(600, "Seconds all of it may take; what is left then counts as unsure.")
    ignore: tuple[str, ...] = option(
        (), "Addresses that are never asked for, as patterns in which `*` stands for anything."
    )
    private: bool = option(
        False, "Ask hosts of private networks and of this machine, too, and follow links there."
    )


@dataclass(frozen=True, slots=True)
class TraceSettings:
    """Which kinds of records are followed to which, for the coverage matrix."""

    columns: Mapping[str, tuple[str, ...]] = option(
        {"control": ("adr", "diagram", "runbook")},
        "For the records of each kind, the kinds to follow them to, in order; `diagram` means"
        " the scripts. Other kinds are followed to whatever they link to.",
    )
    required: Mapping[str, tuple[str, ...]] = option(
        {}, "For the records of each kind, the kinds without which `record.uncovered` says so."
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections; each is a table of `archdocs.toml`, or of `[tool.archdocs]`."""

    project: ProjectSettings = field(default_factory=ProjectSettings)
    records: RecordSettings = field(default_factory=RecordSettings)
    diagrams: DiagramSettings = field(default_factory=DiagramSettings)
    site: SiteSettings = field(default_factory=SiteSettings)
    freshness: FreshnessSettings = field(default_factory=FreshnessSettings)
    check: CheckSettings = field(default_factory=CheckSettings)
    external: ExternalSettings = field(default_factory=ExternalSettings)
    trace: TraceSettings = field(default_factory=TraceSettings)
    trackers: Mapping[str, Tracker] = field(default_factory=dict)
    links: Mapping[str, LinkOptions] = field(default_factory=dict)
    repositories: Mapping[str, Repository] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as plain nested dicts, with the names used in TOML."""
        sections = dataclasses.fields(self)
        return {each.name: table_of(getattr(self, each.name)) for each in sections}


def table_of(section: Any) -> dict[str, Any]:
    """Return one table as a plain dict; of a table of tables, each."""
    if isinstance(section, Mapping):
        return {name: table_of(inner) for name, inner in section.items()}
    items = dataclasses.fields(section)
    return {toml_name(each.name): plain(getattr(section, each.name)) for each in items}


def toml_name(name: str) -> str:
    """Return an option's name as it is written in TOML: with hyphens."""
    return name.replace("_", "-")


def plain(value: Any) -> Any:
    """Return tuples as lists and mappings as dicts, for JSON and TOML."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value
