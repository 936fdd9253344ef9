"""An impact assessment from its draft to the authority's answer, and again when the processing changes."""

import io
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from motcua.foundation.consent import api as consent
from motcua.foundation.registers import api as registers
from motcua.kernel.errors import Forbidden
from motcua.platform.messaging import api as messaging
from motcua.services.privacy import api, models
from motcua.services.privacy.adapters import carried
from motcua.services.privacy.contracts import (
    ApproverWrote,
    ImpactChanged,
    ImpactIncomplete,
    ImpactState,
    ImpactUnknown,
    ImpactWish,
    ImpactWrong,
    StepRefused,
    Way,
)
from motcua.services.privacy.testing import NOW, UNIT, a_risk, assess, begin, fill, make_office

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 24)


@pytest.fixture
def office():
    consent.load_reference(now=NOW)
    return make_office()


def by(actor, *, hours=1):
    return {"actor": actor, "now": NOW + timedelta(hours=hours)}


def approved(office):
    """A dossier that one wrote and another approved."""
    code = assess(office)
    api.propose_impact(code=code, **by(office.leader))
    return api.approve_impact(code=code, **by(office.dpo, hours=2)).code


def sent(office, *, on=TODAY):
    code = approved(office)
    api.record_impact_sent(code=code, sent_on=on, number="30/UBND", way=Way.PORTAL, **by(office.dpo, hours=3))
    return code


@pytest.fixture
def moved(monkeypatch):
    """The register as if one activity had got another recipient."""

    def change(key="payments", words="Ngân hàng, đơn vị mới"):
        rows = [r | {"vi": r["vi"] | {"recipients": words}} if r["key"] == key else r for r in carried.load("activities")]
        before = carried.load
        monkeypatch.setattr(carried, "load", lambda name: rows if name == "activities" else before(name))

    return change


def test_a_draft_says_what_the_register_says(office):
    made = begin(office, activities=("payments", "identity"))
    assert (made.code, made.state, made.version) == ("DG-2026-0001", ImpactState.DRAFT, 1)
    assert "Người nộp tiền" in made.answers["subjects"]
    assert "Ngân hàng" in made.answers["recipients"]
    assert "identity" not in made.answers["data"]  # names for people, not of rooms
    assert "phone" in made.answers["data"]
    assert "AES-256-GCM" in made.answers["measures"]
    assert "12/QĐ-UBND" in made.answers["dpo"]


def test_a_list_asks_no_more_for_many_than_for_one(office):
    begin(office)
    with CaptureQueriesContext(connection) as one:
        (first,) = api.impacts(**by(office.dpo))
    for n in range(5):
        begin(office, key=f"other {n}")
    with CaptureQueriesContext(connection) as many:
        listed = api.impacts(**by(office.dpo))
    assert {i.unit_name for i in listed} == {first.unit_name}
    assert (len(listed), len(many)) == (6, len(one))


def test_sixty_days_run_from_the_first_day_of_processing(office):
    clock = begin(office).clock
    assert (clock.first_on, clock.due_on) == (date(2026, 1, 1), date(2026, 3, 2))
    assert (clock.late, clock.left) == (True, -53)


def test_the_days_are_those_of_the_rule_on_that_day(office):
    registers.amend_rule(
        code="privacy.impact_dossier_days", value=90, effective_from=date(2026, 3, 1), source="x", trust=registers.Trust.SECONDARY,
        actor=office.admin, now=NOW,
    )  # fmt: skip
    assert begin(office).clock.due_on == date(2026, 3, 2)


def test_the_same_press_twice_is_one_dossier_and_numbers_follow(office):
    assert begin(office).code == begin(office).code
    assert begin(office, key="other").code == "DG-2026-0002"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"title": " "}, "title"), ({"form": "mau-11"}, "form"), ({"activities": ()}, "activities"), ({"activities": ("x",)}, "activities")],
)
def test_an_incomplete_beginning_says_which_field(office, change, field):
    with pytest.raises(ImpactWrong) as refused:
        begin(office, **change)
    assert set(refused.value.fields) == {field}


