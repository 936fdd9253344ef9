"""State of the peers: small JSON documents in one SQLite file, durable at commit and safe against ``kill -9``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, expires_at REAL,
    UNIQUE (kind, key)
)
"""
_PUT = """
INSERT INTO document (kind, key, body, expires_at) VALUES (?, ?, ?, ?)
ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body, expires_at = excluded.expires_at
"""
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """One stored document with its place in the order of first writing."""

    seq: int
    key: str
    body: Body


class Store:
    """Documents by kind and key. Instants are Unix seconds; an expired document is as good as gone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: sqlite3.Connection | None = None

    @property
    def _db(self) -> sqlite3.Connection:
        if self._open is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._open = sqlite3.connect(self._folder / "peers.sqlite3", isolation_level=None, check_same_thread=False, timeout=10)
            self._open.execute("PRAGMA journal_mode = WAL")
            self._open.execute("PRAGMA synchronous = FULL")
            self._open.execute(_SCHEMA)
        return self._open

    @property
    def folder(self) -> Path:
        """The folder that holds everything the peers remember."""
        return self._folder

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen together or not at all."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def put(self, kind: str, key: str, body: Body, *, expires_at: float | None = None) -> int:
        """Write or replace a document; returns its sequence number, which a replacement keeps."""
        self._db.execute(_PUT, (kind, key, json.dumps(body, ensure_ascii=False), expires_at))
        row = self._db.execute("SELECT seq FROM document WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return int(row[0])

    def get(self, kind: str, key: str, *, now: float) -> Body | None:
        """The document, or None when absent or expired."""
        row = self._db.execute("SELECT body, expires_at FROM document WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return _alive(row, now)

    def take(self, kind: str, key: str, *, now: float) -> Body | None:
        """Remove and return in one step, so that two takers never both succeed; None when absent or expired."""
        row = self._db.execute("DELETE FROM document WHERE kind = ? AND key = ? RETURNING body, expires_at", (kind, key)).fetchone()
        return _alive(row, now)

    def remove(self, kind: str, key: str) -> None:
        """Forget a document; absent is fine."""
        self._db.execute("DELETE FROM document WHERE kind = ? AND key = ?", (kind, key))

    def all(self, kind: str, *, after: int = 0, limit: int = 1000) -> list[Document]:
        """Documents of a kind in order of first writing, after a sequence number."""
        rows = self._db.execute("SELECT seq, key, body FROM document WHERE kind = ? AND seq > ? ORDER BY seq LIMIT ?", (kind, after, limit))
        return [Document(seq, key, json.loads(body)) for seq, key, body in rows]

    def purge(self, *, now: float) -> int:
        """Delete what has expired; returns how many documents went."""
        return self._db.execute("DELETE FROM document WHERE expires_at <= ?", (now,)).rowcount

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._open is not None:
            self._open.close()
            self._open = None


def _alive(row: tuple[str, float | None] | None, now: float) -> Body | None:
    if row is None or (row[1] is not None and row[1] <= now):
        return None
    body: Body = json.loads(row[0])
    return body
