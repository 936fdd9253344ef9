"""Pages: the person's, the officer's look-up for a dossier, the operator's queue."""

from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch
from uuid import uuid4

import pytest

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.consent.testing import load_purposes
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import UNIT, make_citizen, make_officer, sign_in
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.platform.casework.contracts import Channel, DossierStatus
from motcua.services.vault import api
from motcua.services.vault.contracts.national import LookupUnknown, NotForDossier
from motcua.services.vault.models import NationalLookup, NationalSending
from motcua.services.vault.testing import NOW, casework_knows, joined, resolved
from motcua.simulator.peers.results.shelf import paper

pytestmark = pytest.mark.django_db
HERE = "/kho-giay-to/kho-quoc-gia/"
QUEUE = "/lam-viec/kho-quoc-gia/"


@pytest.fixture
def there(tmp_path):
    with joined(tmp_path) as found:
        yield found


@pytest.fixture
def owner():
    load_purposes()
    return make_citizen()


def agree(client):
    return client.post(f"{HERE}lay/", {"agree": "true", "version": "1"})


def text(answer):
    return answer.content.decode()


def test_nothing_is_ticked_and_nothing_is_brought_without_consent(client, owner, there):
    sign_in(client, owner)
    page = text(client.get(HERE))
    assert "Tôi đồng ý để thành phố hỏi kho dữ liệu điện tử quốc gia" in page
    assert "checked" not in page
    refused = client.post(f"{HERE}lay/")
    assert refused.status_code == 422
    assert "Đọc nội dung đồng ý" in text(refused)
    assert not there.bridge.calls


def test_a_person_at_level_one_confirms_who_she_is_first(client, there):
    load_purposes()
    sign_in(client, make_citizen(5, level=1))
    answer = agree(client)
    assert answer.status_code == 302
    assert "muc=2" in answer["Location"]


def test_she_asks_sees_that_it_runs_and_what_came(client, owner, there):
    sign_in(client, owner)
    agree(client)
    assert "Đang lấy giấy tờ" in text(client.get(HERE))
    api.exchange_national(now=clock.now())
    page = text(client.get(HERE))
    assert "3 giấy tờ mới" in page
    assert "Lấy xong lần cuối" in page
    assert "kho quốc gia, lấy về ngày" in text(client.get("/kho-giay-to/"))


def test_why_it_waits_is_said_in_words_in_both_languages(client, owner, there):
    sign_in(client, owner)
    there.fault("http_500")
    agree(client)
    api.exchange_national(now=clock.now())
    assert "chưa trả lời" in text(client.get(HERE))
    assert "Thử lại lúc" in text(client.get(HERE))
    client.cookies["django_language"] = "en"
    assert "does not answer" in text(client.get(HERE, headers={"accept-language": "en"}))


def test_the_daily_switch_goes_on_and_off(client, owner, there):
    sign_in(client, owner)
    agree(client)
    for on, said in (("true", "Đang bật"), ("false", "Đang tắt")):
        client.post(f"{HERE}hang-ngay/", {"on": on})
        assert said in text(client.get(HERE))


def test_a_script_in_a_name_of_the_store_is_shown_as_text(client, owner, there):
    evil = '<script>alert("1")</script>'
    me = identity.person(person_id=owner.subject_id).personal_number
    there.shelf.issue(me, paper(me, kind="KQ.X1", title=evil, number="1", agency=evil, issued="20240101"))
    sign_in(client, owner)
    agree(client)
    there.fault("wrong_type")
    api.exchange_national(now=clock.now())
    page = text(client.get(HERE))
    assert "&lt;script&gt;" in page
    assert evil not in page


def test_nobody_but_operators_sees_the_queue(client, owner, there):
    for actor in (owner, make_officer(Role.RECEPTION), make_officer(Role.LEADER)):
        sign_in(client, actor)
        assert client.get(QUEUE).status_code == 403
        assert client.post(f"{QUEUE}gui-lai/").status_code == 403


