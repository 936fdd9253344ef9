"""Makes VietQR text independently of the reader under test."""

from __future__ import annotations

import binascii

# NAPAS' published check value (vietnam.md §8.2): VietinBank, 79,000 đồng, "Ung Ho Quy Vac Xin"
KNOWN = "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045405790005802VN62220818Ung Ho Quy Vac Xin63043ACF"


def seal(text: str) -> str:
    """Close a payload with its CRC (``binascii.crc_hqx`` from 0xFFFF is CCITT-FALSE)."""
    text += "6304"
    return f"{text}{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def vietqr(*, amount: int | None = 8000, purpose: str = "H24 HS1", account: str = "113366668888", more: str = "") -> str:
    """A code to account, dynamic when there is an amount."""

    def tlv(tag: str, value: str) -> str:
        return f"{tag}{len(value):02d}{value}"

    payee = tlv("00", "A000000727") + tlv("01", tlv("00", "970415") + tlv("01", account)) + tlv("02", "QRIBFTTA")
    head = tlv("00", "01") + tlv("01", "12" if amount else "11") + tlv("38", payee) + tlv("53", "704")
    money = tlv("54", str(amount)) if amount is not None else ""
    return seal(head + money + tlv("58", "VN") + tlv("62", tlv("08", purpose)) + more)
