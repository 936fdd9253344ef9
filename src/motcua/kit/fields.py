"""Encrypted columns for personal data (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from motcua.kit.ciphers import Unreadable, blind_index, decrypt, encrypt
from motcua.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class KeptElsewhere:
    """Ciphertext that is not a column of ours (in a library's JSON): how many are not under the newest key, and their renewal."""

    key: str
    stale: Callable[[], int]
    renew: Callable[[], int]


kept_elsewhere: Registry[KeptElsewhere] = Registry(key=lambda one: one.key)


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


__all__ = [
    "EncryptedJSONField", "EncryptedTextField", "KeptElsewhere", "Unreadable", "blind_index", "decrypt", "encrypt", "kept_elsewhere",
]
