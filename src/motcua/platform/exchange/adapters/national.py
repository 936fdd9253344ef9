"""NDXP and the NDOP node behind one Protocol; what differs is the wire. Both forms are assumed: neither is published."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from motcua.gateway.protocol.quality import Group, Severity
from motcua.platform.exchange.contracts import ExchangeResponse
from motcua.platform.exchange.contracts.national import (
    Batch,
    BelowStandard,
    ChangedRecords,
    ConnectionStep,
    JobProgress,
    PlatformRefused,
    RecordFault,
    SharedRecord,
    Taken,
)

Send = Callable[..., ExchangeResponse]
"""``send(service, method, path, query, body)`` to the platform's own services through the exchange."""
_BAD = 400
_SYNC, _QUERY, _BATCH = 1, 2, 3
STEPS = {
    "dictionary": ("Ánh xạ từ điển dữ liệu", "Map to the data dictionary"),
    "quality": ("Kiểm tra chất lượng nội bộ", "Internal quality test"),
    "registration": ("Đăng ký điện tử có chữ ký của CDO", "Registration signed by the CDO"),
    "sandbox": ("Thử nghiệm qua nút đại diện", "Sandbox through the agent node"),
    "acceptance": ("Nghiệm thu và mở kết nối", "Acceptance and opening"),
}


class Ndxp:
    """The platform of today: an address for each kind of request."""

    key = "ndxp"
    assumed = True

    def __init__(self, send: Send) -> None:
        self._send = send

    def push(self, *, batch: Batch) -> Taken:
        """See ``NationalPlatform``."""
        return _taken(self._ask("records", body={"dataset": batch.dataset, "records": _good(batch)}))

    def pull(self, *, dataset: str, watermark: int, limit: int = 100) -> ChangedRecords:
        """See ``NationalPlatform``."""
        return _changed(self._ask("records", query={"dataset": dataset, "after": str(watermark), "limit": str(limit)}))

    def query(self, *, dataset: str, key: str, fields: Sequence[str]) -> Mapping[str, Any] | None:
        """See ``NationalPlatform``."""
        return _found(self._ask("queries", body={"dataset": dataset, "key": key, "fields": list(fields)}))

    def submit(self, *, ref: str, batch: Batch) -> JobProgress:
        """See ``NationalPlatform``."""
        return _progress(self._ask("jobs", body={"ref": ref, "dataset": batch.dataset, "records": _good(batch)}))

    def progress(self, *, ref: str) -> JobProgress:
        """See ``NationalPlatform``."""
        return _progress(self._ask("jobs", path=f"/{ref}"))

    def result(self, *, ref: str) -> Taken:
        """See ``NationalPlatform``."""
        return _lines(self._ask("jobs", path=f"/{ref}/result"))

    def steps(self) -> tuple[ConnectionStep, ...]:
        """NDXP knows no steps."""
        return ()

    def close_step(self, *, step: str, evidence: str) -> tuple[ConnectionStep, ...]:
        """NDXP knows no steps."""
        raise PlatformRefused(why=step)

    def _ask(self, service: str, *, path: str = "", query: Mapping[str, str] | None = None, body: Any = None) -> Mapping[str, Any]:
        return _answer(self._send(service=service, path=path, query=query, body=_bytes(body)))


