"""Secrets of second factors lie as ciphertext inside a library's table: they follow when the keys of personal columns turn."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from motcua.kit import ciphers

_NAMES = ("secret", "seed")
_LISTS = ("migrated_codes",)


def stale_secrets() -> int:
    """How many second factors have a secret that is not under the newest key."""
    return sum(1 for row in _with_secrets() if _stale(row.data))


def renew_secrets() -> int:
    """Bring every secret of a second factor under the newest key; returns how many factors changed."""
    changed = 0
    for known in _with_secrets():
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=known.pk).first()
            if row is None or not _stale(row.data):
                continue
            row.data = {name: _again(name, value) for name, value in row.data.items()}
            row.save(update_fields=["data"])
            changed += 1
    return changed


def _with_secrets() -> Any:
    return Authenticator.objects.filter(type__in=[Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]).order_by("pk").iterator()


def _texts(data: dict[str, Any]) -> list[str]:
    single = [data[name] for name in _NAMES if data.get(name)]
    return single + [text for name in _LISTS for text in data.get(name) or ()]


def _stale(data: dict[str, Any]) -> bool:
    now = ciphers.newest_prefix()
    return any(not text.startswith(now) for text in _texts(data))


def _again(name: str, value: Any) -> Any:
    if name in _NAMES and value:
        return ciphers.encrypt(ciphers.decrypt(value))
    if name in _LISTS and value:
        return [ciphers.encrypt(ciphers.decrypt(text)) for text in value]
    return value
