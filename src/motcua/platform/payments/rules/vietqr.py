"""Writing a dynamic VietQR: EMVCo merchant-presented QR with the NAPAS template, transfer to account (QRIBFTTA)."""

from __future__ import annotations

_NAPAS, _TO_ACCOUNT, _DONG, _VIETNAM = "A000000727", "QRIBFTTA", "704", "VN"
_LONGEST = 99  # a TLV length has two digits
_NAME_LENGTH, _TEXT_LENGTH = 25, 50


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 0x1021, from 0xFFFF) of the bytes, four upper-case hex digits."""
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def tlv(tag: str, value: str) -> str:
    """One field: tag, two-digit length, value; ValueError when the value is empty, too long or not ASCII."""
    if not value or len(value) > _LONGEST or not value.isascii():
        msg = f"field {tag} cannot hold {value!r}"
        raise ValueError(msg)
    return f"{tag}{len(value):02d}{value}"


def vietqr(*, bank_bin: str, account: str, amount: int, text: str, reference: str, name: str = "", city: str = "HAI PHONG") -> str:
    """The text of the code: payee, whole đồng, bill and reference number, purpose without diacritics."""
    if amount <= 0:
        msg = "an amount to pay is above zero"
        raise ValueError(msg)
    payee = tlv("00", _NAPAS) + tlv("01", tlv("00", bank_bin) + tlv("01", account)) + tlv("02", _TO_ACCOUNT)
    more = tlv("01", reference) + tlv("05", reference) + tlv("08", text[:_TEXT_LENGTH])
    body = tlv("00", "01") + tlv("01", "12") + tlv("38", payee) + tlv("53", _DONG) + tlv("54", str(amount)) + tlv("58", _VIETNAM)
    body += tlv("59", name[:_NAME_LENGTH]) if name else ""
    body += tlv("60", city) + tlv("62", more) + "6304"
    return body + crc16(body)
