"""Writes of the reports."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.insight.indicators import api as indicators
from motcua.insight.reports import events, models, policies, queries
from motcua.insight.reports.adapters import word
from motcua.kernel.actors import Actor
from motcua.kernel.ids import uuid7
from motcua.kernel.periods import CalendarPeriod, PeriodKind
from motcua.kernel.policy import require


def build_chapter(*, code: str = "8", year: int, language: str = "vi", actor: Actor, now: datetime) -> files.StoredFile:
    """Print a chapter of a year as .docx and keep it, with every figure published at its snapshot.

    Forbidden without the role; ChapterUnknown, YearRefused, NoData. The file is durable before the row that names it.
    """
    require(policies.can_build(actor))
    made = queries.chapter(code=code, year=year, language=language, actor=actor, now=now)
    content = word.write(made, city=settings.MOTCUA_CITY, now=now)
    build_id = uuid7()
    with transaction.atomic():
        stored = files.put(
            content=content,
            name=f"bao-cao-{year}-chuong-{code}.docx",
            purpose="report",
            actor=actor,
            now=now,
            allowed=frozenset({files.DOCX}),
            owner_ref=f"reports:{build_id}",
        )
        period = CalendarPeriod(PeriodKind.YEAR, year)
        for figure in (f for section in made.sections for s in section.sentences for f in s.figures):
            if figure.known and figure.key not in {"below", "units"}:
                indicators.publish(code=figure.key, period=period, snapshot=made.snapshot, actor=actor, now=now)
        models.Build.objects.create(
            uuid=build_id,
            chapter=code,
            year=year,
            file_id=stored.uuid,
            snapshot=made.snapshot,
            sentences={s.code: s.text for section in made.sections for s in section.sentences},
            built_at=now,
            built_by=actor.ref,
        )
        fact = events.ChapterBuilt(build_id=build_id, chapter=code, year=year, file_id=stored.uuid, snapshot=made.snapshot, at=now)
        outbox.publish(event=fact, now=now, actor=actor)
    return stored
