"""A site and a cache on a disk that refuses, or under a build that is killed, at any call.

Runs as a program of its own (``python sitefaults.py FOLDER HOW:STEP …``), as :mod:`diskfaults`.
For each call that putting a site together makes under the folder, ``STEP`` apart, a child is
forked in which that call fails, that one and all after it fail, or it is killed there. Then no
folder of the site may be half old and half new, and another build must end as if nothing had been.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

from archdocs.errors import ArchdocsError, EnvironmentFault
from archdocs.project import Project
from archdocs.site import assemble, course, keeping, store
from archdocs.site.folder import SiteFolder
from archdocs.site.make import Made
from archdocs.site.plan import Planned
from archdocs.site.versions import Version, parse_release
from archdocs.system.cache import Cache, digest
from archdocs.system.swap import ASIDE
from diskfaults import ERRORS, Disk

Content = dict[str, dict[str, bytes]]
OLD: Content = {
    "main": {"index.html": b"old", "a/gone.html": b"gone", "records.json": b"{}"},
    "v1": {"index.html": b"one", "a/same.html": b"same"},
}
NEW: Content = {
    "main": {"index.html": b"new", "a/came.html": b"came", "a/same.html": b"same"},
    "v1": OLD["v1"],
    "v2": {"index.html": b"two"},
}
ALIASES = {"latest": ("main", "main"), "stable": ("v1", "v2")}


class Killing(Disk):
    """A disk on which a process is killed instead."""

    def call(self, path: Any, *, writes: bool) -> None:
        """See :meth:`Disk.call`."""
        try:
            super().call(path, writes=writes)
        except OSError:
            os.kill(os.getpid(), signal.SIGKILL)


def planned(name: str, files: dict[str, bytes]) -> Planned:
    """Return a version as it is planned."""
    kind = "branch" if name == "main" else "tag"
    key = digest(name, *files, *files.values())
    version = Version(
        name, name, f"refs/{name}", "", kind, 1, name,
        release=parse_release(name), is_default=kind == "branch",
    )  # fmt: skip
    return Planned(version, key, (), "docs", 1, "", (), parts={"files": key})


def publish(root: Path, content: Content, site: str = "disk/site") -> None:
    """Put a site together as a build does whose pages are made in no time."""
    project = Project(root / "project", cache=Cache(root / "disk/cache"))
    project.git = None
    items = [planned(name, content[name]) for name in sorted(content, key=order)]
    folder = SiteFolder(root / site)
    folder.guard(tuple(content))
    with folder.locked():
        loaded = course.ready(store.Versions(project), folder, items)
        made = {
            item.version.ref: Made(content[item.version.name])
            for item in items
            if item.key not in loaded
        }
        for item in items:
            if item.version.ref in made:
                store.save(project, item, made[item.version.ref])
        assemble.publish(project, folder, items, made, loaded)
    keeping.prune(project.cache, size=1 << 30)


def order(name: str) -> tuple[bool, str]:
    """Return what versions are put in order by: the branch, then the newest release."""
    return name != "main", {"v2": "1", "v1": "2"}.get(name, "0")


def lay_out(root: Path) -> None:
    """Make a project, and its site as it is before."""
    shutil.rmtree(root, ignore_errors=True)
    (root / "project/docs").mkdir(parents=True)
    (root / "project/archdocs.toml").touch()
    (root / "project/docs/conf.py").touch()
    (root / "project/docs/index.rst").write_text("Shop\n====\n")
    publish(root, OLD)


def state(site: Path) -> dict[str, bytes]:
    """Return every file of a site but manifests, which hold times, and the lock."""
    own = (".archdocs-version.json", ".archdocs-site.lock")
    paths = (path for path in site.rglob("*") if path.is_file() and path.name not in own)
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}


def run(root: Path, disk: Disk | None) -> str:
    """Publish the new site; return how that ended."""
    try:
        if disk is not None:
            disk.install()
        publish(root, NEW)
    except ArchdocsError:
        return "refused"
    except BaseException:  # noqa: BLE001 - whatever it is, it must not happen
        return traceback.format_exc()
    return "done"


def trial(root: Path, before: Path, disk: Disk) -> tuple[str, int]:
    """Publish in a child; return how it ended and how many calls it made."""
    shutil.rmtree(root)
    shutil.copytree(before, root, symlinks=True)
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        ended = run(root, disk)
        disk.on = False
        os.write(into, json.dumps([ended, disk.calls]).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    ended, calls = json.loads(said) if said else ("killed", 0)
    return ended, calls


def faults(root: Path, ended: str, after: dict[str, bytes]) -> Iterator[str]:
    """Yield what is wrong with a site that was cut off, and with what another build makes of it."""
    site = root / "disk/site"
    if ended not in ("done", "refused", "killed"):
        yield ended
    now = state(site)
    names = {**{name: (name, name) for name in NEW}, **ALIASES}
    for name, (was, then) in names.items():
        here = {k.removeprefix(f"{name}/"): v for k, v in now.items() if k.startswith(f"{name}/")}
        if here not in ({}, OLD.get(was, {}), NEW[then]):
            yield f"{name} is half done: {sorted(here)}"
        if not here and was in OLD and (name in OLD or name in ALIASES):
            yield f"{name} is gone"
    # What could not be removed goes with the next build.
    now = {path: data for path, data in now.items() if not path.startswith(ASIDE)}
    if ended == "done" and now != after:
        yield f"said to be done, and is not: {differing(now, after)}"
    again = run(root, None)
    if again != "done" or state(site) != after:
        yield f"the next build: {again} {differing(state(site), after)}"


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the files that differ."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def sweep(folder: Path, step: int, *, how: str) -> Iterator[str]:
    """Cut a build off at calls that are ``step`` apart; yield what is wrong afterwards."""
    before, root = folder / "before", folder / "root"
    lay_out(root)
    shutil.copytree(root, before)
    run(root, None)
    after = state(root / "disk/site")
    ended, calls = trial(root, before, Disk(root / "disk", 0, 0, ever=False, writing=how == "full"))
    if ended != "done" or state(root / "disk/site") != after:
        yield f"without a fault: {ended}"
        return
    met = 0
    for fail in range(1, calls + 1, step):
        error = errno.ENOSPC if how == "full" else ERRORS[fail % 3]
        for ever in (False, True)[: 1 if how == "kill" else 2]:
            kind = Killing if how == "kill" else Disk
            disk = kind(root / "disk", fail, error, ever=ever, writing=how == "full")
            ended, _ = trial(root, before, disk)
            met += ended in ("refused", "killed")
            name = f"{how}: call {fail}{'+' if ever else ''} {errno.errorcode[error]}"
            yield from (f"{name}: {fault}" for fault in faults(root, ended, after))
    if not met:
        yield f"nothing was felt in {calls} calls"


def together(root: Path, rounds: int) -> Iterator[str]:
    """Let builds share a cache that others clear, two of them a site; yield what is wrong."""
    lay_out(root)
    before = state(root / "disk/site")
    publish(root, NEW)
    after = state(root / "disk/site")
    sites = ("disk/site", "disk/site", "disk/one", "disk/two")
    cache = Cache(root / "disk/cache")
    children = [forked(partial(build_often, root, site, rounds)) for site in sites]
    children += [forked(partial(clear_often, cache, rounds))]
    for child in children:
        said = child.read()
        child.close()
        if said:
            yield said
    for site in sorted({*sites}):
        # Two that share a site end in any order.
        if state(root / site) not in ((before, after) if sites.count(site) > 1 else (after,)):
            yield f"{site}: {differing(state(root / site), after)}"


def build_often(root: Path, site: str, rounds: int) -> None:
    """Put one site together again and again, waiting for its turn."""
    for number in range(rounds):
        content = NEW if number % 2 or number == rounds - 1 else OLD
        while True:
            try:
                publish(root, content, site)
                break
            except EnvironmentFault as fault:
                if "another build" not in fault.message:
                    raise
                time.sleep(0.01)


def clear_often(cache: Cache, rounds: int) -> None:
    """Take away what others have just kept."""
    for _ in range(rounds):
        keeping.clear(cache)
        time.sleep(0.01)


def forked(work: Callable[[], object]) -> IO[str]:
    """Do something in a child; return where it says what went wrong."""
    out, into = os.pipe()
    if os.fork() == 0:
        os.close(out)
        try:
            work()
        except BaseException:  # noqa: BLE001 - whatever it is, it must not happen
            os.write(into, traceback.format_exc().encode())
        os._exit(0)
    os.close(into)
    return os.fdopen(out)


def main() -> None:
    """Sweep, or let builds run together, as often as asked; print what was found as JSON."""
    faults: list[str] = []
    for place, word in enumerate(sys.argv[2:]):
        how, _, number = word.partition(":")
        folder = Path(sys.argv[1]).resolve() / str(place)
        work = together if how == "together" else partial(sweep, how=how)
        faults += work(folder, int(number))
    print(json.dumps(faults))  # noqa: T201


if __name__ == "__main__":
    main()
