"""The receipt service of a demonstration: keeps what it is told in a folder, and answers as the outside services do."""

from __future__ import annotations

import json
import re
from typing import Any

from motcua.kit.conf import data_dir

_KEY = re.compile(r"^[0-9a-f-]{1,64}$")


class DemoReceiptService:
    """See ``ReceiptService``. One JSON file for each receipt; the same key again changes nothing."""

    def init(self, *, key: str, pattern: str, serial: str, document: dict[str, Any]) -> str:
        """See ``ReceiptService``."""
        kept = self.fetch(key=key)
        if kept is None:
            kept = {"pattern": pattern, "serial": serial, "document": document, "state": "valid", "code": f"DEMO-{key[-12:].upper()}"}
            self._write(key, kept)
        return str(kept["code"])

    def replace(self, *, key: str, old_key: str, pattern: str, serial: str, document: dict[str, Any]) -> str:
        """See ``ReceiptService``."""
        code = self.init(key=key, pattern=pattern, serial=serial, document=document)
        old = self.fetch(key=old_key)
        if old is not None:
            self._write(old_key, old | {"state": "replaced", "replaced_by": code})
        return code

    def cancel(self, *, keys: list[str], reason: str) -> list[str]:
        """See ``ReceiptService``."""
        done = []
        for key in keys:
            kept = self.fetch(key=key)
            if kept is not None:
                self._write(key, kept | {"state": "cancelled", "reason": reason})
                done.append(key)
        return done

    def fetch(self, *, key: str) -> dict[str, Any] | None:
        """See ``ReceiptService``."""
        path = self._folder() / f"{self._safe(key)}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def check_config(self) -> list[str]:
        """See ``ReceiptService``."""
        return []

    def _write(self, key: str, kept: dict[str, Any]) -> None:
        path = self._folder() / f"{self._safe(key)}.json"
        half = path.with_suffix(".new")
        half.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        half.replace(path)

    @staticmethod
    def _folder() -> Any:
        folder = data_dir() / "receipt-service"
        folder.mkdir(exist_ok=True)
        return folder

    @staticmethod
    def _safe(key: str) -> str:
        if not _KEY.match(key):
            raise ValueError(key)
        return key
