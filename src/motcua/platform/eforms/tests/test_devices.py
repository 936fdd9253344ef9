"""Drafts over time and devices: lost updates, autosave, expired sessions, clones, undo, letters, co-signers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import sign_in
from motcua.kit import clock
from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import ConfirmationsMissing, DraftUnknown, Reference, SignerRefused, SignerState, references
from motcua.platform.eforms.testing import FakeSource, source, start
from motcua.platform.eforms.tests.documents import RELATION, document, field, words
from motcua.platform.eforms.web.keeping import INPUT, permission
from motcua.platform.messaging import api as messaging

NAME = field("name", "text", prefill=["population.full_name"])
FORM = document(RELATION, NAME, field("born", "date", required=False, past=True))


@pytest.fixture(autouse=True)
def _clock(now):
    clock.provide(lambda: now)
    yield
    clock.provide(None)


def save(draft, actor, now, *, version=None, device="", going_on=True, **data):
    sent = {key.replace("__", "-"): value for key, value in data.items()}
    return api.save_page(
        draft_id=draft.uuid, page="mot", data=sent, actor=actor, now=now, version=version, device=device, going_on=going_on
    )


def again(draft, actor):
    return api.draft(draft_id=draft.uuid, actor=actor)


def test_the_later_device_overwrites_nothing_and_chooses_answer_by_answer(citizen, now):
    draft = start(FORM, owner=citizen, now=now)
    save(draft, citizen, now, version=draft.version, device="phone", relation="mother", name="Lan")
    late = save(draft, citizen, now, version=draft.version, device="desk", relation="father", name="Mai")
    assert late.conflict
    assert again(draft, citizen).values["name"] == "Lan"
    found = api.conflict(draft_id=draft.uuid, page="mot", actor=citizen, now=now, language="vi")
    assert [(d.name, d.kept, d.typed) for d in found] == [("relation", "mother", "father"), ("name", "Lan", "Mai")]
    api.settle_conflict(draft_id=draft.uuid, page="mot", mine={"name"}, actor=citizen, now=now)
    kept = again(draft, citizen)
    assert (kept.values["relation"], kept.values["name"], kept.conflicts) == ("mother", "Mai", ())


def test_what_was_being_typed_and_arrives_late_undoes_nothing(citizen, now):
    draft = start(FORM, owner=citizen, now=now)
    save(draft, citizen, now, version=draft.version, device="phone", relation="mother", name="Lan")
    late = save(draft, citizen, now, version=draft.version, device="phone", going_on=False, relation="father", name="La")
    assert (late.stale, again(draft, citizen).values["name"], again(draft, citizen).visited) == (True, "Lan", ("mot",))
    assert not save(draft, citizen, now, version=late.version, device="phone", going_on=False, name="Lan Anh").stale
    assert again(draft, citizen).values["name"] == "Lan Anh"


def test_the_same_device_the_same_answers_and_other_pages_never_clash(citizen, now):
    draft = start(FORM, owner=citizen, now=now)
    save(draft, citizen, now, version=1, device="phone", relation="mother", name="Lan")
    assert not save(draft, citizen, now, version=1, device="phone", relation="father", name="Lan").conflict
    assert not save(draft, citizen, now, version=1, device="desk", relation="father", name="Lan").conflict


def test_what_both_left_empty_is_no_clash(citizen, now):
    draft = start(FORM, owner=citizen, now=now)
    save(draft, citizen, now, version=1, device="phone", relation="mother", name="")
    assert not save(draft, citizen, now, version=1, device="desk", relation="mother", name="").conflict
    assert save(draft, citizen, now, version=1, device="phone", relation="mother", name="Lan").conflict


def test_saving_while_typing_does_not_count_the_page_as_done(citizen, now):
    draft = start(FORM, owner=citizen, now=now)
    result = save(draft, citizen, now, going_on=False, name="L", born__day="3")
    assert (result.errors, result.version) == ((), draft.version + 1)
    kept = again(draft, citizen)
    assert (kept.visited, kept.values["name"], kept.raw["born"]) == ((), "L", {"born-day": ["3"]})


def test_a_session_that_ends_while_typing_loses_nothing(citizen, now):
    draft = start(FORM, owner=citizen, now=now)
    sent = {"name": "Vũ Văn Bách", "_phien_ban": str(draft.version), INPUT: permission(draft)}
    gone = Client().post(f"/nop/{draft.uuid}/mot/luu/", sent, headers={"x-requested-with": "fetch"})
    assert gone.json() == {"signed_out": True}
    page = sign_in(Client(), citizen).get(f"/nop/{draft.uuid}/mot/")
    assert "Vũ Văn Bách" in page.content.decode()


def test_autosave_tells_the_version_and_a_stranger_nothing(citizen, other, now):
    draft = start(FORM, owner=citizen, now=now)
    saved = sign_in(Client(), citizen).post(f"/nop/{draft.uuid}/mot/luu/", {"name": "Lan", "_phien_ban": "1"})
    assert saved.json() == {"version": 2, "conflict": False, "stale": False, "at": "10:00"}
    assert sign_in(Client(), other).post(f"/nop/{draft.uuid}/mot/luu/", {"name": "x"}).status_code == 404


def test_a_source_asked_again_moves_untouched_answers_and_keeps_changed_ones(citizen, now):
    with source(FakeSource({"full_name": "Lan"})):
        draft = start(FORM, owner=citizen, now=now)
    with source(FakeSource({"full_name": "Lan Anh"})):
        kept = api.refresh_prefill(draft_id=draft.uuid, page="mot", actor=citizen, now=now + timedelta(hours=1))
        assert kept.values["name"] == "Lan Anh"
        save(draft, citizen, now, relation="mother", name="Mai")
        kept = api.refresh_prefill(draft_id=draft.uuid, page="mot", actor=citizen, now=now + timedelta(hours=2))
    assert (kept.values["name"], kept.provenance["name"].value) == ("Mai", "Lan Anh")
    form = api.freeze(draft_id=draft.uuid, actor=citizen, now=now)
    assert [(c.name, c.said, c.given) for c in form.corrections] == [("name", "Lan Anh", "Mai")]


def test_a_source_with_nothing_to_tell_is_silent(citizen, now):
    paper = field("paper", "file", prefill=["vault.document:land_certificate", "nowhere.fact"], required=False)
    with source(FakeSource({}, key="vault")):
        draft = start(document(paper), owner=citizen, now=now)
    assert (draft.values, draft.notes) == ({}, ())


def test_a_clone_takes_what_still_fits_and_asks_the_rest_again(citizen, now):
    draft = start(document(RELATION, NAME, field("plan", "text"), field("yes", "declaration")), owner=citizen, now=now)
    save(draft, citizen, now, relation="other", name="Lan", plan="cũ", yes="true")
    smaller = RELATION | {"options": RELATION["options"][:2]}
    api.publish_form(definition=document(smaller, NAME, field("plan", "text", ask_again=True), field("yes", "declaration")), now=now)
    clone = api.clone_draft(draft_id=draft.uuid, owner=citizen, context={}, now=now)
    assert clone.form.version == 2
    assert (dict(clone.values), clone.outdated) == ({"name": "Lan"}, ("relation", "plan"))
    assert clone.provenance["name"].source_label_en == "your form of 22/11/2026"


def test_what_is_thrown_away_can_be_taken_back_for_a_day(citizen, other, now):
    draft = start(FORM, owner=citizen, now=now)
    api.discard_draft(draft_id=draft.uuid, actor=citizen, now=now)
    with pytest.raises(DraftUnknown):
        again(draft, citizen)
    assert [d.uuid for d in api.discarded_drafts(actor=citizen, now=now)] == [draft.uuid]
    with pytest.raises(DraftUnknown):
        api.restore_draft(draft_id=draft.uuid, actor=other, now=now)
    api.restore_draft(draft_id=draft.uuid, actor=citizen, now=now + timedelta(hours=23))
    assert again(draft, citizen)
    api.discard_draft(draft_id=draft.uuid, actor=citizen, now=now)
    assert api.expire_drafts(now=now + timedelta(hours=25)) == 1


def test_an_owner_is_warned_once_before_a_draft_ends_and_may_send_herself_the_link(citizen, now):
    draft = start(FORM, owner=citizen, now=now, title_vi="Khai thử")
    assert api.warn_expiring(now=now + timedelta(days=24)) == 0
    assert [api.warn_expiring(now=now + timedelta(days=26)) for _ in range(2)] == [1, 0]
    save(draft, citizen, now, relation="mother")
    assert api.warn_expiring(now=now + timedelta(days=26)) == 1
    api.send_link(draft_id=draft.uuid, actor=citizen, now=now)
    assert messaging.unread(person_id=citizen.subject_id) >= 2


class Businesses:
    key, label_vi, label_en = "business", "Đăng ký kinh doanh", "Business register"

    def search(self, *, query, actor, now, limit):
        if query == "hỏng":
            raise OSError("down")
        return [Reference("7", "Hộ Lan", {"Địa chỉ": "Ngô Quyền"})] if "lan" in query.lower() else []


def test_an_entry_of_a_register_is_searched_chosen_and_kept_with_its_source(citizen, now, monkeypatch):
    monkeypatch.setitem(references._things, "business", Businesses())
    draft = start(document(field("firm", "reference", source="business")), owner=citizen, now=now)
    web = sign_in(Client(), citizen)
    found = web.post(f"/nop/{draft.uuid}/mot/", {"firm-query": "lan", "firm-search": "1"}, follow=True).content.decode()
    assert "Hộ Lan, Ngô Quyền" in found
    save(draft, citizen, now, **{"firm-query": "lan", "firm-choice": "7"})
    kept = again(draft, citizen).values["firm"]
    assert (kept["id"], kept["source"], kept["at"]) == ("7", "business", now.isoformat())
    assert not api.search_reference(draft_id=draft.uuid, name="firm", query="hỏng", actor=citizen, now=now)


def number_of(actor):
    return identity.person(person_id=actor.subject_id).personal_number


def test_everybody_who_was_asked_confirms_these_very_answers(citizen, other, now):
    draft = start(FORM, owner=citizen, now=now)
    save(draft, citizen, now, relation="mother", name="Lan")
    asked = api.invite_signer(draft_id=draft.uuid, number=number_of(other), name="Mai", actor=citizen, now=now)
    with pytest.raises(ConfirmationsMissing):
        api.freeze(draft_id=draft.uuid, actor=citizen, now=now)
    view, groups, digest = api.invitation(signer_id=asked.uuid, actor=other, now=now, language="vi")
    assert (view.state, groups[0].answers[1].text) == (SignerState.ASKED, "Lan")
    api.answer_invitation(signer_id=asked.uuid, confirms=True, digest=digest, actor=other, now=now)
    save(draft, citizen, now, relation="mother", name="Lan Anh")
    assert api.signers(draft_id=draft.uuid, actor=citizen)[0].state == SignerState.LAPSED
    with pytest.raises(SignerRefused):
        api.answer_invitation(signer_id=asked.uuid, confirms=True, digest=digest, actor=other, now=now)
    *_, digest = api.invitation(signer_id=asked.uuid, actor=other, now=now, language="vi")
    api.answer_invitation(signer_id=asked.uuid, confirms=True, digest=digest, actor=other, now=now)
    assert [s.state for s in api.freeze(draft_id=draft.uuid, actor=citizen, now=now).signers] == [SignerState.CONFIRMED]


def test_only_the_invited_person_sees_an_invitation_and_nobody_invites_herself(citizen, other, now):
    draft = start(FORM, owner=citizen, now=now)
    asked = api.invite_signer(draft_id=draft.uuid, number=number_of(other), name="Mai", actor=citizen, now=now)
    with pytest.raises(DraftUnknown):
        api.invitation(signer_id=asked.uuid, actor=citizen, now=now, language="vi")
    with pytest.raises(SignerRefused):
        api.invite_signer(draft_id=draft.uuid, number=number_of(citizen), name="Tôi", actor=citizen, now=now)
    web = sign_in(Client(), other)
    assert f"/cung-ky/{asked.uuid}/" in web.get("/ban-nhap/").content.decode()
    assert web.post(f"/cung-ky/{asked.uuid}/", {"tu_choi": "1"}).url == "/ban-nhap/"
    assert api.signers(draft_id=draft.uuid, actor=citizen)[0].state == SignerState.DECLINED


def test_sections_open_together_and_calculated_answers_are_the_servers(citizen, now):
    more = {"key": "them", "title": words("Thêm", "More"), "visible_when": {">": [{"var": "copies"}, 2]}, "fields": [field("why", "text")]}
    doc = document(field("copies", "integer"), field("cost", "calculated", expression={"*": [{"var": "copies"}, 5000]}), key="muc")
    doc["pages"][0]["sections"] = [more]
    doc["pages"][0]["fields"].append(field("form", "hidden", default="TK-01"))
    draft = start(doc, owner=citizen, now=now)
    assert not save(draft, citizen, now, copies="2", cost="1", form="x").errors
    assert api.freeze(draft_id=draft.uuid, actor=citizen, now=now).data == {"copies": 2, "cost": 10_000, "form": "TK-01"}
    other = start(doc, owner=citizen, now=now)
    assert save(other, citizen, now, copies="3", why="").errors[0].name == "why"