def test_an_operator_finds_a_refused_result_by_its_code_and_sends_it_again(client, owner, there):
    event = resolved(owner.subject_id)
    with casework_knows():
        held = api.keep_result(resolved=event, now=NOW)
    api.line_up_national(document_id=held.uuid, now=NOW)
    there.fault("refuse", times=1)
    api.exchange_national(now=NOW)
    sign_in(client, make_officer(Role.OPERATOR))
    page = text(client.get(f"{QUEUE}?trang-thai=refused&q=88"))
    assert event.dossier_code in page
    assert "Mã kết quả chưa được công bố" in page
    assert "Không có kết quả nào phù hợp" in text(client.get(f"{QUEUE}?q=khong-co"))
    client.post(f"{QUEUE}gui-lai/", {"one": str(NationalSending.objects.get().pk)})
    api.exchange_national(now=clock.now())
    assert NationalSending.objects.get().state == "sent"
    assert client.post(f"{QUEUE}gui-lai/", {"one": "999999"}).status_code == 404
    assert client.post(f"{QUEUE}gui-lai/", {"one": "x"}).status_code == 404


@pytest.mark.parametrize("query", ["truoc=x", "truoc=" + "9" * 30, "truoc=²", "q=%00", "trang-thai=x", "q=" + "a" * 500])
def test_odd_questions_of_the_queue_are_answered(client, query):
    sign_in(client, make_officer(Role.ADMIN))
    assert client.get(f"{QUEUE}?{query}").status_code == 200


# ---- officers


@pytest.fixture
def matter(owner):
    """A dossier in the hands of the officer's unit, whose procedure asks for a driving licence."""
    person = identity.person(person_id=owner.subject_id)
    party = SimpleNamespace(person_id=owner.subject_id, organisation_id=None, number=person.personal_number, name=person.full_name)
    dossier = SimpleNamespace(
        code="H24.1-1", procedure_code="1.001193", unit_code=UNIT, handler_code=UNIT, status=DossierStatus.PROCESSING, party=party,
        channel=Channel.COUNTER, papers=(), definition_version=1,
    )  # fmt: skip
    papers = (SimpleNamespace(key="gplx", name="Bản sao Giấy phép lái xe còn hạn"),)
    door = "motcua.platform.casework.api"
    procedure = SimpleNamespace(definition=SimpleNamespace(papers=papers))
    with patch(f"{door}.dossier", lambda **_: dossier), patch(f"{door}.procedure", lambda **_: procedure):
        yield dossier


def look(officer, kind="driving_licence", now=NOW):
    return api.look_up_for_dossier(dossier_code="H24.1-1", kind=kind, actor=officer, now=now)


def test_an_officer_finds_the_applicants_paper_and_it_is_on_record(owner, matter, there):
    officer = make_officer(Role.APPRAISER)
    seen = look(officer)
    assert [r.kind for r in seen.results] == ["KQ.G01.000031"]
    (asked,) = there.asked("/v1/tra-cuu")
    assert (asked["SoDinhDanhChuSoHuu"], asked["MaThuTuc"], asked["SoDinhDanhNguoiYeuCau"]) == (matter.party.number, "1.001193", officer.ref)
    content, _ = api.open_looked_up(lookup_id=seen.uuid, place=0, file=0, actor=officer, now=NOW)
    assert content.startswith(b"%PDF-")
    person = identity.person(person_id=owner.subject_id)
    noted = consent.accesses_of(person=person, wanted=consent.AccessFilter(purpose="register-check")).accesses
    assert {(a.dossier, a.agency) for a in noted} == {("H24.1-1", UNIT)}
    acts = [e.action for e in audit.entries(dossier="H24.1-1").entries]
    assert sorted(acts) == ["vault.national_looked_up", "vault.national_opened"]


def test_a_look_up_that_fails_is_on_record_too(matter, there):
    there.fault("refuse")
    with pytest.raises(api.StoreRefused):
        look(make_officer(Role.APPRAISER))
    assert [e.action for e in audit.entries(dossier="H24.1-1").entries] == ["vault.national_looked_up"]


@pytest.mark.parametrize(("change", "kind"), [
    ({}, "health_card"), ({}, "khong-co"), ({"status": DossierStatus.RESOLVED}, "driving_licence"),
    ({"handler_code": "11359"}, "driving_licence"),
])  # fmt: skip
def test_only_what_the_procedure_asks_for_of_an_open_dossier_of_ones_unit(matter, there, change, kind):
    vars(matter).update(change)
    with pytest.raises(NotForDossier):
        look(make_officer(Role.APPRAISER), kind)
    assert not there.bridge.calls


