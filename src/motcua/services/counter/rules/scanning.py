"""What a scanner at the counter has read: it types like a keyboard and ends with Enter."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from motcua.kernel.errors import NamedError
from motcua.kernel.identifiers import parse_card_text, parse_dossier_code, parse_personal_number
from motcua.services.counter.contracts import ScanKind, Scanned

_CODE = re.compile(r"[2-9A-HJKMNP-Z]{8}")
_TICKET, _APPOINTMENT = re.compile(r"/so-thu-tu/([2-9A-HJKMNP-Z]{8})/?"), re.compile(r"/dat-lich/([2-9A-HJKMNP-Z]{8})/?")
_DOSSIER_PATH = re.compile(r"/(?:ho-so|tra-cuu)/([A-Za-z0-9.\-]+)/?")
_LOOK_UP = "/tra-cuu"
_NUMBER = re.compile(r"\d{12}")
_MOST = 2000


def read(text: str) -> Scanned:
    """Ticket, appointment, dossier, identity card (7 fields between bars) or personal number; UNKNOWN for anything else."""
    plain = text[:_MOST].strip()
    if "|" in plain:
        return _card(plain)
    address = urlsplit(plain if "/" in plain else "")
    path = address.path
    for pattern, kind in ((_TICKET, ScanKind.TICKET), (_APPOINTMENT, ScanKind.APPOINTMENT)):
        if found := pattern.fullmatch(path):
            return Scanned(kind, found[1])
    if found := _DOSSIER_PATH.fullmatch(path):
        plain = found[1]
    elif path.rstrip("/") == _LOOK_UP:
        plain = parse_qs(address.query).get("ma", [""])[0]  # the square code of a receipt; its secret is for the owner, not for the desk
    if _NUMBER.fullmatch(plain.replace(" ", "")):
        return _number(plain)
    if _CODE.fullmatch(plain.upper()):
        return Scanned(ScanKind.TICKET, plain.upper())  # tickets and appointments share the form; the room looks both up
    try:
        parse_dossier_code(plain)
    except NamedError:
        return Scanned(ScanKind.UNKNOWN, plain[:100])
    return Scanned(ScanKind.DOSSIER, "".join(plain.split()).upper())


def _card(text: str) -> Scanned:
    try:
        card = parse_card_text(text)
    except NamedError:
        return Scanned(ScanKind.UNKNOWN, "")
    return Scanned(ScanKind.CARD, text.split("|", maxsplit=1)[0].strip(), card.full_name)


def _number(text: str) -> Scanned:
    plain = text.replace(" ", "")
    try:
        parse_personal_number(plain)
    except NamedError:
        return Scanned(ScanKind.UNKNOWN, "")
    return Scanned(ScanKind.PERSON, plain)
