"""Kinds of records: data in ``templates/kinds/*.toml``, which a project may add to or shadow."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archdocs.config import locate
from archdocs.errors import ConfigError, UsageError
from archdocs.settings import Settings

__all__ = ["Field", "Kind", "find_kind", "load_kinds", "nearest"]

TYPES = ("text", "list", "date")
REQUIRED = ("name", "title", "prefix", "folder", "file", "template", "initial", "statuses")
OPTIONAL = ("superseded", "dated", "pending", "void", "read-as", "fields")
PLACEHOLDERS = ("number", "slug", "date")


@dataclass(frozen=True, slots=True)
class Field:
    """One front-matter field: its shape (``text``, ``list`` or ``date``) and its purpose."""

    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record.

    ``file`` is the pattern of new file names, of ``{number}``, ``{date}`` and ``{slug}``.
    ``moves`` maps each status to those it may move to. ``superseded`` is the status of a
    record that another replaced, empty where the kind knows none. ``dated`` statuses need a
    date, ``pending`` ones wait for an answer, ``void`` ones never came into force.
    ``read_as`` maps words found in real files to statuses; ``words`` are these and the
    statuses' own, each with its status, the longest first.
    """

    name: str
    title: str
    prefix: str
    folder: str
    file: str
    template: str
    initial: str
    moves: Mapping[str, tuple[str, ...]]
    superseded: str
    dated: tuple[str, ...]
    pending: tuple[str, ...]
    void: tuple[str, ...]
    read_as: Mapping[str, str]
    fields: Mapping[str, Field]
    words: tuple[tuple[str, str], ...]
    also: tuple[str, ...] = ()

    @property
    def folders(self) -> tuple[str, ...]:
        """Every folder records are read from: where new ones go, then the patterns of others."""
        return (self.folder, *self.also)

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every status of the lifecycle, in the order of its declaration."""
        return tuple(self.moves)


def load_kinds(folders: tuple[Path, ...], settings: Settings) -> dict[str, Kind]:
    """Read every kind; an earlier template folder shadows a later one, by file name.

    The folder and the default template of each kind come from the settings where those
    name it. Kinds are in the order of the settings, then by name.

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
    return {name: read_kind(files[name], settings) for name in order}


def find_kind(kinds: Mapping[str, Kind], name: str) -> Kind:
    """Return the kind called ``name``.

    Raises :class:`UsageError` that names the nearest kind and all there are.
    """
    if name in kinds:
        return kinds[name]
    raise UsageError(
        f"no kind of record called `{name}`{nearest(name, kinds)}",
        hint=f"there are: {', '.join(kinds)}",
    )


def nearest(name: str, valid: Mapping[str, Any] | tuple[str, ...], *, cutoff: float = 0.5) -> str:
    """Return ``; did you mean `x`?`` for the nearest valid name, or nothing."""
    near = difflib.get_close_matches(name.lower(), list(valid), n=1, cutoff=cutoff)
    return f"; did you mean `{near[0]}`?" if near else ""


