"""Amended days of data requests rule the procedures from their first day on."""

from datetime import date, timedelta

import pytest

from motcua.foundation.identity.testing import make_officer
from motcua.foundation.outbox.testing import drain_all
from motcua.foundation.registers import api as registers
from motcua.foundation.units.testing import load_units
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.platform.casework import api as casework
from motcua.platform.casework.testing import load_procedures
from motcua.services.privacy import api
from motcua.services.privacy.rules import clocks as rules
from motcua.services.privacy.testing import NOW, make_office

pytestmark = pytest.mark.django_db
FIRST, LATER = date(2026, 7, 1), date(2026, 9, 1)
CORRECT = "9.910103"


@pytest.fixture(autouse=True)
def office():
    before = clock._provider
    clock.provide(lambda: NOW)
    made = make_office()
    load_units()
    load_procedures(now=NOW)
    yield made
    clock.provide(before)


def amend(code, value, *, on=FIRST):
    admin = make_officer(Role.ADMIN, code="admin.rules")
    known = {"source": "Nghị định sửa đổi (giả định)", "trust": registers.Trust.SECONDARY, "actor": admin, "now": NOW}
    registers.amend_rule(code=code, value=value, effective_from=on, **known)
    drain_all()


def days(procedure, on):
    """Days to act and to answer under the version of that day."""
    (version,) = [v for v in casework.versions(code=procedure, on=on) if v.state == "in_force"]
    document = casework.version_document(code=procedure, version=version.version)
    answer = next(s for s in document["steps"] if s["key"] == "dispatch")["clock"]["amount"]
    return document["clock"]["amount"], answer


def test_days_to_act_change_one_procedure_from_the_first_day(office):
    amend("privacy.fulfilment_correct_days", 12)
    assert days(CORRECT, FIRST - timedelta(days=1)) == (10, 2)
    assert days(CORRECT, FIRST) == (12, 2)
    assert days("9.910101", FIRST) == (10, 2)


def test_days_to_answer_change_all_seven(office):
    amend("privacy.response_days", 3)
    assert {days(r.procedure, FIRST)[1] for r in api.rights()} == {3}
    assert {days(r.procedure, NOW.date())[1] for r in api.rights()} == {2}


def test_the_same_event_again_writes_no_version(office):
    amend("privacy.response_days", 3)
    before = [casework.versions(code=r.procedure) for r in api.rights()]
    assert api.follow_rule(code="privacy.response_days", effective_from=FIRST, source="x", now=NOW) == 0
    assert api.follow_rule(code="privacy.breach_notice_hours", effective_from=FIRST, source="x", now=NOW) == 0
    assert [casework.versions(code=r.procedure) for r in api.rights()] == before


def test_amendments_in_any_order_come_to_the_same_days(office):
    amend("privacy.fulfilment_correct_days", 15, on=LATER)
    amend("privacy.response_days", 1, on=FIRST)
    assert [days(CORRECT, on) for on in (NOW.date(), FIRST, LATER)] == [(10, 2), (10, 1), (15, 1)]


def test_what_people_scheduled_stays_with_the_days_of_its_time(office):
    own = casework.version_document(code=CORRECT, version=casework.versions(code=CORRECT)[0].version) | {"supplement_days": 7}
    casework.publish_definition(document=own, now=NOW, effective_from=LATER, note="Bổ sung nhanh hơn")
    amend("privacy.fulfilment_correct_days", 12)
    newest = casework.versions(code=CORRECT, on=LATER)[0]
    assert (newest.effective_from, days(CORRECT, LATER)) == (LATER, (12, 2))
    assert casework.version_document(code=CORRECT, version=newest.version)["supplement_days"] == 7


def test_a_procedure_that_was_retired_stays_so(office):
    casework.retire(code=CORRECT, on=NOW.date() + timedelta(days=1), actor=office.admin, now=NOW, reason="Thay bằng thủ tục khác")
    amend("privacy.fulfilment_correct_days", 12)
    assert [v.state for v in casework.versions(code=CORRECT, on=FIRST)] == ["retired"]


def test_a_procedure_that_is_to_end_later_runs_on_the_new_days_until_then(office):
    casework.retire(code=CORRECT, on=LATER, actor=office.admin, now=NOW, reason="Thay bằng thủ tục khác")
    amend("privacy.fulfilment_correct_days", 12)
    assert days(CORRECT, FIRST) == (12, 2)
    assert casework.versions(code=CORRECT, on=LATER)[0].state == "retired"


def test_a_first_day_that_has_passed_counts_from_today(office):
    amend("privacy.fulfilment_view_days", 11, on=date(2026, 3, 1))
    assert days("9.910101", NOW.date()) == (11, 2)


def test_only_the_days_change(office):
    document = casework.version_document(code=CORRECT, version=1)
    assert rules.timed(document, answer_days=2, act_days=10) == document
    changed = rules.timed(document, answer_days=9, act_days=9)
    assert {k for k in document if document[k] != changed[k]} == {"clock", "steps"}
