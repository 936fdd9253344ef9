"""Every form and every write of the API is sent with all columns of its tables beside what it takes (mass assignment): none is written.

The columns carry marks that nobody else writes; afterwards no row that the request wrote may hold one.
"""

from __future__ import annotations

import re
from http.cookies import SimpleCookie

import pytest
from django.apps import apps
from django.db import connection, models
from django.http import HttpResponse

from motcua.foundation.registers.models import CalendarDay
from tests.security import forms
from tests.security.asking import ask, writes
from tests.security.doors import room_of

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
MARK, _NUMBER, _UUID, _DAY = "cnry7", 27_077, "cafecafe-0000-4000-8000-0000cafecafe", "2077-07-07"
MARKED = re.compile(rf"{MARK}|cafecafe-0000|\b{_NUMBER}\b|{_DAY}")
# Names that many frameworks would bind, whatever the room's tables are called.
ALWAYS = {
    "person_id": _UUID, "organisation_id": _UUID, "subject_id": _UUID, "account_id": str(_NUMBER), "user_id": str(_NUMBER),
    "created_by": MARK, "approved_by": MARK, "owner": MARK, "role": MARK, "roles": MARK, "unit": MARK, "unit_code": MARK, "level": str(_NUMBER),
    "status": str(_NUMBER), "state": MARK, "price": str(_NUMBER), "amount": str(_NUMBER), "version": str(_NUMBER),
}  # fmt: skip
# Tables that get a row whatever is done: the session, what was counted, who looked.
ASIDE = re.compile(r"audit_|identity_session|identity_attempt|django_session|identity_cache|identity_account$|developers_usage|consent_access")


def mark_of(field):
    """A value of the field's type that nobody else writes."""
    if isinstance(field, models.UUIDField):
        return _UUID
    if isinstance(field, models.DateTimeField):
        return f"{_DAY}T07:07:07Z"
    if isinstance(field, models.DateField):
        return _DAY
    if isinstance(field, models.BooleanField):
        return "true"
    return str(_NUMBER) if isinstance(field, (models.IntegerField, models.ForeignKey)) else MARK


def columns(room):
    """All columns of a room's tables, with marks."""
    found = dict(ALWAYS)
    for model in apps.get_models():
        if room_of(model.__module__) == room:
            for field in model._meta.concrete_fields:
                found |= dict.fromkeys({field.name, field.attname}, mark_of(field))
    return found


def newest():
    """The number that every row written from now on bears or exceeds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


def marked(tables, since):
    """Columns of the rows written since then that hold a mark; read through the models, for some are encrypted."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in tables:
            table = model._meta.db_table
            for row in model._base_manager.extra(where=[f'"{table}".xmin::text::bigint >= %s'], params=[since]):
                yield from (f"{table}.{field.name}" for field in model._meta.concrete_fields if MARKED.search(str(getattr(row, field.attname))))


def send(client, write, body):
    """The status, the tables that were written, and the columns that a mark got into; all is undone."""
    before, since = writes(), newest()

    def look():
        if connection.needs_rollback:
            return set(), set()
        touched = {table for table, count in writes().items() if count != before.get(table, 0)}
        return touched, set(marked(touched, since))

    answer, (touched, found) = ask(client, write.method, write.path, body, look=look)
    return answer.status_code, touched, found


def widened(body, extra):
    """The body with the columns beside what it has, in every object of it."""
    if isinstance(body, dict):
        return {name: value for name, value in extra.items() if name not in body} | {name: widened(value, extra) for name, value in body.items()}
    return [widened(one, extra) for one in body] if isinstance(body, list) and body and isinstance(body[0], dict) else body


def test_no_column_that_nobody_asked_for_is_written(further, town):
    _, known, api = further
    writes = [*forms.shown(town.clients, known), *forms.written(known, api)]
    by_room = {room: columns(room) for room in {write.room for write in writes}}
    wrong, wrote = [], set()
    for write in writes:
        status, touched, found = send(town.clients[write.who], write, widened(write.body, by_room[write.room]))
        wrong += [f"{write.who} {write.method} {write.route} {status}: {one}" for one in found]
        if any(not ASIDE.match(table) for table in touched):
            wrote.add(f"{write.method} {write.route}")
    assert not wrong, "\n".join(wrong)
    assert len(wrote) > 120  # of 277; the rest refuses the plainest of what it takes


class Binding:
    """A view that takes a form as a whole: each field that is called like a column gets into it."""

    def __init__(self):
        self.cookies = SimpleCookie()

    def post(self, path, body):
        CalendarDay.objects.create(on=body["on"], kind="off", name_vi="Ngày nghỉ", name_en="Holiday", source=body["source"])
        return HttpResponse()


def test_a_view_that_binds_what_it_gets_is_found(db):
    write = forms.Write("admin", "POST", "/quan-tri/lich/them/", "quan-tri/lich/them/", "foundation.registers", {"name_vi": ["Tết"]})
    status, touched, found = send(Binding(), write, widened(write.body, columns(write.room)))
    assert (status, touched, found) == (200, {"registers_calendar_day"}, {"registers_calendar_day.on", "registers_calendar_day.source"})
    assert not CalendarDay.objects.filter(source=MARK).exists()


def test_every_object_of_a_body_gets_the_columns():
    assert widened({"a": [{"b": 1}], "state": "x"}, {"state": MARK, "b": 2}) == {"b": 2, "state": "x", "a": [{"state": MARK, "b": 1}]}