class Ndop:
    """The node that follows: one envelope with the type of request, open once its five steps are done."""

    key = "ndop"
    assumed = True

    def __init__(self, send: Send) -> None:
        self._send = send

    def push(self, *, batch: Batch) -> Taken:
        """See ``NationalPlatform``."""
        return _taken(self._ask(_SYNC, batch.dataset, {"records": _good(batch)}))

    def pull(self, *, dataset: str, watermark: int, limit: int = 100) -> ChangedRecords:
        """See ``NationalPlatform``."""
        return _changed(self._ask(_SYNC, dataset, {"after": watermark, "limit": limit}))

    def query(self, *, dataset: str, key: str, fields: Sequence[str]) -> Mapping[str, Any] | None:
        """See ``NationalPlatform``."""
        return _found(self._ask(_QUERY, dataset, {"key": key, "fields": list(fields)}))

    def submit(self, *, ref: str, batch: Batch) -> JobProgress:
        """See ``NationalPlatform``."""
        return _progress(self._ask(_BATCH, batch.dataset, {"ref": ref, "records": _good(batch)}))

    def progress(self, *, ref: str) -> JobProgress:
        """See ``NationalPlatform``."""
        return _progress(self._ask(_BATCH, "", {"ref": ref}))

    def result(self, *, ref: str) -> Taken:
        """See ``NationalPlatform``."""
        return _lines(self._ask(_BATCH, "", {"ref": ref, "result": True}))

    def steps(self) -> tuple[ConnectionStep, ...]:
        """See ``NationalPlatform``."""
        return _steps(_answer(self._send(service="exchange", path="/steps", query=None, body=None)))

    def close_step(self, *, step: str, evidence: str) -> tuple[ConnectionStep, ...]:
        """See ``NationalPlatform``."""
        body = _bytes({"step": step, "evidence": evidence})
        return _steps(_answer(self._send(service="exchange", path="/steps", query=None, body=body)))

    def _ask(self, kind: int, dataset: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        envelope = _bytes({"request_type": kind, "dataset": dataset, "body": body})
        data = _answer(self._send(service="exchange", path="", query=None, body=envelope)).get("data")
        if not isinstance(data, Mapping):
            raise PlatformRefused(why="data")
        return data


CONNECTORS: dict[str, type[Ndxp | Ndop]] = {"ndxp": Ndxp, "ndop": Ndop}


def _bytes(body: Any) -> bytes | None:
    return None if body is None else json.dumps(body, ensure_ascii=False).encode()


def _good(batch: Batch) -> list[dict[str, Any]]:
    """The records to be sent; none of a batch whose identifiers are not all right leaves the city."""
    report = batch.report
    if not report.accepted:
        wrong = [f.name for f in report.fields if f.severity is Severity.IDENTIFIER and f.errors]
        raise BelowStandard(share=f"{report.identifiers:g}", fields=", ".join(wrong))
    return [asdict(r) for r in batch.records]


def _answer(reply: ExchangeResponse) -> Mapping[str, Any]:
    content = reply.json if isinstance(reply.json, Mapping) else {}
    if reply.status >= _BAD or not content:
        raise PlatformRefused(why=str(content.get("vi") or content.get("message") or reply.status))
    return content


def _taken(content: Mapping[str, Any]) -> Taken:
    return Taken(int(content["accepted"]), tuple((r["key"], _errors(r["errors"])) for r in content["rejected"]))


def _lines(content: Mapping[str, Any]) -> Taken:
    return Taken(int(content["accepted"]), tuple((r["key"], _errors(r["errors"])) for r in content["lines"] if r["errors"]))


def _errors(found: Sequence[Mapping[str, str]]) -> tuple[RecordFault, ...]:
    try:
        return tuple(RecordFault(Group(e["group"]), str(e["field"])) for e in found)
    except ValueError as unknown:
        raise PlatformRefused(why=str(unknown)) from None


def _changed(content: Mapping[str, Any]) -> ChangedRecords:
    records = tuple(SharedRecord(r["key"], r["changed_at"], r["fields"]) for r in content["records"])
    return ChangedRecords(records, int(content["position"]))


def _found(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return dict(content["record"]["fields"]) if content.get("found") else None


def _progress(content: Mapping[str, Any]) -> JobProgress:
    return JobProgress(str(content["ref"]), str(content["state"]), int(content["done"]), int(content["of"]))


def _steps(content: Mapping[str, Any]) -> tuple[ConnectionStep, ...]:
    return tuple(ConnectionStep(s["step"], *STEPS[s["step"]], bool(s["done"]), str(s["evidence"])) for s in content["steps"])
