"""Pure decisions about sessions: names of methods and devices, masks of addresses, when a session lapses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any

TOUCH_SECONDS = 60
_AMR = {"totp": "otp", "webauthn": "hwk", "recovery_codes": "otp"}
_AMR_WORD = re.compile(r"[a-z0-9_:.-]{1,32}")
_BROWSERS = (
    ("Edge", re.compile(r"\bEdgA?/")),
    ("Cốc Cốc", re.compile(r"\bcoc_coc_browser/", re.IGNORECASE)),
    ("Zalo", re.compile(r"\bZalo\b", re.IGNORECASE)),
    ("Opera", re.compile(r"\bOPR/")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/")),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(?:HeadlessChrome|Chrome|CriOS|Chromium)/")),
    ("Safari", re.compile(r"\bVersion/[\d.]+.*Safari/")),
)
_SYSTEMS = (
    ("Android", re.compile(r"\bAndroid\b")),
    ("iPhone", re.compile(r"\biPhone\b")),
    ("iPad", re.compile(r"\biPad\b")),
    ("Windows", re.compile(r"\bWindows NT\b")),
    ("macOS", re.compile(r"\bMac OS X\b")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("Linux", re.compile(r"\bLinux\b")),
)


def amr_of(records: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """An officer's methods in this session as RFC 8176 names them: ``pwd``, ``otp``, ``hwk``; a passkey alone is ``("hwk", "user")``."""
    told: list[str] = []
    for record in records:
        if record.get("method") == "password":
            told.append("pwd")
        elif record.get("method") == "mfa":
            told.append(_AMR.get(str(record.get("type")), "mfa"))
            told += ["user"] if record.get("passwordless") else []
    return tuple(dict.fromkeys(told))


def told_amr(value: Any) -> tuple[str, ...]:
    """The methods that a provider names in ``amr``; what is no word of RFC 8176's shape is left out."""
    listed = value if isinstance(value, list) else []
    return tuple(word for word in listed if isinstance(word, str) and _AMR_WORD.fullmatch(word))[:8]


def device_of(user_agent: str) -> str:
    """A device in words that both languages share: ``Chrome · Android``; empty when the browser says nothing known."""
    text = user_agent[:400]
    found = (next((name for name, mark in marks if mark.search(text)), "") for marks in (_BROWSERS, _SYSTEMS))
    return " · ".join(word for word in found if word)


def mask_address(address: str) -> str:
    """The half of an address that tells the network and not the household: ``203.113.•.•``, ``2405:4800:•``."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        return ":".join(part.lstrip("0") or "0" for part in parsed.exploded.split(":")[:2]) + ":•"
    return ".".join(str(parsed).split(".")[:2]) + ".•.•"


def lapse(*, machine_now: datetime, idle: timedelta, dies_at: datetime) -> datetime:
    """When a session seen now is over if nobody uses it: after the idle time, at the latest at its absolute end."""
    return min(machine_now + idle, dies_at)


def needs_touch(*, lapses_at: datetime, dies_at: datetime, machine_now: datetime, idle: timedelta) -> bool:
    """Whether it is worth writing that the session was used: at most once a minute."""
    return lapse(machine_now=machine_now, idle=idle, dies_at=dies_at) - lapses_at >= timedelta(seconds=TOUCH_SECONDS)
