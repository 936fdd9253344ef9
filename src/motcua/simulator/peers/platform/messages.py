"""Reading and sealing the platform's messages, written from the message set and not from the city's own code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from motcua.kernel.errors import NamedError

_ASK = ["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu"]
_INIT = [
    *_ASK, "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan", "MaThietBi", "NgonNgu", "MaTienTe", "MaNganHang", "ThongTinGiaoDich",
    "ThoiGianGD", "Ip",
]  # fmt: skip
FIELDS = {
    "INIT": _INIT,
    "QUERY": [*_ASK, "ThoiGianGD"],
    "GET_BILL": [*_ASK, "ThoiGianGD"],
    "NOTIFY": [*_ASK, "SoTien", "MaLoi", "MaGiaoDich", "ThoiGianGD"],
    "ANSWER": ["MaDoiTac", "MaThamChieu", "SoTien", "MaLoi", "MaGiaoDich", "ThoiGianGD"],
}


class Refused(NamedError):
    """A message that the platform does not take; ``error_code`` is what the caller gets."""

    code = "platform.refused"
    vi = "Nền tảng thanh toán từ chối bản tin: {reason}."
    en = "The payment platform refuses the message: {reason}."
    status = 200

    def __init__(self, *, error_code: str, reason: str) -> None:
        self.error_code = error_code
        super().__init__(reason=reason)


def digest(kind: str, message: Mapping[str, Any], *, secret: str) -> str:
    """SHA-256 in hex of the values of the kind's fields and the secret, joined by bars."""
    text = ""
    for field in FIELDS[kind]:
        text += f"{message.get(field, '')}|"
    return hashlib.sha256(f"{text}{secret}".encode()).hexdigest()


def checked(message: Any, *, secret: str, partner: str) -> tuple[str, dict[str, Any]]:
    """Kind and content of a message that may be believed; ``Refused`` with the code 97 for a wrong authentication code."""
    if not isinstance(message, dict) or message.get("LoaiBanTin") not in {"INIT", "QUERY", "GET_BILL"}:
        raise Refused(error_code="99", reason="LoaiBanTin")
    kind = str(message["LoaiBanTin"])
    if message.get("MaXacThuc") != digest(kind, message, secret=secret):
        raise Refused(error_code="97", reason="MaXacThuc")
    if message.get("PhienBan") != "1.0.6" or message.get("MaDoiTac") != partner:
        raise Refused(error_code="03", reason="PhienBan, MaDoiTac")
    reference = str(message.get("MaThamChieu", ""))
    if not 0 < len(reference) <= 40 or not reference.isalnum():  # noqa: PLR2004 - the longest reference
        raise Refused(error_code="04", reason="MaThamChieu")
    return kind, message


def slip(lines: list[str]) -> bytes:
    """A one-page PDF with plain lines: the platform's own slip."""
    text = b"BT /F1 12 Tf 50 780 Td 16 TL " + b" ".join(f"({line}) Tj T*".encode("ascii", "replace") for line in lines) + b" ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))
