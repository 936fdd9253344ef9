"""The portal's interface for systems: ``/mapi/login``, ``/mapi/g`` and the files; it misbehaves on demand."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from motcua.kernel.ids import public_code
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.errors import BadRequest
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.national.contracts import Body, DossierMissing
from motcua.simulator.peers.national.desk import Desk
from motcua.simulator.peers.store import Store

_HOUR, _MOST = 3600, 500


class Machine:
    """Sessions and services; faults ``duplicate``, ``out_of_order``, ``malformed`` (in the list), ``no_session``, ``refuse``."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults, desk: Desk) -> None:
        self._store, self._settings, self._faults, self._desk = store, settings, faults, desk

    async def login(self, request: Request) -> JSONResponse:
        """``{username, password}`` → a session of one hour."""
        await self._faults.gate(peer="national", endpoint="login")
        body = await _json(request)
        right = hmac.compare_digest(str(body.get("password", "")).encode(), self._settings.national_password.encode())
        if not right or body.get("username") != self._settings.national_user:
            return _answer("2", "Sai tài khoản hoặc mật khẩu")
        session = public_code(length=24)
        self._store.put("national-session", session, {}, expires_at=time.time() + _HOUR)
        return _answer(session=session)

    async def service(self, request: Request) -> JSONResponse:
        """``{session, service, …}`` → the service's answer."""
        await self._faults.gate(peer="national", endpoint="service")
        body = await _json(request)
        session = str(body.get("session", ""))
        if self._faults.hit(peer="national", fault="no_session") is not None:
            self._store.remove("national-session", session)
        if self._store.get("national-session", session, now=time.time()) is None:
            return _answer("-1", "Phiên làm việc không tồn tại")
        services = {
            "LayDanhSachThongDiep": self._pull, "LayHoSo": self._fetch, "DongBoHoSoMC": self._hear, "CapNhatTienDoHoSoMC": self._hear,
            "TraCuuTrangThaiHoSo": self._states,
        }  # fmt: skip
        run = services.get(str(body.get("service")))
        return run(body) if run else _answer("3", "Không có dịch vụ này")

    async def file(self, request: Request) -> Response:
        """A paper that a citizen uploaded, with its digest."""
        await self._faults.gate(peer="national", endpoint="file")
        content = self._desk.file(request.path_params["name"])
        if content is None:
            return Response(status_code=404)
        return Response(content, media_type="application/octet-stream", headers={"x-content-sha256": hashlib.sha256(content).hexdigest()})

    def routes(self) -> list[Route]:
        """Doors for systems under ``/national``."""
        return [
            Route("/mapi/login", self.login, methods=["POST"]),
            Route("/mapi/g", self.service, methods=["POST"]),
            Route("/files/{name}", self.file),
        ]

    def _pull(self, body: Body) -> JSONResponse:
        after, limit = _number(body.get("after")), min(_number(body.get("limit")) or 100, _MOST)
        found = self._desk.messages(after=after, limit=limit)
        rows: list[Any] = [d.body for d in found]
        if rows and self._faults.hit(peer="national", fault="duplicate") is not None:
            rows = [row for row in rows for _ in range(3)]
        if rows and self._faults.hit(peer="national", fault="out_of_order") is not None:
            rows.reverse()
        if rows and self._faults.hit(peer="national", fault="malformed") is not None:
            bad = {**rows[-1]["NoiDung"], "MaTTHC": "", "NgayNopHoSo": "hôm qua"}
            rows[-1] = {**rows[-1], "MaThongDiep": f"{rows[-1]['MaThongDiep']}-hong", "NoiDung": bad}
        return _answer(data=rows, next=str(found[-1].seq if found else after), more="1" if len(found) == limit else "0")

    def _fetch(self, body: Body) -> JSONResponse:
        found = self._desk.message_of(str(body.get("MaHoSo", "")))
        return _answer(data=found) if found else _answer("4", "Không có hồ sơ")

    def _hear(self, body: Body) -> JSONResponse:
        if self._faults.hit(peer="national", fault="refuse") is not None:
            return _answer("5", "Dữ liệu không hợp lệ (tình huống thử)")
        hear = self._desk.hear_dossier if body.get("service") == "DongBoHoSoMC" else self._desk.hear_progress
        for one in body.get("data") or []:
            try:
                hear(message_id=str(body.get("MaThongDiep", "")), body=one)
            except DossierMissing:
                return _answer("4", "Không có hồ sơ")
        return _answer()

    def _states(self, body: Body) -> JSONResponse:
        after, limit = _number(body.get("after")), min(_number(body.get("limit")) or 1000, 1000)
        rows = self._desk.dossiers()[after : after + limit]
        data = [{"MaHoSo": d.key, "TrangThaiHoSo": d.body["status"]} for d in rows]
        return _answer(data=data, next=str(after + limit) if len(rows) == limit else "")


def _answer(error_code: str = "0", message: str = "Thành công", **more: Any) -> JSONResponse:
    return JSONResponse({"error_code": error_code, "message": message, **more})


def _number(value: Any) -> int:
    text = str(value or "0")
    return int(text) if text.isdecimal() and len(text) < 12 else 0  # noqa: PLR2004 - a cursor


async def _json(request: Request) -> Body:
    try:
        body = await request.json()
    except ValueError as unreadable:
        raise BadRequest(reason="json") from unreadable
    if not isinstance(body, dict):
        raise BadRequest(reason="object")
    return body
