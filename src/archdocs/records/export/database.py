"""A database: every record in SQLite, normalised, for those who ask in SQL.

``schema.sql`` beside this file has the tables and views. The database is built in memory and
only its finished bytes are written; the same records and the same SQLite give the same bytes.
The number in the header that tells our files from others is SQLite's ``application_id``.
"""

from __future__ import annotations

import contextlib
import importlib.resources
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from archdocs.records.export.catalogue import FORMAT, about, cleaned, entry
from archdocs.records.export.model import Made, Source
from archdocs.records.model import Record

if TYPE_CHECKING:
    import sqlite3

__all__ = ["DATABASE", "Database"]

APPLICATION = b"ADOC"
MAGIC = b"SQLite format 3\0"
#: Where the header keeps the application's number.
AT = slice(68, 72)
RELATIONS = """INSERT INTO relations
    SELECT record, kind, other FROM links WHERE other IS NOT NULL
    UNION SELECT record, kind, other FROM backlinks WHERE other IS NOT NULL"""
SEARCH = "CREATE VIRTUAL TABLE search USING fts5 (id, title, text)"


class Database:
    """One file of tables."""

    shape = "binary"

    def make(self, source: Source) -> Made:
        """See :meth:`Format.make`."""
        # Late: pages are built by Pythons that lack it.
        import sqlite3

        with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as store:
            number = int.from_bytes(APPLICATION, "big")
            store.execute(f"PRAGMA application_id = {number}")
            store.execute(f"PRAGMA user_version = {FORMAT}")
            store.executescript(schema())
            store.execute("BEGIN")
            fill(store, source)
            store.execute("COMMIT")
            notes = () if fill_search(store, source) else ("no FTS5: no table `search`",)
            return Made({"": store.serialize()}, notes)

    def ours(self, data: bytes) -> bool:
        """See :meth:`Format.ours`."""
        return data.startswith(MAGIC) and data[AT] == APPLICATION


def schema() -> str:
    """Return the statements that make the tables."""
    return importlib.resources.files(__package__).joinpath("schema.sql").read_text("utf-8")


def insert(store: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a table; every value is bound, none is part of a statement."""
    for row in rows:
        marks = ", ".join("?" * len(row))
        store.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 - our names


def fill(store: sqlite3.Connection, source: Source) -> None:
    """Fill every table but the index of words."""
    moment = source.moment
    meta = {
        "format": str(FORMAT),
        "generator": "archdocs",
        "project": source.project,
        "ref": moment.name if moment else None,
        "commit": moment.commit if moment else None,
    }
    insert(store, "meta", cleaned([list(item) for item in meta.items()]))
    for kind in map(about, source.catalog.kinds.values()):
        insert(store, "kinds", [(kind["name"], kind["title"], kind["prefix"])])
        states = enumerate(kind["statuses"])
        rows = [(kind["name"], state["name"], place, state["in_force"]) for place, state in states]
        insert(store, "statuses", rows)
    keys = {record.path: key for key, record in enumerate(source.records, 1)}
    for record in source.records:
        insert(store, "records", [row(keys[record.path], cleaned(entry(source, record)))])
    for record in source.records:
        fill_around(store, keys, source, record)
    store.execute(RELATIONS)


def row(key: int, values: dict[str, Any]) -> tuple[Any, ...]:
    """Return a record's row."""
    stamps = [values[name] or {} for name in ("first_commit", "last_commit")]
    names = (
        *("id", "kind", "number", "title", "status", "raw_status", "in_force"),
        *("date", "owner", "review_by", "dialect", "path"),
    )
    dates = [stamp.get(name) for stamp in stamps for name in ("commit", "date")]
    return (key, *(values[name] for name in names), *dates)


def fill_around(
    store: sqlite3.Connection, keys: dict[str, int], source: Source, record: Record
) -> None:
    """Fill the tables around a record; a link out of the selection keeps the other's id."""
    key, raw = keys[record.path], entry(source, record)
    values = cleaned(raw)
    # Keys are by path as it is on disk, which a clean text may no longer be.
    others = [keys.get(link["path"] or "") for link in raw["links"]]
    links = zip(values["links"], others, strict=True)
    insert(
        store,
        "links",
        [
            (key, place, link["kind"], link["target"], link["line"], other, link["id"])
            for place, (link, other) in enumerate(links)
        ],
    )
    backs = zip(values["backlinks"], raw["backlinks"], strict=True)
    insert(
        store,
        "backlinks",
        [
            (key, place, link["kind"], keys.get(found["path"]), link["id"])
            for place, (link, found) in enumerate(backs)
        ],
    )
    owner = [(key, "owner", 0, values["owner"])] if values["owner"] else []
    deciders = [(key, "decider", n, name) for n, name in enumerate(values["deciders"])]
    insert(store, "people", [*owner, *deciders])
    insert(store, "tags", [(key, place, name) for place, name in enumerate(values["tags"])])
    told = values["fields"].items()
    insert(store, "fields", [(key, n, json.dumps(v, ensure_ascii=False)) for n, v in told])
    insert(store, "lines", [(key, name, line) for name, line in values["lines"].items()])


def fill_search(store: sqlite3.Connection, source: Source) -> bool:
    """Fill the index of words; say whether this SQLite has one (FTS5)."""
    import sqlite3

    try:
        store.execute(SEARCH)
    except sqlite3.OperationalError:
        return False
    store.execute("BEGIN")
    for key, record in enumerate(source.records, 1):
        data = source.catalog.tree.read(record.path) or b""
        text = data.decode("utf-8", "replace")
        words = cleaned([record.id, record.title or None, text])
        store.execute(
            "INSERT INTO search (rowid, id, title, text) VALUES (?, ?, ?, ?)", (key, *words)
        )
    store.execute("COMMIT")
    return True


DATABASE = Database()
