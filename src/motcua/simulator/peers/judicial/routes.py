"""``POST /lltp/ws``: operations NopHoSo, TrangThai, TraCuu, LayPhieu; ``judicial_pace`` seconds after a dossier its certificate is there.

Dates are dd/MM/yyyy, sex is 1 (male) or 0, kinds of certificates are 1 and 2; the same MaThamChieu is the same dossier.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from motcua.kernel.markup import Element
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.judicial.envelopes import LLTP, SoapFault, answered, opened, refused, require_token, text
from motcua.simulator.peers.store import Store

DOSSIER = "judicial_dossier"
_XML = "text/xml; charset=utf-8"
_HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"
Content = dict[str, Any]


class Judicial:
    """The endpoint under ``/lltp``."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults) -> None:
        self._store, self._settings, self._faults = store, settings, faults
        self._operations: dict[str, Callable[[Element], tuple[str, Content]]] = {
            "NopHoSo": self._submit, "TrangThai": self._status, "TraCuu": self._search, "LayPhieu": self._certificate,
        }  # fmt: skip

    def routes(self) -> list[Route]:
        """Where the register listens."""
        return [Route("/ws", self.call, methods=["POST"])]

    async def call(self, request: Request) -> Response:
        """One operation; every refusal is a SOAP fault with status 500 (SOAP 1.1 §6.2)."""
        raw = await request.body()
        await self._faults.gate(peer="judicial", endpoint="ws")
        hanging = self._faults.hit(peer="judicial", fault="hanging")
        if hanging is not None:
            await asyncio.sleep(hanging or 3600)
        if self._faults.hit(peer="judicial", fault="html") is not None:
            return Response(_HTML, 502, media_type="text/html")
        try:
            if self._faults.hit(peer="judicial", fault="soap_fault") is not None:
                raise SoapFault("Server", "Hệ thống đang bận")  # noqa: TRY301 - a switch, not a rule
            body = self._answer(raw)
        except SoapFault as fault:
            return Response(refused(fault), 500, media_type=_XML)
        return self._spoilt(body)

    def _answer(self, raw: bytes) -> bytes:
        envelope, asked = opened(raw)
        require_token(envelope, username=self._settings.judicial_user, password=self._settings.judicial_password)
        name = str(asked.tag).removeprefix(f"{{{LLTP}}}").removesuffix("Request")
        if name not in self._operations:
            raise SoapFault("Client", f"Không có thao tác {name[:40]}")
        return answered(*self._operations[name](asked))

    def _spoilt(self, body: bytes) -> Response:
        """The answer as the switches want it."""
        hit = self._faults.hit
        if hit(peer="judicial", fault="broken_xml") is not None:
            body = body[: len(body) // 2]
        if hit(peer="judicial", fault="wrong_encoding") is not None:
            body = body.replace("đ".encode(), b"\xf0") + b"\xff"
        if hit(peer="judicial", fault="entities") is not None:
            body = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
        if hit(peer="judicial", fault="missing_element") is not None:
            body = re.sub(rb"<l:(MaHoSo|TrangThai)>.*?</l:\1>", b"", body)
        return Response(body, media_type=_XML)

    def _submit(self, asked: Element) -> tuple[str, Content]:
        person = asked.find(f"{{{LLTP}}}NguoiYeuCau")
        if person is None:
            raise SoapFault("Client", "Thiếu NguoiYeuCau", "DuLieuSai", "NguoiYeuCau")
        reference, born = text(asked, "MaThamChieu"), text(person, "NgaySinh")
        if not re.fullmatch(r"\d{2}/\d{2}/\d{4}", born) or text(person, "GioiTinh") not in {"0", "1"}:
            raise SoapFault("Client", "Dữ liệu không đúng", "DuLieuSai", "NgaySinh" if "/" not in born else "GioiTinh")
        known = self._store.get(DOSSIER, reference, now=0)
        if known is None:
            count = len(self._store.all(DOSSIER, limit=100_000)) + 1
            known = {
                "reference": reference,
                "code": f"LLTP-{count:06d}",
                "number": text(person, "SoDinhDanh"),
                "name": " ".join(filter(None, (person.findtext(f"{{{LLTP}}}{part}") for part in ("Ho", "ChuDem", "Ten")))),
                "born": born,
                "kind": str(asked.get("loai", "1")),
                "places": [str(place.text) for place in asked.iterfind(f"{{{LLTP}}}NoiCuTru")],
                "at": time.time(),
            }
            self._store.put(DOSSIER, reference, known)
        return "NopHoSoResponse", {"MaHoSo": known["code"], "TrangThai": self._state(known)}

    def _status(self, asked: Element) -> tuple[str, Content]:
        dossier = self._dossier("code", text(asked, "MaHoSo"), "KhongTimThay")
        state = self._state(dossier)
        told = {"MaHoSo": dossier["code"], "TrangThai": state}
        return "TrangThaiResponse", told | ({"SoPhieu": _certificate_number(dossier)} if state == "3" else {})

    def _search(self, asked: Element) -> tuple[str, Content]:
        number = text(asked, "SoDinhDanh")
        found = [d.body for d in self._store.all(DOSSIER, limit=100_000) if d.body["number"] == number]
        return "TraCuuResponse", {
            "TongSo": str(len(found)),
            "HoSo": [{"@ma": d["code"], "TrangThai": self._state(d), "LoaiPhieu": d["kind"]} for d in found],
        }

    def _certificate(self, asked: Element) -> tuple[str, Content]:
        number = text(asked, "SoPhieu")
        done = [d.body for d in self._store.all(DOSSIER, limit=100_000) if self._state(d.body) == "3"]
        dossier = next((d for d in done if _certificate_number(d) == number), None)
        if dossier is None:
            raise SoapFault("Client", "Không tìm thấy phiếu", "KhongTimThay", "SoPhieu")
        issued = datetime.fromtimestamp(dossier["at"] + self._settings.judicial_pace).astimezone()
        return "LayPhieuResponse", {
            "SoPhieu": number, "HoTen": dossier["name"], "NgaySinh": dossier["born"], "NgayCap": f"{issued:%d/%m/%Y}",
            "CoAnTich": "0", "NoiCuTru": dossier["places"],
        }  # fmt: skip

    def _dossier(self, field: str, value: str, detail: str) -> Content:
        for document in self._store.all(DOSSIER, limit=100_000):
            if document.body[field] == value:
                return document.body
        raise SoapFault("Client", "Không tìm thấy hồ sơ", detail, "MaHoSo")

    def _state(self, dossier: Content) -> str:
        """1 received, 2 being examined, 3 done."""
        age, pace = time.time() - dossier["at"], self._settings.judicial_pace
        return "3" if age >= pace else "2" if age >= pace / 2 else "1"


def _certificate_number(dossier: Content) -> str:
    return f"{dossier['code'].removeprefix('LLTP-')}/STP-LLTP"
