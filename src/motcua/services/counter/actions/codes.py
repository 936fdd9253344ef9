"""Booking without an account: a wish, a one-time code to the telephone, the seat."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from motcua.kernel.text import squeeze
from motcua.kit.addresses import place_of
from motcua.kit.fields import blind_index
from motcua.kit.turns import take_turns
from motcua.services.counter.actions.booking import require_slot, take_seat, who
from motcua.services.counter.adapters import codes
from motcua.services.counter.contracts import Appointment, CodeWrong, TooManyCodes
from motcua.services.counter.models import BookingCode

_CODE_MINUTES, _GUESSES = 10, 5
MOST_A_PHONE, MOST_AN_ADDRESS = 5, 20  # an hour; offices and buses share one network address


def ask_code(
    *, unit_code: str, group: str, starts_at: datetime, name: str, phone: str, address: str, now: datetime, procedure_code: str = ""
) -> tuple[UUID, str]:
    """Booking without an account: keep the wish and send a code of six digits, good for ten minutes.

    ``address`` is the network address that asks. Returns the wish's id and the code where it may be shown (demonstration).
    ``TooManyCodes`` after 5 an hour for a telephone or 20 from an address, ``Invalid`` and what ``book`` refuses; whether the seat is still
    free is seen when the code is typed.
    """
    name, phone = who(name, phone)
    index = blind_index(phone, purpose="counter.phone")
    network = blind_index(place_of(address), purpose="counter.address")
    with transaction.atomic():
        _require_rest(index, network, now)
        require_slot(unit_code, group, starts_at, now)
        made = f"{secrets.randbelow(1_000_000):06d}"
        wish: Any = {
            "unit": unit_code, "group": group, "at": starts_at.isoformat(), "name": name, "phone": phone, "procedure": procedure_code,
        }  # fmt: skip
        row = BookingCode.objects.create(phone_index=index, address_index=network, code_hash="", wish=wish, asked_at=now)
        BookingCode.objects.filter(pk=row.pk).update(code_hash=_hashed(row.uuid, made))
        shown = codes.send(phone=phone, code=made, key=f"counter.code:{row.uuid}", now=now)
    return row.uuid, shown


def confirm_code(*, wish_id: UUID, code: str, now: datetime) -> Appointment:
    """Type the code: the seat is taken. Five guesses, ten minutes. ``CodeWrong`` and what ``book`` refuses."""
    with transaction.atomic():
        row = BookingCode.objects.select_for_update().filter(uuid=wish_id).first()
        alive = row is not None and row.used_at is None and row.attempts < _GUESSES
        fresh = row is not None and alive and now - row.asked_at <= timedelta(minutes=_CODE_MINUTES)
        right = row is not None and fresh and hmac.compare_digest(row.code_hash, _hashed(row.uuid, squeeze(code)))
        if row is not None and not right:
            BookingCode.objects.filter(pk=row.pk).update(attempts=row.attempts + 1)
    if row is None or not right:
        raise CodeWrong
    wish: Any = row.wish
    with transaction.atomic():
        claimed = BookingCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now)
        if not claimed:
            raise CodeWrong
        return take_seat(
            unit_code=wish["unit"], group=wish["group"], starts_at=datetime.fromisoformat(wish["at"]), name=wish["name"],
            phone=wish["phone"], person_id=None, procedure_code=wish["procedure"], now=now,
        )  # fmt: skip


def _require_rest(phone: str, network: str, now: datetime) -> None:
    take_turns(f"counter.code:{phone}", f"counter.code:{network}")  # those who ask at once count one after another
    lately = BookingCode.objects.filter(asked_at__gt=now - timedelta(hours=1))
    if lately.filter(phone_index=phone).count() >= MOST_A_PHONE or lately.filter(address_index=network).count() >= MOST_AN_ADDRESS:
        raise TooManyCodes


def _hashed(wish_id: UUID, code: str) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}:{wish_id}:{code}".encode()).hexdigest()
