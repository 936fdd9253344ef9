"""Noting a reading of personal data, in the caller's transaction and in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.consent import conf, rules
from motcua.foundation.consent.contracts import GroundMissing, ProcessingRestricted, Seen
from motcua.foundation.consent.queries.accesses import subject_index
from motcua.foundation.consent.queries.restrictions import of_number, published, restricted_among, ruled
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.ids import uuid7
from motcua.kernel.policy import Denied
from motcua.kit.together import write

Subject = tuple[UUID | None, str]  # a person's id, or her number
# The key decides whether the reading was noted already in this stretch of minutes: no look beforehand, so no race between two workers.
_HEAD = """
INSERT INTO consent_access (window_at, same, uuid, at, subject_id, subject_index, reader_ref, reader_kind, reader_post, reader_unit, agency,
    purpose, ground, dossier, fields, source, people)
VALUES """
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::varchar[], %s, %s)"
_TAIL = " ON CONFLICT (window_at, same) DO NOTHING"
_TOGETHER = 500  # rows of a list that is taken away, to a statement
_MOST = 200  # persons of one list that are noted one by one
_LONGEST = {"post": 200, "agency": 120, "ground": 500, "dossier": 80, "source": 80, "field": 120}


def note_access(
    *, subject_id: UUID | None, subject_number: str = "", reader: Actor, purpose: str, ground: str, agency: str = "", dossier: str = "",
    fields: Collection[str] = (), source: str = "", now: datetime, people: int = 1, also: Sequence[Subject] = (), part: str = "",
) -> None:  # fmt: skip
    """Note that ``reader`` read personal data of a person, for which purpose and on which ground (``GroundMissing`` without either).

    The person is named by id, or by her number while nobody of that number is known; the number is kept as a blind index only. ``also``
    names further persons of the same page. ``agency`` is a unit's code or a partner's (default: the unit of the reader's post),
    ``dossier`` its public code, ``fields`` codes of the facts (names of facts, never their values), ``source`` the place of reading.
    While a person restricts the processing of her data, whoever else reads for a purpose that stops is refused
    (``ProcessingRestricted``): nothing read is shown, since the reading fails with its note.
    A list counts as one reading of ``people`` persons; ``part`` tells lists apart. The same reading again within
    ``MOTCUA_CONSENT_SAME_READING_MINUTES`` is not noted twice.
    """
    stated = _stated(reader, purpose=purpose, ground=ground, agency=agency, fields=fields, source=source, now=now, part=part)
    _refuse_restricted([(subject_id, subject_number), *also], reader=reader, purpose=purpose, dossier=dossier, now=now)
    subjects = _subjects([(subject_id, subject_number), *also])
    values = [v for person, index in subjects for v in stated.row(person, index, dossier=dossier, people=people)]
    write(_HEAD + ", ".join([_ROW] * len(subjects)) + _TAIL, values)


def note_seen(
    *, seen: Sequence[Seen], reader: Actor, purpose: str, ground: str, agency: str = "", fields: Collection[str] = (), source: str = "",
    now: datetime, part: str = "",
) -> None:  # fmt: skip
    """Note that ``reader`` was shown a list of persons: one row for each of them, all in one statement (``GroundMissing`` as above).

    The same person in lists of the same place is noted once within ``MOTCUA_CONSENT_SAME_LIST_MINUTES``, whatever was searched for. Lines
    of nobody who can be known (an organisation), and what is beyond the first 200, are counted in one row; ``part`` tells those apart.
    """
    stated = _stated(
        reader, purpose=purpose, ground=ground, agency=agency, fields=fields, source=source, now=now, part="",
        minutes=conf.SAME_LIST_MINUTES,
    )  # fmt: skip
    found = dict.fromkeys((s.person_id, "" if s.person_id is not None else subject_index(s.number), s.dossier) for s in seen)
    known = [one for one in found if one[:2] != (None, "")][:_MOST]
    rows = [stated.row(person, index, dossier=dossier, people=1) for person, index, dossier in known]
    if len(found) > len(known):
        counted = replace(stated, part=part, window=rules.window_of(now, minutes=conf.SAME_READING_MINUTES))
        rows.append(counted.row(None, "", dossier="", people=len(found) - len(known)))
    if rows:
        write(_HEAD + ", ".join([_ROW] * len(rows)) + _TAIL, [value for row in rows for value in row])


def note_taken(
    *, seen: Iterable[Seen], reader: Actor, purpose: str, ground: str, agency: str = "", fields: Collection[str] = (), source: str = "",
    now: datetime, part: str = "",
) -> int:  # fmt: skip
    """Note that ``reader`` took a list of persons away as a file: one row for each person, however long it is; how many lines it had.

    Read once and written in statements of 500, so that memory does not grow with the list. Who stands in it several times has one row.
    ``part`` tells files apart; the same one again within ``MOTCUA_CONSENT_SAME_READING_MINUTES`` is not noted twice. Lines of nobody who
    can be known (an organisation) are counted in one row. ``GroundMissing`` as above.
    """
    stated = _stated(reader, purpose=purpose, ground=ground, agency=agency, fields=fields, source=source, now=now, part=part)
    lines, nobody, rest = 0, 0, iter(seen)
    with transaction.atomic():
        while some := list(islice(rest, _TOGETHER)):
            lines += len(some)
            found = [(s.person_id, "" if s.person_id is not None else subject_index(s.number)) for s in some]
            known = dict.fromkeys(one for one in found if one != (None, ""))
            nobody += found.count((None, ""))
            if known:
                values = [v for person, index in known for v in stated.row(person, index, dossier="", people=1)]
                write(_HEAD + ", ".join([_ROW] * len(known)) + _TAIL, values)
        if nobody:
            write(_HEAD + _ROW + _TAIL, stated.row(None, "", dossier="", people=nobody))
    return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    """What all rows of one reading share."""

    reader: Actor
    title: str
    unit: str
    agency: str
    purpose: str
    ground: str
    facts: list[str]
    place: str
    part: str
    window: datetime
    now: datetime

    def row(self, person: UUID | None, index: str, *, dossier: str, people: int) -> list[Any]:
        """The values of one row."""
        code = dossier[: _LONGEST["dossier"]]
        same = rules.same_reading(
            subject_id=person, subject_index=index, reader_ref=self.reader.ref, purpose=self.purpose, agency=self.agency, dossier=code,
            fields=self.facts, source=f"{self.place}{self.part}",
        )  # fmt: skip
        return [
            self.window, same, uuid7(), self.now, person, index, self.reader.ref, str(self.reader.kind), self.title, self.unit, self.agency,
            self.purpose, self.ground, code, self.facts, self.place, people,
        ]  # fmt: skip


def _stated(
    reader: Actor, *, purpose: str, ground: str, agency: str, fields: Collection[str], source: str, now: datetime, part: str,
    minutes: int | None = None,
) -> _Stated:  # fmt: skip
    if not purpose or not ground:
        raise GroundMissing(reason_vi="thiếu mục đích hoặc căn cứ.", reason_en="purpose or ground is missing.")
    post = rules.reading_post(reader, agency=agency)
    unit = "" if post is None else post.unit_code
    title = reader.name if reader.kind is ActorKind.MACHINE else "" if post is None else post.title or str(post.role)
    return _Stated(
        reader=reader, title=title[: _LONGEST["post"]], unit=unit, agency=(agency or unit)[: _LONGEST["agency"]], purpose=purpose,
        ground=ground[: _LONGEST["ground"]], facts=sorted({name[: _LONGEST["field"]] for name in fields}),
        place=source[: _LONGEST["source"]], part=part, now=now,
        window=rules.window_of(now, minutes=conf.SAME_READING_MINUTES if minutes is None else minutes),
    )  # fmt: skip


def _refuse_restricted(named: Sequence[Subject], *, reader: Actor, purpose: str, dossier: str, now: datetime) -> None:
    """What a person restricted is not read by others, whichever room asks; her own reading is her right (Luật 91/2025/QH15 Điều 4)."""
    own = reader.subject_id if reader.kind is ActorKind.CITIZEN else None
    known = {person if person is not None else of_number(number) for person, number in named} - {None, own}
    held = restricted_among(person_ids=[person for person in known if person is not None]) if known else {}
    known_as = published(purpose, on=local_date(now)) if held else None
    for restriction in held.values():
        decision = ruled(restriction, purpose=known_as, code=purpose, dossier=dossier)
        if isinstance(decision, Denied):
            raise ProcessingRestricted(reason_vi=decision.reason_vi, reason_en=decision.reason_en)


def _subjects(named: Sequence[Subject]) -> list[tuple[UUID | None, str]]:
    """The persons without repetition, each by id or by blind index; somebody unknown stands for a list or for nobody we know."""
    found = dict.fromkeys((person, "" if person is not None else subject_index(number)) for person, number in named)
    known = [pair for pair in found if pair != (None, "")]
    return known or [(None, "")]
