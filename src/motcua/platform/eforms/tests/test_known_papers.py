"""Papers that a register makes unnecessary: asked for only while the register does not have them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.foundation.files import api as files
from motcua.foundation.files.testing import PDF_BYTES
from motcua.kernel.errors import Invalid
from motcua.platform.eforms import api
from motcua.platform.eforms.actions import drafts as expiring
from motcua.platform.eforms.actions import reminding
from motcua.platform.eforms.contracts import PrefilledValue
from motcua.platform.eforms.testing import FakeSource, source
from motcua.platform.eforms.tests.documents import document, field
from motcua.platform.eforms.tests.test_drafts import Sent

LATER = timedelta(hours=2)


def begin(citizen, now, **facts):
    ref = api.publish_form(definition=document(field("paper", "file", requirement="the"), field("other", "text", required=False)), now=now)
    with source(FakeSource(facts)):
        return api.start_draft(
            form_key=ref.key, form_version=None, owner=citizen, context={"check": "eforms_resume"}, now=now,
            registers={"the": "population.has_card"},
        )


def wrong(draft, citizen, now):
    return [error.name for error in api.validate_all(draft_id=draft.uuid, actor=citizen, now=now)]


def test_a_paper_that_the_register_has_is_not_asked_for_and_says_whence(citizen, now):
    draft = begin(citizen, now, has_card=True)
    assert wrong(draft, citizen, now) == []
    view = api.page_view(draft=draft, page="mot", now=now, language="vi")[0]
    assert not view.required
    assert view.hint.startswith("Đã có trong Cơ sở dữ liệu quốc gia về dân cư, đọc lúc 10:00 22/11/2026.")
    (group,) = api.summary(draft=draft, now=now, language="en")
    assert group.answers[0].text.startswith("already in National population database, read ")
    frozen = api.freeze(draft_id=draft.uuid, actor=citizen, now=now)
    assert (frozen.known_papers["the"].way, frozen.known_papers["the"].value) == ("population.has_card", True)


@pytest.mark.parametrize("said", [{}, {"has_card": False}, {"has_card": []}, {"another": True}])
def test_a_silent_register_leaves_the_paper_to_be_handed_in(citizen, now, said):
    draft = begin(citizen, now, **said)
    assert wrong(draft, citizen, now) == ["paper"]
    assert not draft.known_papers


def test_a_register_that_is_down_stops_nothing_and_may_be_asked_again(citizen, now):
    ref = api.publish_form(definition=document(field("paper", "file", requirement="the")), now=now)
    ways = {"the": "population.has_card"}
    with source(FakeSource(failure=OSError("away"))):
        draft = api.start_draft(form_key=ref.key, form_version=None, owner=citizen, context={}, now=now, registers=ways)
    assert ([n.source for n in draft.notes], wrong(draft, citizen, now)) == (["population"], ["paper"])
    with source(FakeSource({"has_card": True})):
        again = api.refresh_prefill(draft_id=draft.uuid, page="mot", actor=citizen, now=now)
    assert (again.notes, wrong(draft, citizen, now)) == ((), [])


def test_the_person_may_hand_the_paper_in_all_the_same(citizen, now):
    draft = begin(citizen, now, has_card=True)
    api.save_page(draft_id=draft.uuid, page="mot", data={}, files={"paper": [Sent(PDF_BYTES, "thẻ.pdf")]}, actor=citizen, now=now)
    frozen = api.freeze(draft_id=draft.uuid, actor=citizen, now=now)
    assert (frozen.known_papers, [(f.requirement, f.way) for f in frozen.files]) == ({}, [("the", "")])


@pytest.mark.parametrize("sent", [{"known_papers": "the"}, {"paper-known": "1", "the": "population.has_card"}, {"paper": "population.has_card"}])
def test_what_a_client_sends_is_no_answer_of_the_register(citizen, now, sent):
    draft = begin(citizen, now)
    api.save_page(draft_id=draft.uuid, page="mot", data=sent, actor=citizen, now=now)
    with pytest.raises(Invalid):
        api.freeze(draft_id=draft.uuid, actor=citizen, now=now)


def test_before_submission_an_old_answer_is_read_again(citizen, now):
    draft = begin(citizen, now, has_card=True)
    with source(FakeSource({"has_card": True})) as asked:
        api.reread_registers(draft_id=draft.uuid, actor=citizen, now=now)  # read a moment ago
        assert asked.asked == []
        api.reread_registers(draft_id=draft.uuid, actor=citizen, now=now + LATER)
    assert api.draft(draft_id=draft.uuid, actor=citizen).known_papers["the"].at == now + LATER
    with source(FakeSource(failure=OSError("away"))):
        api.reread_registers(draft_id=draft.uuid, actor=citizen, now=now + 2 * LATER)
    assert wrong(draft, citizen, now) == []  # away: what it said stands, with its time
    with source(FakeSource({"has_card": False})):
        api.reread_registers(draft_id=draft.uuid, actor=citizen, now=now + 2 * LATER)
    assert wrong(draft, citizen, now) == ["paper"]


def test_a_frozen_draft_is_not_read_again(citizen, now):
    draft = begin(citizen, now, has_card=True)
    api.freeze(draft_id=draft.uuid, actor=citizen, now=now)
    with source(FakeSource({})):
        api.reread_registers(draft_id=draft.uuid, actor=citizen, now=now + LATER)
    assert "the" in api.freeze(draft_id=draft.uuid, actor=citizen, now=now + LATER).known_papers


def test_a_lent_file_says_how_it_came_and_stays_where_it_is(citizen, now):
    draft = begin(citizen, now)
    kept = files.put(content=PDF_BYTES, name="cũ.pdf", purpose="test", actor=citizen, now=now)
    known = PrefilledValue(None, "Hồ sơ H24.1", "Dossier H24.1", now, "dossier")
    for _ in range(2):
        api.lend_file(draft_id=draft.uuid, field="paper", file_id=kept.uuid, known=known, actor=citizen, now=now)
    for field_name in ("other", "none"):
        with pytest.raises(Invalid):
            api.lend_file(draft_id=draft.uuid, field=field_name, file_id=kept.uuid, known=known, actor=citizen, now=now)
    (given,) = api.freeze(draft_id=draft.uuid, actor=citizen, now=now).files
    assert (given.file_id, given.way) == (kept.uuid, "dossier")
    api.expire_drafts(now=now + timedelta(days=99))
    assert files.read(file_id=kept.uuid) == PDF_BYTES


def test_one_draft_that_fails_stops_no_other(citizen, now, monkeypatch):
    drafts = [begin(citizen, now) for _ in range(3)]
    tell, forget = reminding._tell, expiring.forget

    def telling(row, *given):
        return 1 / 0 if row.uuid == drafts[0].uuid else tell(row, *given)

    def forgetting(row, **given):
        return 1 / 0 if row.uuid == drafts[1].uuid else forget(row, **given)

    monkeypatch.setattr(reminding, "_tell", telling)
    monkeypatch.setattr(expiring, "forget", forgetting)
    assert api.warn_expiring(now=now + timedelta(days=26)) == 2
    assert api.expire_drafts(now=now + timedelta(days=31)) == 2
    monkeypatch.undo()
    assert api.expire_drafts(now=now + timedelta(days=31)) == 1
