"""Kinds of records: data in ``templates/kinds/*.toml``, which a project may add to or shadow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from archdocs.errors import ConfigError, UsageError
from archdocs.records.kind import Due, Field, History, Kind, nearest
from archdocs.records.kindfile import folder_of, read_kind
from archdocs.settings import Settings

__all__ = ["Due", "Field", "History", "Kind", "Kinds", "find_kind", "load_kinds", "nearest"]


class Kinds(Mapping[str, Kind]):
    """Every kind by its name; a file is read when somebody asks for its kind.

    Reading all that archdocs ships would take longer than most commands run.
    """

    def __init__(self, files: Mapping[str, Path], settings: Settings) -> None:
        self.files = files
        self.settings = settings
        self._read: dict[str, Kind] = {}

    def __getitem__(self, name: str) -> Kind:
        """Return a kind; raises :class:`ConfigError` where its file is not well formed."""
        if name not in self._read:
            self._read[name] = read_kind(self.files[name], self.settings)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """Return the names, without reading a kind."""
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def __contains__(self, name: object) -> bool:
        return name in self.files

    def folders(self, name: str) -> tuple[str, ...]:
        """Return the folders of a kind, without reading it where that can be avoided."""
        folder = folder_of(self.files[name], self.settings) if name not in self._read else None
        records = self.settings.records
        if folder is None or name in records.also or name in records.packages:
            return self[name].folders
        return (folder,)


def load_kinds(folders: tuple[Path, ...], settings: Settings) -> Kinds:
    """Find every kind; an earlier template folder shadows a later one, by file name.

    The folder and the default template of each kind come from the settings where those
    name it. Kinds are in the order of the settings, then by name. A project's own kinds are
    read at once, the shipped ones when they are needed.

    Raises :class:`ConfigError` with ``file:line`` for a kind that is not well formed, and
    for a folder given to a kind that does not exist.
    """
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted((folder / "kinds").glob("*.toml")):
            files.setdefault(path.stem, path)
    wanted = settings.records.folders
    for name in (*wanted, *settings.records.also):
        if name not in files:
            near = nearest(name, files)
            raise ConfigError(
                f"`[records]` names the kind `{name}`, which has no file in templates/kinds/{near}",
                path="archdocs.toml",
            )
    order = [*wanted, *sorted(set(files) - set(wanted))]
    kinds = Kinds({name: files[name] for name in order}, settings)
    for name, path in kinds.files.items():
        if path.parents[1] != folders[-1]:
            kinds[name]
    return kinds


def find_kind(kinds: Mapping[str, Kind], name: str) -> Kind:
    """Return the kind called ``name``.

    Raises :class:`UsageError` that names the nearest kind and all there are.
    """
    if name in kinds:
        return kinds[name]
    raise UsageError(
        f"no kind of record called `{name}`{nearest(name, tuple(kinds))}",
        hint=f"there are: {', '.join(kinds)}",
    )
