"""The output folder: which parts of it are ours, what they hold, replacing them whole.

Each version's folder carries a manifest with its key and every file's size, time and
digest. So a second build knows from the folder alone that nothing has to be done, files
that are equal in two versions are stored once (hard links), and what somebody else put
into the folder is never touched.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import types
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from archdocs.errors import EnvironmentFault, UsageError
from archdocs.site.manifest import MANIFEST, Files, Manifest
from archdocs.system import locks, swap
from archdocs.system.files import write_atomic
from archdocs.system.regular import paths_under, read_regular
from archdocs.system.staging import remove_litter
from archdocs.system.tree import SITE_MARKER

__all__ = ["MANIFEST", "MARKER", "Manifest", "SiteFolder"]

MARKER = SITE_MARKER
LOCK = ".archdocs-site.lock"
#: What may stand at the top of a site besides versions.
ROOT_FILES = frozenset(
    {
        "index.html",
        "404.html",
        "versions.json",
        "records.html",
        "versions.js",
        "redirect.js",
        "redirects.json",
        "missing.js",
        "sitemap.xml",
        "robots.txt",
    }
)
#: Parts of a sitemap that is too long for one file.
PARTS = re.compile(r"sitemap-\d{1,6}\.xml")
FORMAT = 1
NOTHING: Mapping[str, str] = types.MappingProxyType({})


class SiteFolder:
    """A folder that holds a site, or will."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def marker(self) -> dict[str, Any]:
        """Return what the marker says; empty when the folder isn't ours."""
        try:
            data = json.loads(read_regular(self.path / MARKER, 64 << 20))
        except (OSError, ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) and data.get("format") == FORMAT else {}

    def guard(self, slugs: tuple[str, ...]) -> None:
        """Refuse to write over anything that isn't ours.

        Raises :class:`UsageError` when the folder holds foreign files and no site, or when
        a foreign folder stands where a version is to go, and :class:`EnvironmentFault` when it
        can't be read.
        """
        try:
            self.refuse_foreign(slugs)
        except OSError as error:
            reason = error.strerror or error
            raise EnvironmentFault(f"cannot read {self.path}: {reason}") from error

    def refuse_foreign(self, slugs: tuple[str, ...]) -> None:
        """See :meth:`guard`."""
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise UsageError(f"{self.path} is a file; the site needs a folder")
        ours = self.marker()
        if not ours and any(item.name != LOCK for item in self.path.iterdir()):
            raise UsageError(
                f"{self.path} is not empty and was not made by archdocs build",
                hint="choose another --output, or empty the folder yourself",
            )
        for slug in slugs:
            place = self.path / slug
            known = slug in ours.get("folders", ()) or self.read(slug)
            # Another build may have taken it away since its marker was read.
            if not known and place.exists():
                raise UsageError(
                    f"{place} was not made by archdocs build, and a version is to go there",
                    hint="move it away, or leave the version out with --ref",
                )

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against another build, after clearing what an earlier one left.

        Raises :class:`EnvironmentFault` when another build holds it, or it can't be written.
        """
        with contextlib.ExitStack() as stack:
            try:
                self.path.mkdir(parents=True, exist_ok=True)
                stack.enter_context(locks.held(self.path / LOCK, timeout=0))
            except locks.LockTimeout:
                raise EnvironmentFault(f"another build is writing {self.path}") from None
            except OSError as error:
                reason = error.strerror or error
                raise EnvironmentFault(f"cannot write {self.path}: {reason}") from error
            swap.clean(self.path)
            remove_litter(self.path)
            yield

    def read(self, slug: str) -> Manifest | None:
        """Return the manifest of a version's folder, or ``None``."""
        return Manifest.read(self.path / slug)

    def intact(self, slug: str) -> Manifest | None:
        """Return the manifest when every file it names is there as it was written."""
        found = self.read(slug)
        if found is None:
            return None
        base = f"{self.path}/{slug}/"
        for name, (size, time, _) in found.files.items():
            try:
                stat = os.lstat(base + name)
            except OSError:
                return None
            if stat.st_size != size or stat.st_mtime_ns != time:
                return None
        return found

    def lay(
        self,
        slug: str,
        key: str,
        ref: str,
        files: Mapping[str, bytes],
        pool: dict[str, str],
        *,
        digests: Mapping[str, str] = NOTHING,
    ) -> Manifest:
        """Write a version's folder aside and put it in place, whole.

        ``pool`` maps digests to files already in the site; equal files are linked to these,
        and new ones join the pool. ``digests`` are those of files that are known already.

        Raises :class:`EnvironmentFault` when the disk refuses.
        """
        with self.laying(slug) as made:
            listed = write_files(made, files, pool, digests)
            Manifest(key, ref, listed).write(made)
        for name, (_, _, sha) in listed.items():
            pool[sha] = f"{self.path}/{slug}/{name}"
        return Manifest(key, ref, listed)

    def alias(self, name: str, slug: str, extra: Mapping[str, bytes]) -> None:
        """Make ``name`` a second folder of the files of ``slug``, and ``extra``, unless it is that.

        Both names may be the same. Raises :class:`EnvironmentFault` when the disk refuses.
        """
        source = self.read(slug)
        if source is None:
            return
        own, there, extra = source.own, self.read(name), source.fitting(extra)
        if there is not None and there.is_of(source, extra) and self.intact(name):
            return
        with self.laying(name) as made:
            make_folders(made, own)
            for path in own:
                link(f"{self.path}/{slug}/{path}", f"{made}/{path}")
            listed = {**own, **write_files(made, extra, {})}
            more = tuple(sorted(extra))
            Manifest(source.key, source.ref, listed, more, source.stated).write(made)

    @contextlib.contextmanager
    def laying(self, name: str) -> Iterator[Path]:
        """Give a folder aside, which takes its place when all is in it.

        Raises :class:`EnvironmentFault` when the disk refuses.
        """
        try:
            made = swap.aside(self.path)
            try:
                yield made
                swap.replace_folder(made, self.path / name)
            except BaseException:
                shutil.rmtree(made, ignore_errors=True)
                raise
        except OSError as error:
            raise EnvironmentFault(
                f"cannot write {self.path / name}: {error.strerror or error}"
            ) from error

    def write_root(self, files: Mapping[str, str]) -> None:
        """Write files at the top of the site, only those whose content changed."""
        for name, text in files.items():
            target = self.path / name
            data = text.encode("utf-8")
            try:
                if target.read_bytes() == data:
                    continue
            except OSError:
                pass
            write_atomic(target, data)

    def settle(self, folders: tuple[str, ...], files: tuple[str, ...]) -> None:
        """Record what is ours, and remove what was ours and no longer belongs."""
        before = self.marker()
        data = {"format": FORMAT, "folders": sorted(folders), "files": sorted(files)}
        self.write_root({MARKER: json.dumps(data, indent=1) + "\n"})
        for name in set(before.get("folders", ())) - set(folders):
            if plain(name) and self.is_only_ours(name):
                swap.take_away(self.path / name)
        for name in set(before.get("files", ())) - set(files):
            if name in ROOT_FILES or PARTS.fullmatch(name):
                (self.path / name).unlink(missing_ok=True)

    def is_only_ours(self, slug: str) -> bool:
        """Say whether a folder holds what was built into it and nothing else.

        The marker that names it may be anybody's.
        """
        found = self.intact(slug)
        base = self.path / slug
        if found is None or not found.files or base.is_symlink():
            return False
        return set(paths_under(base)) <= {*found.files, MANIFEST}

    def claim(self) -> None:
        """Mark the folder as ours before the first version goes in."""
        if not self.marker():
            self.write_root({MARKER: json.dumps({"format": FORMAT}) + "\n"})


