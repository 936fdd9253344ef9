"""Both ways between the stores: once in effect, whatever fails between; what comes in is recognised, versioned, marked, left out."""

from datetime import timedelta

import pytest

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.consent.contracts import personal_sources
from motcua.foundation.consent.testing import load_purposes, restrict_processing
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import Role
from motcua.kernel.errors import Forbidden
from motcua.kernel.ids import uuid7
from motcua.services.vault import api, conf
from motcua.services.vault.actions.national.sending import lift_withheld
from motcua.services.vault.contracts.national import ConsentNeeded
from motcua.services.vault.models import HeldDocumentRow, NationalRun, NationalSending
from motcua.services.vault.testing import NOW, casework_knows, joined, resolved
from motcua.services.vault.tests.national_acts import agree, bring, keep, number, revoke, state
from motcua.simulator.peers.results.shelf import paper

pytestmark = pytest.mark.django_db
OPERATOR = Role.OPERATOR


@pytest.fixture
def there(tmp_path):
    with joined(tmp_path) as found:
        yield found


@pytest.fixture
def owner():
    load_purposes()
    return make_citizen()


def came(owner):
    return [d for d in api.documents(actor=owner, now=NOW) if d.origin is api.Origin.NATIONAL]


def readings(owner, purpose):
    person = identity.person(person_id=owner.subject_id)
    return consent.accesses_of(person=person, wanted=consent.AccessFilter(purpose=purpose)).accesses


def sent():
    return NationalSending.objects.get()


# ---- out


def test_a_kept_result_is_told_once_with_its_file_and_noted_for_its_person(owner, there):
    _, held = keep(owner)
    for _ in range(3):
        api.line_up_national(document_id=held.uuid, now=NOW)
        api.exchange_national(now=NOW)
    (told,) = there.shelf.told()
    assert (told["owner"], told["MaDinhDanhKetQua"], told["TrangThai"]) == (number(owner), str(held.uuid), "1")
    assert len(there.asked("/v1/ket-qua")) == 1
    assert there.asked("/v1/ket-qua")[0]["MaKetQua"] == "KQ.G15.000012"
    assert (sent().state, sent().code) == ("sent", "0")
    found = readings(owner, "national-sync")
    assert [a.source for a in found] == ["vault.national"]


def test_a_revoked_result_is_told_as_revoked_without_its_file(owner, there):
    event, _ = keep(owner)
    api.exchange_national(now=NOW)
    revoke(event)
    api.exchange_national(now=NOW)
    (told,) = there.shelf.told()
    assert (told["TrangThai"], told["PhienBan"]) == ("0", 2)
    assert there.asked("/v1/ket-qua")[1]["DanhSachTepDinhKem"] == []


def test_a_change_during_the_sending_is_sent_afterwards(owner, there, monkeypatch):
    event, _ = keep(owner)
    plain = there.store.push

    def slow(**told):
        if not there.shelf.told():
            revoke(event)
        return plain(**told)

    monkeypatch.setattr(there.store, "push", slow)
    api.exchange_national(now=NOW)
    assert there.shelf.told()[0]["TrangThai"] == "0"
    assert (sent().state, sent().sent_revision) == ("sent", 2)


def test_whoever_dies_while_sending_leaves_it_to_the_next_who_sends_it_under_the_same_name(owner, there, monkeypatch):
    keep(owner)

    class Killed(BaseException):
        pass

    def dies(**told):
        type(there.store).push(there.store, **told)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(there.store, "push", dies)
        with pytest.raises(Killed):
            api.exchange_national(now=NOW)
    api.exchange_national(now=NOW + timedelta(seconds=30))
    assert sent().state == "waiting"
    api.exchange_national(now=NOW + timedelta(minutes=3))
    assert (sent().state, sent().code, sent().answer) == ("sent", "0", "Đã nhận từ trước")
    assert len({one["MaThongDiep"] for one in there.asked("/v1/ket-qua")}) == 1
    assert len(there.shelf.told()) == 1


