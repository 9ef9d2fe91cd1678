"""Make one version: export its tree, build it in a confined child, read what came out.

The tree and all that the child writes are hostile: the output is taken file by file,
regular ones only, within bounds.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from archdocs.diagrams.mermaidscript import find_script
from archdocs.diagrams.tools.programs import readable
from archdocs.errors import ArchdocsError
from archdocs.finding import Finding, Location
from archdocs.project import Project, shipped_templates
from archdocs.site import codes, drawings, missing, prebuild
from archdocs.site.outcome import besides, explain, number, remarked
from archdocs.site.places import Places
from archdocs.site.plan import Planned
from archdocs.site.source import find_docs
from archdocs.site.standins import checked, replaced
from archdocs.site.told import lay
from archdocs.system import sandbox
from archdocs.system.export import Export, export_commit, export_folder, refuses
from archdocs.system.files import write_atomic
from archdocs.system.policy import Enforced, Limits, Policy
from archdocs.system.process import TimedOut
from archdocs.system.regular import paths_under
from archdocs.system.warm import Warm

__all__ = ["Made", "make", "trusted_docs"]

LARGEST_REPORT = 16 << 20
MOST_FILES = 100_000
MOST_BYTES = 2 << 30
MEMORY_MIB = 4096


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one version: its files, or why there are none.

    ``notes`` are warnings about its tree, ``enforced`` is what confined the build, ``digests``
    are SHA-256 of files, where these were worked out already.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    error: Finding | None = None
    notes: tuple[Finding, ...] = ()
    warnings: int = 0
    seconds: float = 0.0
    enforced: Enforced | None = None
    digests: Mapping[str, str] = field(default_factory=dict)


def make(
    project: Project,
    planned: Planned,
    trusted_root: Path | None,
    scratch: Path,
    warm: Warm | None = None,
    *,
    packages: Sequence[Path] = (),
) -> Made:
    """Build one version in ``scratch``, a folder of its own.

    ``trusted_root`` is a copy of the checked-out project whose configuration builds the
    version; ``None`` takes the version's own. What another version's build left in the
    folder, Sphinx takes up. ``warm`` is what the child is forked from, ``packages`` are folders
    that come before what is installed. What goes wrong is in the result.
    """
    started = time.monotonic()
    version = planned.version
    if planned.docs is None:
        where = Location(project.settings.project.docs)
        return Made(error=codes.NO_DOCS.at(where, f"{version.name} has no conf.py"))
    tree = scratch / "tree"
    own = project.prefix if version.kind != "worktree" else ""
    places = Places(scratch, tree, tree / own, trusted_root or tree / own, tuple(packages))
    export = lay_out(project, planned, places)
    if isinstance(export, Finding):
        return Made(error=export, seconds=time.monotonic() - started)
    notes = missing.told(export.notes, places.root, own, planned.docs)
    notes += drawings.draw(project, places.root, places.cache)
    made = confine(project, planned, places, warm) or confine(project, planned, places, warm)
    if made is None:
        made = Made(error=codes.BUILD_FAILED.at(Location(planned.docs), "its pages contradict"))
    return replace(made, notes=besides(notes, made.notes), seconds=time.monotonic() - started)


def lay_out(project: Project, planned: Planned, places: Places) -> Export | Finding:
    """Write all that Sphinx will read into the scratch folder; return what went wrong, if so."""
    try:
        export = export_version(project, planned, places.tree)
    except ArchdocsError as error:
        return codes.UNREADABLE.at(Location(planned.docs or ""), error.message)
    if planned.wanted is not None:
        from archdocs.site import environments

        places.metadata.mkdir()
        environments.lay_metadata(
            places.metadata, planned.wanted, str(planned.version.release or "")
        )
    failed = generate(project, planned, places, export)
    if failed is not None:
        return failed
    try:
        if places.conf_root != places.root and places.root.is_dir():
            drawings.lay_configuration(project, places.conf_root, places.root)
    except ArchdocsError as error:
        return codes.UNREADABLE.at(Location(planned.docs or ""), error.message)
    return export


def generate(project: Project, planned: Planned, places: Places, export: Export) -> Finding | None:
    """Run the commands that make files of the version; return what went wrong, or ``None``."""
    settings = project.settings.site
    if not settings.pre_build or not places.root.is_dir():
        return None
    policy = policy_of(project, read=places.conf_root, write=places.tree)
    policy = replace(policy, read=(*policy.read, *map(Path, places.path)))
    given = {"SOURCE_DATE_EPOCH": str(planned.time), "PYTHONPATH": os.pathsep.join(places.path)}
    failed = prebuild.run_all(settings.pre_build, export, places.root, policy, given=given)
    if failed is None or failed.location.path:
        return failed
    return replace(failed, location=Location(planned.docs or ""))


def export_version(project: Project, planned: Planned, tree: Path) -> Export:
    """Write the version's files into the scratch folder."""
    if planned.version.kind == "worktree" or project.git is None:
        return export_folder(project.root, project.git, tree)
    return export_commit(project.git, planned.version.commit, tree, paths=planned.paths)