def test_only_those_concerned_see_and_write_it(office):
    code = begin(office).code
    for actor in (office.reception, office.leader, office.dpo):
        assert api.impact(code=code, actor=actor, now=NOW).code == code
    with pytest.raises(ImpactUnknown):
        api.impact(code=code, actor=office.stranger, now=NOW)
    assert api.impacts(actor=office.stranger, now=NOW) == ()
    with pytest.raises(Forbidden):
        api.write_impact(code=code, answers={"abroad": "Không"}, **by(office.reception))
    with pytest.raises(Forbidden):
        begin(office, actor=office.citizen)


def test_nothing_lacking_is_proposed_and_another_approves(office):
    code = begin(office).code
    with pytest.raises(ImpactIncomplete) as refused:
        api.propose_impact(code=code, **by(office.leader))
    assert "ít nhất một rủi ro" in refused.value.sentence("vi")
    fill(office, code)
    api.propose_impact(code=code, **by(office.leader))
    with pytest.raises(Forbidden):
        api.approve_impact(code=code, **by(office.reception))
    done = api.approve_impact(code=code, **by(office.dpo))
    assert (done.state, done.approved_by, len(done.versions)) == (ImpactState.APPROVED, office.dpo.name, 1)
    assert len(api.approve_impact(code=code, **by(office.dpo)).events) == len(done.events)


def test_whoever_wrote_a_word_of_it_does_not_approve(office):
    code = assess(office)
    api.write_impact(code=code, answers={"necessity": "Cần để thu phí"}, **by(office.dpo))
    api.propose_impact(code=code, **by(office.leader))
    with pytest.raises(ApproverWrote):
        api.approve_impact(code=code, **by(office.dpo))
    assert api.approve_impact(code=code, **by(office.deputy)).state is ImpactState.APPROVED


def test_whoever_proposed_does_not_approve(office):
    code = assess(office)
    api.propose_impact(code=code, **by(office.dpo))
    with pytest.raises(ApproverWrote):
        api.approve_impact(code=code, **by(office.dpo))


@pytest.mark.parametrize("change", [
    lambda **known: api.write_impact(answers={"abroad": "Có"}, **known),
    lambda **known: api.put_risk(risk=a_risk(what="Khác"), **known),
    lambda **known: api.drop_risk(number=1, **known),
])  # fmt: skip
def test_a_change_undoes_the_proposal(office, change):
    code = assess(office)
    api.propose_impact(code=code, **by(office.leader))
    assert change(code=code, **by(office.leader)).state is ImpactState.DRAFT
    with pytest.raises(StepRefused):
        api.approve_impact(code=code, **by(office.dpo))


def test_a_refusal_goes_back_with_its_reason(office):
    code = assess(office)
    api.propose_impact(code=code, **by(office.leader))
    back = api.refuse_impact(code=code, reason="Thiếu rủi ro lộ số tài khoản", **by(office.dpo))
    assert (back.state, back.events[-1].text) == (ImpactState.DRAFT, "Thiếu rủi ro lộ số tài khoản")


def test_the_same_answers_again_change_nothing(office):
    code = begin(office).code
    first = api.write_impact(code=code, answers={"abroad": "Không"}, **by(office.leader))
    again = api.write_impact(code=code, answers={"abroad": "Không "}, **by(office.leader))
    assert (again.seq, len(again.events)) == (first.seq, len(first.events))


def test_two_writers_notice_each_other(office):
    made = begin(office)
    api.write_impact(code=made.code, answers={"abroad": "Không"}, seq=made.seq, **by(office.leader))
    with pytest.raises(ImpactChanged):
        api.write_impact(code=made.code, answers={"abroad": "Có"}, seq=made.seq, **by(office.dpo))


@pytest.mark.parametrize(
    ("change", "field"),
    [({"what": " "}, "what"), ({"likelihood": 0}, "likelihood"), ({"impact_after": 6}, "impact_after"),
     ({"likelihood_after": 5, "impact_after": 5}, "likelihood_after")],
)  # fmt: skip
def test_a_wrong_risk_says_which_field(office, change, field):
    with pytest.raises(ImpactWrong) as refused:
        api.put_risk(code=begin(office).code, risk=a_risk(**change), **by(office.leader))
    assert set(refused.value.fields) == {field}