def test_a_refusal_keeps_the_code_and_is_sent_again_by_an_operator_only(owner, there):
    keep(owner)
    there.fault("refuse", times=1)
    api.exchange_national(now=NOW)
    assert (sent().state, sent().code) == ("refused", "88")
    with pytest.raises(Forbidden):
        api.send_again(actor=owner, now=NOW)
    assert api.send_again(actor=make_officer(OPERATOR), now=NOW) == 1
    api.exchange_national(now=NOW)
    assert sent().state == "sent"


def test_an_unsigned_yes_does_not_count_as_sent(owner, there):
    keep(owner)
    there.fault("wrong_signature")
    api.exchange_national(now=NOW)
    assert sent().state == "waiting"
    assert sent().code == "vault.national_unbelieved"


def test_five_silences_let_the_store_rest(owner, there):
    keep(owner)
    there.fault("http_500")
    at = NOW
    for _ in range(5):
        api.exchange_national(now=at)
        at = sent().next_at
    calls = len(there.bridge.calls)
    NationalSending.objects.update(next_at=at)
    api.exchange_national(now=at - timedelta(seconds=100))
    assert len(there.bridge.calls) == calls
    assert api.send_counts(actor=make_officer(OPERATOR), now=at - timedelta(seconds=200)).rests_until is not None
    there.heal()
    api.exchange_national(now=at + timedelta(hours=1))
    assert sent().state == "sent"


def test_what_its_holder_restricted_is_withheld_until_she_lifts_it(owner, there):
    keep(owner)
    restrict_processing(owner.subject_id, now=NOW)
    api.exchange_national(now=NOW)
    assert (sent().state, there.shelf.told()) == ("withheld", [])
    consent.lift(person_id=owner.subject_id, kind=consent.Wish.RESTRICT, actor=owner, now=NOW)
    api.exchange_national(now=NOW)
    assert sent().state == "sent"


def test_whoever_goes_on_restricting_does_not_hold_up_those_who_lift_it(owner, there, django_assert_max_num_queries):
    other = make_citizen(1)
    for one in (owner, other):
        keep(one)
        restrict_processing(one.subject_id, now=NOW)
    api.exchange_national(now=NOW)
    mine, theirs = NationalSending.objects.order_by("id")
    shape = HeldDocumentRow.objects.filter(pk=mine.document_id).values().get()
    copies = [HeldDocumentRow(**(shape | {"id": None, "uuid": uuid7(), "series": uuid7(), "source_file_id": None})) for _ in range(520)]
    more = HeldDocumentRow.objects.bulk_create(copies)
    NationalSending.objects.bulk_create(NationalSending(document=row, state="withheld", next_at=NOW) for row in more)
    NationalSending.objects.filter(pk=theirs.pk).delete()
    last = NationalSending.objects.create(document_id=theirs.document_id, state="withheld", next_at=NOW)
    consent.lift(person_id=other.subject_id, kind=consent.Wish.RESTRICT, actor=other, now=NOW)
    with django_assert_max_num_queries(12):
        assert lift_withheld(now=NOW) == 1
    last.refresh_from_db()
    assert last.state == "waiting"


def test_results_of_before_are_found_without_an_event(owner, there):
    event = resolved(owner.subject_id)
    with casework_knows():
        api.keep_result(resolved=event, now=NOW)
    assert api.line_up_missed(now=NOW) == 1
    assert api.line_up_missed(now=NOW) == 0


# ---- in


def test_nothing_is_brought_without_consent_or_at_a_lower_level(owner, there):
    with pytest.raises(ConsentNeeded):
        api.bring_papers(actor=owner, now=NOW)
    with pytest.raises(Forbidden):
        api.bring_papers(actor=make_citizen(3, level=1), now=NOW)
    assert not there.bridge.calls


def test_papers_come_as_issued_ones_with_their_origin_and_report(owner, there):
    found = bring(owner)
    assert found.runs[0].counts == {"new": 3}
    by_kind = {d.kind: d for d in came(owner)}
    assert set(by_kind) == {"driving_licence", "health_card", "other"}
    licence = by_kind["driving_licence"]
    assert (licence.official, licence.issuer, licence.facts["number"].trust) == (True, "Phòng Cảnh sát giao thông (mô phỏng)", "issued")
    assert licence.report == {"signatures": [], "valid": False} or licence.report["signatures"] == []
    assert str(by_kind["health_card"].expires_on) == "2030-12-31"
    assert by_kind["other"].title == "Quyết định công nhận sáng kiến cấp cơ sở"
    assert api.use_of_store(actor=owner).used == 0


