"""Batches in the folders ``den`` (to the insurance) and ``tra`` (back): CSV in UTF-8 with ``;``, each with ``NAME.sha256`` beside it.

In: ``LO_<yyyymmdd>_<receipt>.csv`` with SO_DINH_DANH;HO_TEN;NGAY_SINH;GIOI_TINH;MA_XA. Out: at once ``TN_<receipt>.csv`` (taken, number of
rows), after ``batch_pace`` seconds ``KQ_<receipt>.csv`` with SO_DINH_DANH;MA_KET_QUA;SO_THE;GHI_CHU (00 a card, 01 known, 02 wrong).
Numbers that begin with 000 belong to nobody and get no card: by them the connection is tried.
"""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import re
import time
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.store import Store

BATCH, CARD = "card_batch", "batch_card"
_NAME = re.compile(r"LO_\d{8}_([a-z2-7]{26})\.csv")
_LOOK_S = 0.5


class CardBatches:
    """The folders and the page under ``/bhxh-lo``."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults) -> None:
        self._store, self._settings, self._faults = store, settings, faults
        self.inbox, self.outbox = settings.batch_folder / "den", settings.batch_folder / "tra"

    def routes(self) -> list[Route]:
        """Where one may look at the batches."""
        return [Route("/lo", self._listed)]

    async def run(self) -> None:
        """Look into the folder for ever."""
        self._make_folders()
        while True:
            self.turn(now=time.time())
            await asyncio.sleep(_LOOK_S)

    def turn(self, *, now: float) -> int:
        """Take what has come, answer what is due; how many files were written."""
        self._make_folders()
        written = sum(self._take(path, now) for path in sorted(self.inbox.glob("LO_*.csv")))
        for document in self._store.all(BATCH, limit=100_000):
            if document.body["state"] == "taken" and document.body["due"] <= now:
                written += self._answer(document.key, document.body)
        return written

    def _make_folders(self) -> None:
        for folder in (self.inbox, self.outbox):
            folder.mkdir(parents=True, exist_ok=True)

    def _take(self, path: Path, now: float) -> int:
        beside = path.with_name(f"{path.name}.sha256")
        found = _NAME.fullmatch(path.name)
        if found is None or not beside.exists():
            return 0
        raw = path.read_bytes()
        good = beside.read_text().split()[0] == hashlib.sha256(raw).hexdigest()
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";")) if good else []
        delay = self._faults.hit(peer="card_batches", fault="slow") or 0
        never = self._faults.hit(peer="card_batches", fault="never") is not None
        state = "silent" if never or not good else "taken"
        self._store.put(BATCH, found[1], {"rows": rows, "state": state, "due": now + self._settings.batch_pace + delay})
        path.unlink()
        beside.unlink()
        self._drop(f"TN_{found[1]}.csv", [["SO_DONG", "TRANG_THAI"], [str(len(rows)), "DA_NHAN" if good else "SAI_TEP"]])
        return 1

    def _answer(self, receipt: str, batch: dict[str, Any]) -> int:
        self._store.put(BATCH, receipt, batch | {"state": "answered"})
        lines = [["SO_DINH_DANH", "MA_KET_QUA", "SO_THE", "GHI_CHU"], *(self._decided(row) for row in batch["rows"])]
        if self._faults.hit(peer="card_batches", fault="missing_column") is not None:
            lines = [line[:2] for line in lines]
        name = receipt if self._faults.hit(peer="card_batches", fault="unknown_receipt") is None else "a" * 26
        self._drop(f"KQ_{name}.csv", lines)
        return 1

    def _decided(self, row: dict[str, str]) -> list[str]:
        number, born = row.get("SO_DINH_DANH", ""), row.get("NGAY_SINH", "")
        if not re.fullmatch(r"(?!000)\d{12}", number) or not re.fullmatch(r"\d{2}/\d{2}/\d{4}", born):
            return [number, "02", "", "Sai số định danh hoặc ngày sinh"]
        card = f"TE131{number[-10:]}"
        if self._store.get(CARD, number, now=0) is not None:
            return [number, "01", card, "Đã có thẻ"]
        self._store.put(CARD, number, {"card": card, "name": row.get("HO_TEN", "")})
        return [number, "00", card, ""]

    def _drop(self, name: str, lines: list[list[str]]) -> None:
        """The file, then its digest; spoilt as the switches want it."""
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";").writerows(lines)
        raw = text.getvalue().encode("utf-8")
        if name.startswith("KQ_"):
            if self._faults.hit(peer="card_batches", fault="wrong_encoding") is not None:
                raw = text.getvalue().encode("utf-16")
            if self._faults.hit(peer="card_batches", fault="broken_csv") is not None:
                raw = raw[: len(raw) // 2].rstrip(b"\r\n") + b';"'
        digest = hashlib.sha256(raw).hexdigest()
        if name.startswith("KQ_") and self._faults.hit(peer="card_batches", fault="wrong_digest") is not None:
            digest = "0" * 64
        for file, content in ((name, raw), (f"{name}.sha256", f"{digest}  {name}\n".encode())):
            part = self.outbox / f".{file}.part"
            part.write_bytes(content)
            part.rename(self.outbox / file)

    async def _listed(self, request: Request) -> Response:
        batches = self._store.all(BATCH, limit=100_000)
        return JSONResponse([{"receipt": b.key, "state": b.body["state"], "rows": len(b.body["rows"])} for b in batches])
