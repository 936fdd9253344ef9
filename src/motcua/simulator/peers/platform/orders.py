"""Orders at the platform: taken once, paid (or paid twice), cancelled, told to the partner, booked at the bank."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from motcua.kernel.ids import public_code, uuid7
from motcua.simulator.peers.bank.contracts import Transfer
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.platform.messages import Refused, digest
from motcua.simulator.peers.store import Store

ORDER, TELLING = "platform_order", "platform_notification"
SITUATIONS: tuple[tuple[str, str, str], ...] = (
    ("", "Bình thường", "As usual"),
    ("twice", "Thông báo hai lần", "Notify twice"),
    ("late", "Thông báo chậm 20 giây", "Notify 20 seconds late"),
    ("never", "Đã trừ tiền nhưng mất thông báo", "Paid, but the notification is lost"),
    ("paid_twice", "Trừ tiền hai lần", "Charge twice"),
    ("wrong_hash", "Thông báo với mã xác thực sai", "Notify with a wrong authentication code"),
)
_LATE_SECONDS = 20.0
_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class Orders:
    """The platform's books."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults) -> None:
        self._store, self._settings, self._faults = store, settings, faults

    def take(self, message: dict[str, Any]) -> dict[str, Any]:
        """Keep an order; the same reference with the same amount is the same order, with another it is refused (code 05)."""
        reference, amount = str(message["MaThamChieu"]), str(message.get("SoTien", ""))
        if not (amount.isascii() and amount.isdigit() and 0 < int(amount) < 10**12):
            raise Refused(error_code="06", reason="SoTien")
        known = self.get(reference)
        if known is not None:
            if known["amount"] != int(amount):
                raise Refused(error_code="05", reason="MaThamChieu, SoTien")
            return known
        try:
            receipt = json.loads(message.get("ThongTinBienLai", ""))
            account, bank = str(receipt["TKThuHuong"]), str(receipt["MaNHThuHuong"])
        except (ValueError, TypeError, KeyError) as unreadable:
            raise Refused(error_code="07", reason="ThongTinBienLai") from unreadable
        order = {
            "reference": reference, "amount": int(amount), "text": str(message.get("ThongTinGiaoDich", "")), "receipt": receipt,
            "account": account, "bank": bank, "return_url": str(message.get("UrlTraVe", "")),
            "state": "waiting", "transaction": "", "at": "",
        }  # fmt: skip
        self._store.put(ORDER, reference, order)
        return order

    def get(self, reference: str) -> dict[str, Any] | None:
        """The order of a reference, or None."""
        return self._store.get(ORDER, reference, now=0)

    def pay(self, reference: str, *, situation: str, now: float) -> dict[str, Any] | None:
        """Charge the payer: the bank books the credit, the partner is told. A second press changes nothing."""
        with self._store.transaction():
            order = self.get(reference)
            if order is None or order["state"] != "waiting":
                return order
            at = f"{datetime.fromtimestamp(now, _HANOI):%Y%m%d%H%M%S}"
            order |= {"state": "paid", "transaction": f"NP{public_code(length=12)}", "at": at}
            self._store.put(ORDER, reference, order)
            twice = situation == "paid_twice" or self._faults.hit(peer="platform", fault="paid_twice") is not None
            for _ in range(2 if twice else 1):
                self._book(order, now=now)
            self._line_up(order, situation=situation, now=now)
        return order

    def cancel(self, reference: str, *, now: float) -> dict[str, Any] | None:
        """The payer turns back; the partner is told."""
        with self._store.transaction():
            order = self.get(reference)
            if order is None or order["state"] != "waiting":
                return order
            order |= {"state": "cancelled", "at": f"{datetime.fromtimestamp(now, _HANOI):%Y%m%d%H%M%S}"}
            self._store.put(ORDER, reference, order)
            self._line_up(order, situation="", now=now)
        return order

    def status(self, order: dict[str, Any]) -> dict[str, Any]:
        """ANSWER to a QUERY: 00 paid, 01 not yet, 24 cancelled by the payer; sealed (falsely on demand)."""
        said = {
            "MaDoiTac": self._settings.platform_partner, "MaThamChieu": order["reference"], "SoTien": str(order["amount"]),
            "MaLoi": {"paid": "00", "waiting": "01"}.get(order["state"], "24"), "MaGiaoDich": order["transaction"],
            "ThoiGianGD": order["at"],
        }  # fmt: skip
        wrong = self._faults.hit(peer="platform", fault="wrong_hash", endpoint="query") is not None
        return said | {"MaXacThuc": digest("ANSWER", said, secret="other" if wrong else self._settings.platform_secret)}

    def _book(self, order: dict[str, Any], *, now: float) -> None:
        transfer = Transfer(
            id=f"FT{datetime.fromtimestamp(now, UTC):%y%j}{public_code(length=10)}",
            paid_at=datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds"),
            bin=order["bank"], account=order["account"], amount=order["amount"], description=order["text"],
            reference=order["reference"],
            bill="", payer_name=str(order["receipt"].get("HoTenNguoiNop", "")), payer_account="9704000000000000",
        )  # fmt: skip
        self._store.put("transfer", transfer.id, asdict(transfer))

    def _line_up(self, order: dict[str, Any], *, situation: str, now: float) -> None:
        hit = {kind: self._faults.hit(peer="platform", fault=f"notify_{kind}") for kind in ("twice", "late", "never", "wrong_hash")}
        if situation == "never" or hit["never"] is not None or not self._settings.platform_notify_url:
            return
        forged = situation == "wrong_hash" or hit["wrong_hash"] is not None
        late = hit["late"] if hit["late"] is not None else _LATE_SECONDS if situation == "late" else 0.0
        status = self.status(order)
        message = {"LoaiBanTin": "NOTIFY", "PhienBan": "1.0.6", **{k: v for k, v in status.items() if k != "MaXacThuc"}}
        message["MaXacThuc"] = digest("NOTIFY", message, secret="other" if forged else self._settings.platform_secret)
        for _ in range(2 if situation == "twice" or hit["twice"] is not None else 1):
            body = {"message": message, "attempts": 0, "next_at": now + late, "state": "waiting", "last_status": None}
            self._store.put(TELLING, str(uuid7()), body)
