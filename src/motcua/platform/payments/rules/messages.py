"""Bank messages: whose signature, how fresh, what they say."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey

from motcua.platform.payments.contracts import BankCredit, MessageUnreadable, SignatureInvalid

KEY_ID, TIMESTAMP, SIGNATURE = "x-bank-key-id", "x-bank-timestamp", "x-bank-signature"
_MAX_BYTES = 64 * 1024


def key_id_of(headers: Mapping[str, str]) -> str:
    """Which key the bank says it signed with."""
    return _lower(headers).get(KEY_ID, "")


def verify_signature(
    raw: bytes, headers: Mapping[str, str], *, key: EllipticCurvePublicKey | None, machine_now: float, window_seconds: float
) -> None:
    """``SignatureInvalid`` unless ``timestamp + "." + body`` is signed by ``key`` (ECDSA P-256, SHA-256, DER in base64) and fresh.

    ``machine_now`` (Unix seconds) is the machine's clock: the bank knows nothing of a demonstration's.
    """
    given = _lower(headers)
    stamp = given.get(TIMESTAMP, "")
    if key is None:
        raise SignatureInvalid(reason_vi="không rõ khoá ký", reason_en="the signing key is not known")
    if len(raw) > _MAX_BYTES or not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):  # noqa: PLR2004 - seconds
        raise SignatureInvalid(reason_vi="thiếu mốc thời gian hoặc quá dài", reason_en="no time stamp, or too long")
    try:
        key.verify(b64decode(given.get(SIGNATURE, ""), validate=True), f"{stamp}.".encode() + raw, ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise SignatureInvalid(reason_vi="chữ ký sai", reason_en="the signature is wrong") from error
    if abs(machine_now - int(stamp)) > window_seconds:
        raise SignatureInvalid(reason_vi="mốc thời gian quá cũ", reason_en="the time stamp is too old")


def read_credit(raw: bytes | Mapping[str, Any]) -> BankCredit:
    """The credit in a bank's message or statement line; ``MessageUnreadable`` names the field."""
    try:
        told = json.loads(raw) if isinstance(raw, bytes) else dict(raw)
    except (ValueError, UnicodeDecodeError) as error:
        raise MessageUnreadable(field="json") from error
    if not isinstance(told, dict):
        raise MessageUnreadable(field="json")
    amount = told.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int) or amount <= 0 or told.get("currency") != "VND":
        raise MessageUnreadable(field="amount")
    try:
        paid_at = datetime.fromisoformat(str(told.get("paid_at")))
    except ValueError as error:
        raise MessageUnreadable(field="paid_at") from error
    if paid_at.tzinfo is None:
        raise MessageUnreadable(field="paid_at")
    return BankCredit(
        transaction_id=_text(told, "transaction_id", longest=64),
        bank_bin=_text(told, "bank_bin", longest=11),
        account=_text(told, "account", longest=34),
        amount=amount,
        description=str(told.get("description") or "")[:500],
        reference=str(told.get("reference") or "")[:100],
        paid_at=paid_at,
    )


def _text(told: Mapping[str, Any], field: str, *, longest: int) -> str:
    value = told.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise MessageUnreadable(field=field)
    return value


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
