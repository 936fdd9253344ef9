"""Corrections go to who owns the fact, withdrawals end what stood on the consent: item by item, each once, with what was and is."""

from datetime import timedelta
from importlib import import_module
from unittest.mock import patch
from uuid import UUID

import pytest
from django.apps import apps as django_apps
from django.db import connection

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.consent.contracts import CorrectionRefused, personal_sources, resting_on_consent
from motcua.foundation.consent.testing import noted
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.errors import Forbidden, Invalid
from motcua.platform.casework import testing as t
from motcua.platform.messaging import api as messaging
from motcua.services.privacy import api, models
from motcua.services.privacy.contracts import ItemWrong, NothingNamed, NotNow, NotPlanned, RunState, TaskState, TaskUnknown
from motcua.services.privacy.testing import asked

pytestmark = pytest.mark.django_db
WITHDRAW = "9.910107"
TASKS = "/lam-viec/du-lieu-ca-nhan/can-sua/"


def name(town, code, ref, **more):
    return api.name_item(code=code, ref=ref, actor=town.appraiser, now=t.NOW, **more)


def carry_out(town, code, run, **more):
    return api.carry_out(code=code, digest=run.digest, actor=town.appraiser, now=t.NOW, **more)


def person(town):
    return identity.person(person_id=town.citizen.subject_id)


def test_the_dry_run_shows_before_and_after_and_changes_nothing(town):
    before = person(town).phone
    run = name(town, asked(town, "correct"), "identity|phone", wanted="0912 345 678", ground="Hợp đồng thuê bao")
    (step,) = run.steps
    assert (step.item.before, step.item.wanted, step.item.ground) == (before, "0912 345 678", "Hợp đồng thuê bao")
    assert (run.state, person(town).phone) == (RunState.PLANNED, before)


def test_naming_a_thing_makes_one_plan(town):
    run = name(town, asked(town, "correct"), "identity|phone", wanted="0912345678")
    drain_all()
    lines = audit.entries(object_ref=f"privacy.run:{run.run_id}").entries
    assert [one.action for one in lines] == ["privacy.run_planned"]


def test_each_item_goes_to_the_room_that_owns_the_fact(town):
    code, before = asked(town, "correct"), person(town)
    name(town, code, "identity|phone", wanted="0912 345 678")
    run = name(town, code, "identity|email", wanted="lan@vidu.vn")
    done = carry_out(town, code, run)
    assert done.state is RunState.DONE
    assert [(s.item.before, s.item.after) for s in done.steps] == [(before.phone, "0912345678"), (before.email, "lan@vidu.vn")]
    assert (person(town).phone, person(town).email) == ("0912345678", "lan@vidu.vn")
    assert any("Đã thực hiện xong" in m.subject_vi for m in messaging.inbox(person_id=town.citizen.subject_id))


@pytest.mark.parametrize("field", ["full_name", "born_on", "personal_number", "residence"])
def test_who_she_is_is_corrected_in_the_national_database_and_said_where(town, field):
    code, before = asked(town, "correct"), person(town)
    done = carry_out(town, code, name(town, code, f"identity|{field}", wanted="Khác"))
    (step,) = done.steps
    assert (step.kept, step.held) == (1, 0)
    assert "Cơ sở dữ liệu quốc gia về dân cư" in step.reason_vi
    assert "police" in step.reason_en
    assert person(town) == before


def test_a_value_that_cannot_be_is_refused_while_it_is_named(town):
    code, before = asked(town, "correct"), person(town)
    with pytest.raises(Invalid) as refused:
        name(town, code, "identity|phone", wanted="12")
    assert "Số điện thoại không đúng" in refused.value.fields["wanted"][0]
    assert (models.RunStep.objects.count(), person(town)) == (0, before)


