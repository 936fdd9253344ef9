"""Purposes in force, and consents of a person."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.foundation.consent import contracts, models, rules
from motcua.kernel.clock import local_date


def purposes(*, on: date) -> tuple[contracts.Purpose, ...]:
    """The purposes in force on a day, by code; those by consent with the text in force."""
    texts: dict[str, models.ConsentText] = {}
    for row in models.ConsentText.objects.filter(effective_from__lte=on).order_by("purpose", "version"):
        texts[row.purpose] = row
    return tuple(to_purpose(row, texts.get(row.code)) for row in in_force(on).order_by("code"))


def purpose(*, code: str, on: date) -> contracts.Purpose:
    """One purpose in force on a day; ``PurposeUnknown``."""
    row = in_force(on).filter(code=code).first()
    if row is None:
        raise contracts.PurposeUnknown(purpose=code)
    text = models.ConsentText.objects.filter(purpose=code, effective_from__lte=on).order_by("-version").first()
    return to_purpose(row, text)


def known_purposes() -> dict[str, contracts.Purpose]:
    """Every purpose that ever was, by its code, in its latest version: old readings keep their words."""
    return {row.code: to_purpose(row) for row in models.Purpose.objects.order_by("effective_from")}


def consents_of(*, subject_id: UUID, now: datetime, history: bool = True) -> tuple[contracts.Consent, ...]:
    """The consents of a person, newest first; without ``history`` those that are held only."""
    rows = models.Consent.objects.filter(subject_id=subject_id).order_by("-given_at", "-id")
    if not history:
        rows = rows.filter(ended_at=None)
    found = list(rows)
    texts = models.ConsentText.objects.filter(purpose__in={row.purpose for row in found})
    by_version = {(t.purpose, t.version): t for t in texts}
    return tuple(_consent(row, by_version, now) for row in found)


def consent(*, subject_id: UUID, consent_id: UUID, now: datetime) -> contracts.Consent:
    """One consent of the person; ``ConsentUnknown`` for anybody else's."""
    found = next((c for c in consents_of(subject_id=subject_id, now=now) if c.uuid == consent_id), None)
    if found is None:
        raise contracts.ConsentUnknown
    return found


def to_purpose(row: models.Purpose, text: models.ConsentText | None = None) -> contracts.Purpose:
    """The contract of a row, with the text in force."""
    return contracts.Purpose(
        code=row.code,
        name_vi=row.name_vi,
        name_en=row.name_en,
        plain_vi=row.plain_vi,
        plain_en=row.plain_en,
        ground=contracts.GroundKind(row.ground),
        citation=row.citation,
        controllers=tuple(row.controllers),
        categories=tuple(row.categories),
        retention_vi=row.retention_vi,
        retention_en=row.retention_en,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        trust=row.trust,
        text=None if text is None else to_text(text),
    )


def to_text(row: models.ConsentText) -> contracts.ConsentText:
    """The contract of a text."""
    return contracts.ConsentText(
        purpose=row.purpose, version=row.version, effective_from=row.effective_from, widens=row.widens, vi=row.vi, en=row.en,
        hash_vi=row.hash_vi, hash_en=row.hash_en,
    )  # fmt: skip


def in_force(on: date) -> QuerySet[models.Purpose]:
    """Purposes in force on a day."""
    return models.Purpose.objects.filter(Q(effective_to=None) | Q(effective_to__gt=on), effective_from__lte=on)


def _consent(row: models.Consent, texts: dict[tuple[str, int], models.ConsentText], now: datetime) -> contracts.Consent:
    text = texts[(row.purpose, row.version)]
    needed = rules.needed_version((to_text(t) for t in texts.values() if t.purpose == row.purpose), on=local_date(now))
    held = rules.Held(row.controller, row.version, row.given_at, row.ended_at)
    return contracts.Consent(
        uuid=row.uuid,
        subject_id=row.subject_id,
        purpose=row.purpose,
        controller=row.controller,
        version=row.version,
        text_hash=row.text_hash,
        language=row.language,
        way=contracts.Way(row.way),
        given_at=row.given_at,
        ended_at=row.ended_at,
        cause=contracts.EndCause(row.cause) if row.cause else None,
        words=to_text(text).words(row.language),
        live=held.covers(controller=row.controller, at=now) and row.version >= needed,
    )
