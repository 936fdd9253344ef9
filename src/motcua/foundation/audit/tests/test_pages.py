"""The page of the log."""

import hashlib
import json
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import Mock
from uuid import UUID, uuid4

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from motcua.foundation.audit import api
from motcua.foundation.audit.testing import NOW, OFFICER, act, as_owner
from motcua.foundation.audit.web import exporting, views
from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import Actor, ActorKind, PositionHeld, Role
from motcua.kernel.errors import NamedError
from motcua.kit import clock

pytestmark = pytest.mark.django_db
ADMIN = Actor(
    kind=ActorKind.OFFICER,
    subject_id=OFFICER.subject_id,
    positions=(PositionHeld(position_id=1, unit_code="11329", unit_id=1, role=Role.ADMIN),),
)


def ask(view, actor=ADMIN, method="get", **query):
    request = getattr(RequestFactory(), method)("/lam-viec/nhat-ky/", query)
    request.actor, request.session = actor, {"identity.auth_time": clock.now().isoformat()}
    request.language = "vi"
    request._messages = CookieStorage(request)
    return request, view(request)


def test_the_log_is_shown_and_the_reading_recorded():
    act(3)
    api.record(action="a.b", object_ref="<script>", actor=OFFICER, now=NOW)
    _, answer = ask(views.log, doi_tuong="test.thing:3")
    page = answer.content.decode()
    assert "test.thing:3" in page
    assert "<script>alert" not in page
    assert api.entries().entries[0].action == "audit.read"


def test_a_strange_cursor_is_no_fault():
    assert ask(views.log, truoc="abc' OR 1=1")[1].status_code == 200


def test_only_administrators_and_leaders_read_it():
    with pytest.raises(NamedError) as refusal:
        ask(views.log, actor=OFFICER)
    assert refusal.value.status == 403


@pytest.mark.parametrize(("harm", "words"), [(False, "Nguyên vẹn: 1"), (True, "KHÔNG nguyên vẹn: 1")])
def test_a_check_is_made_by_the_worker_and_shown(harm, words):
    act()
    if harm:
        as_owner("DELETE FROM audit_waiting")
    _, answer = ask(views.verify, method="post")
    assert answer.status_code == 302
    assert "Đang kiểm tra" in ask(views.log)[1].content.decode()
    if not harm:
        api.seal(now=NOW)
        as_owner("DELETE FROM audit_link WHERE entry_id <> (SELECT min(entry_id) FROM audit_link)")
        as_owner("DELETE FROM audit_waiting")
        as_owner("DELETE FROM audit_entry WHERE id NOT IN (SELECT entry_id FROM audit_link)")
    assert api.run_checks(now=clock.now()) == 1
    assert words in ask(views.log)[1].content.decode()


def test_a_second_check_is_not_begun_while_one_waits():
    ask(views.verify, method="post")
    ask(views.verify, method="post")
    assert api.run_checks(now=clock.now()) == 1


def test_acts_are_read_as_sentences_and_found_by_act_dossier_and_day():
    api.record(action="casework.received", object_ref="casework:1", actor=OFFICER, now=NOW, dossier="H24-1")
    for query in ({"viec": "casework.received"}, {"ho_so": "H24-1"}, {"tu": "20/11/2026", "den": "20/11/2026"}):
        assert "H24-1" in ask(views.log, **query)[1].content.decode()
    assert "Tiếp nhận hồ sơ" in ask(views.log, ho_so="H24-1")[1].content.decode()
    nothing = ask(views.log, ho_so="H24-1", den="19/11/2026")[1].content.decode()
    assert "Không có mục nào khớp" in nothing
    assert "Ghi ngày theo dạng" in ask(views.log, tu="32/13/2026")[1].content.decode()


def test_a_person_is_found_on_a_ground_and_the_number_goes_nowhere(monkeypatch):
    who = SimpleNamespace(uuid=uuid4())
    monkeypatch.setattr(views.identity, "person_by_number", lambda *, number: who if number == "031199000001" else None)
    _, refused = ask(views.find_person, method="post", so_dinh_danh="031199000001", can_cu_tim="")
    assert refused["Location"] == "/lam-viec/nhat-ky/"
    assert not api.entries().entries
    _, answer = ask(views.find_person, method="post", so_dinh_danh="031199000001", can_cu_tim="Đơn số 7")
    (read,) = api.entries().entries
    assert (read.person, read.ground) == (f"person:{who.uuid}", "Đơn số 7")
    assert "031199000001" not in answer["Location"] + str(read)


def test_an_entry_is_shown_with_its_proof_and_the_file_can_be_taken():
    entry = act()
    assert "chưa niêm phong" in views.entry(ask(views.log)[0], entry=entry).content.decode()
    api.seal(now=NOW)
    api.close_hours(now=NOW + timedelta(hours=1))
    page = views.entry(ask(views.log)[0], entry=entry).content.decode()
    assert "Mục này còn nguyên như khi ghi" in page
    file = json.loads(views.proof(ask(views.log)[0], entry=entry).content)
    assert api.check_proof(document=file).ok