def confine(project: Project, planned: Planned, places: Places, warm: Warm | None) -> Made | None:
    """Run Sphinx on the exported tree and read what it left; ``None`` to do it once more."""
    settings = project.settings.site
    # Replaced, not written through: an earlier child may have put a link here.
    write_atomic(places.job, json.dumps(job_of(project, planned, places)).encode())
    try:
        policy = policy_of(project, read=places.conf_root, write=places.work)
        module = "archdocs.site.within" if places.path else "archdocs.site.start_run"
        done, enforced = sandbox.run(
            ["-m", module, str(places.job)],
            replace(policy, read=(*policy.read, *places.packages)),
            cwd=places.work,
            env=places.environment(planned.time),
            warm=warm,
        )
    except TimedOut:
        return Made(
            error=codes.TIMEOUT.at(
                Location(planned.docs or ""),
                f"not built within {settings.timeout} s",
                hint="raise `timeout` under [site]",
            )
        )
    report = read_report(places.report)
    if report is not None and report.get("again") is True:
        return None
    if report is None or not report.get("ok"):
        roots = (places.root, places.conf_root)
        error = explain(report, done, planned.docs or "", roots)
        if not error.hint and planned.version.kind == "tag":
            leave_out = f'leave it out with "!{planned.version.name}" in `refs` under [site]'
            error = replace(error, hint=leave_out)
        return Made(error=error, enforced=enforced)
    meant = checked(report.get("meant"))
    files = {name: replaced(data, meant) for name, data in collect(places.html).items()}
    if not files:
        where = Location(planned.docs or "")
        return Made(error=codes.BUILD_FAILED.at(where, "Sphinx wrote no pages"))
    return Made(
        files,
        notes=remarked(report, planned.docs or "", (places.root, places.conf_root)),
        warnings=number(report.get("warnings")),
        enforced=enforced,
    )


def policy_of(project: Project, *, read: Path, write: Path) -> Policy:
    """Return what a build may do: read a tree and what it runs by, write one folder."""
    settings = project.settings.site
    limits = Limits(memory_mib=MEMORY_MIB, cpu_seconds=settings.timeout, seconds=settings.timeout)
    return Policy(
        read=(read, shipped_templates(), *readable(project.root)),
        write=(write,),
        network=settings.network,
        limits=limits,
        mode=settings.sandbox,
    )


def job_of(project: Project, planned: Planned, places: Places) -> dict[str, Any]:
    """Describe the build for the child."""
    docs = planned.docs or ""
    told = lay(places.work, planned.findings, history=planned.history, overview=planned.overview)
    options: dict[str, Any] = {
        "archdocs_site": True,
        "archdocs_root": str(places.root),
        **told,
    }
    script = find_script(project)
    if script is not None:
        # A copy: the child sees neither the checked-out tree nor packages that it doesn't need.
        place = places.work / script.name
        write_atomic(place, script.data)
        options["archdocs_mermaid_script"] = str(place)
    if project.settings.site.url:
        options["html_baseurl"] = f"{project.settings.site.url.rstrip('/')}/stable/"
    conf = places.root / docs
    if places.conf_root != places.root:
        conf = places.conf_root / (trusted_docs(places.conf_root, project) or docs)
    return {
        "srcdir": str(places.root / docs),
        "confdir": str(conf),
        "outdir": str(places.html),
        "doctreedir": str(places.work / "doctrees"),
        "options": options,
        "release": planned.release,
        "packages": list(places.path),
        "checkout": str(places.conf_root) if places.path else "",
        "seeded": True,
        "network": project.settings.site.network,
        "guard": not project.settings.site.raw_html,
        "report": str(places.report),
        "compiled": str(places.work / "compiled/all"),
    }


def trusted_docs(root: Path, project: Project) -> str | None:
    """Return the documentation's folder of the checked-out copy."""
    return find_docs(lambda path: (root / path).is_file(), project.settings.project.docs)


def read_report(path: Path) -> dict[str, Any] | None:
    """Read the child's report, never through a link; ``None`` when there is no good one."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            data = json.loads(file.read(LARGEST_REPORT))
    except (OSError, ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def collect(html: Path) -> dict[str, bytes]:
    """Read the pages the child wrote: regular files with plain names, within bounds."""
    found: dict[str, bytes] = {}
    size = 0
    if html.is_symlink():
        # The child could make it lead anywhere; it is dead by now, and can't change it back.
        return {}
    for relative in paths_under(html):
        name = relative.rpartition("/")[2]
        if name.startswith((".buildinfo", ".archdocs")) or refuses(relative):
            continue
        try:
            handle = os.open(html / relative, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                continue
            found[relative] = file.read(MOST_BYTES - size)
        size += len(found[relative])
        if len(found) >= MOST_FILES or size >= MOST_BYTES:
            return {}
    return found
