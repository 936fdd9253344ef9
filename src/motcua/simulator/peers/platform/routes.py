"""The platform's doors: one machine endpoint, the payer's page, and the bank's endpoint for payment orders."""

from __future__ import annotations

import hmac
import json
import time
from base64 import b64encode
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from motcua.kernel.errors import NamedError, NotFound
from motcua.simulator.peers.bank.contracts import Transfer
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.errors import BadRequest, NotAuthorised
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.pages import page
from motcua.simulator.peers.platform.messages import Refused, checked, slip
from motcua.simulator.peers.platform.notifier import PlatformNotifier
from motcua.simulator.peers.platform.orders import SITUATIONS, TELLING, Orders
from motcua.simulator.peers.store import Store


class PayoutRefused(NamedError):
    """An order that the bank cannot carry out."""

    code = "bank.payout_refused"
    vi = "Ngân hàng từ chối lệnh chi: {reason}."
    en = "The bank refuses the payment order: {reason}."
    status = 422


class Platform:
    """Endpoints and pages under ``/platform``."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults, notifier: PlatformNotifier) -> None:
        self._store, self._settings, self._faults, self._notifier = store, settings, faults, notifier
        self._orders = Orders(store=store, settings=settings, faults=faults)

    async def api(self, request: Request) -> JSONResponse:
        """INIT, QUERY and GET_BILL; refusals come as 200 with another ``error_code`` than "0", as the platform does it."""
        self._authorise(request, self._settings.platform_token)
        body = await _json(request)
        kind = str(body.get("LoaiBanTin", "")).lower() if isinstance(body, dict) else ""
        await self._faults.gate(peer="platform", endpoint=kind)
        try:
            kind, message = checked(body, secret=self._settings.platform_secret, partner=self._settings.platform_partner)
            said = self._answer(kind, message)
        except Refused as refused:
            return JSONResponse({"error_code": refused.error_code, "message": refused.sentence("vi")})
        return JSONResponse({"error_code": "0", "message": json.dumps(said, ensure_ascii=False)})

    async def status(self, request: Request) -> JSONResponse:
        """That the platform is there, for the partner: tells of no payment."""
        self._authorise(request, self._settings.platform_token)
        await self._faults.gate(peer="platform", endpoint="status")
        return JSONResponse({"ok": True, "version": "1.0.6"})

    def _answer(self, kind: str, message: dict[str, Any]) -> dict[str, Any]:
        if kind == "INIT":
            order = self._orders.take(message)
            return {"UrlThanhToan": f"{self._settings.base_url}/platform/pay/{order['reference']}", "MaThamChieu": order["reference"]}
        found = self._orders.get(str(message["MaThamChieu"]))
        if found is None:
            raise Refused(error_code="08", reason="MaThamChieu")
        if kind == "QUERY":
            return self._orders.status(found)
        if found["state"] != "paid":
            raise Refused(error_code="09", reason="chưa thanh toán")
        lines = ["PHIEU THANH TOAN (MO PHONG)", f"{found['reference']}  {found['transaction']}", f"{found['amount']} VND", found["text"]]
        return {"BienLai": b64encode(slip(lines)).decode()}

    async def show(self, request: Request) -> Response:
        """The page on which the payer decides."""
        await self._faults.gate(peer="platform", endpoint="page")
        return page("platform_pay.html", order=self._order(request), situations=SITUATIONS, back=self._back(self._order(request)))

    async def decide(self, request: Request) -> Response:
        """Pay or cancel from the page; pressing again shows the same end."""
        form = await request.form()
        reference, now = self._order(request)["reference"], time.time()
        if form.get("act") == "cancel":
            self._orders.cancel(reference, now=now)
        else:
            self._orders.pay(reference, situation=str(form.get("situation", "")), now=now)
        self._notifier.ring()
        order = self._order(request)
        return page("platform_pay.html", order=order, situations=SITUATIONS, back=self._back(order))

    async def tellings(self, request: Request) -> JSONResponse:
        """What was told and how it ended, for the operator of the simulation."""
        documents = self._store.all(TELLING, limit=100_000)
        return JSONResponse({"notifications": [{"id": d.key, **d.body} for d in documents]})

    async def payout(self, request: Request) -> JSONResponse:
        """A payment order out of an account; header ``Idempotency-Key`` makes it repeatable. The statement shows it as money out."""
        self._authorise(request, self._settings.bank_api_key)
        await self._faults.gate(peer="platform", endpoint="payouts")
        body, key = await _json(request), request.headers.get("idempotency-key", "")
        amount = body.get("amount") if isinstance(body, dict) else None
        if not key or not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
            raise BadRequest(reason="amount, idempotency-key")
        if self._faults.hit(peer="platform", fault="payout_refused") is not None or body.get("account") == "0000000000":
            raise PayoutRefused(reason="tài khoản nhận không tồn tại")
        now = time.time()
        with self._store.transaction():
            earlier = self._store.get("payout", key, now=now)
            if earlier is not None:
                return JSONResponse({"status": "success", "id": earlier["id"]}, status_code=201)
            number = f"FD{key}"
            line = Transfer(
                id=number, paid_at=datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds"), bin="999999",
                account=str(body.get("from_account", "")), amount=-amount, description=str(body.get("description", "")),
                reference=str(body.get("reference", "")), bill="", payer_name=str(body.get("name", "")),
                payer_account=str(body.get("account", "")),
            )  # fmt: skip
            self._store.put("transfer", number, asdict(line))
            self._store.put("payout", key, {"id": number})
        return JSONResponse({"status": "success", "id": number}, status_code=201)

    async def payout_status(self, request: Request) -> JSONResponse:
        """What became of an order, by the idempotency key with which it was given; 404 when it was never taken."""
        self._authorise(request, self._settings.bank_api_key)
        await self._faults.gate(peer="platform", endpoint="payouts")
        found = self._store.get("payout", request.path_params["key"], now=time.time())
        if found is None:
            raise NotFound
        return JSONResponse({"status": "success", "id": found["id"]})

    def routes(self) -> list[Route]:
        """Doors under ``/platform``."""
        return [
            Route("/api", self.api, methods=["POST"]),
            Route("/pay/{reference}", self.show),
            Route("/pay/{reference}", self.decide, methods=["POST"]),
            Route("/status", self.status),
            Route("/notifications", self.tellings),
            Route("/payouts", self.payout, methods=["POST"]),
            Route("/payouts/{key}", self.payout_status),
        ]

    def _order(self, request: Request) -> dict[str, Any]:
        found = self._orders.get(request.path_params["reference"])
        if found is None:
            raise NotFound
        return found

    @staticmethod
    def _back(order: dict[str, Any]) -> str:
        url = order["return_url"]
        return f"{url}?MaThamChieu={order['reference']}" if url.startswith(("http://", "https://")) else ""

    @staticmethod
    def _authorise(request: Request, secret: str) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            raise NotAuthorised


async def _json(request: Request) -> Any:
    try:
        return await request.json()
    except ValueError as unreadable:
        raise BadRequest(reason="json") from unreadable
