"""Files that come back: recognised by name, checked against their manifest, translated row by row, kept or set aside with a reason."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import msgspec

from motcua.gateway.app.carriers.filing import disk
from motcua.gateway.app.carriers.filing.desk import Desk, Entry
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.filing import MANIFESTS, FileTranslator, manifest_name, promised
from motcua.gateway.translate.settings import Incoming

AT_ONCE = 50
"""How many files one look into the folder takes."""
_MOST_TOLD = 100
_MOST_MANIFEST = 64 * 1024
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def collect(translator: FileTranslator, *, now: float, most: int = AT_ONCE) -> int:
    """Take in what has come, finish what a crash left; how many files were taken or set aside. OSError when a folder is gone."""
    desk = Desk(translator)
    with disk.locked(desk.work / "collect.lock", wait=False) as mine:
        if not mine:
            return 0
        with disk.locked(desk.work / "lock"):
            desk.finish()
        if not desk.settings.incoming_folder:
            return 0
        done = 0
        for path in _regular(Path(desk.settings.incoming_folder)):
            done += _Arrival(desk, path, now).take()
            if done >= most:
                break
        return done


def _regular(folder: Path) -> list[Path]:
    """Files that count: no links, nothing hidden or unfinished, manifests only beside their files."""
    with os.scandir(folder) as found:
        names = sorted(entry.name for entry in found if entry.is_file(follow_symlinks=False))
    endings = (".part", ".tmp", *MANIFESTS)
    return [folder / name for name in names if not name.startswith(".") and not name.endswith(endings)]


def _unknown() -> NoReturn:
    raise Untranslatable("name", "không đúng mẫu tên tệp", "fits no declared name")


def _says(row: object, wanted: dict[str, str]) -> bool:
    return isinstance(row, dict) and all(str(row.get(name)) == value for name, value in wanted.items())


class _Arrival:
    """One file on its way in."""

    def __init__(self, desk: Desk, path: Path, now: float) -> None:
        self.desk, self.path, self.now = desk, path, now
        self.entry: Entry | None = None
        self.manifest: Path | None = None

    def take(self) -> int:
        """1 when the file has left the folder, 0 when it is not yet whole."""
        try:
            known = self.desk.translator.recognised(self.path.name)
            if known is None and not self._settled():
                return 0
            receipt, kind = known or _unknown()
            if kind.manifest:
                self.manifest = self.path.with_name(manifest_name(self.path.name, kind.manifest))
                if not self.manifest.is_file() or self.manifest.is_symlink():
                    self.manifest = None
                    return 0
            elif not self._settled():
                return 0
            self._read(receipt, kind)
        except Untranslatable as error:
            self._set_aside(error)
        return 1

    def _settled(self) -> bool:
        return self.now - self.path.lstat().st_mtime >= self.desk.settings.settle_s

    def _read(self, receipt: str, kind: Incoming) -> None:
        sha256 = self._digest()
        if self.manifest is not None:
            if self.manifest.lstat().st_size > _MOST_MANIFEST:
                raise Untranslatable("manifest", "quá lớn", "is too large")
            if promised(b"".join(disk.pieces(self.manifest)), kind.manifest) != sha256:
                raise Untranslatable("manifest", "mã SHA-256 không khớp với tệp", "the SHA-256 is not that of the file")
        self.entry = self.desk.find(receipt)
        if self.entry is None:
            raise Untranslatable("name", "không có biên nhận này", "there is no such receipt")
        rows = self.desk.translator.rows(kind, disk.pieces(self.path))
        if kind.final:
            self._answer(self.entry, rows, sha256)
        else:
            last = deque(rows, maxlen=1)
            told = {"file": self.path.name, "sha256": sha256, "status": last[0] if last else None}
            progress = [one for one in self.entry.get("progress", []) if one["file"] != self.path.name]
            self.entry = self.entry | {"progress": [*progress, told][-_MOST_TOLD:]}
            if kind.refuses and "answer" not in self.entry and _says(told["status"], kind.refuses):
                reason = {"file": self.path.name, "place": "refused", "vi": "đối tác không nhận tệp", "en": "the partner refuses the file"}
                self.entry |= {"state": "refused", "broken": {**reason, "at": self.now}}
            self.desk.save(self.entry)
        self._away("taken")

    def _answer(self, entry: Entry, rows: Iterator[object], sha256: str) -> None:
        """Keep the answer; the same file again is no news, another one for the same receipt is a fault."""
        before = entry.get("answer")
        if before is not None:
            if before["sha256"] != sha256:
                raise Untranslatable("name", "biên nhận này đã có kết quả khác", "the receipt has another answer already")
            return
        path = self.desk.folder("answers") / f"{entry['receipt']}.ndjson"
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for row in rows:
                count += 1
                yield _ENCODER.encode(row) + b"\n"

        disk.replace(path, lines())
        answer = {"file": self.path.name, "sha256": sha256, "rows": count}
        kept = {key: value for key, value in entry.items() if key != "broken"}
        self.entry = kept | {"state": "answered", "answer": answer}
        self.desk.save(self.entry)

    def _set_aside(self, error: Untranslatable) -> None:
        """Into the quarantine with the reason in both languages; the receipt says so unless it has its answer."""
        reason = {"file": self.path.name, "place": error.place, "vi": error.sentence("vi"), "en": error.sentence("en"), "at": self.now}
        if self.entry is not None and "answer" not in self.entry:
            self.desk.save(self.entry | {"state": "broken", "broken": reason})
        goal = self._away("quarantine")
        disk.save(goal.with_name(f"{goal.name}.reason.json"), reason)

    def _away(self, folder: str) -> Path:
        """Out of the folder with its manifest; a manifest that a crash leaves alone is not read as a file."""
        target = self.desk.folder(folder)
        if self.manifest is not None:
            kept = b"".join(disk.pieces(self.manifest))
            goal = disk.move(self.path, target)
            disk.replace(goal.with_name(f"{goal.name}{self.manifest.name.removeprefix(self.path.name)}"), [kept])
            self.manifest.unlink()
            return goal
        return disk.move(self.path, target)

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for piece in disk.pieces(self.path):
            digest.update(piece)
        return digest.hexdigest()