def test_what_a_room_refuses_at_the_end_is_said_in_its_words_and_the_rest_goes_on(town):
    code = asked(town, "correct")
    name(town, code, "identity|phone", wanted="0912345678")
    run = name(town, code, "identity|email", wanted="lan@vidu.vn")
    real = personal_sources["identity"].correct

    def by_then(**about):
        if about["field"] == "phone":
            raise CorrectionRefused(reason_vi="số này nay của người khác.", reason_en="that number is somebody else’s by now.")
        return real(**about)

    with patch.object(type(personal_sources["identity"]), "correct", side_effect=by_then, autospec=False):
        done = carry_out(town, code, run)
    assert [bool(s.held) for s in done.steps] == [False, True]
    assert "nay của người khác" in done.steps[0].reason_vi
    assert person(town).email == "lan@vidu.vn"


def test_what_is_not_hers_cannot_be_named(town):
    code = asked(town, "correct")
    for ref in ("vault|00000000-0000-0000-0000-000000000001:number", "identity|password", "nowhere|x", "unit|99999", "consent|reminders"):
        with pytest.raises(ItemWrong):
            name(town, code, ref, wanted="x", what="x")
    with pytest.raises(NothingNamed):
        carry_out(town, code, api.plan(code=code, actor=town.appraiser, now=t.NOW))


def test_what_changed_since_the_dry_run_is_looked_at_again(town):
    code = asked(town, "correct")
    run = name(town, code, "identity|phone", wanted="0912345678")
    identity.correct_contact(person_id=town.citizen.subject_id, field="phone", value="0987654321", ground="x", now=t.NOW)
    with pytest.raises(NotPlanned):
        carry_out(town, code, run)
    run = api.plan(code=code, actor=town.appraiser, now=t.NOW)
    assert run.steps[0].item.before == "0987654321"
    assert carry_out(town, code, run).state is RunState.DONE


def test_a_corrected_telephone_stands_in_the_log_without_its_number(town):
    code = asked(town, "correct")
    carry_out(town, code, name(town, code, "identity|phone", wanted="0912345678"))
    drain_all()
    lines = audit.entries(object_ref=f"person:{town.citizen.subject_id}").entries
    (line,) = [one for one in lines if one.action == "identity.contact_corrected"]
    assert line.details == {"field": "phone"}
    assert code in line.ground
    assert "0912345678" not in str(line)


def test_an_item_is_taken_out_again(town):
    code = asked(town, "correct")
    run = name(town, code, "identity|phone", wanted="0912345678")
    assert api.drop_item(code=code, place=run.steps[0].place, actor=town.appraiser, now=t.NOW).steps == ()


def test_interrupted_between_items_it_goes_on_and_does_nothing_twice(town):
    code = asked(town, "correct")
    name(town, code, "identity|phone", wanted="0912345678")
    run = name(town, code, "identity|email", wanted="lan@vidu.vn")
    real, calls = personal_sources["identity"].correct, []

    def dies(**about):
        calls.append(about["field"])
        if calls == ["phone", "email"]:
            raise KeyboardInterrupt  # as if killed: nothing after it runs
        return real(**about)

    with patch.object(type(personal_sources["identity"]), "correct", side_effect=dies, autospec=False):
        with pytest.raises(KeyboardInterrupt):
            carry_out(town, code, run)
        assert api.continue_runs(now=t.NOW) == 1
    assert calls == ["phone", "email", "email"]
    assert models.Run.objects.get().state == RunState.DONE


