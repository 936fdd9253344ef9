"""Notes between officers: who reads, who is mentioned, and that the owner learns nothing of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import Role
from motcua.kernel.errors import NamedError
from motcua.kernel.ids import uuid7
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierUnknown, OpinionAsk
from motcua.platform.casework.contracts.desk import MentionWrong, NoteEmpty
from motcua.platform.casework.models import Note
from motcua.platform.casework.rules.mentions import mentioned
from motcua.platform.casework.tests.test_lifecycle import received
from motcua.platform.messaging import api as messaging


def appraised(town):
    """A dossier on the appraiser's desk."""
    ref = received(town)
    api.forward(code=ref.code, actor=town.reception, now=t.NOW)
    return ref


def write(town, code, text="Đã gọi điện cho người nộp.", *, by=None, **more):
    return api.note(code=code, text=text, actor=by or town.reception, now=t.NOW, **more)


def test_colleagues_read_it_and_the_owner_never_does(town):
    ref = received(town)
    write(town, ref.code)
    assert [n.text for n in api.notes(code=ref.code, actor=town.appraiser)] == ["Đã gọi điện cho người nộp."]
    for outsider in (town.citizen, town.stranger, town.operator, town.admin):
        with pytest.raises(DossierUnknown):
            api.notes(code=ref.code, actor=outsider)
    assert all("gọi điện" not in item.note for item in api.timeline(code=ref.code, actor=town.citizen))


def test_text_is_ciphertext_in_the_table(town):
    from django.db import connection

    write(town, received(town).code, "Số điện thoại sai")
    with connection.cursor() as cursor:
        cursor.execute("select text from casework_note")
        assert "điện thoại" not in str(cursor.fetchone()[0])


def test_a_confidential_note_stays_with_those_who_handle(town):
    ref = appraised(town)
    api.ask_opinions(code=ref.code, asks=[OpinionAsk(t.OTHER_UNIT, "Đề nghị cho ý kiến.", 2)], actor=town.appraiser, now=t.NOW)
    write(town, ref.code, "Nghi giấy tờ giả.", confidential=True)
    write(town, ref.code, "Ai cũng đọc được.")
    assert len(api.notes(code=ref.code, actor=town.leader)) == 2
    assert [n.text for n in api.notes(code=ref.code, actor=town.stranger)] == ["Ai cũng đọc được."]


def test_a_mention_by_name_or_tick_is_found_once_and_seen_once(town):
    ref = received(town)
    name = identity.officer(officer_id=town.appraiser.subject_id, now=t.NOW).full_name
    write(town, ref.code, f"@{name} xem giúp.", mentions=[town.appraiser.subject_id, town.leader.subject_id])
    page = api.mentions(actor=town.appraiser)
    assert [m.note.dossier_code for m in page.rows] == [ref.code]
    assert (page.unread, api.unread_mentions(actor=town.leader)) == (1, 1)
    assert api.see_mentions(actor=town.appraiser, now=t.NOW, code=ref.code) == 1
    assert api.unread_mentions(actor=town.appraiser) == 0


def test_only_those_who_may_read_it_can_be_mentioned(town):
    ref = received(town)
    for who in (town.stranger.subject_id, uuid7()):
        with pytest.raises(MentionWrong):
            write(town, ref.code, mentions=[who])
    assert not Note.objects.exists()


def test_a_note_needs_words_and_is_written_once(town):
    ref = received(town)
    with pytest.raises(NoteEmpty):
        write(town, ref.code, "  \n ")
    assert write(town, ref.code, idempotency_key="k") == write(town, ref.code, idempotency_key="k")
    assert Note.objects.count() == 1


def test_mentions_of_dossiers_that_went_elsewhere_are_not_shown(town):
    ref = received(town)
    write(town, ref.code, mentions=[town.leader.subject_id])
    Note.objects.update(confidential=True)
    stranger = make_officer(Role.LEADER, unit_code=t.OTHER_UNIT)
    from motcua.platform.casework.models import NoteMention

    NoteMention.objects.update(officer_id=stranger.subject_id)
    assert api.mentions(actor=stranger).rows == ()


A, B = uuid7(), uuid7()


@pytest.mark.parametrize(("text", "found"), [
    ("@Trần Thị Bình xem", (A,)), ("@tran thi binh", (A,)), ("@Trần Thị Bình An xem", (B,)), ("Trần Thị Bình", ()), ("@Trần", ()),
    ("@Trần Thị Bình, @Trần Thị Bình An", (A, B)), ("@Trần Thị Bìnhx", ()), ("", ()),
])  # fmt: skip
def test_names_after_an_at_sign(text, found):
    assert mentioned(text, {A: "Trần Thị Bình", B: "Trần Thị Bình An"}) == found


@given(st.text(max_size=60))
def test_any_text_is_read_without_failing(text):
    assert set(mentioned(text, {A: "Trần Thị Bình"})) <= {A}


def test_whoever_may_not_know_the_dossier_cannot_write(town):
    with pytest.raises(NamedError):
        write(town, received(town).code, by=town.stranger)


def told(officer):
    return [m.subject_vi for m in messaging.inbox(person_id=officer.subject_id)]


def test_a_mention_reaches_the_inbox_once_without_the_text(town):
    ref = received(town)
    for _ in range(2):
        write(town, ref.code, "Nghi giấy tờ giả.", mentions=[town.appraiser.subject_id], idempotency_key="k")
    (found,) = messaging.inbox(person_id=town.appraiser.subject_id)
    assert found.subject_vi.endswith(f"nhắc đến bạn ở hồ sơ {ref.code}")
    assert "giả" not in found.body_vi + found.subject_vi
    assert found.link == f"/lam-viec/ho-so/{ref.code}/"


def test_whoever_wrote_it_and_whoever_switched_it_off_is_not_told(town):
    messaging.choose_topics(wanted=[], actor=town.leader, now=t.NOW)
    write(town, received(town).code, mentions=[town.leader.subject_id, town.reception.subject_id])
    assert (told(town.leader), told(town.reception)) == ([], [])
    assert api.unread_mentions(actor=town.leader) == 1  # the list of mentions is work, not news


def test_what_was_seen_on_the_dossier_is_read_in_the_inbox_too(town):
    ref, other = received(town), received(town)
    for one in (ref, other):
        write(town, one.code, mentions=[town.appraiser.subject_id])
    api.see_mentions(actor=town.appraiser, now=t.NOW, code=ref.code)
    assert messaging.unread(person_id=town.appraiser.subject_id) == 1
