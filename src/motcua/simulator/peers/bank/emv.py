"""Reading VietQR: EMVCo merchant-presented QR with the NAPAS template (vietnam.md §8.2). Strict, as a bank's scanner is."""

from __future__ import annotations

from motcua.simulator.peers.bank.contracts import BadQr, VietQr

_NAPAS = "A000000727"
_SERVICES = {"QRIBFTTA", "QRIBFTTC"}
_MAX = 512


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE over the bytes, four upper-case hex digits."""
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def fields(text: str) -> dict[str, str]:
    """Tag-length-value pairs in order; ``BadQr`` on a broken length, a repeated tag or a tail."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        tag, size = text[at : at + 2], text[at + 2 : at + 4]
        if len(size) < 2 or not (tag + size).isascii() or not (tag + size).isdigit():  # noqa: PLR2004 - two digits each
            raise BadQr(reason_vi=f"sai cấu trúc ở vị trí {at}", reason_en=f"broken structure at position {at}")
        value = text[at + 4 : at + 4 + int(size)]
        if len(value) != int(size) or tag in found:
            raise BadQr(reason_vi=f"trường {tag} sai độ dài hoặc bị lặp", reason_en=f"field {tag} has a wrong length or is repeated")
        found[tag] = value
        at += 4 + int(size)
    return found


def parse(text: str) -> VietQr:
    """The payee, amount and purpose of a VietQR; ``BadQr`` names the first thing that is wrong."""
    text = text.strip()
    if len(text) > _MAX or text[-8:-4] != "6304":
        raise BadQr(reason_vi="không phải mã VietQR", reason_en="this is not a VietQR code")
    if crc16(text[:-4]) != text[-4:]:
        raise BadQr(reason_vi="mã kiểm tra CRC không khớp", reason_en="the CRC check value does not match")
    top = fields(text)
    _expect(top, "00", {"01"}, "phiên bản", "version")
    _expect(top, "01", {"11", "12"}, "kiểu mã tĩnh/động", "static/dynamic marker")
    _expect(top, "53", {"704"}, "loại tiền", "currency")
    _expect(top, "58", {"VN"}, "quốc gia", "country")
    payee = fields(top.get("38", ""))
    _expect(payee, "00", {_NAPAS}, "hệ thống chuyển tiền", "transfer scheme")
    _expect(payee, "02", _SERVICES, "dịch vụ chuyển tiền", "transfer service")
    account = fields(payee.get("01", ""))
    if len(account.get("00", "")) != 6 or not account["00"].isdigit() or not account.get("01", "").isalnum():  # noqa: PLR2004 - BIN
        raise BadQr(reason_vi="thiếu ngân hàng hoặc tài khoản nhận", reason_en="the receiving bank or account is missing")
    more = fields(top.get("62", ""))
    return VietQr(
        bin=account["00"],
        account=account["01"],
        service=payee["02"],
        dynamic=top["01"] == "12",
        amount=_amount(top.get("54")),
        merchant=top.get("59", ""),
        city=top.get("60", ""),
        bill=more.get("01", ""),
        reference=more.get("05", ""),
        purpose=more.get("08", ""),
    )


def _expect(found: dict[str, str], tag: str, allowed: set[str], vi: str, en: str) -> None:
    if found.get(tag) not in allowed:
        raise BadQr(reason_vi=f"sai {vi} (trường {tag})", reason_en=f"wrong {en} (field {tag})")


def _amount(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**13):
        raise BadQr(reason_vi="số tiền không hợp lệ", reason_en="the amount is not valid")
    return int(text)