def read_kind(path: Path, settings: Settings) -> Kind:
    """Read one kind's file.

    Raises :class:`ConfigError`.
    """
    shown = f"templates/kinds/{path.name}"
    try:
        text = path.read_text("utf-8-sig")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        raise ConfigError(
            f"not valid TOML: {error}", path=shown, line=int(found[1]) if found else 0
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", path=shown) from error
    return Reader(text, shown, data).kind(path.stem, settings)


class Reader:
    """Checks the parsed TOML of one kind, knowing where each key stands."""

    def __init__(self, text: str, path: str, data: Mapping[str, Any]) -> None:
        self.text = text
        self.path = path
        self.data = data

    def fail(self, keys: tuple[str, ...], message: str) -> ConfigError:
        """Make the error for the key at ``keys``."""
        return ConfigError(message, path=self.path, line=locate(self.text, keys))

    def kind(self, stem: str, settings: Settings) -> Kind:
        """Check every key and build the kind."""
        for key in self.data:
            if key not in REQUIRED + OPTIONAL:
                raise self.fail((key,), f"no key `{key}`{nearest(key, REQUIRED + OPTIONAL)}")
        for key in REQUIRED:
            if key not in self.data:
                raise self.fail((), f"`{key}` is missing")
        name = self.word("name")
        if name != stem:
            raise self.fail(("name",), f"`name` is {name!r} in a file called {stem}.toml")
        moves = self.moves()
        kind = Kind(
            name=name,
            title=self.word("title"),
            prefix=self.prefix(),
            folder=settings.records.folders.get(name, self.word("folder")).strip("/"),
            file=self.pattern(),
            template=settings.records.templates.get(name, self.word("template")),
            initial=self.status("initial", self.word("initial"), moves),
            moves=moves,
            superseded=self.optional_status("superseded", moves),
            dated=self.statuses("dated", moves),
            pending=self.statuses("pending", moves),
            void=self.statuses("void", moves),
            read_as=(read_as := self.read_as(moves)),
            words=words_of(moves, read_as),
            fields=self.fields(),
            also=self.also(settings.records.also.get(name, ())),
        )
        if not kind.folder or ".." in kind.folder.split("/"):
            raise self.fail(("folder",), f"`folder` {kind.folder!r} is not inside the project")
        return kind

    def word(self, key: str) -> str:
        """Return a text that must not be empty."""
        value = self.data[key]
        if not isinstance(value, str) or not value.strip():
            raise self.fail((key,), f"`{key}` is a text that is not empty")
        return value

    def prefix(self) -> str:
        """Return the prefix of ids: letters only, so that ids stay readable and quotable."""
        value = self.word("prefix")
        if not re.fullmatch(r"[A-Za-z]+", value):
            raise self.fail(("prefix",), f"`prefix` is made of letters, not {value!r}")
        return value.upper()

    def pattern(self) -> str:
        """Return the file-name pattern, which starts with a number or a date.

        The prefix may stand before it, since names are read so: ``pep-{number}-{slug}.md``.
        """
        value = self.word("file")
        start = rf"(?i:{re.escape(self.prefix())}[-_])?"
        if not re.fullmatch(rf"{start}\{{(number|date)\}}-\{{slug\}}\.md", value):
            raise self.fail(("file",), "`file` is `{number}-{slug}.md` or `{date}-{slug}.md`")
        return value

    def also(self, patterns: tuple[str, ...]) -> tuple[str, ...]:
        """Return more folders, as patterns."""
        for pattern in patterns:
            if pattern.startswith("/") or ".." in pattern.split("/") or "**" in pattern:
                raise ConfigError(
                    f"`records.also` {pattern!r} is not inside the project, or spans folders",
                    path="archdocs.toml",
                )
        return tuple(pattern.strip("/") for pattern in patterns if pattern.strip("/"))

    def table(self, key: str) -> Mapping[str, Any]:
        """Return an optional table."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise self.fail((key,), f"`{key}` is a table")
        return value

    def moves(self) -> dict[str, tuple[str, ...]]:
        """Return the statuses and their legal moves."""
        table = self.table("statuses")
        if not table:
            raise self.fail(("statuses",), "`statuses` names no status")
        for name, targets in table.items():
            if not isinstance(targets, list) or not all(isinstance(t, str) for t in targets):
                raise self.fail(("statuses", name), f"`{name}` is a list of statuses")
            for target in targets:
                self.status(name, target, table, ("statuses", name))
            if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
                raise self.fail(("statuses", name), f"a status is lower-case words, not {name!r}")
        return {name: tuple(targets) for name, targets in table.items()}

    def status(
        self, key: str, value: Any, moves: Mapping[str, Any], keys: tuple[str, ...] = ()
    ) -> str:
        """Return a value that must be one of the statuses."""
        if not isinstance(value, str) or value not in moves:
            raise self.fail(
                keys or (key,), f"`{key}` names {value!r}, which is no status of this kind"
            )
        return value

    def optional_status(self, key: str, moves: Mapping[str, Any]) -> str:
        """Return a status, or an empty text where the key is absent."""
        value = self.data.get(key, "")
        return self.status(key, value, moves) if value else ""

    def statuses(self, key: str, moves: Mapping[str, Any]) -> tuple[str, ...]:
        """Return a list of statuses."""
        value = self.data.get(key, [])
        if not isinstance(value, list):
            raise self.fail((key,), f"`{key}` is a list of statuses")
        return tuple(self.status(key, item, moves) for item in value)

    def read_as(self, moves: Mapping[str, Any]) -> dict[str, str]:
        """Return the words that mean a status."""
        return {
            word.lower(): self.status(word, status, moves, ("read-as", word))
            for word, status in self.table("read-as").items()
        }

    def fields(self) -> dict[str, Field]:
        """Return the front-matter fields."""
        found = {}
        for name, value in self.table("fields").items():
            shape = value.get("type") if isinstance(value, dict) else None
            text = value.get("text", "") if isinstance(value, dict) else ""
            if shape not in TYPES or not isinstance(text, str):
                raise self.fail(
                    ("fields", name), f"`{name}` is a table with a type: {', '.join(TYPES)}"
                )
            found[name] = Field(shape, text)
        return found


def words_of(moves: Mapping[str, Any], read_as: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what may be written for each status, the longest first."""
    words = {status.replace("-", " "): status for status in moves} | dict(read_as)
    return tuple(sorted(words.items(), key=lambda item: -len(item[0])))
