"""What was once computed about something immutable (a blob, a commit), kept in SQLite.

Each value carries a digest, so that a damaged row is a miss and never a wrong answer. A
store that can't be opened is an empty one: the cache makes checks fast, not right.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["Facts"]

#: Part of the file's name: raise it whenever the meaning of a stored value changes.
FORMAT = 8
#: How many new values are held before they are written: so memory stays flat.
HELD = 2048


class Facts:
    """Values (anything JSON) by kind and key, in one file of the cache folder."""

    def __init__(self, folder: Path | None) -> None:
        self._memory: dict[tuple[str, str], Any] = {}
        self._fresh: dict[tuple[str, str], Any] = {}
        self._base = self._open(folder) if folder else None

    def _open(self, folder: Path) -> sqlite3.Connection | None:
        path = folder / f"freshness-{FORMAT}.sqlite3"
        for _ in range(2):
            base: sqlite3.Connection | None = None
            try:
                folder.mkdir(parents=True, exist_ok=True)
                base = sqlite3.connect(path, timeout=20)
                base.execute("PRAGMA journal_mode=WAL")
                base.execute("PRAGMA synchronous=NORMAL")
                base.execute(
                    "CREATE TABLE IF NOT EXISTS fact"
                    " (kind TEXT, key TEXT, sum TEXT, value TEXT, PRIMARY KEY (kind, key))"
                )
            except sqlite3.DatabaseError:
                if base is not None:
                    base.close()
                remove(path)
            except OSError:
                return None
            else:
                return base
        return None

    def get(self, kind: str, key: str) -> Any | None:
        """Return a value, or ``None``."""
        if (kind, key) in self._memory:
            return self._memory[kind, key]
        if self._base is None:
            return None
        try:
            row = self._base.execute(
                "SELECT sum, value FROM fact WHERE kind = ? AND key = ?", (kind, key)
            ).fetchone()
            if row is None or row[0] != checksum(kind, key, row[1]):
                return None
            value = json.loads(row[1])
        except (sqlite3.DatabaseError, ValueError, TypeError):
            return None
        self._memory[kind, key] = value
        return value

    def put(self, kind: str, key: str, value: Any) -> Any:
        """Keep a value and return it."""
        if self._base is not None and len(self._fresh) >= HELD:
            self.save()
            self._memory.clear()
        self._memory[kind, key] = value
        self._fresh[kind, key] = value
        return value

    def keys(self, kind: str) -> frozenset[str]:
        """Return the keys of one kind."""
        found = {key for each, key in self._memory if each == kind}
        if self._base is not None:
            with contextlib.suppress(sqlite3.DatabaseError):
                rows = self._base.execute("SELECT key FROM fact WHERE kind = ?", (kind,))
                found.update(str(row[0]) for row in rows)
        return frozenset(found)

    def save(self, *, newest: dict[str, int] | None = None) -> None:
        """Write what is new; of the kinds in ``newest`` keep only so many rows."""
        if self._base is None:
            return
        rows = []
        for (kind, key), value in self._fresh.items():
            text = json.dumps(value, separators=(",", ":"))
            rows.append((kind, key, checksum(kind, key, text), text))
        with contextlib.suppress(sqlite3.DatabaseError), self._base:
            self._base.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?, ?, ?)", rows)
            for kind, count in (newest or {}).items():
                self._base.execute(
                    "DELETE FROM fact WHERE kind = ? AND rowid NOT IN"
                    " (SELECT rowid FROM fact WHERE kind = ? ORDER BY rowid DESC LIMIT ?)",
                    (kind, kind, count),
                )
        self._fresh.clear()

    def close(self) -> None:
        """Save and close the file."""
        if self._base is not None:
            self.save(newest={"touched": 40})
            self._base.close()
            self._base = None


@contextlib.contextmanager
def opened(folder: Path | None) -> Iterator[Facts]:
    """Open the store for one verb."""
    facts = Facts(folder)
    try:
        yield facts
    finally:
        facts.close()


def remove(path: Path) -> None:
    """Remove a database that can't be read, with its journals."""
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def checksum(kind: str, key: str, text: str) -> str:
    """Return a digest over a row."""
    data = f"{kind}\0{key}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=12).hexdigest()
