"""Make versions: oldest first, each from what its neighbour left, in a chain per core.

Two releases differ in few pages, so most of a version is there once the one before it is
built. A chain has one folder, whose path stays the same because Sphinx starts anew where it
doesn't, and one process with everything imported, which forks a confined child for each
version. The last folder of a project is kept for the next commit. What a chain hands on,
Sphinx's pickled state included, is written and read by confined children only, never by
this process.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from archdocs.project import Project
from archdocs.site import plan
from archdocs.site.make import Made, make, policy_of, trusted_docs
from archdocs.site.plan import Planned
from archdocs.site.rehearsal import ahead, theme_in
from archdocs.site.running import running_in
from archdocs.site.search import with_index
from archdocs.site.watch import Row, Say, watching
from archdocs.system import locks, process, sandbox
from archdocs.system.cache import digest
from archdocs.system.export import export_folder
from archdocs.system.regular import paths_under
from archdocs.system.scratch import remove
from archdocs.system.warm import Warm

__all__ = ["Say", "Workshop", "workers"]

#: So many versions in a chain are done before a rehearsal would be.
FEW = 2
#: A clean build takes as long as so many versions that start from what their neighbour left.
WORTH_A_CHAIN = 8
#: What of a folder a version leaves to the next.
HANDED_ON = ("doctrees", "html", "compiled")
#: Folders that are kept for later builds, of all projects.
KEPT = 4
SEEDS = "site-seeds"
#: Bytes that such a folder may have on the disk, and what the smallest file counts for.
MOST_KEPT, LEAST = 4 << 30, 4096


class Workshop:
    """Makes versions in scratch folders, in chains that wait for their children.

    ``keep`` is handed each version as soon as it is made, if it is good, so that a build that
    is interrupted has lost none but those it was at.
    """

    def __init__(
        self,
        project: Project,
        scratch: Path,
        progress: Say,
        *,
        seeds: bool,
        keep: Callable[[Planned, Made], Made] = lambda _, made: made,
    ) -> None:
        self.project = project
        self.scratch = scratch
        self.keep = keep
        self.progress = watching(progress)
        settings = project.settings.site
        self.trusted: Path | None = None
        # Where its own code runs a version could leave anything to the next; what comes from the
        # network may differ from one to the next.
        self.own = settings.configuration == "version" or settings.environment == "version"
        self.seeds = seeds and not self.own and not settings.network

    def make_all(self, waiting: Sequence[Planned], jobs: int) -> dict[str, Made]:
        """Make each version, and return what came of it by ref.

        An interrupt ends the children and is passed on.
        """
        if not waiting:
            return {}
        if self.project.settings.site.configuration == "trusted":
            self.trusted = self.scratch / "trusted"
            # Any version can quote what lies here, so notes that nobody committed stay out.
            new = plan.configuration_of(self.project)
            export_folder(self.project.root, self.project.git, self.trusted, new=new)
            self.seeds = self.seeds and not running_in(self.configuration())
        chains = chained(waiting, workers(self.project, jobs, len(waiting)))
        if len(chains) == 1:
            return self.make_chain(chains[0], newest=True)
        import concurrent.futures  # which most builds need not import

        pool = concurrent.futures.ThreadPoolExecutor(len(chains))
        try:
            futures = [
                pool.submit(self.make_chain, chain, newest=chain is chains[-1]) for chain in chains
            ]
            return {ref: made for future in futures for ref, made in future.result().items()}
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            process.end_children()
            raise
        finally:
            pool.shutdown()

    def make_chain(self, chain: Sequence[Planned], *, newest: bool) -> dict[str, Made]:
        """Make versions one after the other, in one folder."""
        made: dict[str, Made] = {}
        with self.place(chain[0], kept=newest) as place:
            home = self.scratch / f"server-{chain[0].version.slug}"
            home.mkdir()
            env = sandbox.environment(home, {"PYTHONHASHSEED": "0"})
            policy = policy_of(self.project, read=self.trusted or place, write=place)
            with Warm(self.ahead(len(chain)), cwd=home, env=env, policy=policy) as warm:
                for item in chain:
                    # Importing ahead pays from the second child on.
                    helper = warm if len(chain) > 1 else None
                    made[item.version.ref] = self.make(item, place, helper)
        return made

    def ahead(self, many: int) -> tuple[str, ...]:
        """Return what the process that ``many`` children are forked from does ahead of them."""
        conf = self.configuration()
        if not conf or many <= FEW:
            return ahead(conf)
        return (*ahead(conf), f"archdocs.site.rehearsal:rehearse={theme_in(conf)}")

    def configuration(self) -> bytes:
        """Return the text of the trusted ``conf.py``; empty where there is none."""
        if self.trusted is None:
            return b""
        docs = trusted_docs(self.trusted, self.project)
        try:
            return (self.trusted / (docs or "") / "conf.py").read_bytes()
        except OSError:
            return b""

    @contextlib.contextmanager
    def place(self, first: Planned, *, kept: bool) -> Iterator[Path]:
        """Give a folder: with ``kept``, the one that is kept for the next build, if it is free."""
        cache = self.project.cache
        if not (self.seeds and kept and cache.enabled):
            place = self.scratch / f"chain-{first.version.slug}"
            place.mkdir(parents=True)
            yield place
            return
        seeds = cache.folder / SEEDS
        folder = seeds / self.kept_key()
        with contextlib.ExitStack() as stack:
            try:
                seeds.mkdir(parents=True, exist_ok=True)
                stack.enter_context(locks.held(folder.with_suffix(".lock"), timeout=0))
            except (OSError, locks.LockTimeout):
                with self.place(first, kept=False) as place:
                    yield place
                return
            folder.mkdir(exist_ok=True)
            os.utime(folder)
            yield folder.resolve()
            clear(folder)
            if not is_kept(folder):
                remove(folder)
        forget_oldest(seeds)

    def kept_key(self) -> str:
        """Return what the kept folder is for: all that is not the versions' content.

        It belongs to one level of trust: configuration that somebody else wrote, or that runs
        without confinement, has a folder of its own.
        """
        base = plan.trusted(self.project)
        return digest(
            str(self.project.root),
            f"{base.docs}\0{base.digest}" if base else "",
            json.dumps(plan.build_settings(self.project), sort_keys=True),
            self.project.settings.site.sandbox,
            plan.toolchain(),
        )[:32]

    def make(self, item: Planned, place: Path, warm: Warm | None) -> Made:
        """Make one version in a chain's folder."""
        clear(place)
        if not self.seeds:
            for name in HANDED_ON:
                remove(place / name)
        row = Row(item.version.ref, item.version.title, waits=True)
        self.progress.begin(row)
        made = with_index(self.project, item, self.made_within(item, place, warm))
        if made.error is None:
            made = self.keep(item, made)
        self.progress.end(row, made.seconds, made.error.message if made.error else "")
        return made

    def made_within(self, item: Planned, place: Path, warm: Warm | None) -> Made:
        """Make one version with the packages that it is built with."""
        if item.wanted is None:
            return make(self.project, item, self.trusted, place, warm)
        # Late: most projects install nothing, and this reads every way to require something.
        from archdocs.site import environments

        limit, cache = self.project.settings.site.timeout, self.project.cache
        used = environments.used(
            cache, item.wanted, root=self.project.root, timeout=limit, say=self.progress
        )
        with used as (own, wrong):
            if wrong is not None:
                return Made(error=wrong, notes=tuple(item.wanted.notes))
            # What is imported ahead would be that of another environment.
            packages = (own,) if own else ()
            made = make(self.project, item, self.trusted, place, packages=packages)
        return replace(made, notes=(*item.wanted.notes, *made.notes))


