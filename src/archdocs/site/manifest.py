"""What a version's folder holds, written beside its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archdocs.system.regular import read_regular

__all__ = ["MANIFEST", "Files", "Manifest"]

MANIFEST = ".archdocs-version.json"
#: Size in bytes, time in nanoseconds and SHA-256 of each file, by path.
Files = Mapping[str, tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version's folder holds: the key it was built for, the ref, files.

    ``files`` maps each path to its size in bytes, its time in nanoseconds and its SHA-256.
    ``extra`` are those that lead on from old addresses, and are no pages of the version;
    ``stated`` the pages that name another canonical address than they were built with.
    """

    key: str
    ref: str
    files: Files
    extra: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()

    @property
    def pages(self) -> tuple[str, ...]:
        """The HTML pages, without ``.html``, sorted."""
        return tuple(
            sorted(
                name.removesuffix(".html")
                for name in self.files
                if name.endswith(".html")
                and not name.startswith("_static/")
                and name not in self.extra
            )
        )

    @property
    def own(self) -> Files:
        """The files of the version itself."""
        return {name: about for name, about in self.files.items() if name not in self.extra}

    def is_of(self, source: Manifest, extra: Mapping[str, bytes]) -> bool:
        """Say whether this is what a folder with the files of a version, and others, holds."""
        more = {name: self.files[name][2] for name in self.extra if name in self.files}
        wanted = {name: hashlib.sha256(data).hexdigest() for name, data in extra.items()}
        return (self.key, self.ref, self.own, more) == (
            source.key, source.ref, source.own, wanted
        )  # fmt: skip

    def fitting(self, extra: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return those of other files that have a place of their own beside the version's."""
        own = self.own if extra else {}
        folders = {above for name in own for above in folders_of(name)}
        return {
            name: data
            for name, data in extra.items()
            if name not in own and name not in folders and own.keys().isdisjoint(folders_of(name))
        }

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """Return the manifest in a folder, or ``None`` when there is no good one."""
        try:
            data = json.loads(read_regular(folder / MANIFEST, 64 << 20))
            files = {
                name: (int(size), int(time), str(sha))
                for name, (size, time, sha) in data["files"].items()
            }
            extra = tuple(str(name) for name in data.get("extra", ()))
            stated = tuple(str(name) for name in data.get("stated", ()))
            return cls(str(data["key"]), str(data["ref"]), files, extra, stated)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def write(self, folder: Path) -> None:
        """Write the manifest into its folder."""
        data: dict[str, Any] = {"key": self.key, "ref": self.ref, "files": self.files}
        data |= {"extra": self.extra} if self.extra else {}
        data |= {"stated": self.stated} if self.stated else {}
        (folder / MANIFEST).write_text(json.dumps(data, separators=(",", ":")), "utf-8")


def folders_of(name: str) -> Iterator[str]:
    """Yield the folders that a file is in."""
    while name := name.rpartition("/")[0]:
        yield name
