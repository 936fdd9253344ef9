"""A request of a data subject: a dossier with its own clocks, looked at dry, carried out once, going on after an interruption."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from functools import partial
from importlib import import_module
from unittest.mock import Mock, patch

import pytest
from django.apps import apps as django_apps
from django.db import ProgrammingError

from motcua.foundation.consent import api as consent
from motcua.foundation.consent.contracts import Erasure, personal_sources
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import claims_of, make_citizen, make_officer, sign_in
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Role
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierUnknown, Filing, FilingKind, Outcome, Principal
from motcua.services.privacy import api, models
from motcua.services.privacy.actions import requests
from motcua.services.privacy.contracts import FiledByAnother, NotNow, NotPlanned, RequestUnknown, RunState, SecondPersonNeeded
from motcua.services.privacy.testing import asked
from motcua.services.privacy.web import carrying

pytestmark = pytest.mark.django_db
CODES = {r.key: r.procedure for r in api.rights()}
RIGHTS = "/quyen-du-lieu/"


def second():
    """The colleague who carries out what the appraiser planned."""
    return make_officer(Role.APPRAISER, unit_code=t.UNIT, code="appraiser.2")


def carried(town, code, **more):
    planned = api.plan(code=code, actor=town.appraiser, now=t.NOW)
    return api.carry_out(code=code, digest=planned.digest, actor=second(), now=t.NOW, **more)


@pytest.mark.parametrize("right", api.rights(), ids=lambda r: r.key)
def test_each_right_runs_on_the_days_of_the_rules(town, right):
    definition = casework.procedure(code=right.procedure).definition
    day = t.NOW.date()
    wanted = registers.rule(code=f"privacy.fulfilment_{right.key}_days", on=day).value
    assert (definition.clock.amount, definition.clock.unit) == (wanted, "calendar_days")
    answer = next(s for s in definition.steps if s.key == "dispatch").clock
    assert (answer.amount, answer.unit) == (registers.rule(code="privacy.response_days", on=day).value, "working_days")
    assert definition.min_level == 2


def test_the_dry_run_counts_and_changes_nothing(town):
    code = asked(town, "delete")
    run = api.plan(code=code, actor=town.appraiser, now=t.NOW)
    assert run.state is RunState.PLANNED
    counted = {s.source: s.found for s in run.steps}
    assert counted["casework"] == 1
    assert counted["identity"] == 1
    assert identity.person(person_id=town.citizen.subject_id).phone
    seen = consent.accesses_of(person=identity.person(person_id=town.citizen.subject_id)).accesses
    assert seen[0].dossier == code  # that somebody looked is told to her


def test_deleting_removes_what_may_go_and_says_what_a_law_keeps(town):
    done = carried(town, asked(town, "delete"))
    steps = {s.source: s for s in done.steps}
    assert done.state is RunState.DONE
    assert steps["identity"].removed >= 1
    assert not identity.person(person_id=town.citizen.subject_id).phone
    assert steps["casework"].kept == 1
    assert "Lưu trữ" in steps["casework"].reason_vi
    assert [s.source for s in done.steps][-1] == "identity"


class Breaking:
    """A room that dies in the middle of its erasure, then works."""

    key, label_vi, label_en = "broken", "Hỏng", "Broken"

    def __init__(self):
        self.dies, self.erased = 1, 0

    def export(self, *, person_id, now):
        return {}

    def erase(self, *, person_id, now):
        self.erased += 1
        if self.dies:
            self.dies -= 1
            raise KeyboardInterrupt  # as if killed: nothing after it runs
        return Erasure(removed=3, kept=0)


def test_an_interrupted_erasure_goes_on_where_it_was_and_does_nothing_twice(town):
    code, broken = asked(town, "delete"), Breaking()
    ordered = (personal_sources["messaging"], broken, personal_sources["identity"])
    known = patch.dict(personal_sources._things, {broken.key: broken})
    with known, patch("motcua.services.privacy.adapters.sources.ordered", lambda: ordered):
        planned = api.plan(code=code, actor=town.appraiser, now=t.NOW)
        with pytest.raises(KeyboardInterrupt):
            api.carry_out(code=code, digest=planned.digest, actor=second(), now=t.NOW)
        run = models.Run.objects.get()
        assert run.state == RunState.RUNNING
        assert list(run.steps.exclude(done_at=None).values_list("source", flat=True)) == ["messaging"]
        with patch.object(personal_sources["messaging"].__class__, "erase", side_effect=AssertionError("twice")):
            assert api.continue_runs(now=t.NOW) == 1
        assert api.continue_runs(now=t.NOW) == 0
    run.refresh_from_db()
    assert (run.state, broken.erased) == (RunState.DONE, 2)
    assert set(run.steps.values_list("removed", flat=True)) >= {3}


def test_nothing_is_done_without_a_plan_of_today(town):
    code = asked(town, "delete")
    with pytest.raises(NotPlanned):
        api.carry_out(code=code, digest="", actor=town.appraiser, now=t.NOW)
    planned = api.plan(code=code, actor=town.appraiser, now=t.NOW)
    asked(town, "view", minutes=5)  # another dossier came in since
    with pytest.raises(NotPlanned):
        api.carry_out(code=code, digest=planned.digest, actor=town.appraiser, now=t.NOW)
    assert identity.person(person_id=town.citizen.subject_id).phone


def test_nobody_plans_and_erases_alone(town):
    code = asked(town, "delete")
    planned = api.plan(code=code, actor=town.appraiser, now=t.NOW)
    with pytest.raises(SecondPersonNeeded):
        api.carry_out(code=code, digest=planned.digest, actor=town.appraiser, now=t.NOW)
    assert identity.person(person_id=town.citizen.subject_id).phone
    assert api.carry_out(code=code, digest=planned.digest, actor=second(), now=t.NOW).state is RunState.DONE


def test_what_can_be_undone_takes_one_person(town):
    code = asked(town, "restrict")
    planned = api.plan(code=code, actor=town.appraiser, now=t.NOW)
    assert api.carry_out(code=code, digest=planned.digest, actor=town.appraiser, now=t.NOW).state is RunState.DONE


def test_a_finished_run_is_neither_planned_nor_done_again(town):
    code = asked(town, "delete")
    done = carried(town, code)
    again = api.carry_out(code=code, digest=done.digest, actor=town.appraiser, now=t.NOW)
    assert again == done
    with pytest.raises(NotNow):
        api.plan(code=code, actor=town.appraiser, now=t.NOW)


def test_others_carry_out_nothing(town):
    code = asked(town, "delete")
    with pytest.raises(Forbidden):
        api.plan(code=code, actor=town.reception, now=t.NOW)
    with pytest.raises(DossierUnknown):
        api.plan(code=code, actor=town.stranger, now=t.NOW)
    other = t.submit(town.citizen, key="birth")
    with pytest.raises(RequestUnknown):
        api.plan(code=other.code, actor=town.appraiser, now=t.NOW)


def test_before_the_answer_and_after_it_nothing_is_carried_out(town):
    ref = t.submit(town.citizen, code=CODES["delete"])
    with pytest.raises(NotNow):
        api.plan(code=ref.code, actor=town.appraiser, now=t.NOW)


def resolved(town, code, decision=Outcome.GRANTED):
    casework.propose_result(code=code, decision=decision, note="Đã làm", actor=town.appraiser, now=t.NOW)
    casework.sign_result(code=code, decision=decision, note="Đã làm", actor=town.leader, now=t.NOW)


def test_the_copy_is_the_owners_once_answered(town, client):
    code = asked(town, "copy")
    carried(town, code)
    with pytest.raises(RequestUnknown):
        api.package(code=code, actor=town.citizen, now=t.NOW)  # not answered yet
    resolved(town, code)
    sign_in(client, town.citizen)
    assert "Tải bản sao dữ liệu" in client.get(f"/ho-so/{code}/").content.decode()
    answer = client.get(f"{RIGHTS}ban-sao/{code}/")
    parts = zipfile.ZipFile(io.BytesIO(answer.content))
    held = json.loads(parts.read("du-lieu.json"))
    assert held["identity"]["person"][0]["personal_number"] == identity.person(person_id=town.citizen.subject_id).personal_number
    assert code in {d["code"] for d in held["casework"]["dossiers"]}
    for line in parts.read("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(parts.read(name)).hexdigest() == digest
    assert api.package(code=code, actor=town.citizen, now=t.NOW) == answer.content  # the same bytes every time


def test_nobody_else_gets_the_copy(town, client):
    code = asked(town, "copy")
    carried(town, code)
    resolved(town, code)
    sign_in(client, make_citizen(7))
    assert client.get(f"{RIGHTS}ban-sao/{code}/").status_code == 404
    low = replace(town.citizen, level=1)  # the same person, signed in at level 1
    sign_in(client, low)
    assert client.get(f"{RIGHTS}ban-sao/{code}/").status_code == 302


def test_who_knows_the_number_of_another_asks_for_nothing_in_her_name(town):
    victim = Principal(name="Đỗ Thị Thử 7", number=claims_of(7)["SoDinhDanh"])
    with t.form_is(t.frozen(town.citizen)) as form:
        ref = casework.submit(
            draft_id=form.draft_id, procedure_code=CODES["copy"], unit_code=t.UNIT, idempotency_key="k", actor=town.citizen, now=t.NOW,
            filing=Filing(FilingKind.CHILD, victim),
        )  # fmt: skip
    casework.receive(code=ref.code, actor=town.reception, now=t.NOW)
    casework.forward(code=ref.code, actor=town.appraiser, now=t.NOW)
    for act in (api.plan, partial(api.carry_out, digest="")):
        with pytest.raises(FiledByAnother):
            act(code=ref.code, actor=town.appraiser, now=t.NOW)


def test_who_filed_for_another_takes_no_copy(town, rf, monkeypatch):
    code = asked(town, "copy")
    carried(town, code)
    resolved(town, code)
    own = casework.dossier(code=code, actor=town.citizen)
    seen = replace(own, submitter=replace(own.party, person_id=town.other_citizen.subject_id))
    monkeypatch.setattr(casework, "dossier", lambda **_: seen)  # as who filed it sees it too
    request = rf.get("/")
    for actor, takes in ((town.citizen, True), (town.other_citizen, False)):
        request.actor = actor
        assert ("Tải bản sao dữ liệu" in carrying.owners(request, seen)) is takes
    assert api.package(code=code, actor=town.citizen, now=t.NOW)
    with pytest.raises(RequestUnknown):
        api.package(code=code, actor=town.other_citizen, now=t.NOW)


def test_a_refused_request_gives_no_copy(town):
    code = asked(town, "copy")
    carried(town, code)
    resolved(town, code, Outcome.DENIED)
    with pytest.raises(RequestUnknown):
        api.package(code=code, actor=town.citizen, now=t.NOW)


def test_packages_are_forgotten_after_ninety_days(town):
    code = asked(town, "copy")
    carried(town, code)
    assert api.forget_packages(now=t.NOW + timedelta(days=89)) == 0
    assert api.forget_packages(now=t.NOW + timedelta(days=91)) == 1
    assert not models.Run.objects.get().package


def test_restricting_holds_until_the_person_lifts_it(town, client):
    code = asked(town, "restrict")
    done = carried(town, code)
    assert all(step.held == step.found for step in done.steps)
    person = town.citizen.subject_id
    held = consent.restricted(person_id=person)
    assert (held.kinds, held.wishes[0].dossier) == ({consent.Wish.RESTRICT}, code)
    sign_in(client, make_citizen(7))
    client.post(f"{RIGHTS}bo/restrict/")
    assert consent.restricted(person_id=person)
    sign_in(client, town.citizen)
    page = client.get(RIGHTS).content.decode()
    assert "Đang áp dụng cho dữ liệu của bạn" in page
    assert "Những việc đang dừng" in page
    client.post(f"{RIGHTS}bo/restrict/")
    assert consent.restricted(person_id=person) is None


def test_what_she_lifted_meanwhile_stays_lifted_when_an_interrupted_run_goes_on(town):
    code, person = asked(town, "restrict"), town.citizen.subject_id
    with patch.object(requests, "go_on", requests._one):  # as if killed after the first room
        assert carried(town, code).state is RunState.RUNNING
    assert consent.restricted(person_id=person)
    assert consent.lift(person_id=person, kind=consent.Wish.RESTRICT, actor=town.citizen, now=t.NOW)
    assert api.continue_runs(now=t.NOW) == 1
    assert models.Run.objects.get().state == RunState.DONE
    assert consent.restricted(person_id=person) is None


def test_officers_read_on_her_dossiers_what_goes_on_and_what_stops(town, client):
    other = t.submit(town.citizen, key="birth")
    sign_in(client, town.reception)
    assert "hạn chế xử lý dữ liệu</h2>" not in client.get(f"/lam-viec/ho-so/{other.code}/").content.decode()
    carried(town, asked(town, "restrict"))
    page = client.get(f"/lam-viec/ho-so/{other.code}/").content.decode()
    assert "hạn chế xử lý dữ liệu</h2>" in page
    assert "hồ sơ đang giải quyết của chính người đó" in page
    assert "Giấy tờ bạn chia sẻ từ kho của bạn" in page.split("Những việc đang dừng")[1]


def test_restrictions_of_before_are_moved_once(town):
    person = town.citizen.subject_id
    wish = {"person_id": person, "kind": "object", "since": t.NOW}
    rows = [models.Restriction(dossier_code="H8", until=t.NOW, **wish), models.Restriction(dossier_code="H9", **wish)]
    before = Mock()
    before.objects.order_by.return_value.iterator.side_effect = lambda: iter(rows)
    apps = Mock(get_model=lambda room, name: before if room == "privacy" else django_apps.get_model(room, name))
    move = import_module("motcua.services.privacy.migrations.0006_restrictions_moved").move
    move(apps, None)
    move(apps, None)
    held = consent.restrictions_of(person_id=person)
    assert sorted((w.kind, w.dossier, w.since, w.ended_at) for w in held) == [("object", "H8", t.NOW, t.NOW), ("object", "H9", t.NOW, None)]
    assert consent.restricted(person_id=person).wishes[0].dossier == "H9"


def test_nothing_more_is_written_where_they_were(town):
    with pytest.raises(ProgrammingError):
        models.Restriction.objects.create(person_id=town.citizen.subject_id, kind="object", dossier_code="H9", since=t.NOW)


def test_the_officers_page_leads_through_it(town, client):
    code = asked(town, "delete")
    sign_in(client, town.appraiser)
    page = f"/lam-viec/ho-so/{code}/"
    act = f"/lam-viec/du-lieu-ca-nhan/yeu-cau/{code}/"
    assert "Chạy thử" in client.get(page).content.decode()
    client.post(f"{act}chay-thu/")
    digest = models.Run.objects.get().digest
    assert "người khác phải thực hiện" in client.get(page).content.decode()
    client.post(f"{act}thuc-hien/", {"digest": digest, "sure": "on"})  # her own plan
    assert models.Run.objects.get().state == RunState.PLANNED
    sign_in(client, second())
    assert digest in client.get(page).content.decode()
    client.post(f"{act}thuc-hien/", {"digest": digest})  # without the mark that the dry run was seen
    assert models.Run.objects.get().state == RunState.PLANNED
    client.post(f"{act}thuc-hien/", {"digest": digest, "sure": "on"})
    assert models.Run.objects.get().state == RunState.DONE
    sign_in(client, make_officer(Role.APPRAISER, unit_code=t.OTHER_UNIT))
    assert client.post(f"{act}chay-thu/").status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_rights_in_plain_words_and_own_requests(town, client, language):
    code = asked(town, "view")
    head = {"accept-language": language}
    assert code not in client.get(RIGHTS, headers=head).content.decode()  # anybody may read the rights
    sign_in(client, town.citizen)
    page = client.get(RIGHTS, headers=head).content.decode()
    assert code in page
    assert "/thu-tuc/9.910104/nop/" in page
    assert "<script>" not in page
