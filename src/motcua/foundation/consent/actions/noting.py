"""Noting a reading of personal data, in the caller's transaction and in one statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.foundation.consent import conf, rules
from motcua.foundation.consent.contracts import GroundMissing
from motcua.foundation.consent.queries.accesses import subject_index
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.ids import uuid7
from motcua.kit.together import write

Subject = tuple[UUID | None, str]  # a person's id, or her number
# The key decides whether the reading was noted already in this stretch of minutes: no look beforehand, so no race between two workers.
_HEAD = """
INSERT INTO consent_access (window_at, same, uuid, at, subject_id, subject_index, reader_ref, reader_kind, reader_post, reader_unit, agency,
    purpose, ground, dossier, fields, source, people)
VALUES """
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::varchar[], %s, %s)"
_TAIL = " ON CONFLICT (window_at, same) DO NOTHING"
_LONGEST = {"post": 200, "agency": 120, "ground": 500, "dossier": 80, "source": 80, "field": 120}


def note_access(
    *, subject_id: UUID | None, subject_number: str = "", reader: Actor, purpose: str, ground: str, agency: str = "", dossier: str = "",
    fields: Collection[str] = (), source: str = "", now: datetime, people: int = 1, also: Sequence[Subject] = (), part: str = "",
) -> None:  # fmt: skip
    """Note that ``reader`` read personal data of a person, for which purpose and on which ground (``GroundMissing`` without either).

    The person is named by id, or by her number while nobody of that number is known; the number is kept as a blind index only. ``also``
    names further persons of the same page. ``agency`` is a unit's code or a partner's (default: the unit of the reader's post),
    ``dossier`` its public code, ``fields`` codes of the facts (names of facts, never their values), ``source`` the place of reading.
    A list counts as one reading of ``people`` persons; ``part`` tells lists apart. The same reading again within
    ``MOTCUA_CONSENT_SAME_READING_MINUTES`` is not noted twice.
    """
    if not purpose or not ground:
        raise GroundMissing(reason_vi="thiếu mục đích hoặc căn cứ.", reason_en="purpose or ground is missing.")
    post = rules.reading_post(reader, agency=agency)
    unit = "" if post is None else post.unit_code
    title = reader.name if reader.kind is ActorKind.MACHINE else "" if post is None else post.title or str(post.role)
    facts = sorted({name[: _LONGEST["field"]] for name in fields})
    place, code, where = source[: _LONGEST["source"]], dossier[: _LONGEST["dossier"]], (agency or unit)[: _LONGEST["agency"]]
    window = rules.window_of(now, minutes=conf.SAME_READING_MINUTES)
    values: list[Any] = []
    subjects = _subjects([(subject_id, subject_number), *also])
    for person, index in subjects:
        same = rules.same_reading(
            subject_id=person, subject_index=index, reader_ref=reader.ref, purpose=purpose, agency=where, dossier=code, fields=facts,
            source=f"{place}{part}",
        )  # fmt: skip
        values += [
            window, same, uuid7(), now, person, index, reader.ref, str(reader.kind), title[: _LONGEST["post"]], unit, where, purpose,
            ground[: _LONGEST["ground"]], code, facts, place, people,
        ]  # fmt: skip
    write(_HEAD + ", ".join([_ROW] * len(subjects)) + _TAIL, values)


def _subjects(named: Sequence[Subject]) -> list[tuple[UUID | None, str]]:
    """The persons without repetition, each by id or by blind index; somebody unknown stands for a list or for nobody we know."""
    found = dict.fromkeys((person, "" if person is not None else subject_index(number)) for person, number in named)
    known = [pair for pair in found if pair != (None, "")]
    return known or [(None, "")]
