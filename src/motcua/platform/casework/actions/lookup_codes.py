"""The public look-up by telephone or personal number: a one-time code goes to the telephone on record, then the list of dossiers.

Nothing that a stranger sees tells whether a number has dossiers: known and unknown numbers get the same answer, count against the same
limits and leave the same row behind.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q

from motcua.foundation.identity import api as identity
from motcua.kernel.errors import Invalid, NamedError
from motcua.kit.addresses import place_of
from motcua.kit.fields import blind_index
from motcua.kit.turns import take_turns
from motcua.platform.casework.contracts import TrackedDossier
from motcua.platform.casework.contracts.asked import LookupCodesResting, LookupCodeWrong
from motcua.platform.casework.models import Dossier, DossierPhone, LookupCode
from motcua.platform.casework.queries import lookup
from motcua.platform.messaging import api as messaging

LIFE = timedelta(minutes=5)
TRIES = 5
_HOUR = timedelta(hours=1)
MOST_A_NUMBER, MOST_AN_ADDRESS = 3, 20  # an hour; offices and buses share one network address
_KEPT = timedelta(days=1)
_PHONE_DIGITS = range(9, 12)
_NUMBER_DIGITS = (9, 10, 12, 13)  # old identity card, tax code, personal number, tax code of a branch
_LISTED, _SCANNED, _BATCH, _SETTLING = 50, 200, 2000, 5000


class LookupNumberWrong(Invalid):
    """What was typed can be neither a telephone nor a personal number."""

    code = "casework.lookup_number_wrong"
    vi = "Nhập số điện thoại (10 số) hoặc số định danh cá nhân (12 số)."
    en = "Type a telephone number (10 digits) or a personal number (12 digits)."


def ask_lookup_code(*, number: str, address: str, now: datetime) -> UUID:
    """Ask for a code by telephone or personal number; the id with which the code is typed in.

    The code goes to the telephone on record of the person, if there is one. ``address`` is the network address that asks.
    ``LookupNumberWrong`` for what cannot be a number, ``LookupCodesResting`` after 3 an hour for a number or 20 from an address.
    """
    digits = plain_digits(number)
    by_phone = digits.startswith("0") and len(digits) in _PHONE_DIGITS
    if not by_phone and len(digits) not in _NUMBER_DIGITS:
        raise LookupNumberWrong(fields={"so": (LookupNumberWrong.vi, LookupNumberWrong.en)})
    subject = blind_index(digits, purpose="casework.lookup")
    network = blind_index(place_of(address), purpose="casework.address")
    with transaction.atomic():
        _require_rest(subject, network, now)
        row = LookupCode(subject_index=subject, address_index=network, asked_at=now)
        phone = _by_phone(row, digits) if by_phone else _by_number(row, digits)
        made = f"{secrets.randbelow(1_000_000):06d}" if phone else secrets.token_hex(16)  # nobody can type the second
        row.code_hash = _hashed(row.uuid, made)
        row.save(force_insert=True)
        if phone:
            _send(row, phone, made, now)
    return row.uuid


def confirm_lookup_code(*, ask_id: UUID, code: str, now: datetime) -> tuple[TrackedDossier, ...]:
    """The dossiers of who has the telephone, the newest first, with what the public look-up shows of each.

    Five tries, five minutes, one use. ``LookupCodeWrong`` tells not which of these failed, nor whether there was anything to see.
    """
    with transaction.atomic():
        row = LookupCode.objects.select_for_update().filter(uuid=ask_id).first()
        alive = row is not None and row.used_at is None and row.attempts < TRIES and now - row.asked_at <= LIFE
        right = row is not None and hmac.compare_digest(row.code_hash, _hashed(row.uuid, plain_digits(code)))
        if row is not None and alive and right:
            LookupCode.objects.filter(pk=row.pk).update(used_at=now)
        elif row is not None:
            LookupCode.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
    if row is None or not (alive and right):
        raise LookupCodeWrong
    return tuple(lookup.shown(dossier, now=now) for dossier in _found(row))


def index_phones() -> int:
    """Note the telephones of new dossiers as blind indexes; returns how many. Looks back a little: rows may commit out of order."""
    last = DossierPhone.objects.aggregate(last=Max("dossier_id"))["last"] or 0
    rows = Dossier.objects.filter(pk__gt=max(0, last - _SETTLING)).exclude(pk__in=DossierPhone.objects.filter(pk__gt=last - _SETTLING))
    new = [DossierPhone(dossier_id=row.pk, phone_index=phone_index(row.party_phone)) for row in rows.order_by("pk")[:_BATCH]]
    DossierPhone.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def forget_codes(*, now: datetime) -> int:
    """Remove codes that were asked for more than a day ago; returns how many."""
    removed, _ = LookupCode.objects.filter(asked_at__lt=now - _KEPT).delete()
    return removed


def plain_digits(text: str) -> str:
    """The digits of a number; ``+84`` becomes ``0``."""
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    return f"0{digits[2:]}" if digits.startswith("84") and len(digits) - 1 in _PHONE_DIGITS and "+" in text else digits


def phone_index(phone: str) -> str:
    """The blind index of a telephone number however it was written; empty without one."""
    digits = plain_digits(phone)
    return blind_index(digits, purpose="casework.phone") if digits else ""


def _require_rest(subject: str, network: str, now: datetime) -> None:
    take_turns(f"lookup:{subject}", f"lookup:{network}")  # those who ask at once count one after another
    lately = LookupCode.objects.filter(asked_at__gt=now - _HOUR)
    if lately.filter(subject_index=subject).count() >= MOST_A_NUMBER or lately.filter(address_index=network).count() >= MOST_AN_ADDRESS:
        raise LookupCodesResting


def _by_phone(row: LookupCode, digits: str) -> str:
    """The telephone itself, when dossiers have it on record."""
    row.phone_index = phone_index(digits)
    return digits if DossierPhone.objects.filter(phone_index=row.phone_index).exists() else ""


def _by_number(row: LookupCode, digits: str) -> str:
    """The telephone of the person's account; of somebody without one, that of the latest dossier."""
    row.number_index = blind_index(digits, purpose="casework.number")
    person = _person(digits)
    if person is not None and person.phone:
        row.person_id = person.uuid
        return str(person.phone)
    latest = Dossier.objects.filter(number_index=row.number_index).order_by("-submitted_at").first()
    if latest is None:
        return ""
    phone: str = latest.party_phone
    row.phone_index = phone_index(phone)
    return phone


