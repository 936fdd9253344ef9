"""``/kho-ket-qua``: who has which results, their files, and results that the city tells; every answer signed; it misbehaves on demand."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from motcua.kernel.ids import public_code
from motcua.simulator.peers.asking import json_object
from motcua.simulator.peers.bank.signing import BankKey
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.errors import NotAuthorised, PeerDown
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.pages import page
from motcua.simulator.peers.results.shelf import Body, Shelf, paper
from motcua.simulator.peers.store import Store

PEER = "results"
_TOKEN, _HOUR, _PAGE, _FEW = "result-token", 3600, 50, 1


class Results:
    """Endpoints and the page. Faults: see ``KINDS``; those of the list change what is answered, those of files what is sent."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults) -> None:
        self._store, self._settings, self._faults = store, settings, faults
        self._key = BankKey(settings.data / "results")
        self.shelf = Shelf(store)

    async def key(self, request: Request) -> JSONResponse:
        """The public key as a JWK."""
        return JSONResponse(self._key.jwk())

    async def token(self, request: Request) -> JSONResponse:
        """``client_credentials``: a token of one hour."""
        await self._faults.gate(peer=PEER, endpoint="token")
        form = await request.form()
        right = hmac.compare_digest(str(form.get("client_secret", "")).encode(), self._settings.results_secret.encode())
        if not right or form.get("client_id") != self._settings.results_client or form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        token = public_code(length=32)
        self._store.put(_TOKEN, token, {}, expires_at=time.time() + _HOUR)
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": _HOUR})

    async def look_up(self, request: Request) -> JSONResponse:
        """The results of one owner: all, or of the codes and numbers that are asked for."""
        await self._enter(request, "tra-cuu")
        asked = await json_object(request)
        if self._hit("refuse"):
            return self._signed(asked, "77", "Chủ sở hữu chưa được phép tra cứu (tình huống thử)", {})
        owner = str(asked.get("SoDinhDanhChuSoHuu", ""))
        if not owner or not asked.get("SoDinhDanhNguoiYeuCau"):
            return self._signed(asked, "4", "Thiếu người yêu cầu hoặc chủ sở hữu", {})
        wanted = [(str(w.get("MaKetQua", "")), str(w.get("SoKyHieu", ""))) for w in asked.get("DanhSachDanhMucKetQua") or []]
        rows = [_listed(one) for one in self.shelf.papers(owner) if not wanted or any(_fits(one, w) for w in wanted)]
        rows = self._bent(owner, rows)
        start = str(asked.get("ViTri") or "0")
        begin, size = int(start) if start.isdecimal() else 0, _FEW if self._hit("small_pages") else _PAGE
        told = owner if not self._hit("other_person") else f"{owner[:-1]}{(int(owner[-1]) + 1) % 10}"
        more = str(begin + size) if begin + size < len(rows) else ""
        result = {"SoDinhDanhChuSoHuu": told, "DanhSachGiayToKetQua": rows[begin : begin + size], "ViTriTiep": more}
        return self._signed(asked, "0", "Thành công", result)

    async def file(self, request: Request) -> Response:
        """A file by issuer and path."""
        await self._enter(request, "tai-tep")
        asked = await json_object(request)
        content = self.shelf.content(str(asked.get("CoQuanChuQuan", "")), str(asked.get("DuongDan", "")))
        if content is None:
            return Response(status_code=404)
        headers = {"x-content-sha256": hashlib.sha256(content).hexdigest()}
        kind = "text/html" if self._hit("wrong_type") else "application/pdf"
        return Response(content[: len(content) // 2] if self._hit("truncated_file") else content, media_type=kind, headers=headers)

    async def take(self, request: Request) -> JSONResponse:
        """A result that the city tells; the same message again changes nothing."""
        await self._enter(request, "ket-qua")
        told = await json_object(request)
        if self._hit("refuse"):
            return self._signed(told, "88", "Mã kết quả chưa được công bố (tình huống thử)", {})
        words = self.shelf.hear(told)
        if self._hit("lost_answer"):
            raise PeerDown
        return self._signed(told, "0", words, {})

    async def shown(self, request: Request) -> Response:
        """What the city told, for people who look."""
        return page("results.html", rows=self.shelf.told()[::-1][:100])

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/", self.shown), Route("/khoa", self.key), Route("/token", self.token, methods=["POST"]),
            Route("/v1/tra-cuu", self.look_up, methods=["POST"]), Route("/v1/tai-tep", self.file, methods=["POST"]),
            Route("/v1/ket-qua", self.take, methods=["POST"]),
        ]

    async def _enter(self, request: Request, endpoint: str) -> None:
        await self._faults.gate(peer=PEER, endpoint=endpoint)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self._hit("no_token"):
            self._store.remove(_TOKEN, token)
        if self._store.get(_TOKEN, token, now=time.time()) is None:
            raise NotAuthorised

    def _bent(self, owner: str, rows: list[Body]) -> list[Body]:
        """The list as the faults of the moment bend it."""
        if self._hit("duplicate"):
            rows = [row for row in rows for _ in range(2)]
        if self._hit("revoked"):
            rows = [*rows[:-1], rows[-1] | {"TrangThai": "0"}] if rows else rows
        if self._hit("unknown_kind"):
            strange = paper(owner, kind="KQ.X99.777777", title="Giấy xác nhận lạ", number="LA-1", agency="Cơ quan lạ", issued="20240101")
            self.shelf.issue(owner, strange)
            rows = [*rows, strange]
        if self._hit("foreign_row") and rows:
            rows = [*rows, rows[-1] | {"SoDinhDanhChuSoHuu": f"{owner[:-1]}{(int(owner[-1]) + 1) % 10}"}]
        if self._hit("traversal") and rows:
            rows = [rows[0] | {"DanhSachTepDinhKem": [{"TenTep": "a.pdf", "DuongDan": "../../etc/passwd"}]}, *rows[1:]]
        return rows

    def _signed(self, asked: Body, code: str, message: str, result: Body) -> JSONResponse:
        """The answer with its signature over the question's number, the code, the words and the result."""
        told: dict[str, Any] = {"errorCode": code, "message": message, "result": result}
        content = json.dumps(
            told | {"MaYeuCau": asked.get("MaYeuCau")}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()  # fmt: skip
        forged = self._hit("wrong_signature")
        made = ec.generate_private_key(ec.SECP256R1()).sign(content, ec.ECDSA(hashes.SHA256())) if forged else self._key.sign(content)
        return JSONResponse(told | {"signature": b64encode(made).decode()})

    def _hit(self, fault: str) -> bool:
        return self._faults.hit(peer=PEER, fault=fault) is not None


def _listed(one: Body) -> Body:
    return {name: value for name, value in one.items() if name not in {"NoiDung", "PhienBan"}}


def _fits(one: Body, wanted: tuple[str, str]) -> bool:
    return (not wanted[0] or one["MaKetQua"] == wanted[0]) and (not wanted[1] or one["SoKyHieu"] == wanted[1])