def plain(name: object) -> bool:
    """Say whether a name from a marker is a plain entry of the folder, and no way out of it."""
    return isinstance(name, str) and Path(name).name == name and name not in ("", ".", "..")


def write_files(
    made: Path,
    files: Mapping[str, bytes],
    pool: Mapping[str, str],
    digests: Mapping[str, str] = NOTHING,
) -> Files:
    """Write files into a folder, linking those the pool already has; describe each.

    A site has tens of thousands of files, and objects for their paths would cost more than they.
    """
    listed = {}
    make_folders(made, files)
    for name, data in sorted(files.items()):
        place = f"{made}/{name}"
        sha = digests.get(name) or hashlib.sha256(data).hexdigest()
        known = pool.get(sha)
        if known is None or not link_same(known, place, len(data)):
            with open(place, "wb") as file:  # noqa: PTH123
                file.write(data)
        stat = os.stat(place)  # noqa: PTH116
        listed[name] = (stat.st_size, stat.st_mtime_ns, sha)
    return listed


def make_folders(made: Path, names: Iterable[str]) -> None:
    """Make the folders of files, each once."""
    for folder in {name.rpartition("/")[0] for name in names}:
        (made / folder).mkdir(parents=True, exist_ok=True)


def link_same(known: str, place: str, size: int) -> bool:
    """Link a file of the pool to a new place; say whether that worked."""
    try:
        if os.lstat(known).st_size != size:
            return False
        os.link(known, place)
    except OSError:
        return False
    return True


def link(source: str, place: str) -> None:
    """Make ``place`` the same file as ``source``, or a copy where links can't be made."""
    try:
        os.link(source, place)
    except OSError:
        shutil.copy2(source, place)