def test_an_export_states_its_ground_counts_and_is_signed():
    for number in range(3):
        act(number)
    _, refused = ask(exporting.export, method="post", can_cu_xuat="")
    assert refused.status_code == 302
    _, answer = ask(exporting.export, method="post", can_cu_xuat="QĐ thanh tra 12", viec="test.done")
    *lines, last = b"".join(answer.streaming_content).decode().splitlines(keepends=True)
    manifest = json.loads(last)
    assert (manifest["manifest"]["entries"], manifest["manifest"]["ground"]) == (3, "QĐ thanh tra 12")
    assert manifest["manifest"]["sha256"] == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert manifest["signature"]
    assert api.entries(action="audit.exported").entries[0].ground == "QĐ thanh tra 12"


@pytest.mark.parametrize("view", [views.verify, views.find_person, exporting.export])
def test_nobody_else_asks_searches_or_exports(view):
    with pytest.raises(NamedError) as refusal:
        ask(view, actor=OFFICER, method="post")
    assert refusal.value.status == 403


@pytest.mark.parametrize("at", ["infinity", "10000-01-01 00:00+00"])
def test_an_instant_of_no_calendar_stops_no_page(at):
    entry = act(3)
    as_owner("UPDATE audit_entry SET at = %s", at)
    assert "không đọc được" in ask(views.log)[1].content.decode()
    assert "không đọc được" in views.entry(ask(views.log)[0], entry=entry).content.decode()


def test_a_check_that_breaks_off_is_finished_and_says_so(monkeypatch):
    ask(views.verify, method="post")
    monkeypatch.setattr("motcua.foundation.audit.actions.checks.verify", Mock(side_effect=ZeroDivisionError("x")))
    assert api.run_checks(now=clock.now()) == 1
    assert api.run_checks(now=clock.now()) == 0
    assert api.last_check().ok is False
    page = ask(views.log)[1].content.decode()
    assert "Không kiểm tra được" in page
    assert "ZeroDivisionError: x" in page


def leader_of(unit):
    post = PositionHeld(position_id=2, unit_code=unit, unit_id=2, role=Role.LEADER)
    return Actor(kind=ActorKind.OFFICER, subject_id=UUID(int=9), positions=(post,))


def test_leaders_read_their_own_units_alone():
    entry = api.record(action="casework.received", object_ref="casework:1", actor=ADMIN, now=NOW, dossier="H24-1")
    for unit, sees in (("11329", True), ("11359", False)):
        leader = leader_of(unit)
        assert ("H24-1" in ask(views.log, actor=leader, viec="casework.received")[1].content.decode()) is sees
        _, answer = ask(exporting.export, actor=leader, method="post", can_cu_xuat="QĐ 12", viec="casework.received")
        assert (b"H24-1" in b"".join(answer.streaming_content)) is sees
    request, _ = ask(views.log, actor=leader_of("11359"))
    for view in (views.entry, views.proof):
        with pytest.raises(api.EntryUnknown):
            view(request, entry=entry)


def test_officers_are_named_also_when_they_have_left_and_people_are_not():
    officer, person = make_officer(Role.APPRAISER, code="left"), f"citizen:{uuid4()}"
    api.record(action="casework.received", object_ref="casework:1", actor=officer, now=NOW, on_behalf_of=person)
    as_owner("UPDATE identity_position SET valid_to = valid_from + interval '1 second'")
    page = ask(views.log)[1].content.decode()
    assert officer.name in page
    assert officer.ref in page
    assert person in page
    entry = api.entries(action="casework.received").entries[0]
    assert officer.name in views.entry(ask(views.log)[0], entry=entry.uuid).content.decode()
    _, answer = ask(exporting.export, method="post", can_cu_xuat="QĐ 12", viec="casework.received")
    line = json.loads(b"".join(answer.streaming_content).splitlines()[0])
    assert (line["actor"], line["actor_name"], line["on_behalf_of"], line["on_behalf_of_name"]) == (officer.ref, officer.name, person, "")


def test_names_take_one_statement_for_a_whole_page(django_assert_num_queries):
    refs = {make_officer(Role.APPRAISER, code=f"o{n}").ref for n in range(5)} | {"officer:nobody", "system", "citizen:1"}
    with django_assert_num_queries(1):
        assert len(api.names_of(refs=refs)) == 5


def test_the_page_tells_how_publishing_goes(monkeypatch, tmp_path):
    monkeypatch.setattr("motcua.foundation.audit.adapters.conf.WITNESSES", str(tmp_path / "roots.jsonl"))
    assert "Nơi giữ gốc bên ngoài" in ask(views.log)[1].content.decode()
