"""Ciphertext of personal columns (AES-256-GCM under a ring of keys) and blind indexes (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15).

A ciphertext names its key: ``g1.<key id>.<nonce, ciphertext and tag in URL-safe base64>``. What was written before that form existed
(Fernet) is still read; ``motcua keys rotate`` writes it anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FORM = "g1"
_NONCE, _ID = 12, 8
_B64 = {"altchars": b"-_"}


class Unreadable(Exception):
    """A ciphertext that no key of the ring opens: the key was taken away too early, or somebody changed the row."""


def encrypt(text: str) -> str:
    """Ciphertext under the newest key; two of the same text differ."""
    name, cipher = _newest(_keys())
    nonce = os.urandom(_NONCE)
    sealed = nonce + cipher.encrypt(nonce, text.encode(), name.encode())
    return f"{FORM}.{name}.{base64.b64encode(sealed, **_B64).decode()}"


def decrypt(token: str) -> str:
    """Plaintext; ``Unreadable`` when the key is not in the ring or a bit was changed."""
    form, _, rest = token.partition(".")
    if form != FORM:
        return _decrypt_old(token)
    name, _, body = rest.partition(".")
    cipher = _ring(_keys()).get(name)
    if cipher is None:
        msg = f"no key {name!r} in MOTCUA_FIELD_KEYS"
        raise Unreadable(msg)
    try:
        sealed = base64.b64decode(body, validate=True, **_B64)
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode()).decode()
    except (InvalidTag, ValueError) as error:
        msg = "the ciphertext was changed"
        raise Unreadable(msg) from error


def newest_prefix() -> str:
    """How every ciphertext under the newest key begins."""
    return f"{FORM}.{_newest(_keys())[0]}."


def key_names() -> tuple[str, ...]:
    """The public names (8 hex digits) of the ring's keys, newest first."""
    return tuple(_name(key) for key in _keys())


def blind_index(value: str, *, purpose: str = "") -> str:
    """A keyed digest by which an encrypted value can be looked up without being stored in the clear (64 hex characters)."""
    return hmac.digest(_index_secret(index_key()), f"{purpose}:{value}".encode(), "sha256").hex()


def index_key() -> str:
    """The key of blind indexes: ``MOTCUA_INDEX_KEY``, or the one key of a ring that was never turned."""
    if settings.MOTCUA_INDEX_KEY:
        return str(settings.MOTCUA_INDEX_KEY)
    keys = _keys()
    if len(keys) > 1:
        msg = "MOTCUA_FIELD_KEYS has several keys: set MOTCUA_INDEX_KEY to the one that blind indexes were made with (the first ever used)"
        raise ImproperlyConfigured(msg)
    return keys[0]


def _keys() -> tuple[str, ...]:
    keys = tuple(settings.MOTCUA_FIELD_KEYS)
    if not keys:
        msg = "MOTCUA_FIELD_KEYS is empty: personal columns cannot be encrypted"
        raise ImproperlyConfigured(msg)
    return keys


@cache
def _name(key: str) -> str:
    return hashlib.sha256(b"motcua.field.name:" + key.encode()).hexdigest()[:_ID]


@cache
def _ring(keys: tuple[str, ...]) -> dict[str, AESGCM]:
    return {_name(key): AESGCM(_derived(key)) for key in keys}


@cache
def _newest(keys: tuple[str, ...]) -> tuple[str, AESGCM]:
    return _name(keys[0]), _ring(keys)[_name(keys[0])]


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"motcua.field.aes-256-gcm").derive(key.encode())


@cache
def _index_secret(key: str) -> bytes:
    return hashlib.sha256(b"index:" + key.encode()).digest()


@cache
def _old_ring(keys: tuple[str, ...]) -> MultiFernet:
    derived = [base64.urlsafe_b64encode(hashlib.sha256(b"field:" + key.encode()).digest()) for key in keys]
    return MultiFernet([Fernet(key) for key in derived])


def _decrypt_old(token: str) -> str:
    try:
        return _old_ring(_keys()).decrypt(token.encode()).decode()
    except InvalidToken as error:
        msg = "no key of MOTCUA_FIELD_KEYS opens the ciphertext"
        raise Unreadable(msg) from error
