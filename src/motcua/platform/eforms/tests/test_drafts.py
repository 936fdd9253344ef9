"""Drafts: started with what is known, filled page by page without losing a letter, frozen once."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from motcua.foundation.consent.contracts import ProcessingRestricted
from motcua.foundation.consent.testing import restrict_processing
from motcua.foundation.files import api as files
from motcua.foundation.files.testing import PDF_BYTES
from motcua.kernel.actors import ANONYMOUS
from motcua.kernel.errors import Forbidden, Invalid
from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import DraftFrozen, DraftState, DraftUnknown, FormUnknown
from motcua.platform.eforms.models import DraftRow
from motcua.platform.eforms.testing import FakeSource, source, start
from motcua.platform.eforms.tests.documents import RELATION, document, field, words

NAME = field("name", "text", prefill=["population.full_name", "account.full_name"])


def two_pages():
    doc = document(RELATION, NAME)
    is_mother = {"==": [{"var": "relation"}, "mother"]}
    mother = field("mother_name", "text", prefill=["answers.name"], prefill_when=is_mother)
    born = field("born", "date", past=True)
    doc["pages"].append({"key": "me", "title": words("Mẹ", "Mother"), "fields": [mother, born]})
    return doc


def save(draft, actor, now, page="mot", **data):
    files_sent = data.pop("files", None)
    return api.save_page(draft_id=draft.uuid, page=page, data=data, files=files_sent, actor=actor, now=now)


class Sent(io.BytesIO):
    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.name = name


def test_publishing_the_same_content_again_is_the_same_version(citizen, now):
    one = api.publish_form(definition=document(field("a", "text")), now=now)
    again = api.publish_form(definition=document(field("a", "text")), now=now)
    changed = api.publish_form(definition=document(field("b", "text")), now=now)
    assert (one.version, again.version, changed.version) == (1, 1, 2)
    assert api.form(key="thu", version=1).field("a")
    with pytest.raises(FormUnknown):
        api.form(key="none")


def test_the_best_source_wins_and_is_named_with_its_time(citizen, now):
    with source(FakeSource({"full_name": "Đỗ Thị Hải Yến"})) as asked:
        draft = start(two_pages(), owner=citizen, now=now)
    assert asked.asked == [frozenset({"full_name"})]
    assert draft.values["name"] == "Đỗ Thị Hải Yến"
    name = api.page_view(draft=draft, page="mot", now=now, language="vi")[1]
    assert name.source == "Cơ sở dữ liệu quốc gia về dân cư, 10:00 22/11/2026"


def test_a_source_that_fails_stops_nothing_and_the_next_is_taken(citizen, now):
    with source(FakeSource(failure=OSError("gateway down"))):
        draft = start(two_pages(), owner=citizen, now=now)
    assert draft.values["name"] == "Đỗ Thị Thử 1"
    assert [n.source for n in draft.notes] == ["population"]


def test_a_source_that_tells_nonsense_is_not_believed(citizen, now):
    with source(FakeSource({"full_name": ["not", "a", "name"]})):
        assert start(two_pages(), owner=citizen, now=now).values["name"] == "Đỗ Thị Thử 1"


def test_a_changed_answer_says_what_the_source_says(citizen, now):
    with source(FakeSource({"full_name": "Đỗ Thị Yến"})):
        draft = start(two_pages(), owner=citizen, now=now)
    save(draft, citizen, now, relation="mother", name="Đỗ Thị Hải Yến")
    name = api.page_view(draft=api.draft(draft_id=draft.uuid, actor=citizen), page="mot", now=now, language="en")[1]
    assert name.source == "changed by you; National population database says “Đỗ Thị Yến”"


def test_what_was_typed_wrongly_is_kept_as_typed(citizen, now):
    draft = start(two_pages(), owner=citizen, now=now)
    sent = {"mother_name": "Lan", "born-day": "31", "born-month": "2", "born-year": "1990"}
    result = save(draft, citizen, now, page="me", **sent)
    assert [e.code for e in result.errors] == ["eforms.not_a_date"]
    kept = api.draft(draft_id=draft.uuid, actor=citizen)
    born = api.page_view(draft=kept, page="me", now=now, language="vi", errors=result.errors)[1]
    assert born.value == {"day": "31", "month": "2", "year": "1990"}
    assert born.error
    assert kept.values["mother_name"] == "Lan"


def test_an_earlier_answer_is_carried_over_while_the_page_is_unseen(citizen, now):
    draft = start(two_pages(), owner=citizen, now=now)
    save(draft, citizen, now, relation="mother", name="Đỗ Thị Yến")
    assert api.draft(draft_id=draft.uuid, actor=citizen).values["mother_name"] == "Đỗ Thị Yến"
    save(draft, citizen, now, relation="father", name="Đỗ Thị Yến")
    assert "mother_name" not in api.draft(draft_id=draft.uuid, actor=citizen).values


def test_a_question_that_an_answer_opens_is_shown_before_it_is_demanded(citizen, now):
    why = field("why", "text", visible_when={"==": [{"var": "relation"}, "other"]})
    draft = start(document(RELATION, why), owner=citizen, now=now)
    first = save(draft, citizen, now, relation="other")
    assert first.stay
    assert not first.errors
    second = save(draft, citizen, now, relation="other", why="")
    assert [e.name for e in second.errors] == ["why"]


def test_only_the_owner_knows_that_a_draft_exists(citizen, other, now):
    draft = start(two_pages(), owner=citizen, now=now)
    for stranger in (other, ANONYMOUS):
        with pytest.raises(DraftUnknown):
            api.draft(draft_id=draft.uuid, actor=stranger)
    with pytest.raises(Forbidden):
        start(two_pages(), owner=ANONYMOUS, now=now)


def test_freezing_names_what_is_wrong_then_locks_and_repeats(citizen, now):
    draft = start(two_pages(), owner=citizen, now=now)
    with pytest.raises(Invalid) as refusal:
        api.freeze(draft_id=draft.uuid, actor=citizen, now=now)
    assert set(refusal.value.fields) == {"relation", "mother_name", "born"}
    save(draft, citizen, now, relation="mother", name="Yến")
    save(draft, citizen, now, page="me", mother_name="Yến", born="12/4/1991")
    first = api.freeze(draft_id=draft.uuid, actor=citizen, now=now)
    assert first.data == {"relation": "mother", "name": "Yến", "mother_name": "Yến", "born": "1991-04-12"}
    assert api.freeze(draft_id=draft.uuid, actor=citizen, now=now + timedelta(hours=1)) == first
    with pytest.raises(DraftFrozen):
        save(draft, citizen, now, relation="father")
    assert api.draft(draft_id=draft.uuid, actor=citizen).state == DraftState.FROZEN


def test_answers_are_ciphertext_in_the_table(citizen, now):
    from django.db import connection

    start(two_pages(), owner=citizen, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM eforms_draft")
        assert "Thử" not in cursor.fetchone()[0]


PAPER = document(field("paper", "file", max_mb=1, max_files=2, requirement="giay-chung-sinh"))


def test_files_are_kept_refused_and_removed(citizen, now):
    draft = start(PAPER, owner=citizen, now=now)
    program = Sent(b"MZ\x90\x00" + b"\x00" * 200, "virus.pdf")
    result = save(draft, citizen, now, files={"paper": [Sent(PDF_BYTES, "giấy chứng sinh.pdf"), program]})
    assert [e.code for e in result.errors] == ["files.type_refused"]
    kept = api.draft(draft_id=draft.uuid, actor=citizen).values["paper"]
    assert [f["name"] for f in kept] == ["giấy chứng sinh.pdf"]
    removed = save(draft, citizen, now, **{"paper-remove": kept[0]["file_id"]})
    assert removed.stay
    assert not removed.errors
    assert "paper" not in api.draft(draft_id=draft.uuid, actor=citizen).values


def test_a_third_file_is_one_too_many(citizen, now):
    draft = start(PAPER, owner=citizen, now=now)
    sent = [Sent(PDF_BYTES, f"{n}.pdf") for n in range(3)]
    assert [e.code for e in save(draft, citizen, now, files={"paper": sent}).errors] == ["eforms.too_many_files"]


def test_a_frozen_form_hands_over_its_files_with_their_requirement(citizen, now):
    draft = start(PAPER, owner=citizen, now=now)
    save(draft, citizen, now, files={"paper": [Sent(PDF_BYTES, "a.pdf")]})
    (paper,) = api.freeze(draft_id=draft.uuid, actor=citizen, now=now).files
    assert (paper.requirement, paper.name, paper.size) == ("giay-chung-sinh", "a.pdf", len(PDF_BYTES))
    api.expire_drafts(now=now + timedelta(days=99))
    assert files.read(file_id=paper.file_id) == PDF_BYTES


def test_a_draft_past_its_date_goes_with_its_files(citizen, now):
    draft = start(PAPER, owner=citizen, now=now)
    save(draft, citizen, now, files={"paper": [Sent(PDF_BYTES, "a.pdf")]})
    file_id = api.draft(draft_id=draft.uuid, actor=citizen).values["paper"][0]["file_id"]
    assert api.expire_drafts(now=now + timedelta(days=29)) == 0
    assert api.expire_drafts(now=now + timedelta(days=31)) == 1
    assert not DraftRow.objects.exists()
    with pytest.raises(files.FileMissing):
        files.read(file_id=file_id)


def test_open_drafts_are_listed_with_their_progress(citizen, other, now):
    draft = start(two_pages(), owner=citizen, now=now)
    save(draft, citizen, now, relation="mother", name="Yến")
    (mine,) = api.drafts_of(actor=citizen, now=now)
    assert (mine.pages_done, mine.pages, mine.next_page) == (1, 2, "me")
    assert api.drafts_of(actor=other, now=now) == ()


ROWS = document(field("people", "repeated", fields=[field("who", "text")], max_rows=3))


def test_rows_are_added_and_dropped_without_losing_what_was_typed(citizen, now):
    draft = start(ROWS, owner=citizen, now=now)
    save(draft, citizen, now, **{"people-0-who": "Lan", "people-add": "1"})
    save(draft, citizen, now, **{"people-0-who": "Lan", "people-1-who": "Mai", "people-add": "1"})
    view = api.page_view(draft=api.draft(draft_id=draft.uuid, actor=citizen), page="mot", now=now, language="vi")[0]
    assert [row[0].value for _, row in view.rows] == ["Lan", "Mai", ""]
    assert not view.can_add
    save(draft, citizen, now, **{"people-0-who": "Lan", "people-1-who": "Mai", "people-2-who": "", "people-drop": "0"})
    assert api.draft(draft_id=draft.uuid, actor=citizen).values["people"] == [{"who": "Mai"}]


def test_words_of_one_draft_alone_are_kept_encrypted_and_shown(citizen, now):
    ref = api.publish_form(definition=PAPER, now=now)
    draft = api.start_draft(
        form_key=ref.key, form_version=ref.version, owner=citizen, context={}, now=now, labels={"paper": "Giấy của bà Lan"}
    )
    assert api.page_view(draft=draft, page="mot", now=now, language="en")[0].label == "Giấy của bà Lan"
    assert api.validate_all(draft_id=draft.uuid, actor=citizen, now=now)[0].vi == "Tải lên giấy của bà Lan."


def test_freezing_with_a_caller_that_fails_freezes_nothing(citizen, now):
    draft = start(document(field("a", "text", required=False)), owner=citizen, now=now)
    with pytest.raises(ValueError, match="late"), api.frozen(draft_id=draft.uuid, actor=citizen, now=now):
        raise ValueError("late")
    assert api.draft(draft_id=draft.uuid, actor=citizen).state == DraftState.OPEN


def test_whoever_restricts_the_use_of_her_data_is_asked_for_everything_but_who_signed_in(citizen, now):
    restrict_processing(citizen.subject_id, now=now)
    with source(FakeSource({"full_name": "Đỗ Thị Hải Yến"})) as asked:
        draft = start(two_pages(), owner=citizen, now=now)
    assert asked.asked == []
    assert draft.values["name"] == "Đỗ Thị Thử 1"  # of the account that signed in


def test_nothing_kept_is_lent_to_a_form_while_she_restricts_its_use(citizen, now):
    draft = start(PAPER, owner=citizen, now=now)
    kept = files.put(content=PDF_BYTES, name="a.pdf", purpose="x", actor=citizen, now=now, owner_ref=citizen.ref)
    known = api.PrefilledValue(None, "Kho", "Store", now)
    lent = {"draft_id": draft.uuid, "field": "paper", "file_id": kept.uuid, "known": known, "actor": citizen, "now": now}
    restrict_processing(citizen.subject_id, now=now)
    with pytest.raises(ProcessingRestricted):
        api.lend_file(**lent)
