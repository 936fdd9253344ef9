"""The append-only history: nobody changes it unseen; the past comes in as if it had happened here."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import Channel, DossierStatus, HistoryRecord
from motcua.platform.casework.models import Dossier, DossierEvent
from motcua.platform.casework.tests.test_lifecycle import received

DAY = timedelta(days=1)


def record(key="a", **more):
    given = {
        "procedure_code": t.BIRTH, "unit_code": t.UNIT, "channel": Channel.ONLINE, "submitted_at": t.NOW, "received_at": t.NOW,
        "party_name": "Nguyễn Thị Thử",
    }
    return HistoryRecord(key=key, **{**given, **more})


def whole(key="a", **more):
    told = {"pauses": ((t.NOW + DAY, t.NOW + 3 * DAY),), "resolved_at": t.NOW + 4 * DAY, "handed_back_at": t.NOW + 5 * DAY}
    return record(key, **{**told, **more})


@pytest.mark.parametrize("sql", [
    "UPDATE casework_dossier_event SET note = ''", "DELETE FROM casework_dossier_event", "TRUNCATE casework_dossier_event CASCADE",
])  # fmt: skip
def test_the_database_refuses_to_change_history(town, sql):
    received(town)
    _check_constraints_now()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_changed_row_is_found(town, tampered):
    ref = received(town)
    Dossier.objects.filter(uuid=ref.uuid).update(status=DossierStatus.PROCESSING, due_at=t.NOW + 90 * DAY)
    assert [line.split(":")[0] for line in api.fold_check(dossier_id=ref.uuid)] == ["status", "due_at"]


@pytest.mark.parametrize("change", [{"details": {"step": "returning"}}, {"actor_ref": "officer:somebody"}, {"to_status": 9}])
def test_a_changed_fact_breaks_the_chain_at_its_place(town, tampered, change):
    ref = received(town)
    _check_constraints_now()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE casework_dossier_event DISABLE TRIGGER USER")
    DossierEvent.objects.filter(dossier__uuid=ref.uuid, seq=2).update(**change)
    _check_constraints_now()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE casework_dossier_event ENABLE TRIGGER USER")
    report = api.verify_chains()
    assert (report.ok, report.first_bad) == (False, f"{ref.code}#2")


def test_events_carry_nothing_personal(town):
    received(town)
    told = str(_payloads())
    assert "casework.dossier.received.v1" in told
    assert "Đỗ Thị" not in told
    assert "0100900012" not in told


def _check_constraints_now():
    """A table with foreign keys still to be checked cannot be altered or emptied."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _payloads():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, payload::text FROM outbox_event WHERE name LIKE 'casework.%%'")
        return cursor.fetchall()


def test_names_are_unreadable_in_the_tables(town):
    t.submit(town.citizen)
    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text FROM casework_dossier d")
        (text,) = cursor.fetchone()
    assert "Thử" not in text
    assert "0100900012" not in text


def test_the_past_is_written_like_the_present(town):
    report = api.import_history(records=[whole(), record("b", refused_at=t.NOW, received_at=None), record("c")], now=t.NOW)
    assert (report.dossiers, report.skipped) == (3, 0)
    dossier = api.by_id(dossier_id=api.history_uuid(key="a"), actor=town.reception)
    assert dossier.status is DossierStatus.HANDED_BACK
    assert dossier.pauses[0].paused_minutes == 16 * 60
    assert api.verify_chains().ok
    assert [api.fold_check(dossier_id=api.history_uuid(key=key)) for key in "abc"] == [(), (), ()]


def test_the_same_past_twice_is_once(town):
    api.import_history(records=[whole()], now=t.NOW)
    again = api.import_history(records=[whole(), whole("b")], now=t.NOW)
    assert (again.dossiers, again.skipped) == (1, 1)
    names = [name for name, _ in _payloads()]
    assert names.count("casework.dossier.resolved.v1") == 2


def test_a_past_paused_and_a_present_paused_are_due_at_the_same_instant(town):
    api.import_history(records=[record("a", pauses=((t.NOW + DAY, t.NOW + 3 * DAY),))], now=t.NOW)
    ref = received(town)
    api.forward(code=ref.code, actor=town.reception, now=t.NOW)
    api.request_supplement(code=ref.code, items=["x y"], reason="thiếu", actor=town.appraiser, now=t.NOW + DAY)
    change = api.supply(code=ref.code, papers=[t.paper(town.citizen)], actor=town.citizen, now=t.NOW + 3 * DAY)
    assert api.by_id(dossier_id=api.history_uuid(key="a"), actor=town.reception).due_at == change.due_at


@pytest.mark.parametrize("wrong", [
    {"received_at": t.NOW - DAY}, {"received_at": None, "resolved_at": t.NOW + DAY}, {"handed_back_at": t.NOW + DAY},
    {"resolved_at": t.NOW + DAY, "withdrawn_at": t.NOW + DAY}, {"pauses": ((t.NOW + DAY, None),), "resolved_at": t.NOW + 2 * DAY},
])  # fmt: skip
def test_a_past_that_contradicts_itself_is_refused(town, wrong):
    with pytest.raises(contracts.HistoryOutOfOrder):
        api.import_history(records=[record(**wrong)], now=t.NOW)
    assert Dossier.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"unit_code": "nowhere"}, {"procedure_code": "9.999999"}])
def test_a_past_of_nobody_is_refused_and_nothing_of_its_batch_is_written(town, wrong):
    with pytest.raises((contracts.UnitWrong, contracts.ProcedureUnknown)):
        api.import_history(records=[record("good"), record("bad", **wrong)], now=t.NOW)
    assert Dossier.objects.count() == 0
