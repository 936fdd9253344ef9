"""Which addresses an application may name: where people go back to, and where the city itself speaks to (never inwards)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from motcua.kernel.public_addresses import inward
from motcua.platform.signon.contracts import AddressRefused

_LONGEST = 500
_PLAIN = re.compile(r"[\x21-\x7e]+")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def address_fault(uri: str, *, plain: bool = False) -> tuple[str, str] | None:
    """What is wrong with an address that browsers are sent to, in both languages; None when nothing is.

    https, or http on the visitor's own machine (RFC 8252 §7.3; ``plain``: on any, for a demonstration); no fragment, no wild card,
    nobody's name and password in it.
    """
    try:
        parts = urlsplit(uri)
        _port = parts.port
    except ValueError:
        return ("không đọc được địa chỉ.", "the address cannot be read.")
    if len(uri) > _LONGEST or not _PLAIN.fullmatch(uri) or any(sign in uri for sign in "*;,\\\"'<>"):
        return ("địa chỉ có ký tự không được phép.", "the address has a character that is not allowed.")
    if not parts.hostname or parts.username is not None or parts.password is not None or "#" in uri:
        return ("cần địa chỉ đầy đủ, không có phần sau dấu #.", "a full address without a fragment is needed.")
    if parts.scheme == "https" or (parts.scheme == "http" and (plain or parts.hostname in _LOOPBACK)):
        return None
    return ("cần địa chỉ https.", "an https address is needed.")


def origin_of(uri: str) -> str:
    """Scheme and host of an address, as a content security policy names it."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


def host_and_port(url: str, *, plain: bool) -> tuple[str, int]:
    """Where an address leads that the city itself opens; ``plain`` lets http through (demonstration). ``AddressRefused``."""
    fault = address_fault(url, plain=plain)
    parts = urlsplit(url) if fault is None else None
    if parts is None or parts.hostname is None or (parts.scheme != "https" and not plain):
        vi, en = fault or ("cần địa chỉ https.", "an https address is needed.")
        raise AddressRefused(reason_vi=vi, reason_en=en)
    return parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def public_only(addresses: Sequence[str], *, private: bool) -> str:
    """The address to connect to. All must be public, or the name could be turned inwards; ``private`` lets any through (demo)."""
    if fault := inward(addresses, private=private):
        raise AddressRefused(reason_vi=fault[0], reason_en=fault[1])
    return addresses[0]