def _person(digits: str) -> identity.Person | None:
    try:
        return identity.person_by_number(number=digits)
    except NamedError:
        return None


def _send(row: LookupCode, phone: str, made: str, now: datetime) -> None:
    """Only to the telephone: whoever reads the account's inbox is signed in and needs no code."""
    with suppress(NamedError):  # a number on record to which nothing can be sent must not answer otherwise than one that is unknown
        messaging.send_to_phone(
            phone=phone, text_vi=f"Mã tra cứu hồ sơ: {made}. Dùng một lần trong 5 phút, không đưa cho ai.",
            text_en=f"Look-up code: {made}. Works once within 5 minutes; give it to nobody.", dedupe_key=f"casework.lookup:{row.uuid}",
            now=now,
        )


def _found(row: LookupCode) -> Sequence[Dossier]:
    if row.phone_index and not row.number_index:
        mine = Q(pk__in=DossierPhone.objects.filter(phone_index=row.phone_index).values("dossier_id"))
    else:
        mine = Q(number_index=row.number_index) | (Q(person_id=row.person_id, organisation_id=None) if row.person_id else Q(pk__in=()))
    found = Dossier.objects.filter(mine).select_related("definition__procedure", "unit").order_by("-submitted_at", "-id")
    if not (row.phone_index and row.number_index):
        return list(found[:_LISTED])
    # Nobody has vouched for this telephone but whoever filed: it opens the dossiers that carry it, not all of the number.
    return [dossier for dossier in found[:_SCANNED] if phone_index(dossier.party_phone) == row.phone_index][:_LISTED]


def _hashed(ask_id: UUID, code: str) -> str:
    return blind_index(f"{ask_id}:{code}", purpose="casework.lookup_code")
