"""Receipts and outgoing files. A file appears in the partner's folder exactly once, whatever is killed in between.

A receipt is first written as prepared, beside the finished but hidden file; then the file gets its name, then the receipt is moved to
those that are sent. Whoever finds a prepared receipt finishes it: a hidden file that is gone has already got its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from motcua.gateway.app.carriers.filing import disk
from motcua.gateway.app.carriers.translating import bounded
from motcua.gateway.core.body import Body
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.filing import FileTranslator, manifest, manifest_name
from motcua.gateway.translate.values import CITY
from motcua.kernel.errors import NamedError

_RECEIPT = re.compile(r"[a-z2-7]{26}")
FOLDERS = ("prepared", "receipts", "answers", "taken", "quarantine")
Entry = dict[str, Any]


class DifferentBody(NamedError):
    """The same ``X-Road-Id`` came with another body."""

    code = "exchange.different_body"
    vi = "Mã thông điệp này đã được dùng cho một nội dung khác. Gửi lại với mã mới."
    en = "This message id has been used for another content. Send again under a new one."
    status = 409


class Desk:
    """The work folder of one adapter."""

    def __init__(self, translator: FileTranslator) -> None:
        self.translator, self.settings = translator, translator.settings
        self.work, self.out = Path(self.settings.work), Path(self.settings.outgoing.folder)
        self.work.mkdir(parents=True, exist_ok=True, mode=0o700)

    def folder(self, name: str) -> Path:
        """One of ``FOLDERS`` below the work folder, made when it is not there."""
        found = self.work / name
        found.mkdir(mode=0o700, exist_ok=True)
        return found

    def find(self, receipt: str) -> Entry | None:
        """A receipt that has been given, None for a text that is none."""
        return disk.load(self._path("receipts", receipt)) if _RECEIPT.fullmatch(receipt) else None

    def save(self, entry: Entry) -> None:
        """Keep what is known of a receipt."""
        disk.save(self._path("receipts", entry["receipt"]), entry)

    def rows(self, receipt: str, *, after: int, limit: int) -> list[Any]:
        """Rows of an answer from one on."""
        with self._path("answers", receipt, "ndjson").open("rb") as file:
            return [msgspec.json.decode(line) for line in islice(file, after, after + limit)]

    def send(self, receipt: str, *, client: str, service: str, body: Body, media_type: str, now: float) -> Entry:
        """Put the file into the partner's folder, or say what was done for the same message before.

        Untranslatable names the place in the body; DifferentBody when the message id is known with another body; OSError.
        """
        digest = (body.digest() or b"").hex()
        with disk.locked(self.work / "lock"):
            self.finish()
            known = self.find(receipt)
            if known is not None:
                if known["body_sha512"] != digest:
                    raise DifferentBody
                return known
            content = self.translator.content(_pieces(body, media_type), lines=media_type.startswith("application/x-ndjson"))
            entry = self._prepare(receipt, content, now)
            entry |= {"client": client, "service": service, "body_sha512": digest}
            disk.save(self._path("prepared", receipt), entry)
            self.finish()
        return self.find(receipt) or entry

    def _prepare(self, receipt: str, content: Iterator[bytes], now: float) -> Entry:
        """The hidden files: content and manifest."""
        kind = self.settings.outgoing.manifest
        at = datetime.fromtimestamp(now, CITY)
        name, part = self.translator.file_name(receipt, at.date()), self.out / f".{receipt}.part"
        try:
            sha256, size = disk.write(part, content)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        parts = {part.name: name}
        if kind:
            beside = self.out / f".{receipt}.manifest.part"
            disk.write(beside, [manifest(name, kind, sha256=sha256, size=size)])
            parts[beside.name] = manifest_name(name, kind)
        disk.sync_folder(self.out)
        sent_at = at.isoformat(timespec="seconds")
        return {"receipt": receipt, "state": "sent", "file": name, "size": size, "sha256": sha256, "sent_at": sent_at, "parts": parts}

    def finish(self) -> None:
        """Give prepared files their names, in order (the manifest last), and move their receipts on."""
        for path in sorted(self.folder("prepared").glob("[a-z2-7]*.json")):
            entry = disk.load(path)
            if entry is None:
                continue
            for hidden, name in entry["parts"].items():
                part = self.out / hidden
                if part.exists():
                    part.rename(self.out / name)
            disk.sync_folder(self.out)
            if self.find(entry["receipt"]) is None:
                self.save(entry)
            path.unlink()

    def _path(self, folder: str, receipt: str, ending: str = "json") -> Path:
        return self.folder(folder) / f"{receipt}.{ending}"


def _pieces(body: Body, media_type: str) -> Iterator[bytes]:
    """A JSON body whole (bounded), lines of JSON as they come."""
    if not body:
        raise Untranslatable("body", "trống", "is empty")
    return body.chunks() if media_type.startswith("application/x-ndjson") else iter([bounded(body)])