def test_what_the_store_adds_unasked_is_not_shown(matter, there, monkeypatch):
    plain = there.store.look_up
    monkeypatch.setattr(there.store, "look_up", lambda asking, cursor="": plain(type(asking)(**{
        **{n: getattr(asking, n) for n in asking.__slots__}, "wanted": ()
    }), cursor=cursor))  # fmt: skip
    assert [r.kind for r in look(make_officer(Role.APPRAISER)).results] == ["KQ.G01.000031"]


def test_another_officer_or_a_later_hour_does_not_open_it(matter, there):
    officer, other = make_officer(Role.APPRAISER), make_officer(Role.RECEPTION)
    seen = look(officer)
    for actor, at in ((other, NOW), (officer, NOW + timedelta(minutes=31))):
        with pytest.raises(LookupUnknown):
            api.lookup(lookup_id=seen.uuid, actor=actor, now=at)
        with pytest.raises(LookupUnknown):
            api.open_looked_up(lookup_id=seen.uuid, place=0, file=0, actor=actor, now=at)
    for place in (1, -1):
        with pytest.raises(LookupUnknown):
            api.open_looked_up(lookup_id=seen.uuid, place=place, file=0, actor=officer, now=NOW)


def test_when_the_dossier_left_the_unit_the_files_are_closed(matter, there):
    officer = make_officer(Role.APPRAISER)
    seen = look(officer)
    matter.handler_code = "11359"
    with pytest.raises(NotForDossier):
        api.open_looked_up(lookup_id=seen.uuid, place=0, file=0, actor=officer, now=NOW)


def test_what_was_found_is_emptied_after_a_day_and_that_it_was_asked_stays(matter, there):
    look(make_officer(Role.APPRAISER))
    assert api.forget_lookups(now=NOW + timedelta(hours=23)) == 0
    assert api.forget_lookups(now=NOW + timedelta(hours=25)) == 1
    assert (NationalLookup.objects.get().found, NationalLookup.objects.get().count) == (None, 1)


def test_the_officers_pages(client, matter, there):
    sign_in(client, make_officer(Role.APPRAISER))
    assert "Tra cứu: Giấy phép lái xe" in text(client.get(f"{QUEUE}ho-so/H24.1-1/"))
    answer = client.post(f"{QUEUE}ho-so/H24.1-1/", {"kind": "driving_licence"})
    page = text(client.get(answer["Location"]))
    assert "Giấy phép lái xe hạng B" in page
    opened = client.get(f"{answer['Location']}0/0/")
    assert (opened.status_code, opened["Content-Type"]) == (200, "application/pdf")
    there.fault("http_500")
    sent_back = client.post(f"{QUEUE}ho-so/H24.1-1/", {"kind": "driving_licence"})
    assert sent_back["Location"].endswith("/H24.1-1/")
    assert client.get(f"{QUEUE}tra-cuu/{uuid4()}/").status_code == 404


def test_the_same_over_rest(client, owner, there):
    base = "/api/v1/vault/national"
    sign_in(client, make_citizen(6, level=1))
    assert client.post(f"{base}/fetchings").status_code == 403
    sign_in(client, owner)
    assert client.post(f"{base}/fetchings").status_code == 422
    version = client.get(base).json()["text_version"]
    assert client.post(f"{base}/consent", {"version": version}, content_type="application/json").status_code == 204
    first, again = (client.post(f"{base}/fetchings").json()["uuid"] for _ in range(2))
    assert first == again
    assert client.put(f"{base}/daily", {"on": True}, content_type="application/json").json() == {"on": True}
    api.exchange_national(now=clock.now())
    found = client.get(base).json()
    assert (found["daily"], found["fetchings"][0]["counts"]) == (True, {"new": 3})
    assert client.get(f"{base}/sendings").status_code == 403
    sign_in(client, make_officer(Role.OPERATOR))
    assert client.get(f"{base}/sendings").json() == []
    assert client.post(f"{base}/sendings/{10**19}/again").status_code == 404