def test_what_was_and_is_stands_encrypted(town):
    code = asked(town, "correct")
    carry_out(town, code, name(town, code, "identity|phone", wanted="0912345678"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT item::text FROM privacy_run_step")
        assert "0912345678" not in cursor.fetchone()[0]


def with_task(town, **more):
    code = asked(town, "correct")
    run = name(town, code, f"unit|{t.OTHER_UNIT}", what="Tên mẹ trong giấy khai sinh", wanted="Nguyễn Thị Lụa", ground="Sổ hộ khẩu")
    return code, carry_out(town, code, run, **more)


def raw_rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT string_agg(s::text, ' ') FROM privacy_run_step s), (SELECT string_agg(k::text, ' ') FROM privacy_task k)")
        return " ".join(cursor.fetchone())


def test_what_officers_and_units_write_to_her_stands_encrypted(town, django_capture_on_commit_callbacks):
    with_task(town, note="Mời chị Lụa mang giấy khai sinh")
    (task,) = api.tasks_of(actor=town.stranger)
    answer = "Sổ gốc ghi mẹ là Nguyễn Thị Lua. " * 50
    with django_capture_on_commit_callbacks(execute=True):
        api.answer_task(task_id=task.task_id, corrected=False, before="", after="", answer=answer, actor=town.stranger, now=t.NOW)
    raw = raw_rows()
    assert not [word for word in ("Lụa", "Lua", "giấy khai sinh", "Sổ hộ khẩu", "Sổ gốc") if word in raw]
    (kept,) = api.tasks_of(actor=town.stranger)
    assert kept.ground == "Sổ hộ khẩu"
    notes = [s.note for s in api.run_of(dossier_id=models.Run.objects.get().dossier_id).steps]
    assert notes == [answer.strip(), "Mời chị Lụa mang giấy khai sinh"]  # whole: she reads the unit's words as they were written


def test_what_stood_plain_before_is_encrypted_once(town):
    with_task(town, note="x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_task SET ground = 'Sổ hộ khẩu số 7'")
        cursor.execute("UPDATE privacy_run_step SET note = 'g1. Không sửa được' WHERE note <> ''")
    seal = import_module("motcua.services.privacy.migrations.0010_words_of_before").seal
    seal(django_apps, None)
    sealed = raw_rows()
    assert "Sổ hộ khẩu số 7" not in sealed
    assert "Không sửa được" not in sealed
    seal(django_apps, None)
    assert raw_rows() == sealed
    assert models.Task.objects.get().ground == "Sổ hộ khẩu số 7"
    assert models.RunStep.objects.get(source="note").note == "g1. Không sửa được"


def test_a_fact_of_a_unit_is_its_task_and_the_run_ends_with_its_answer(town, django_capture_on_commit_callbacks):
    _code, run = with_task(town)
    assert run.state is RunState.RUNNING
    assert api.continue_runs(now=t.NOW) == 1  # waiting is not the end
    (task,) = api.tasks_of(actor=town.stranger)
    told = {"task_id": task.task_id, "corrected": True, "before": "Nguyễn Thị Lua", "actor": town.stranger, "now": t.NOW}
    with pytest.raises(Invalid):
        api.answer_task(after="", answer="", **told)
    with django_capture_on_commit_callbacks(execute=True):
        done = api.answer_task(after="Nguyễn Thị Lụa", answer="Đã cải chính trong sổ hộ tịch", **told)
    assert done.state is TaskState.CORRECTED
    with pytest.raises(NotNow):
        api.answer_task(after="x", answer="x", **told)
    row = models.Run.objects.get()
    finished = api.run_of(dossier_id=row.dossier_id)
    assert finished.state is RunState.DONE
    assert (finished.steps[0].item.before, finished.steps[0].item.after) == ("Nguyễn Thị Lua", "Nguyễn Thị Lụa")


def test_another_unit_neither_sees_nor_answers_it(town):
    with_task(town)
    assert api.tasks_of(actor=town.appraiser) == ()
    (task,) = api.tasks_of(actor=town.stranger)
    with pytest.raises(TaskUnknown):
        api.answer_task(
            task_id=task.task_id, corrected=False, before="", after="", answer="Không", actor=town.appraiser, now=t.NOW
        )


def task_of(town, n, *, due, answered=None):
    """A correction asked of the other unit on day ``n``, due after ``due`` days."""
    run, _ = models.Run.objects.get_or_create(
        dossier_id=UUID(int=1), defaults={"right": "correct", "person_id": town.citizen.subject_id, "planned_at": t.NOW}
    )
    step = models.RunStep.objects.create(run=run, place=n, source="unit", field=str(n), found=1)
    due_at = None if due is None else t.NOW + timedelta(days=due)
    return models.Task.objects.create(
        step=step, dossier_code="H1", unit_code=t.OTHER_UNIT, what=str(n), wanted="x", ground="", asked_at=t.NOW + timedelta(days=n),
        due_at=due_at, answered_at=answered, state=TaskState.CORRECTED if answered else TaskState.OPEN,
    )  # fmt: skip


def test_what_is_due_first_stands_first_and_nothing_answered_takes_its_place(town, monkeypatch, django_assert_num_queries):
    for n, due, answered in ((1, 9, None), (2, 1, None), (3, None, None), (4, 0, t.NOW), (5, 0, t.NOW + timedelta(days=1))):
        task_of(town, n, due=due, answered=answered)
    assert [one.what for one in api.tasks_of(actor=town.stranger)] == ["2", "1", "3", "5", "4"]
    monkeypatch.setattr("motcua.services.privacy.queries.items._MOST", 2)
    assert [one.what for one in api.tasks_of(actor=town.stranger)] == ["2", "1"]
    with django_assert_num_queries(1):
        assert api.open_tasks(actor=town.stranger) == 3


def agreed(town, purpose="reminders"):
    (text,) = [p.text for p in consent.purposes(on=t.NOW.date()) if p.code == purpose]
    consent.give(
        subject_id=town.citizen.subject_id, purpose=purpose, version=text.version, language="vi", way=consent.Way.WEB, actor=town.citizen,
        now=t.NOW,
    )


def test_a_withdrawal_ends_the_named_consent_and_what_stood_on_it_and_no_other(town):
    agreed(town)
    agreed(town, "satisfaction-survey")
    code = asked(town, "withdraw")
    offered = {o.ref for o in api.item_offers(code=code, actor=town.appraiser, now=t.NOW).offers}
    assert offered == {"consent|reminders", "consent|satisfaction-survey"}
    heard = resting_on_consent["messaging"].resting(person_id=town.citizen.subject_id, purpose="reminders", now=t.NOW)
    done = carry_out(town, code, name(town, code, "consent|reminders"))
    assert [(s.held, s.removed) for s in done.steps] == [(1, heard)]
    assert heard
    live = {c.purpose for c in consent.consents_of(subject_id=town.citizen.subject_id, now=t.NOW, history=False)}
    assert live == {"satisfaction-survey"}
    assert not consent.resting(person_id=town.citizen.subject_id, purpose="reminders", now=t.NOW)


def test_no_unit_is_asked_to_withdraw(town):
    code = asked(town, "withdraw")
    with pytest.raises(ItemWrong):
        name(town, code, f"unit|{t.OTHER_UNIT}", what="Tên mẹ trong giấy khai sinh", wanted="x")
    assert not models.RunStep.objects.exists()


def test_a_withdrawal_that_a_room_refuses_says_why_and_the_rest_goes_on(town, client):
    agreed(town)
    agreed(town, "satisfaction-survey")
    code = asked(town, "withdraw")
    name(town, code, "consent|reminders")
    run = name(town, code, "consent|satisfaction-survey")
    real = consent.withdraw

    def refuses(**about):
        done = real(**about)
        if about["purpose"] == "reminders":
            raise CorrectionRefused(reason_vi="còn một việc chưa dừng được.", reason_en="one thing cannot stop yet.")
        return done

    with patch.object(consent, "withdraw", refuses):
        done = carry_out(town, code, run)
    assert done.state is RunState.DONE
    assert [(s.held, s.kept, "chưa dừng được" in s.reason_vi) for s in done.steps] == [(0, 1, True), (1, 0, False)]
    live = {c.purpose for c in consent.consents_of(subject_id=town.citizen.subject_id, now=t.NOW, history=False)}
    assert live == {"reminders"}
    sign_in(client, town.appraiser)
    assert client.get(f"/lam-viec/ho-so/{code}/").content.decode().count("Đã rút; đã dừng") == 1


def test_an_interrupted_run_waits_for_no_unit_and_can_be_pressed_on(town, client):
    code = asked(town, "correct")
    run = name(town, code, f"unit|{t.OTHER_UNIT}", what="Tên mẹ", wanted="Lụa")
    waits, act = "Đang chờ đơn vị giữ dữ liệu trả lời", f"/lam-viec/du-lieu-ca-nhan/yeu-cau/{code}/thuc-hien/"
    with patch("motcua.services.privacy.actions.requests.go_on"):  # as if killed before the first item
        carry_out(town, code, run)
    sign_in(client, town.appraiser)
    page = client.get(f"/lam-viec/ho-so/{code}/").content.decode()
    assert (waits in page, act in page) == (False, True)
    client.post(act, {"sure": "on"})
    page = client.get(f"/lam-viec/ho-so/{code}/").content.decode()
    assert (waits in page, act in page) == (True, False)


def test_the_system_withdraws_only_in_a_running_request_of_the_person(town):
    agreed(town)
    other = t.submit(make_citizen(7), code=WITHDRAW, key="other")
    for dossier in ("", "H-0", other.code):
        with pytest.raises(Forbidden):
            consent.withdraw(
                subject_id=town.citizen.subject_id, purpose="reminders", way=consent.Way.DOSSIER, dossier=dossier, actor=SYSTEM, now=t.NOW
            )


def test_the_pages_lead_through_it(town, client):
    code = asked(town, "correct")
    page, act = f"/lam-viec/ho-so/{code}/", f"/lam-viec/du-lieu-ca-nhan/yeu-cau/{code}/"
    sign_in(client, town.appraiser)
    assert "Thêm dữ liệu cần sửa" in client.get(page).content.decode()
    wrong = client.post(f"{act}them-muc/", {"ref": "identity|phone", "wanted": "09123", "ground": "Hợp đồng số 7"})
    assert (wrong.status_code, 'value="Hợp đồng số 7"' in wrong.content.decode()) == (422, True)
    assert client.post(f"{act}them-muc/", {"unit": t.OTHER_UNIT}).status_code == 422
    assert not models.RunStep.objects.exists()
    client.post(f"{act}them-muc/", {"ref": "identity|phone", "wanted": "0912345678", "ground": "Hợp đồng"})
    client.post(f"{act}them-muc/", {"unit": t.OTHER_UNIT, "what": "Tên mẹ <b>", "wanted": "Lụa"})
    shown = client.get(page).content.decode()
    assert "Đề nghị: 0912345678" in shown
    assert "Tên mẹ &lt;b&gt;" in shown
    client.post(f"{act}thuc-hien/", {"digest": models.Run.objects.get().digest, "sure": "on"})
    assert "Đang chờ đơn vị giữ dữ liệu trả lời" in client.get(page).content.decode()
    sign_in(client, town.stranger)
    (task,) = api.tasks_of(actor=town.stranger)
    assert "Tên mẹ &lt;b&gt;" in client.get(TASKS).content.decode()
    wrong = client.post(TASKS, {"task": str(task.task_id), "corrected": "yes", "before": "Lua"})
    assert (wrong.status_code, 'value="Lua"' in wrong.content.decode()) == (422, True)
    client.post(TASKS, {"task": str(task.task_id), "corrected": "no", "answer": "Sổ gốc ghi đúng như vậy."})
    assert models.Task.objects.get().state == TaskState.REFUSED
    assert client.post(TASKS, {"task": "x", "answer": "x"}).status_code == 404


def test_the_page_of_tasks_is_noted_for_each_person(town, client):
    code, _run = with_task(town)
    sign_in(client, town.stranger)
    client.get(TASKS)
    told = [(a.subject_id, a.dossier, a.purpose) for a in noted(reader_ref=town.stranger.ref, source="privacy.tasks")]
    assert told == [(town.citizen.subject_id, code, "data-rights")]


def test_an_empty_list_of_tasks_says_so(town, client):
    sign_in(client, make_officer(Role.RECEPTION, unit_code=t.OTHER_UNIT, code="o.2"))
    assert "Không có gì cần sửa" in client.get(TASKS).content.decode()


def test_later_the_same_dossier_cannot_be_carried_out_otherwise(town):
    code = asked(town, "correct")
    carry_out(town, code, name(town, code, "identity|phone", wanted="0912345678"))
    with pytest.raises(NotNow):
        api.name_item(code=code, ref="identity|email", wanted="a@b.vn", actor=town.appraiser, now=t.NOW + timedelta(days=1))