def test_risks_are_changed_and_taken_out_by_number(office):
    code = begin(office).code
    for what in ("Một", "Hai"):
        api.put_risk(code=code, risk=a_risk(what=what), **by(office.leader))
    changed = api.put_risk(code=code, risk=a_risk(what="Hai, sửa", likelihood=5), number=2, **by(office.leader))
    assert [(r.what, r.level) for r in changed.risks] == [("Một", 12), ("Hai, sửa", 20)]
    assert [r.what for r in api.drop_risk(code=code, number=1, **by(office.leader)).risks] == ["Hai, sửa"]
    with pytest.raises(ImpactWrong):
        api.drop_risk(code=code, number=9, **by(office.leader))


def test_sending_stops_the_clock_once(office):
    code = sent(office)
    done = api.impact(code=code, actor=office.dpo, now=NOW + timedelta(days=90))
    assert (done.state, done.clock.settled, done.clock.late, done.clock.left) == (ImpactState.SENT, True, True, -53)
    again = api.record_impact_sent(code=code, sent_on=TODAY, number="khác", way=Way.POST, **by(office.dpo, hours=9))
    assert (again.sent_number, again.sent_way) == ("30/UBND", Way.PORTAL)


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), TODAY - timedelta(days=1)], ids=["future", "before approval"])
def test_a_day_of_sending_that_cannot_be_is_refused(office, on):
    with pytest.raises(ImpactWrong):
        sent(office, on=on)


def test_returned_completed_sent_again_and_accepted(office):
    code = sent(office)
    returned = api.return_impact(code=code, on=TODAY, reason="Bổ sung hợp đồng", **by(office.dpo, hours=4))
    assert (returned.state, returned.returned_why) == (ImpactState.RETURNED, "Bổ sung hợp đồng")
    second = api.renew_impact(code=code, **by(office.leader, hours=5))
    assert (second.version, second.state, second.sent_number) == (2, ImpactState.DRAFT, "")
    api.write_impact(code=code, answers={"necessity": "Bổ sung"}, **by(office.leader, hours=5))
    api.propose_impact(code=code, **by(office.leader, hours=5))
    api.approve_impact(code=code, **by(office.dpo, hours=5))
    api.record_impact_sent(code=code, sent_on=TODAY, number="31/UBND", way=Way.HAND, **by(office.dpo, hours=5))
    done = api.accept_impact(code=code, on=TODAY, number="9/A05", **by(office.dpo, hours=6))
    assert (done.state, [v.version for v in done.versions]) == (ImpactState.ACCEPTED, [2, 1])
    assert models.ImpactVersion.objects.get(version=1).content["answers"]["necessity"] != "Bổ sung"


def test_steps_out_of_order_are_refused(office):
    code = approved(office)
    for act in (
        lambda: api.write_impact(code=code, answers={"abroad": "Có"}, **by(office.leader)),
        lambda: api.accept_impact(code=code, on=TODAY, number="", **by(office.dpo)),
        lambda: api.return_impact(code=code, on=TODAY, reason="x", **by(office.dpo)),
        lambda: api.propose_impact(code=code, **by(office.leader)),
    ):
        with pytest.raises(StepRefused):
            act()


def test_the_end_is_the_end(office):
    code = begin(office).code
    done = api.end_impact(code=code, reason="Ngừng hoạt động", **by(office.dpo))
    assert (done.state, done.clock.settled, done.needs_update) == (ImpactState.ENDED, True, False)
    with pytest.raises(StepRefused):
        api.renew_impact(code=code, **by(office.leader))


def test_a_changed_register_asks_for_an_update_and_says_of_what(office, moved):
    code = sent(office)
    assert not api.impact(code=code, actor=office.dpo, now=NOW).needs_update
    moved()
    (stale,) = api.impact(code=code, actor=office.dpo, now=NOW).outdated
    assert (stale.activity, [vi for vi, _ in stale.parts]) == ("payments", ["bên nhận"])
    assert [i.code for i in api.impacts(actor=office.dpo, now=NOW, wish=ImpactWish(due="update"))] == [code]


def test_taking_the_register_over_keeps_what_people_wrote(office, moved):
    code = assess(office)
    api.write_impact(code=code, answers={"subjects": "Người nộp phí, viết lại"}, **by(office.leader))
    moved()
    with pytest.raises(ImpactIncomplete):
        api.propose_impact(code=code, **by(office.leader))
    done = api.refill_impact(code=code, **by(office.leader))
    assert "đơn vị mới" in done.answers["recipients"]
    assert (done.answers["subjects"], done.outdated) == ("Người nộp phí, viết lại", ())
    assert api.refill_impact(code=code, **by(office.leader)).seq == done.seq


