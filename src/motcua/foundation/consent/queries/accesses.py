"""Who read whose data: a person's list, and any list of the data protection officer. Pages by key, newest first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from motcua.foundation.consent import contracts, rules
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import ActorKind
from motcua.kernel.errors import NotFound
from motcua.kernel.identifiers import InvalidPersonalNumber, parse_personal_number
from motcua.kit.fields import blind_index

_COLUMNS = (
    "uuid, at, subject_id, reader_ref, reader_kind, reader_post, reader_unit, agency, purpose, ground, dossier, fields, source, people"
)
_MOST = 200
_LATEST = timedelta(days=100)  # what a page is looked for in first: four months' partitions
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def subject_index(number: str) -> str:
    """The blind index of a personal number, of this room's own purpose; empty for none and for a number that cannot exist."""
    try:
        return blind_index(parse_personal_number(number).number, purpose="consent.subject") if number else ""
    except InvalidPersonalNumber:
        return ""


def accesses_of(
    *, person: identity.Person, before: str | None = None, limit: int = 50, wanted: contracts.AccessFilter | None = None,
    now: datetime | None = None,
) -> contracts.AccessPage:  # fmt: skip
    """Readings of the person's data, newest first, those about her number before she was known here among them; ``BadCursor``.

    Each half walks an index of its own from the newest and stops after a page, however many readings there are. ``now`` lets the latest
    months be asked first: the older ones are opened only when these do not fill the page.
    """
    limit = min(limit, _MOST)
    return _latest_first(wanted or contracts.AccessFilter(), before, now, lambda asked: _of_person(person, asked, before, limit))


def _of_person(person: identity.Person, wanted: contracts.AccessFilter, before: str | None, limit: int) -> contracts.AccessPage:
    where, values = _narrowed(wanted, before)
    half = f"(SELECT {_COLUMNS} FROM consent_access WHERE {{}}{where} ORDER BY at DESC, uuid DESC LIMIT %s)"  # noqa: S608 - columns and conditions of ours
    first, second = half.format("subject_id = %s"), half.format("subject_index = %s AND subject_index <> '' AND subject_id IS NULL")
    text = f"SELECT * FROM ({first} UNION ALL {second}) found ORDER BY at DESC, uuid DESC LIMIT %s"  # noqa: S608 - columns and conditions of ours
    index = subject_index(person.personal_number)
    return _page(text, [person.uuid, *values, limit + 1, index, *values, limit + 1, limit + 1], limit)


def accesses(
    *, wanted: contracts.AccessFilter, before: str | None = None, limit: int = 50, units: Collection[str] | None = None,
    now: datetime | None = None,
) -> contracts.AccessPage:  # fmt: skip
    """All readings that fit, newest first, by officers of ``units`` when given; ``BadCursor``. Who asks is judged before."""
    limit = min(limit, _MOST)

    def ask(asked: contracts.AccessFilter) -> contracts.AccessPage:
        where, values = _narrowed(asked, before)
        if units is not None:
            where, values = f"{where} AND reader_unit = ANY(%s)", [*values, sorted(units)]
        text = f"SELECT {_COLUMNS} FROM consent_access WHERE true{where} ORDER BY at DESC, uuid DESC LIMIT %s"  # noqa: S608 - columns and conditions of ours
        return _page(text, [*values, limit + 1], limit)

    return _latest_first(wanted, before, now, ask)


def _latest_first(
    wanted: contracts.AccessFilter, before: str | None, now: datetime | None, ask: Callable[[contracts.AccessFilter], contracts.AccessPage]
) -> contracts.AccessPage:
    """The page from the latest months before its place; when they do not fill it, from everything that is wanted."""
    newest = min((at for at in (_place(before)[0] if before else now, wanted.until) if at is not None), default=None)
    steps = [wanted]
    if newest is not None and (wanted.since is None or wanted.since <= newest - _LATEST):
        steps.insert(0, replace(wanted, since=newest - _LATEST))
    for asked in steps:
        page = ask(asked)
        if page.next_before is not None:
            break
    return page


def access(*, person: identity.Person, access_id: UUID) -> contracts.Access:
    """One reading of the person's own data; of anybody else's it does not exist."""
    hers = "(subject_id = %s OR (subject_id IS NULL AND subject_index = %s))"
    text = f"SELECT {_COLUMNS} FROM consent_access WHERE uuid = %s AND {hers}"  # noqa: S608 - columns and conditions of ours
    page = _page(text, [access_id, person.uuid, subject_index(person.personal_number) or "-"], 1)
    if not page.accesses:
        raise NotFound
    return page.accesses[0]


def facets_of(*, person: identity.Person) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Agencies and purposes among the latest readings of the person's data, for the filters of her list."""
    half = "(SELECT agency, purpose FROM consent_access WHERE {} ORDER BY at DESC, uuid DESC LIMIT 1000)"
    first, second = half.format("subject_id = %s"), half.format("subject_index = %s AND subject_index <> '' AND subject_id IS NULL")
    text = f"SELECT DISTINCT agency, purpose FROM ({first} UNION ALL {second}) found"  # noqa: S608 - columns and conditions of ours
    with connection.cursor() as cursor:
        cursor.execute(text, [person.uuid, subject_index(person.personal_number)])
        rows = cursor.fetchall()
    return tuple(sorted({agency for agency, _ in rows if agency})), tuple(sorted({purpose for _, purpose in rows}))


def _narrowed(wanted: contracts.AccessFilter, before: str | None) -> tuple[str, list[Any]]:
    """The further conditions and their values. What is said of ``at`` is said of ``window_at`` too, by which the table is divided."""
    parts: list[tuple[str, Any]] = [
        ("agency = %s", wanted.agency),
        ("purpose = %s", wanted.purpose),
        ("dossier = %s", wanted.dossier),
        ("at >= %s", wanted.since),
        ("window_at >= %s", wanted.since and wanted.since - rules.LONGEST_WINDOW),
        ("at < %s", wanted.until),
        ("window_at < %s", wanted.until),
        ("reader_ref = %s", wanted.reader_ref),
    ]
    said = [(text, value) for text, value in parts if value]
    if wanted.without_own:
        said.append(("reader_kind <> %s", str(ActorKind.CITIZEN)))
    where, values = "".join(f" AND {text}" for text, _ in said), [value for _, value in said]
    if before:
        at, uuid = _place(before)
        where, values = f"{where} AND (at, uuid) < (%s, %s) AND window_at <= %s", [*values, at, uuid, at]
    return where, values


def _place(cursor: str) -> tuple[datetime, UUID]:
    at, _, uuid = cursor.partition("_")
    try:
        micros = int(at)
        return _EPOCH + timedelta(microseconds=micros), UUID(uuid)
    except (ValueError, OverflowError) as error:
        raise contracts.BadCursor from error


def _cursor(row: contracts.Access) -> str:
    return f"{(row.at - _EPOCH) // timedelta(microseconds=1)}_{row.uuid}"


def _page(text: str, values: Sequence[Any], limit: int) -> contracts.AccessPage:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        rows = [_access(row) for row in cursor.fetchall()]
    shown = tuple(rows[:limit])
    return contracts.AccessPage(shown, _cursor(shown[-1]) if len(rows) > limit else None)


def _access(row: tuple[Any, ...]) -> contracts.Access:
    named = dict(zip(_COLUMNS.split(", "), row, strict=True))
    named["reader_kind"] = ActorKind(named["reader_kind"])
    named["fields"] = tuple(named["fields"])
    return contracts.Access(**named)
