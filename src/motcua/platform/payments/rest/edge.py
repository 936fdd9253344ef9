"""What the operations on money share: shapes, audiences, the page by instant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import AwareDatetime, Field

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.kit.web import actor_of
from motcua.platform.payments import api

DESK = Audience("officer", roles=(Role.RECEPTION, Role.APPRAISER, Role.LEADER, Role.ADMIN))
CASHIER = Audience("officer", roles=(Role.RECEPTION,))
ADMIN = Audience("officer", roles=(Role.ADMIN,))
PAYER = Audience("citizen")
Dong = Annotated[int, Field(ge=0, le=10**12, examples=[75000])]
Reason = Annotated[str, Field(max_length=500, examples=["Nộp trùng hai lần"])]
Before = Annotated[AwareDatetime | None, Query(description="`next` of the page before: only what is older.")]
Rows = Annotated[int, Query(ge=1, le=100, description="Rows of a page, at most 100.")]


class PaymentOut(Schema):
    """A request for payment in đồng; `outstanding` is what is still to be paid."""

    payment_id: UUID
    code: str
    purpose: str
    transfer_text: str
    state: api.PaymentState
    amount: int
    paid: int
    outstanding: int
    refunding: int
    refunded: int
    due_at: datetime | None
    requested_at: datetime
    settled_at: datetime | None
    timing: api.Timing
    ways: list[api.Way]
    items: list[api.FeeItem]
    matter: api.Matter
    payer_name: str


class ReceiptOut(Schema):
    """A receipt (biên lai) as it was issued."""

    receipt_id: UUID
    label: str
    payment_id: UUID
    payment_code: str
    amount: int
    words: str
    payer_name: str
    lines: list[api.ReceiptLine]
    way: str
    unit_code: str
    issued_at: datetime
    state: api.ReceiptState
    closed_reason: str
    replaces: UUID | None
    replaced_by: UUID | None


class Payee(Schema):
    """Where money goes back to: bank number (BIN), account, holder."""

    bank_bin: Annotated[str, Field(max_length=11, examples=["970400"])]
    account: Annotated[str, Field(max_length=34, examples=["0000000001"])]
    name: Annotated[str, Field(max_length=120, examples=["DO THI THU"])]

    def account_of(self) -> api.PayeeAccount:
        """As the door takes it."""
        return api.PayeeAccount(bank_bin=self.bank_bin, account=self.account, name=self.name)


def once(request: HttpRequest, what: str, key: str, body: Mapping[str, Any], act: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    """Do a command of the caller once per key; what is kept of the answer names no person. ``KeyReused``."""
    return outbox.do_once(scope=f"payments.{what}:{actor_of(request).ref}", key=key, body=body, now=clock.now(), act=act)


def page(rows: list[Any], *, limit: int, at: str) -> dict[str, Any]:
    """A page of rows, newest first, of which one more than ``limit`` was read; ``next`` is the instant to go on before."""
    shown = rows[:limit]
    return {"rows": shown, "next": getattr(shown[-1], at) if len(rows) > limit else None}
