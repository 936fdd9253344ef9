"""The payment platform's messages, version 1.0.6: fields in signing order, authentication code, receipt information.

MaXacThuc is the SHA-256 (hex) of the field values joined by ``|``, then ``|`` and the shared secret, in UTF-8. The order of INIT, QUERY and
GET_BILL is that of the message set; the order of the platform's own answers is kept here in one place because it is agreed at connection.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from motcua.kernel.text import fold
from motcua.platform.payments.contracts import (
    AttemptState,
    MessageUnreadable,
    Payer,
    Payment,
    PlatformHashInvalid,
    PlatformOrder,
    PlatformStatus,
)

VERSION, SUCCESS, UNDECIDED = "1.0.6", "00", frozenset({"01", "02"})
CODE: Final = "MaXacThuc"
ORDER: Final[Mapping[str, Sequence[str]]] = {
    "INIT": (
        "LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan", "MaThietBi", "NgonNgu",
        "MaTienTe", "MaNganHang", "ThongTinGiaoDich", "ThoiGianGD", "Ip",
    ),
    "QUERY": ("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"),
    "GET_BILL": ("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"),
    "ANSWER": ("MaDoiTac", "MaThamChieu", "SoTien", "MaLoi", "MaGiaoDich", "ThoiGianGD"),
    "NOTIFY": ("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "MaLoi", "MaGiaoDich", "ThoiGianGD"),
}  # fmt: skip
_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_STAMP = "%Y%m%d%H%M%S"
_LONGEST_NAME = 250


def authentication_code(kind: str, message: Mapping[str, Any], *, secret: str) -> str:
    """MaXacThuc of a message of that kind."""
    joined = "|".join([*(str(message.get(field, "")) for field in ORDER[kind]), secret])
    return sha256(joined.encode()).hexdigest()


def sealed(kind: str, message: dict[str, Any], *, secret: str) -> dict[str, Any]:
    """The message with its MaXacThuc."""
    return message | {CODE: authentication_code(kind, message, secret=secret)}


def check(kind: str, message: Mapping[str, Any], *, secret: str) -> None:
    """``PlatformHashInvalid`` unless MaXacThuc is right."""
    told = str(message.get(CODE, "")).lower()
    if not hmac.compare_digest(told.encode(), authentication_code(kind, message, secret=secret).encode()):
        raise PlatformHashInvalid


def stamp(at: datetime) -> str:
    """An instant as the platform writes it: Vietnamese local time, yyyyMMddHHmmss."""
    return f"{at.astimezone(_HANOI):{_STAMP}}"


def read_stamp(text: str) -> datetime:
    """The instant of a time stamp; ``MessageUnreadable``."""
    try:
        return datetime.strptime(text, _STAMP).replace(tzinfo=_HANOI)
    except ValueError as error:
        raise MessageUnreadable(field="ThoiGianGD") from error


def init_message(order: PlatformOrder, *, partner: str) -> dict[str, Any]:
    """INIT without its authentication code; ThongTinBienLai travels beside the signed fields as JSON text."""
    return {
        "LoaiBanTin": "INIT", "PhienBan": VERSION, "MaDoiTac": partner, "MaThamChieu": order.reference, "SoTien": str(order.amount),
        "LoaiHinhThanhToan": "PAY", "MaKenhThanhToan": "1", "MaThietBi": "1", "NgonNgu": "vi-VN", "MaTienTe": "VND",
        "MaNganHang": "PAYMENT", "ThongTinGiaoDich": order.text, "ThoiGianGD": stamp(order.at), "Ip": order.ip,
        "UrlTraVe": order.return_url, "ThongTinBienLai": json.dumps(order.receipt, ensure_ascii=False),
    }  # fmt: skip


def ask_message(kind: str, *, reference: str, partner: str, at: datetime) -> dict[str, Any]:
    """QUERY or GET_BILL without its authentication code."""
    return {"LoaiBanTin": kind, "PhienBan": VERSION, "MaDoiTac": partner, "MaThamChieu": reference, "ThoiGianGD": stamp(at)}


def receipt_information(payment: Payment, *, payer: Payer, unit_name: str, account: str, bank: str, account_name: str) -> dict[str, Any]:
    """ThongTinBienLai of a request: service, procedure, unit, dossier, account, payer, fees."""
    matter, title = payment.matter, payment.matter.procedure_name[:_LONGEST_NAME]
    lines = [{"LoaiPhiLePhi": _KIND[i.kind], "MaPhiLePhi": i.code, "TenPhiLePhi": i.name, "SoTien": str(i.amount)} for i in payment.items]
    return {
        "MaDichVu": "2", "MaDVC": f"{matter.procedure_code}.01" if matter.procedure_code else "", "TenDVC": title,
        "MaTTHC": matter.procedure_code, "TenTTHC": title, "MaDonVi": matter.unit_code, "TenDonVi": unit_name,
        "MaHoSo": matter.dossier_code or payment.code, "TKThuHuong": account, "MaNHThuHuong": bank, "TenTKThuHuong": account_name,
        "NoiDungThanhToan": fold(payment.purpose).upper()[:200], "HoTenNguoiNop": payer.name, "SoCMNDNguoiNop": payer.number,
        "DiaChiNguoiNop": payer.address, "PhiLePhi": lines,
        "DSKhoanNop": [{"NoiDung": i.name, "SoTien": str(i.amount)} for i in payment.items],
    }  # fmt: skip


_KIND = {"fee": "1", "charge": "2", "duty": "3"}


def read_status(kind: str, message: Mapping[str, Any], *, partner: str, secret: str) -> PlatformStatus:
    """The status in an ANSWER or NOTIFY whose code is right; ``PlatformHashInvalid``, ``MessageUnreadable``."""
    check(kind, message, secret=secret)
    if message.get("MaDoiTac") != partner:
        raise MessageUnreadable(field="MaDoiTac")
    code, amount = str(message.get("MaLoi", "")), str(message.get("SoTien", ""))
    state = AttemptState.SUCCEEDED if code == SUCCESS else AttemptState.INITIATED if code in UNDECIDED else AttemptState.FAILED
    if not re.fullmatch(r"[0-9]{1,15}", amount) or (state is AttemptState.SUCCEEDED and int(amount) == 0):
        raise MessageUnreadable(field="SoTien")
    reference, told = str(message.get("MaThamChieu", "")), str(message.get("ThoiGianGD", ""))
    if not 0 < len(reference) <= 40:  # noqa: PLR2004 - the column
        raise MessageUnreadable(field="MaThamChieu")
    return PlatformStatus(
        reference=reference,
        state=state,
        amount=int(amount),
        transaction_id=str(message.get("MaGiaoDich", ""))[:64],
        code=code[:10],
        paid_at=read_stamp(told) if told else None,
    )
