"""Transfers: booked once, told to the payee, listed on the statement."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from motcua.kernel.ids import public_code, uuid7
from motcua.simulator.peers.bank import emv
from motcua.simulator.peers.bank.contracts import BadAmount, KeyReused, PayOrder, Telling, Transfer
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.store import Document, Store

_LIMIT = 499_999_999  # đồng; ordinary limit of one instant transfer


class Ledger:
    """The bank's books."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults) -> None:
        self._store, self._settings, self._faults = store, settings, faults

    def pay(self, order: PayOrder, *, now: float) -> Transfer:
        """Book one transfer and line up its notifications in the same commit; the same key returns the same transfer."""
        code = emv.parse(order.qr)
        amount = code.amount if order.amount is None else order.amount
        if amount is None or not 0 < amount <= _LIMIT:
            raise BadAmount
        said = sha256(f"{order.qr.strip()}|{amount}|{order.from_name}|{order.from_account}".encode()).hexdigest()
        with self._store.transaction():
            earlier = self._store.get("key", order.key, now=now) if order.key else None
            if earlier is not None:
                if earlier["said"] != said:
                    raise KeyReused
                return Transfer(**earlier["transfer"])
            transfer = Transfer(
                id=f"FT{datetime.fromtimestamp(now, UTC):%y%j}{public_code(length=10)}",
                paid_at=datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds"),
                bin=code.bin, account=code.account, amount=amount, description=code.purpose, reference=code.reference, bill=code.bill,
                payer_name=order.from_name, payer_account=order.from_account,
            )  # fmt: skip
            self._store.put("transfer", transfer.id, asdict(transfer))
            if order.key:
                self._store.put("key", order.key, {"said": said, "transfer": asdict(transfer)})
            self._line_up(transfer, self._with_faults(order.telling), now=now)
        return transfer

    def statement(self, *, since: str, after: int, account: str, limit: int) -> tuple[list[dict[str, Any]], int]:
        """Credits booked at or after an ISO instant and after a cursor, oldest first; and the next cursor."""
        found: list[dict[str, Any]] = []
        cursor = after
        for document in self._documents(after):
            if len(found) == limit:
                break
            cursor = document.seq
            entry = document.body
            if entry["paid_at"] >= since and account in {"", entry["account"]}:
                found.append({"seq": document.seq, **as_message(Transfer(**entry))})
        return found, cursor

    def _documents(self, after: int) -> list[Document]:
        return self._store.all("transfer", after=after, limit=100_000)

    def _with_faults(self, telling: Telling) -> Telling:
        """Add what ``/control`` has switched on for the bank."""
        hit = {kind: self._faults.hit(peer="bank", fault=f"notify_{kind}") for kind in _TELLING}
        return Telling(
            times=2 if hit["twice"] is not None else telling.times,
            delay_seconds=telling.delay_seconds if hit["late"] is None else hit["late"],
            amount=telling.amount if hit["amount"] is None else int(hit["amount"]),
            silent=telling.silent or hit["never"] is not None,
            forged=telling.forged or hit["wrong_signature"] is not None,
            stale=telling.stale or hit["stale"] is not None,
        )

    def _line_up(self, transfer: Transfer, telling: Telling, *, now: float) -> None:
        """One notification per telling; the payee's account decides whether there is anybody to tell."""
        ours = self._settings.bank_accounts
        if telling.silent or not self._settings.notify_url or (ours and transfer.account not in ours):
            return
        for _ in range(telling.times):
            number = str(uuid7())
            message = {"notification_id": number, **as_message(transfer)}
            if telling.amount is not None:
                message["amount"] = telling.amount
            body = {
                "url": self._settings.notify_url, "message": message, "attempts": 0, "next_at": now + telling.delay_seconds,
                "state": "waiting", "last_status": None, "forged": telling.forged, "stale": telling.stale,
            }  # fmt: skip
            self._store.put("notification", number, body)


_TELLING = ("twice", "late", "amount", "never", "wrong_signature", "stale")


def as_message(transfer: Transfer) -> dict[str, Any]:
    """A transfer as the bank tells it to the payee: JSON names and values."""
    return {
        "transaction_id": transfer.id,
        "bank_bin": transfer.bin,
        "account": transfer.account,
        "amount": transfer.amount,
        "currency": "VND",
        "description": transfer.description,
        "reference": transfer.reference,
        "bill": transfer.bill,
        "payer_name": transfer.payer_name,
        "payer_account_tail": transfer.payer_account[-4:],
        "paid_at": transfer.paid_at,
    }