def test_the_second_time_all_are_the_same(owner, there):
    bring(owner)
    assert bring(owner, NOW + timedelta(days=1)).runs[0].counts == {"same": 3}
    assert len(came(owner)) == 3


def test_the_reading_is_noted_for_the_person(owner, there):
    bring(owner)
    found = readings(owner, "national-store")
    assert [a.source for a in found] == ["vault.national"]


def test_what_the_city_told_itself_is_recognised(owner, there):
    keep(owner)
    api.exchange_national(now=NOW)
    assert bring(owner).runs[0].counts == {"new": 3, "same": 1}


@pytest.mark.parametrize(("fault", "counts"), [
    ("duplicate", {"new": 3}), ("small_pages", {"new": 3}), ("unknown_kind", {"new": 4}), ("traversal", {"new": 2, "refused": 1}),
    ("revoked", {"new": 2, "revoked": 1}), ("wrong_type", {"refused": 3}),
])  # fmt: skip
def test_each_fault_of_the_list_leaves_the_good_ones(owner, there, fault, counts):
    there.fault(fault)
    assert bring(owner).runs[0].counts == counts
    assert len(came(owner)) == counts.get("new", 0)


def test_a_paper_of_an_unknown_kind_is_another_result(owner, there):
    there.shelf.issue(number(owner), paper(number(owner), kind="KQ.X1", title="Giấy lạ", number="1", agency="Sở lạ", issued="20240101"))
    bring(owner)
    (strange,) = [d for d in came(owner) if d.title == "Giấy lạ"]
    assert (strange.kind, strange.facts["issuer"].value) == ("other", "Sở lạ")


@pytest.mark.parametrize("fault", ["other_person", "wrong_signature"])
def test_an_answer_that_is_not_believed_brings_nothing_and_is_told(owner, there, fault):
    there.fault(fault)
    found = bring(owner)
    assert (found.running.code, came(owner)) == ("vault.national_unbelieved", [])
    assert "không đáng tin" in found.running.why[0]
    assert [e.action for e in audit.entries(person=f"person:{owner.subject_id}").entries].count("vault.national_unbelieved") == 1


def test_a_person_is_told_when_it_came_to_nothing_in_the_end(owner, there):
    there.fault("other_person")
    bring(owner)
    for hours in range(1, 14):
        api.exchange_national(now=NOW + timedelta(hours=2 * hours))
    assert (state(owner).running, state(owner).runs[0].state) == (None, "failed")


def test_a_broken_file_does_not_hold_up_the_others_for_ever(owner, there):
    there.fault("truncated_file", times=4)
    bring(owner)
    for minutes in (5, 15, 40):
        api.exchange_national(now=NOW + timedelta(minutes=minutes))
    assert state(owner).runs[0].counts in ({"new": 2, "refused": 1}, {"new": 3})


def test_another_content_is_a_newer_version_and_a_revocation_marks_it(owner, there):
    bring(owner)
    old = next(d for d in came(owner) if d.kind == "driving_licence")
    changed = paper(
        number(owner), kind="KQ.G01.000031", title=old.title, number=old.facts["number"].value, agency=old.issuer, issued="20260101", revision=2
    )
    there.shelf.issue(number(owner), changed)
    assert bring(owner, NOW + timedelta(days=1)).runs[0].counts == {"newer": 1, "same": 2}
    versions = api.versions(document_id=old.uuid, actor=owner, now=NOW)
    assert [(v.version, v.standing.value) for v in versions] == [(2, "in_force"), (1, "replaced")]
    there.shelf.revoke(number(owner), old.facts["number"].value)
    assert bring(owner, NOW + timedelta(days=2)).runs[0].counts == {"revoked": 1, "same": 2}
    assert {v.standing.value for v in api.versions(document_id=old.uuid, actor=owner, now=NOW)} == {"revoked"}
    assert len(recorded("vault.document.revoked.v1")) == 2


