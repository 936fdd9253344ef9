"""The bank's doors: machine endpoints and a phone-bank page."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from motcua.kernel.errors import NamedError
from motcua.kernel.ids import public_code
from motcua.simulator.peers.bank import emv
from motcua.simulator.peers.bank.contracts import BadAmount, PayOrder, Telling
from motcua.simulator.peers.bank.ledger import Ledger
from motcua.simulator.peers.bank.notifier import Notifier
from motcua.simulator.peers.bank.signing import BankKey
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.errors import BadRequest, NotAuthorised
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.pages import page
from motcua.simulator.peers.store import Store
from motcua.simulator.people import person

SITUATIONS: tuple[tuple[str, str, str], ...] = (
    ("", "Bình thường", "As usual"),
    ("twice", "Báo có hai lần", "Notify twice"),
    ("late", "Báo chậm 20 giây", "Notify 20 seconds late"),
    ("less", "Chuyển thiếu 1.000 đ", "Transfer 1,000 đồng too little"),
    ("never", "Không báo (chỉ có trên sao kê)", "Never notify (on the statement only)"),
    ("forged", "Báo với chữ ký sai", "Notify with a wrong signature"),
)


class Bank:
    """Endpoints and pages under ``/bank``."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults, key: BankKey, notifier: Notifier) -> None:
        self._settings, self._faults, self._key, self._notifier, self._store = settings, faults, key, notifier, store
        self._ledger = Ledger(store=store, settings=settings, faults=faults)

    async def pay(self, request: Request) -> JSONResponse:
        """Order a transfer as JSON: ``{qr, from_name, amount?, notify?}``; header ``Idempotency-Key`` makes it repeatable."""
        await self._faults.gate(peer="bank", endpoint="pay")
        try:
            order = read_order(await request.json(), key=request.headers.get("idempotency-key", ""))
        except (ValueError, TypeError, KeyError) as unreadable:
            raise BadRequest(reason=str(unreadable)) from unreadable
        transfer = self._ledger.pay(order, now=time.time())
        self._notifier.ring()
        return JSONResponse({"status": "success", **asdict(transfer)}, status_code=201)

    async def statement(self, request: Request) -> JSONResponse:
        """Credits for reconciliation: ``since`` (ISO instant), ``after`` (cursor), ``account``, ``limit``; bearer key."""
        await self._faults.gate(peer="bank", endpoint="statement")
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self._settings.bank_api_key.encode()):
            raise NotAuthorised
        query = request.query_params
        try:
            after, limit = int(query.get("after", "0")), min(int(query.get("limit", "500")), 1000)
        except ValueError as unreadable:
            raise BadRequest(reason="after, limit") from unreadable
        entries, cursor = self._ledger.statement(since=query.get("since", ""), after=after, account=query.get("account", ""), limit=limit)
        return JSONResponse({"entries": entries, "next_after": cursor})

    async def keys(self, request: Request) -> JSONResponse:
        """The public keys that verify notifications, as JWKS."""
        await self._faults.gate(peer="bank", endpoint="keys")
        return JSONResponse({"keys": [self._key.jwk()]})

    async def notifications(self, request: Request) -> JSONResponse:
        """What was told to whom and how it ended, for the operator of the simulation."""
        wanted = ("state", "attempts", "last_status", "url", "message")
        documents = self._store.all("notification", limit=100_000)
        return JSONResponse({"notifications": [{"id": d.key, **{k: d.body[k] for k in wanted}} for d in documents]})

    async def again(self, request: Request) -> JSONResponse:
        """Send one notification once more."""
        known = self._notifier.again(request.path_params["number"], now=time.time())
        return JSONResponse({"queued": known}, status_code=202 if known else 404)

    async def home(self, request: Request) -> Response:
        """The page where a code is pasted; ``?qr=`` fills it in."""
        return page("bank_scan.html", qr=request.query_params.get("qr", ""), error=None)

    async def check(self, request: Request) -> Response:
        """Show whom the code pays before anything moves."""
        await self._faults.gate(peer="bank", endpoint="page")
        form = await _form(request)
        try:
            code = emv.parse(form.get("qr", ""))
        except NamedError as refusal:
            return page("bank_scan.html", status=refusal.status, qr=form.get("qr", ""), error=refusal)
        return self._confirm_page(form, code=code)

    async def confirm(self, request: Request) -> Response:
        """Pay from the page; posting it again shows the same transfer."""
        form = await _form(request)
        try:
            code = emv.parse(form.get("qr", ""))
            transfer = self._ledger.pay(_order_of(form, code.amount), now=time.time())
        except BadAmount as refusal:
            return self._confirm_page(form, code=emv.parse(form["qr"]), error=refusal)
        self._notifier.ring()
        return page("bank_paid.html", transfer=transfer)

    def routes(self) -> list[Route]:
        """Doors under ``/bank``."""
        return [
            Route("/", self.home),
            Route("/check", self.check, methods=["POST"]),
            Route("/confirm", self.confirm, methods=["POST"]),
            Route("/pay", self.pay, methods=["POST"]),
            Route("/statement", self.statement),
            Route("/keys", self.keys),
            Route("/notifications", self.notifications),
            Route("/notifications/{number}/again", self.again, methods=["POST"]),
        ]

    def _confirm_page(self, form: Mapping[str, str], *, code: Any, error: NamedError | None = None) -> Response:
        return page(
            "bank_confirm.html", status=422 if error else 200, qr=form["qr"].strip(), code=code, error=error, situations=SITUATIONS,
            key=form.get("key") or public_code(length=16), name=form.get("from_name") or person(0).full_name, typed=form.get("amount", ""),
        )  # fmt: skip


def read_order(body: Any, *, key: str) -> PayOrder:
    """A transfer order from JSON; ValueError, TypeError or KeyError say what is wrong."""
    if not isinstance(body, dict) or not isinstance(body["qr"], str):
        msg = "qr"
        raise TypeError(msg)
    amount = body.get("amount")
    if amount is not None and (not isinstance(amount, int) or isinstance(amount, bool)):
        msg = "amount"
        raise TypeError(msg)
    telling = Telling(**body.get("notify", {}))
    return PayOrder(qr=body["qr"], from_name=str(body.get("from_name", "")), amount=amount, key=key, telling=telling)


def _order_of(form: Mapping[str, str], amount: int | None) -> PayOrder:
    situation = form.get("situation", "")
    if amount is None:
        typed = form.get("amount", "").replace(".", "").strip()
        amount = int(typed) if typed.isascii() and typed.isdigit() else 0
    if situation == "less":
        amount -= 1000
    telling = Telling(
        times=2 if situation == "twice" else 1,
        delay_seconds=20 if situation == "late" else 0,
        silent=situation == "never",
        forged=situation == "forged",
    )
    return PayOrder(qr=form["qr"], from_name=form.get("from_name", ""), amount=amount, key=form.get("key", ""), telling=telling)


async def _form(request: Request) -> dict[str, str]:
    return {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