def chained(waiting: Sequence[Planned], many: int) -> list[list[Planned]]:
    """Split versions into at most ``many`` chains of neighbours, from the oldest to the newest."""
    ordered = sorted(waiting, key=likeness)
    size = -(-len(ordered) // many)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def likeness(item: Planned) -> tuple[Any, ...]:
    """Return a key that puts versions with much the same pages side by side.

    Releases go by number: those of a line that is still looked after come later than the next
    line's first, and are like their own. What is built next after a commit comes last.
    """
    version = item.version
    if version.release is not None:
        return (0, version.release, item.time)
    return (1 + version.is_default + 2 * (version.kind == "worktree"), item.time)


def clear(place: Path) -> None:
    """Remove from a chain's folder all that is not handed on."""
    for entry in list(place.iterdir()):
        if entry.name in HANDED_ON and not entry.is_symlink():
            continue
        if entry.is_dir() and not entry.is_symlink():
            remove(entry)
        else:
            entry.unlink(missing_ok=True)


def is_kept(place: Path) -> bool:
    """Say whether what is handed on is of a size that a documentation has.

    A page that runs code may leave any amount, which would stay after the build.
    """
    left = MOST_KEPT
    for path in paths_under(place):
        left -= max((place / path).lstat().st_blocks * 512, LEAST)
        if left < 0:
            return False
    return True


def forget_oldest(seeds: Path) -> None:
    """Remove the kept folders that were used longest ago, save a few; none that is in use."""
    folders = [path for path in seeds.iterdir() if path.is_dir()]
    folders.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for folder in folders[KEPT:]:
        lock = locks.held(folder.with_suffix(".lock"), timeout=0)
        with contextlib.suppress(locks.LockTimeout, OSError), lock:
            remove(folder)
            folder.with_suffix(".lock").unlink(missing_ok=True)


def workers(project: Project, jobs: int, many: int) -> int:
    """Return how many of ``many`` versions are built at a time.

    That is as many as asked, else one per core, at most 2. A second chain begins with a clean
    build and has memory of its own, so without being asked for it comes only with enough to do.
    """
    asked = jobs or project.settings.site.jobs
    return asked or max(1, min(2, os.cpu_count() or 1, many // WORTH_A_CHAIN))
