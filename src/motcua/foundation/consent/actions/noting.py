"""Noting a reading of personal data, in the caller's transaction and in one statement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from motcua.foundation.consent import conf, rules
from motcua.foundation.consent.contracts import GroundMissing
from motcua.foundation.consent.queries.accesses import subject_index
from motcua.kernel.actors import Actor
from motcua.kernel.ids import uuid7
from motcua.kit.together import write

# The key decides whether the reading was noted already in this stretch of minutes: no look beforehand, so no race between two workers.
_NOTE = """
INSERT INTO consent_access (window_at, same, uuid, at, subject_id, subject_index, reader_ref, reader_kind, reader_post, reader_unit, agency,
    purpose, ground, dossier, fields, source, people)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::varchar[], %s, %s) ON CONFLICT (window_at, same) DO NOTHING
"""
_LONGEST = {"post": 200, "agency": 120, "ground": 500, "dossier": 80, "source": 80, "field": 120}


def note_access(
    *, subject_id: UUID | None, subject_number: str = "", reader: Actor, purpose: str, ground: str, agency: str = "", dossier: str = "",
    fields: Collection[str] = (), source: str = "", now: datetime, people: int = 1,
) -> None:  # fmt: skip
    """Note that ``reader`` read personal data of a person, for which purpose and on which ground (``GroundMissing`` without either).

    The person is named by id, or by her number while nobody of that number is known; the number is kept as a blind index only. ``agency``
    is a unit's code or a partner's (default: the unit of the reader's post), ``dossier`` its public code, ``fields`` codes of the facts
    (names of facts, never their values), ``source`` the place of reading. A list counts as one reading of ``people`` persons. The same
    reading again within ``MOTCUA_CONSENT_SAME_READING_MINUTES`` is not noted twice.
    """
    if not purpose or not ground:
        raise GroundMissing(reason_vi="thiếu mục đích hoặc căn cứ.", reason_en="purpose or ground is missing.")
    post = rules.reading_post(reader, agency=agency)
    unit = "" if post is None else post.unit_code
    title = reader.name if post is None and reader.kind == "machine" else ("" if post is None else post.title or str(post.role))
    index = "" if subject_id is not None else subject_index(subject_number)
    facts = sorted({name[: _LONGEST["field"]] for name in fields})
    place, code = source[: _LONGEST["source"]], dossier[: _LONGEST["dossier"]]
    where = (agency or unit)[: _LONGEST["agency"]]
    same = rules.same_reading(
        subject_id=subject_id, subject_index=index, reader_ref=reader.ref, purpose=purpose, agency=where, dossier=code, fields=facts,
        source=place,
    )  # fmt: skip
    values = [
        rules.window_of(now, minutes=conf.SAME_READING_MINUTES), same, uuid7(), now, subject_id, index, reader.ref, str(reader.kind),
        title[: _LONGEST["post"]], unit, where, purpose, ground[: _LONGEST["ground"]], code, facts, place, people,
    ]  # fmt: skip
    write(_NOTE, values)
