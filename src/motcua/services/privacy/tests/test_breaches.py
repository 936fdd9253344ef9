"""A breach from its report to its closing."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from motcua.foundation.identity.testing import claims_of, release
from motcua.kernel.errors import Forbidden
from motcua.platform.messaging import api as messaging
from motcua.services.privacy import api, models
from motcua.services.privacy.contracts import (
    BreachState,
    BreachUnknown,
    ClosingIncomplete,
    Harm,
    LateReasonMissing,
    ReportIncomplete,
    SecondPersonNeeded,
    StepRefused,
)
from motcua.services.privacy.testing import NOW, make_office, report, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def heard(actor, template):
    return [m for m in messaging.inbox(person_id=actor.subject_id) if m.template == template]


def by(actor, *, hours=1):
    return {"actor": actor, "now": NOW + timedelta(hours=hours)}


def handle(office, code, *, notice_hours=3):
    """All steps up to the proposal."""
    dpo = by(office.dpo, hours=notice_hours)
    api.contain(code=code, measures="Thu hồi thư", **dpo)
    api.assess(
        code=code, harm=Harm.SOME, authority_needed=True, people_needed=True, assessment="Có số định danh", people_count=1, **dpo
    )
    api.notify_authority(code=code, notified_at=dpo["now"], number="15/UBND", late_reason="", **dpo)
    number = claims_of(1)["SoDinhDanh"]
    api.tell_people(code=code, lines=[number], advice="Cảnh giác lừa đảo", finished=True, **dpo)
    return api.repair(code=code, repaired_at=dpo["now"], cause="Chọn nhầm địa chỉ", **dpo)


def test_a_report_starts_the_clock_and_tells_those_named(office):
    made = report(office)
    assert made.code == "VP-2026-0001"
    assert made.clock.due_at == NOW + timedelta(hours=72)  # Monday afternoon, over a weekend
    assert [len(heard(a, "privacy.breach_new")) for a in (office.dpo, office.deputy, office.leader)] == [1, 1, 0]


def test_the_same_press_twice_is_one_breach_and_numbers_follow(office):
    assert report(office).code == report(office).code
    assert report(office, key="other").code == "VP-2026-0002"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"), ({"what": ""}, "what"), ({"discovered_at": NOW + timedelta(minutes=1)}, "discovered"),
        ({"happened_at": NOW + timedelta(hours=1)}, "happened"), ({"unit_code": "00000"}, "unit"), ({"data_kinds": ("x",)}, "data_kinds"),
        ({"people_count": -1}, "people"),
    ],
)  # fmt: skip
def test_an_incomplete_report_says_which_field(office, change, field):
    with pytest.raises(ReportIncomplete) as refused:
        report(office, **change)
    assert set(refused.value.fields) == {field}


def test_a_list_asks_no_more_for_many_than_for_one(office):
    report(office)
    with CaptureQueriesContext(connection) as one:
        (first,) = api.breaches(**by(office.dpo))
    for n in range(5):
        report(office, key=f"other {n}")
    with CaptureQueriesContext(connection) as many:
        listed = api.breaches(**by(office.dpo))
    assert {b.unit_name for b in listed} == {first.unit_name}
    assert (len(listed), len(many)) == (6, len(one))


def test_citizens_do_not_report(office):
    with pytest.raises(Forbidden):
        api.report(told=told(), idempotency_key="", actor=office.citizen, now=NOW)


def test_only_those_concerned_see_it(office):
    code = report(office).code
    for actor in (office.reception, office.leader, office.dpo):
        assert api.breach(code=code, actor=actor, now=NOW).code == code
    with pytest.raises(BreachUnknown):
        api.breach(code=code, actor=office.stranger, now=NOW)
    assert api.breaches(actor=office.stranger, now=NOW) == ()


def test_the_reporter_does_not_handle(office):
    with pytest.raises(Forbidden):
        api.contain(code=report(office).code, measures="x", **by(office.reception))


def test_a_late_notice_needs_its_reason_and_a_timely_one_keeps_none(office):
    code = report(office).code
    late = {"code": code, "notified_at": NOW + timedelta(hours=73), "number": "1"} | by(office.dpo, hours=80)
    with pytest.raises(LateReasonMissing):
        api.notify_authority(late_reason=" ", **late)
    done = api.notify_authority(late_reason="Mất điện", **late)
    assert (done.late_reason, done.clock.late) == ("Mất điện", True)
    assert api.notify_authority(late_reason="khác", **late).late_reason == "Mất điện"


def test_harm_obliges_to_tell(office):
    code = report(office).code
    for needed in ({"authority_needed": False, "people_needed": True}, {"authority_needed": True, "people_needed": False}):
        with pytest.raises(StepRefused):
            api.assess(code=code, harm=Harm.SOME, assessment="x", people_count=None, **needed, **by(office.dpo))


def test_warnings_widen_and_come_once(office):
    report(office)
    assert api.warn_due(now=NOW + timedelta(hours=23)) == 0
    assert api.warn_due(now=NOW + timedelta(hours=25)) == 1
    assert api.warn_due(now=NOW + timedelta(hours=26)) == 0
    everybody = (office.dpo, office.leader, office.admin)
    assert [len(heard(a, "privacy.breach_warning")) for a in everybody] == [1, 0, 0]
    api.warn_due(now=NOW + timedelta(hours=67))  # the worker slept over 48: one message, for the latest
    assert [len(heard(a, "privacy.breach_warning")) for a in everybody] == [2, 1, 1]
    assert sorted(models.BreachEvent.objects.exclude(mark=None).values_list("mark", flat=True)) == [24, 48, 66]


def test_no_warning_after_the_notice(office):
    code = report(office).code
    api.notify_authority(code=code, notified_at=NOW, number="1", late_reason="", **by(office.dpo))
    assert api.warn_due(now=NOW + timedelta(hours=70)) == 0


def test_people_are_told_once(office):
    code = report(office).code
    number = claims_of(1)["SoDinhDanh"]
    first = api.tell_people(code=code, lines=[number, "H24.1-x", ""], advice="Đổi mật khẩu", **by(office.dpo))
    again = api.tell_people(code=code, lines=[number], advice="Đổi mật khẩu", **by(office.dpo))
    assert (first.written, first.unknown) == (1, ("H24.1-x",))
    assert (again.written, again.before) == (0, 1)
    (written,) = heard(office.citizen, "privacy.breach_people")
    assert "Đổi mật khẩu" in written.body_vi


def test_closing_takes_every_step_and_two_people(office):
    code = report(office).code
    with pytest.raises(ClosingIncomplete) as refused:
        api.propose_closing(code=code, lessons="Soát địa chỉ", **by(office.dpo))
    assert "ngăn chặn" in refused.value.sentence("vi")
    handle(office, code)
    api.propose_closing(code=code, lessons="Soát địa chỉ", **by(office.dpo, hours=5))
    with pytest.raises(SecondPersonNeeded):
        api.approve_closing(code=code, **by(office.dpo, hours=6))
    with pytest.raises(Forbidden):
        api.approve_closing(code=code, **by(office.reception, hours=6))
    done = api.approve_closing(code=code, **by(office.leader, hours=6))
    assert done.state is BreachState.CLOSED
    assert done.keep_until is not None
    assert done.keep_until.date() == date(2031, 4, 24)
    with pytest.raises(StepRefused):
        api.add_note(code=code, text="sau khi đóng", **by(office.dpo, hours=7))


def propose_harmless(office):
    """Nobody was harmed, nobody need be told; its closing is proposed."""
    code, dpo = report(office).code, by(office.dpo)
    api.contain(code=code, measures="Thu hồi thư", **dpo)
    api.assess(code=code, harm=Harm.NONE, authority_needed=False, people_needed=False, assessment="Đã mã hoá", people_count=0, **dpo)
    api.repair(code=code, repaired_at=dpo["now"], cause="Chọn nhầm địa chỉ", **dpo)
    api.propose_closing(code=code, lessons="x", **dpo)
    return code


def test_a_new_assessment_undoes_the_proposal(office):
    code = propose_harmless(office)
    known = {"harm": Harm.SOME, "authority_needed": True, "people_needed": True, "assessment": "Khoá đã lộ", "people_count": 9}
    assert api.assess(code=code, **known, **by(office.deputy, hours=2)).state is BreachState.ASSESSED
    with pytest.raises(StepRefused):
        api.approve_closing(code=code, **by(office.leader, hours=3))


@pytest.mark.parametrize("step", [
    lambda **known: api.contain(measures="Khoá hộp thư", **known),
    lambda **known: api.repair(repaired_at=NOW, cause="Khác", **known),
    lambda **known: api.tell_people(lines=[claims_of(1)["SoDinhDanh"]], advice="Cảnh giác", **known),
])  # fmt: skip
def test_whatever_else_changes_the_facts_undoes_it_too(office, step):
    code = propose_harmless(office)
    step(code=code, **by(office.deputy, hours=2))
    assert not models.Breach.objects.get(code=code).closing_ref


def test_the_second_person_too_closes_nothing_incomplete(office):
    code = propose_harmless(office)
    models.Breach.objects.filter(code=code).update(authority_needed=True)
    with pytest.raises(ClosingIncomplete):
        api.approve_closing(code=code, **by(office.leader, hours=3))


def test_a_refused_closing_goes_back_with_its_reason(office):
    code = report(office).code
    handle(office, code)
    api.propose_closing(code=code, lessons="x", **by(office.dpo, hours=5))
    back = api.refuse_closing(code=code, reason="Thiếu chứng cứ", **by(office.deputy, hours=6))
    assert back.state is BreachState.NOTIFIED
    assert back.events[-1].text == "Thiếu chứng cứ"


def test_the_database_itself_wants_two_people_and_keeps_history(office):
    code = report(office).code
    row = models.Breach.objects.get(code=code)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Breach.objects.filter(pk=row.pk).update(closing_ref="a", closed_ref="a", closed_at=NOW)
    for table in ("privacy_breach_event", "privacy_breach_told", "privacy_breach_file"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table}")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.events.update(text="khác")


def test_the_notice_prints(office):
    code = report(office).code
    handle(office, code)
    assert api.notice_pdf(code=code, **by(office.dpo)).startswith(b"%PDF")


def test_whoever_left_the_service_is_not_responsible(office):
    for person in (office.dpo, office.deputy):
        post = person.positions[0]
        release(officer_id=person.subject_id, unit_code=post.unit_code, role=post.role, now=NOW)
    code = report(office).code
    assert api.terms(on=NOW.date()) == ()
    assert [len(heard(a, "privacy.breach_new")) for a in (office.admin, office.dpo)] == [1, 0]
    assert api.contain(code=code, measures="Thu hồi", **by(office.admin)).state is BreachState.CONTAINED


def test_terms_of_data_protection_officers_have_days(office):
    assert api.is_dpo(actor=office.dpo, on=NOW.date())
    assert not api.is_dpo(actor=office.admin, on=NOW.date())
    assert api.is_dpo(actor=office.admin, on=date(2025, 12, 31))  # nobody named yet: administrators answer
    for term in api.terms():
        api.end_dpo(term_id=term.term_id, effective_to=date(2026, 5, 1), actor=office.admin, now=NOW)
    assert not api.is_dpo(actor=office.dpo, on=date(2026, 5, 1))
    with pytest.raises(Forbidden):
        api.name_dpo(officer_code="dpo.1", basis="1", effective_from=NOW.date(), actor=office.dpo, now=NOW)
