"""Read a kind of record from its TOML file, where every mistake has a place."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archdocs import linknames
from archdocs.config import locate
from archdocs.errors import ConfigError
from archdocs.records.kind import LIFECYCLES, Field, History, Kind, nearest
from archdocs.records.kindfields import COMMON, read_fields
from archdocs.settings import Settings
from archdocs.system.regular import read_regular

__all__ = ["KEYS", "folder_of", "read_kind"]

REQUIRED = ("name", "title", "prefix", "folder", "file", "template")
#: What a kind with a lifecycle has besides, and no other kind has.
STATUSES = ("initial", "statuses")
OF_STATUSES = ("superseded", "dated", "pending", "void", "read-as", "history")
OPTIONAL = ("lifecycle", "marked", "generated", "review-days", "order", "fields")
KEYS = (*REQUIRED, *STATUSES, *OF_STATUSES, *OPTIONAL)
#: Stands in a folder for the folder of the Sphinx sources.
DOCS = "{docs}"
FOLDER = re.compile(r'^folder = "([^"\\]+)"$', re.MULTILINE)


def folder_of(path: Path, settings: Settings) -> str | None:
    """Return the folder a kind's file names, without reading all of it; ``None`` if unsure.

    Most projects have no records of most kinds, and need not know more about those.
    """
    try:
        found = FOLDER.findall(read_regular(path).decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    if len(found) != 1:
        return None
    return settings.records.folders.get(path.stem, in_docs(found[0], settings)).strip("/")


def in_docs(folder: str, settings: Settings) -> str:
    """Return a folder with the configured one of the documentation in it."""
    return posixpath.normpath(folder.replace(DOCS, settings.project.docs.strip("/") or "."))


def read_kind(path: Path, settings: Settings) -> Kind:
    """Read one kind's file.

    Raises :class:`ConfigError`.
    """
    shown = f"templates/kinds/{path.name}"
    try:
        text = read_regular(path).decode("utf-8-sig")
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
        self.check_keys()
        name = self.word("name")
        if name != stem:
            raise self.fail(("name",), f"`name` is {name!r} in a file called {stem}.toml")
        moves = self.moves()
        fields = read_fields(self.table("fields"), moves, self.fail)
        if self.flag("marked"):
            fields["kind"] = Field("choice", "The kind of record.", choices=(name,))
        read_as = self.read_as(moves)
        return Kind(
            name=name,
            title=self.word("title"),
            prefix=self.prefix(),
            folder=self.folder(name, settings),
            file=self.pattern(settings.records.ids.get(name, "")),
            template=settings.records.templates.get(name, self.word("template")),
            initial=self.initial(moves),
            moves=moves,
            superseded=self.optional_status("superseded", moves),
            dated=self.statuses("dated", moves),
            pending=self.statuses("pending", moves),
            void=self.statuses("void", moves),
            read_as=read_as,
            words=words_of(moves, read_as),
            fields=fields,
            also=self.also(settings.records.also.get(name, ())),
            packages=self.also(settings.records.packages.get(name, ())),
            links=linknames.named(settings.links),
            all_fields={**COMMON, **fields},
            lifecycle=self.lifecycle(),
            marked=self.flag("marked") and name not in settings.records.folders,
            generated=self.flag("generated"),
            review_days=self.days(),
            order=self.order(fields),
            history=self.history(fields),
        )

    def check_keys(self) -> None:
        """Refuse keys that there are not, and the lack of those that must be."""
        for key in self.data:
            if key not in KEYS:
                raise self.fail((key,), f"no key `{key}`{nearest(key, KEYS)}")
        has_statuses = self.lifecycle() == "statuses"
        for key in (*REQUIRED, *(STATUSES if has_statuses else ())):
            if key not in self.data:
                raise self.fail((), f"`{key}` is missing")
        for key in () if has_statuses else (*STATUSES, *OF_STATUSES):
            if key in self.data:
                raise self.fail((key,), f"`{key}` is for kinds with a lifecycle of statuses")

    def lifecycle(self) -> str:
        """Return how records of this kind live."""
        value = self.data.get("lifecycle", "statuses")
        if not isinstance(value, str) or value not in LIFECYCLES:
            raise self.fail(("lifecycle",), f"`lifecycle` is one of {', '.join(LIFECYCLES)}")
        return str(value)

    def flag(self, key: str) -> bool:
        """Return a switch."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.fail((key,), f"`{key}` is true or false")
        return value

    def days(self) -> int:
        """Return after how many days a record is looked at again."""
        value = self.data.get("review-days", 0)
        if type(value) is not int or not 0 <= value <= 36500:
            raise self.fail(("review-days",), "`review-days` is a number of days")
        return value

    def order(self, fields: Mapping[str, Field]) -> tuple[str, ...]:
        """Return the fields whose times follow one another."""
        value = self.data.get("order", [])
        for name in value if isinstance(value, list) else [value]:
            known = fields.get(name) if isinstance(name, str) else None
            if not isinstance(value, list) or known is None or known.type not in ("date", "time"):
                raise self.fail(("order",), f"`order` names {name!r}, no field of a day or a time")
        return tuple(value)

    def history(self, fields: Mapping[str, Field]) -> History | None:
        """Return the field that keeps every status, if there is one."""
        table = self.table("history")
        if not table:
            return None
        names = [str(table.get(key, "")) for key in ("field", "status", "date")]
        columns = fields[names[0]].columns if names[0] in fields else {}
        if set(table) - {"field", "status", "date"} or not all(n in columns for n in names[1:]):
            raise self.fail(
                ("history",), "`history` names a `field` of tables, and its `status` and `date`"
            )
        return History(*names)

    def folder(self, name: str, settings: Settings) -> str:
        """Return the folder of new records, which is inside the project."""
        own = in_docs(self.word("folder"), settings)
        folder = settings.records.folders.get(name, own).strip("/")
        if not folder or ".." in folder.split("/"):
            raise self.fail(("folder",), f"`folder` {folder!r} is not inside the project")
        return folder

    def initial(self, moves: Mapping[str, Any]) -> str:
        """Return the status that records begin with."""
        only = LIFECYCLES[self.lifecycle()]
        return only or self.status("initial", self.word("initial"), moves)

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

    def pattern(self, ids: str) -> str:
        """Return the file-name pattern, which starts with a number or a date, or with ``ids``.

        The prefix may stand before it, since names are read so: ``pep-{number}-{slug}.md``.
        """
        value = self.word("file")
        start = rf"(?i:{re.escape(self.prefix())}[-_])?"
        if not re.fullmatch(rf"{start}\{{(number|date)\}}-\{{slug\}}\.md", value):
            raise self.fail(("file",), "`file` is `{number}-{slug}.md` or `{date}-{slug}.md`")
        return re.sub(r"\{(?:number|date)\}", f"{{{ids}}}", value) if ids else value

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
        only = LIFECYCLES[self.lifecycle()]
        if only:
            return {only: ()}
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


def words_of(moves: Mapping[str, Any], read_as: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what may be written for each status, the longest first."""
    words = {status.replace("-", " "): status for status in moves} | dict(read_as)
    return tuple(sorted(words.items(), key=lambda item: -len(item[0])))