def test_what_the_person_removed_stays_out_even_when_it_changes(owner, there):
    bring(owner)
    gone = next(d for d in came(owner) if d.kind == "driving_licence")
    api.remove_paper(document_id=gone.uuid, actor=owner, now=NOW)
    assert bring(owner, NOW + timedelta(days=1)).runs[0].counts == {"same": 2, "removed": 1}
    there.shelf.issue(number(owner), paper(
        number(owner), kind="KQ.G01.000031", title=gone.title, number=gone.facts["number"].value, agency=gone.issuer, issued="20260101",
        revision=2,
    ))  # fmt: skip
    assert bring(owner, NOW + timedelta(days=2)).runs[0].counts == {"same": 2, "removed": 1}
    assert len(came(owner)) == 2


def test_a_cut_off_fetching_goes_on_where_it_was(owner, there):
    there.fault("small_pages")
    agree(owner)
    api.bring_papers(actor=owner, now=NOW)
    there.fault("http_500", endpoint="tai-tep", times=4)
    for minutes in (0, 2, 5, 10, 20):
        api.exchange_national(now=NOW + timedelta(minutes=minutes))
    assert state(owner).runs[0].counts == {"new": 3}
    assert NationalRun.objects.get().state == "done"


def test_withdrawing_stops_what_waits_and_the_daily_fetching(owner, there):
    agree(owner)
    api.set_daily(on=True, actor=owner, now=NOW)
    api.bring_papers(actor=owner, now=NOW)
    consent.withdraw(subject_id=owner.subject_id, purpose="national-store", way=consent.Way.WEB, actor=owner, now=NOW)
    later = NOW + timedelta(minutes=1)
    api.exchange_national(now=later)
    assert (state(owner, later).runs[0].state, came(owner)) == ("failed", [])
    night = NOW.replace(hour=20)
    assert api.line_up_daily(now=night) == 0
    assert state(owner, night).daily is False


def test_at_night_those_are_served_who_switched_it_on_once(owner, there):
    agree(owner)
    api.set_daily(on=True, actor=owner, now=NOW)
    make_citizen(1)
    night = NOW.replace(hour=20)  # 3 o'clock in Vietnam
    assert (api.line_up_daily(now=NOW), api.line_up_daily(now=night), api.line_up_daily(now=night)) == (0, 1, 0)
    api.exchange_national(now=night)
    assert len(came(owner)) == 3


def test_a_restriction_holds_the_daily_fetching_up_until_it_is_lifted(owner, there):
    agree(owner)
    api.set_daily(on=True, actor=owner, now=NOW)
    restrict_processing(owner.subject_id, now=NOW)
    night = NOW.replace(hour=20)
    assert (api.line_up_daily(now=night), state(owner, night).daily) == (0, True)
    consent.lift(person_id=owner.subject_id, kind=consent.Wish.RESTRICT, actor=owner, now=night)
    assert api.line_up_daily(now=night + timedelta(days=1)) == 1


def test_one_fetching_waits_at_a_time(owner, there):
    agree(owner)
    assert api.bring_papers(actor=owner, now=NOW).uuid == api.bring_papers(actor=owner, now=NOW).uuid


def test_her_copy_of_her_data_tells_of_both_ways_and_erasing_forgets_the_switch(owner, there):
    keep(owner)
    bring(owner)
    api.set_daily(on=True, actor=owner, now=NOW)
    source = next(s for s in personal_sources if s.key == "vault")
    told = source.export(person_id=owner.subject_id, now=NOW)["national"]
    assert (told["daily"], len(told["found"]), len(told["told"])) == (True, 4, 1)
    source.erase(person_id=owner.subject_id, now=NOW)
    assert source.export(person_id=owner.subject_id, now=NOW)["national"]["daily"] is False


def test_the_address_is_not_asked_when_no_store_is_joined(owner, monkeypatch):
    monkeypatch.setattr(conf, "NATIONAL_URL", "")
    assert api.exchange_national(now=NOW) == ({}, 0)