def heard(actor, template):
    return [m for m in messaging.inbox(person_id=actor.subject_id) if m.template == template]


def test_warnings_come_once_a_mark_and_reach_leaders_at_the_last(office):
    code = begin(office).code
    models.Impact.objects.filter(code=code).update(due_on=TODAY + timedelta(days=10))
    for key in ("dossiers", "identity", "store", "sharing"):
        begin(office, activities=(key,), key=key)
    models.Impact.objects.exclude(code=code).update(state="ended")
    models.Impact.objects.filter(code=code).update(activities=["payments", "dossiers", "identity", "store", "sharing"])
    assert [api.warn_impacts(now=NOW + timedelta(days=d)) for d in (0, 0, 7)] == [1, 0, 1]
    assert (len(heard(office.dpo, "privacy.impact_warning")), heard(office.leader, "privacy.impact_warning")) == (2, [])
    api.warn_impacts(now=NOW + timedelta(days=10))
    assert len(heard(office.leader, "privacy.impact_warning")) == 1


def test_no_warning_after_it_was_sent(office):
    code = sent(office)
    api.warn_impacts(now=NOW)
    assert not models.ImpactEvent.objects.filter(impact__code=code).exclude(mark=None).exists()


def test_activities_without_a_dossier_are_told_once(office):
    assert {g.activity for g in api.impact_gaps(now=NOW)} == {"dossiers", "identity", "store", "sharing"}
    assert [api.warn_impacts(now=NOW), api.warn_impacts(now=NOW + timedelta(hours=1))] == [4, 0]
    assert len(heard(office.dpo, "privacy.impact_gap")) == 4
    begin(office, activities=("dossiers",))
    assert "dossiers" not in {g.activity for g in api.impact_gaps(now=NOW)}


def test_lists_are_narrowed(office):
    late = begin(office).code
    soon = begin(office, key="2").code
    models.Impact.objects.filter(code=soon).update(due_on=TODAY + timedelta(days=20))
    found = {due: [i.code for i in api.impacts(actor=office.dpo, now=NOW, wish=ImpactWish(due=due))] for due in ("late", "soon")}
    assert found == {"late": [late], "soon": [soon]}
    assert api.impacts(actor=office.dpo, now=NOW, wish=ImpactWish(state="sent")) == ()
    assert api.impacts(actor=office.dpo, now=NOW, wish=ImpactWish(unit_code="00000")) == ()
    assert len(api.impacts(actor=office.dpo, now=NOW, wish=ImpactWish(unit_code=UNIT, form="mau-10"))) == 2


def test_it_prints_for_the_authority_and_for_word(office):
    code = approved(office)
    assert api.impact_pdf(code=code, **by(office.dpo)).startswith(b"%PDF")
    assert api.impact_docx(code=code, **by(office.dpo))[:2] == b"PK"
    with pytest.raises(ImpactUnknown):
        api.impact_pdf(code=code, **by(office.stranger))


def test_evidence_is_only_of_its_own_dossier(office):
    first, second = begin(office).code, begin(office, key="2").code
    kept = api.add_impact_evidence(code=first, content=io.BytesIO(b"%PDF-1.4\n%%EOF"), name="hop-dong.pdf", **by(office.leader))
    assert api.open_impact_evidence(code=first, file_id=kept, **by(office.dpo))[1].startswith(b"%PDF")
    with pytest.raises(ImpactUnknown):
        api.open_impact_evidence(code=second, file_id=kept, **by(office.dpo))
    with pytest.raises(Forbidden):
        api.add_impact_evidence(code=first, content=io.BytesIO(b"%PDF-1.4"), name="x.pdf", **by(office.reception))


def test_the_database_itself_wants_two_people_and_keeps_history(office):
    code = approved(office)
    rows = models.Impact.objects.filter(code=code)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(approved_ref="a", proposed_ref="a")
    for table in ("privacy_impact_event", "privacy_impact_version", "privacy_impact_file"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table}")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.get().versions.update(approved_by="khác")
