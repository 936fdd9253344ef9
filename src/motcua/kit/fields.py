"""Encrypted columns and blind indexes for personal data (Luật 91/2025 on personal data protection)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


@cache
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        msg = "MOTCUA_FIELD_KEYS is empty: personal columns cannot be encrypted"
        raise ImproperlyConfigured(msg)
    derived = [base64.urlsafe_b64encode(hashlib.sha256(b"field:" + key.encode()).digest()) for key in keys]
    return MultiFernet([Fernet(key) for key in derived])


def encrypt(text: str) -> str:
    """Ciphertext under the newest key."""
    return _ring(tuple(settings.MOTCUA_FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Plaintext; raises ``InvalidToken`` when no key of the ring fits."""
    return _ring(tuple(settings.MOTCUA_FIELD_KEYS)).decrypt(token.encode()).decode()


def blind_index(value: str, *, purpose: str = "") -> str:
    """A keyed digest by which an encrypted value can be looked up without being stored in the clear (64 hex characters)."""
    return hmac.digest(_index_key(settings.MOTCUA_FIELD_KEYS[-1]), f"{purpose}:{value}".encode(), "sha256").hex()


@cache
def _index_key(key: str) -> bytes:
    return hashlib.sha256(b"index:" + key.encode()).digest()


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is ciphertext in the database."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Decrypt on the way out."""
        return value if value in (None, "") else decrypt(str(value))

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        return value if value in (None, "") else encrypt(str(value))


class EncryptedJSONField(models.TextField):  # type: ignore[type-arg]
    """JSON that is ciphertext in the database."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Decrypt and parse."""
        return None if value in (None, "") else json.loads(decrypt(str(value)))

    def to_python(self, value: Any) -> Any:
        """JSON text (fixtures) becomes a value."""
        return value

    def get_prep_value(self, value: Any) -> Any:
        """Serialise and encrypt."""
        return None if value is None else encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


__all__ = ["EncryptedJSONField", "EncryptedTextField", "InvalidToken", "blind_index", "decrypt", "encrypt"]
