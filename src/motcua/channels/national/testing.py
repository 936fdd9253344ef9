"""For tests: a portal in memory, the messages it sends, and a casework that opens dossiers from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from unittest.mock import patch

from motcua.channels.national import adapters
from motcua.channels.national.contracts import PaperContent, PaperRefused, PortalRefused, PortalState, PortalUnavailable, Pulled
from motcua.kernel.ids import uuid7
from motcua.platform.casework.contracts import DossierRef

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
UNIT_AGENCY = "H24.11329"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class MemoryPortal:
    """Gives what it is told to give, and remembers what it heard; ``away`` and ``refuse`` make it fail that many times."""

    messages: list[Mapping[str, Any]] = field(default_factory=list)
    heard: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    papers: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    away: int = 0
    refuse: int = 0

    def pull(self, *, after: str, limit: int) -> Pulled:
        self._gate()
        start = int(after or 0)
        page = self.messages[start : start + limit]
        return Pulled(envelopes=tuple(page), cursor=str(start + len(page)), more=start + len(page) < len(self.messages))

    def fetch(self, *, code: str) -> Mapping[str, Any] | None:
        self._gate()
        return next((m for m in self.messages if m["NoiDung"]["MaHoSo"] == code), None)

    def tell_dossier(self, *, message_id: str, body: Mapping[str, Any]) -> str:
        return self._hear("dossier", message_id, body)

    def tell_progress(self, *, message_id: str, body: Mapping[str, Any]) -> str:
        return self._hear("progress", message_id, body)

    def states(self, *, since: datetime, after: str, limit: int) -> tuple[Sequence[PortalState], str]:
        self._gate()
        start = int(after or 0)
        rows = [PortalState(code=c, status=s) for c, s in sorted(self.shown.items())][start : start + limit]
        return rows, str(start + limit) if start + limit < len(self.shown) else ""

    def paper(self, *, url: str, name: str, most: int) -> PaperContent:
        self._gate()
        self.asked.append(url)
        content = self.papers.get(url, PDF)
        if len(content) > most:
            raise PaperRefused(name=name, reason_vi="quá lớn", reason_en="too large")
        return PaperContent(content=content, sha256=sha256(content).hexdigest())

    def check_config(self) -> list[str]:
        return []

    def _hear(self, what: str, message_id: str, body: Mapping[str, Any]) -> str:
        self._gate()
        if self.refuse:
            self.refuse -= 1
            raise PortalRefused(error_code="5", message="MaTTHC")
        if message_id not in {m for _, m, _ in self.heard}:
            self.heard.append((what, message_id, body))
            self.shown[str(body["MaHoSo"])] = str(body.get("TrangThaiHoSo") or body["TrangThai"])
        return "OK"

    def _gate(self) -> None:
        if self.away:
            self.away -= 1
            raise PortalUnavailable(reason="ConnectTimeout")


@contextmanager
def portal(**more: Any) -> Iterator[MemoryPortal]:
    """The room talks to a portal in memory meanwhile."""
    made = MemoryPortal(**more)
    with adapters.instead(made):
        yield made


@dataclass
class Opened:
    """A casework that opens dossiers from outside: what it was given, and the references it gave."""

    given: list[dict[str, Any]] = field(default_factory=list)
    refs: dict[str, DossierRef] = field(default_factory=dict)
    ministry: set[str] = field(default_factory=set)

    def open_dossier(self, **facts: Any) -> DossierRef:
        code = facts["portal_code"]
        if code not in self.refs:
            self.given.append(facts)
            self.refs[code] = DossierRef(uuid=uuid7(), code=f"H24.11329-260309-{len(self.refs) + 1:04d}")
        return self.refs[code]


@contextmanager
def casework_opens() -> Iterator[Opened]:
    """Casework opens dossiers from outside without the rest of it; every procedure exists."""
    made = Opened()
    with (
        patch("motcua.channels.national.adapters.opening.open_dossier", made.open_dossier),
        patch("motcua.channels.national.adapters.opening.dossier_of", lambda *, portal_code: made.refs.get(portal_code)),
        patch(
            "motcua.channels.national.adapters.opening.ministry_is_master", lambda **asked: asked["procedure_code"] in made.ministry
        ),
        patch("motcua.platform.casework.api.procedure", lambda **_: None),
    ):
        yield made


def dossier_body(code: str = "H24.NA-260309-0001", **changes: Any) -> dict[str, Any]:
    """A dossier as the portal sends it."""
    from motcua.channels.national.contracts import DossierMessage, FeeMessage, IdentityMessage, PaperMessage
    from motcua.channels.national.rules.codec import encode

    message = DossierMessage(
        code=code, procedure_code="1.001193", procedure_name="Thủ tục đăng ký khai sinh", channel="2", owner_number="031191000019",
        owner="Đỗ Thị Hải Yến", party_kind="1", other='{"child_name": "Đỗ Bảo An"}', phone="0100900012", status="1", unit=UNIT_AGENCY,
        papers=(PaperMessage(file_ref="1", name="Giấy chứng sinh.pdf", requirement="giay-chung-sinh", url="files/1"),),
        fees=(FeeMessage(name="Lệ phí", code="LP1", collected="2", amount=8000, kind="2"),), place=UNIT_AGENCY, paid_online="1",
        identities=(IdentityMessage(kind="1", number="031191000019"),), submitted_at=NOW,
    )
    return {**encode(message), **changes}


def envelope(body: Mapping[str, Any] | None = None, *, kind: str = "HoSo", number: int = 1, at: str = "20260309090000") -> dict[str, Any]:
    """A message of the portal around a body."""
    return {
        "MaThongDiep": f"TD-{number}", "LoaiThongDiep": kind, "ThoiDiem": at, "NoiDung": dict(body if body is not None else dossier_body())
    }
