"""Shares: for one purpose and period, opened on record, taken back at once, and links that tell nothing."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.db import connection

from motcua.foundation.audit import api as audit
from motcua.foundation.consent.testing import restrict_processing
from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import ANONYMOUS
from motcua.kernel.errors import Invalid
from motcua.platform.messaging import api as messaging
from motcua.services.vault import api
from motcua.services.vault.actions.receiving import MOST_PINS, MOST_PINS_EVER, MOST_WRONG
from motcua.services.vault.models import ShareRow
from motcua.services.vault.testing import NOW, held, picture

pytestmark = pytest.mark.django_db
UNIT = "11329"


@pytest.fixture
def owner():
    return make_citizen()


@pytest.fixture
def officer():
    return make_officer(unit_code=UNIT)


def give(owner, paper=None, **terms):
    paper = paper or held(owner)
    told = {"purpose": "Nhập học lớp 6", "days": 7, "fields": ("number",), "with_file": True} | terms
    return api.share(document_id=paper.uuid, terms=api.ShareTerms(**told), actor=owner, now=NOW, idempotency_key=uuid4().hex)


def key(made, **more):
    return api.Key(token=made.token, address="192.0.2.7", **more)


def test_a_link_shows_the_chosen_fields_and_nothing_else(owner):
    made = give(owner, with_file=False)
    shown = api.open_share(key=key(made), actor=ANONYMOUS, now=NOW)
    assert list(shown.paper.facts) == ["number"]
    assert (shown.paper.note, shown.paper.sha256, shown.sharer) == ("", "", "Đỗ Thị Thử 0")
    with pytest.raises(api.LinkDead):
        api.open_shared_file(share_id=made.share.uuid, opening_id=shown.opening_id, download=False, actor=ANONYMOUS, now=NOW)


def test_every_opening_is_on_record_for_the_holder(owner, officer):
    made = give(owner, unit_code=UNIT, may_download=True, dossier_code="H24.1-1")
    shown = api.open_share(key=key(made), actor=officer, now=NOW)
    api.open_shared_file(share_id=made.share.uuid, opening_id=shown.opening_id, download=True, actor=officer, now=NOW)
    uses = api.openings(share_id=made.share.uuid, actor=owner)
    assert [(o.act, o.unit_code, o.post) for o in uses] == [("downloaded", UNIT, "reception"), ("opened", UNIT, "reception")]
    entries = audit.entries(object_ref=f"vault.document:{made.share.document_id}").entries
    assert {e.action for e in entries} >= {"vault.shared", "vault.share_opened", "vault.share_downloaded"}
    assert [e.payload["act"] for e in recorded("vault.share.opened.v1")] == ["opened", "downloaded"]


def test_no_event_carries_what_a_person_wrote(owner):
    api.open_share(key=key(give(owner)), actor=ANONYMOUS, now=NOW)
    told = str([e.payload for e in recorded() if e.name.startswith("vault.")])
    assert "unit_code" in told
    assert "Nhập học" not in told
    assert "310123456789" not in told


def test_the_secret_of_a_link_is_not_in_the_database(owner):
    made = give(owner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM vault_share s")
        assert made.token not in cursor.fetchone()[0]


def dead(made, actor=ANONYMOUS, now=NOW, **more):
    with pytest.raises(api.LinkDead) as refused:
        api.open_share(key=key(made, **more), actor=actor, now=now)
    return refused.value.as_dict()


def test_one_answer_to_unknown_ended_revoked_used_up_and_closed(owner):
    unknown = dead(SimpleNamespace(token="x" * 43))
    ended, revoked, used, closed = give(owner), give(owner, held(owner, seed=2)), give(owner, held(owner, seed=3), most_views=1), None
    closed = give(owner, held(owner, seed=4))
    api.revoke_share(share_id=revoked.share.uuid, actor=owner, now=NOW)
    api.open_share(key=key(used), actor=ANONYMOUS, now=NOW)
    api.remove_paper(document_id=closed.share.document_id, actor=owner, now=NOW)
    answers = [dead(ended, now=NOW + timedelta(days=7)), dead(revoked), dead(used), dead(closed), dead(used, actor=owner)]
    assert all(answer == unknown for answer in answers)


def test_wrong_links_of_one_place_rest_even_for_the_right_one(owner):
    made = give(owner)
    for n in range(MOST_WRONG):
        dead(SimpleNamespace(token=f"{n:043d}"))
    with pytest.raises(api.LinksResting):
        api.look(key=key(made), actor=ANONYMOUS, now=NOW)
    assert api.look(key=replace(key(made), address="198.51.100.1"), actor=ANONYMOUS, now=NOW)
    assert api.look(key=key(made), actor=ANONYMOUS, now=NOW + timedelta(minutes=15))


def test_a_pin_is_tried_five_times_and_then_the_right_one_waits_too(owner):
    made = give(owner, pin="2468")
    for _ in range(MOST_PINS):
        with pytest.raises(api.PinWrong):
            api.open_share(key=key(made, pin="0000"), actor=ANONYMOUS, now=NOW)
    with pytest.raises(api.PinWrong):
        api.open_share(key=key(made, pin="2468"), actor=ANONYMOUS, now=NOW)
    assert api.open_share(key=key(made, pin="2468"), actor=ANONYMOUS, now=NOW + timedelta(minutes=16)).paper
    assert ShareRow.objects.get().pin_digest != "2468"


def test_a_pin_that_is_guessed_at_for_long_ends_the_share_and_its_holder_is_told(owner):
    made = give(owner, pin="2468")
    for n in range(MOST_PINS_EVER):
        when = NOW + timedelta(minutes=16 * (n // 4))  # never five in a row: the right one comes between
        with pytest.raises(api.PinWrong):
            api.open_share(key=key(made, pin="0000"), actor=ANONYMOUS, now=when)
        if n % 4 == 3:
            api.open_share(key=key(made, pin="2468"), actor=ANONYMOUS, now=when)
    assert api.one_share(share_id=made.share.uuid, actor=owner, now=NOW).state == "revoked"
    assert [m.template for m in messaging.inbox(person_id=owner.subject_id)] == ["vault.guessed"]


def test_a_new_link_closes_what_the_old_one_had_opened(owner):
    made = give(owner)
    shown = api.open_share(key=key(made), actor=ANONYMOUS, now=NOW)
    api.renew_link(share_id=made.share.uuid, actor=owner, now=NOW)
    with pytest.raises(api.LinkDead):
        api.open_shared_file(share_id=made.share.uuid, opening_id=shown.opening_id, download=False, actor=ANONYMOUS, now=NOW)


def test_a_sensitive_paper_goes_by_a_link_only_with_a_pin(owner):
    card = held(owner, kind="health_card", number="3123456789")
    with pytest.raises(Invalid):
        give(owner, card)
    assert give(owner, card, pin="1357").token
    assert give(owner, card, unit_code=UNIT) if make_officer(unit_code=UNIT) else None


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"purpose": "  "}, "purpose"), ({"days": 0}, "days"), ({"days": 91}, "days"), ({"fields": ("owner",)}, "fields"),
        ({"fields": (), "with_file": False}, "fields"), ({"unit_code": "99999"}, "unit_code"), ({"pin": "12"}, "pin"),
        ({"most_views": -1}, "most_views"),
    ],
)  # fmt: skip
def test_terms_are_judged(owner, terms, field):
    with pytest.raises(Invalid) as refused:
        give(owner, **terms)
    assert field in refused.value.fields


def test_officers_of_other_units_and_those_who_left_get_the_dead_answer(owner, officer):
    made = give(owner, unit_code=UNIT)
    other = make_officer(unit_code="11308", code="other")
    assert dead(made, actor=other) == dead(SimpleNamespace(token="y" * 43))
    assert dead(made, actor=replace(officer, positions=()))  # the post ended
    with pytest.raises(api.LinkForUnit):
        api.look(key=key(made), actor=ANONYMOUS, now=NOW)
    assert [s.uuid for s in api.shared_with_units(actor=officer, now=NOW)] == [made.share.uuid]
    assert api.shared_with_units(actor=other, now=NOW) == ()


def test_an_id_without_the_secret_opens_no_link_for_anybody(owner, officer):
    made = give(owner)
    for actor in (ANONYMOUS, officer):
        with pytest.raises(api.LinkDead):
            api.open_share(key=api.Key(share_id=made.share.uuid), actor=actor, now=NOW)


def test_an_opening_of_one_share_is_no_key_to_another_nor_for_ever(owner):
    one, two = give(owner), give(owner, held(owner, seed=2))
    shown = api.open_share(key=key(one), actor=ANONYMOUS, now=NOW)
    for share, when in ((two.share.uuid, NOW), (one.share.uuid, NOW + timedelta(minutes=31))):
        with pytest.raises(api.LinkDead):
            api.open_shared_file(share_id=share, opening_id=shown.opening_id, download=False, actor=ANONYMOUS, now=when)


def test_view_only_is_not_downloaded(owner):
    made = give(owner)
    shown = api.open_share(key=key(made), actor=ANONYMOUS, now=NOW)
    _, content, _ = api.open_shared_file(share_id=made.share.uuid, opening_id=shown.opening_id, download=False, actor=ANONYMOUS, now=NOW)
    assert content.read() not in {b"", picture()}  # it is marked with its receiver
    with pytest.raises(api.LinkDead):
        api.open_shared_file(share_id=made.share.uuid, opening_id=shown.opening_id, download=True, actor=ANONYMOUS, now=NOW)


def test_what_was_opened_before_the_revocation_is_not_read_after_it(owner):
    made = give(owner)
    shown = api.open_share(key=key(made), actor=ANONYMOUS, now=NOW)
    api.revoke_share(share_id=made.share.uuid, actor=owner, now=NOW)
    with pytest.raises(api.LinkDead):
        api.open_shared_file(share_id=made.share.uuid, opening_id=shown.opening_id, download=False, actor=ANONYMOUS, now=NOW)


def test_a_new_link_kills_the_old_one(owner):
    made = give(owner)
    renewed = api.renew_link(share_id=made.share.uuid, actor=owner, now=NOW)
    dead(made)
    assert api.open_share(key=key(renewed), actor=ANONYMOUS, now=NOW).paper


def test_pressed_twice_is_shared_once(owner):
    paper, terms = held(owner), api.ShareTerms(purpose="Nhập học", days=7)
    first, again = (
        api.share(document_id=paper.uuid, terms=terms, actor=owner, now=NOW, idempotency_key="press-01") for _ in range(2)
    )
    assert (first.share.uuid, bool(first.token), again.token) == (again.share.uuid, True, "")


@pytest.mark.parametrize("other", [{"days": 8}, {"pin": "2468"}, {"fields": ("number",)}, {"purpose": "Xin việc"}, {"unit_code": UNIT}])
def test_a_key_is_not_used_again_for_other_terms(owner, officer, other):
    paper, terms = held(owner), api.ShareTerms(purpose="Nhập học", days=7)
    api.share(document_id=paper.uuid, terms=terms, actor=owner, now=NOW, idempotency_key="press-01")
    for document, given in ((paper, replace(terms, **other)), (held(owner, seed=2), terms)):
        with pytest.raises(api.KeyReused):
            api.share(document_id=document.uuid, terms=given, actor=owner, now=NOW, idempotency_key="press-01")


def test_nobody_else_shares_revokes_or_reads_the_use(owner):
    made, stranger = give(owner), make_citizen(3)
    acting_for = replace(owner, organisation_id=UUID(int=9))
    for actor in (stranger, acting_for, ANONYMOUS):
        for refused in (
            lambda a: api.revoke_share(share_id=made.share.uuid, actor=a, now=NOW), lambda a: api.openings(share_id=made.share.uuid, actor=a),
            lambda a: api.renew_link(share_id=made.share.uuid, actor=a, now=NOW), lambda a: api.one_share(share_id=made.share.uuid, actor=a, now=NOW),
        ):  # fmt: skip
            with pytest.raises(api.ShareUnknown):
                refused(actor)
        terms = api.ShareTerms(purpose="Nhập học", days=7)
        with pytest.raises(api.DocumentUnknown):
            api.share(document_id=made.share.document_id, terms=terms, actor=actor, now=NOW, idempotency_key="k")


def test_an_officer_marks_what_he_compared_with_the_original(owner, officer):
    made = give(owner, unit_code=UNIT)
    shown = api.open_share(key=key(made), actor=officer, now=NOW)
    api.check_shared(share_id=made.share.uuid, opening_id=shown.opening_id, seen=api.seen_of(paper=shown.paper), actor=officer, now=NOW)
    facts = api.document(document_id=made.share.document_id, actor=owner, now=NOW).facts
    assert (facts["number"].trust, facts["number"].checked_by, facts["class"].trust) == ("checked", UNIT, "stated")
    fields = {name: fact.value for name, fact in facts.items()} | {"number": "1"}
    paper = api.correct_paper(document_id=made.share.document_id, typed=api.PaperTyped(fields=fields), actor=owner, now=NOW)
    assert paper.facts["number"].trust == "stated"


def test_fields_that_were_altered_after_the_officer_saw_them_are_not_marked(owner, officer):
    made = give(owner, unit_code=UNIT)
    shown = api.open_share(key=key(made), actor=officer, now=NOW)
    other = api.PaperTyped(fields={"number": "999999999999", "class": "B"})
    api.correct_paper(document_id=made.share.document_id, typed=other, actor=owner, now=NOW)
    with pytest.raises(api.FactsChanged):
        api.check_shared(share_id=made.share.uuid, opening_id=shown.opening_id, seen=api.seen_of(paper=shown.paper), actor=officer, now=NOW)
    assert api.document(document_id=made.share.document_id, actor=owner, now=NOW).facts["number"].trust == "stated"


@pytest.fixture
def asked(owner, officer):
    party = SimpleNamespace(organisation_id=None, person_id=owner.subject_id)
    with patch("motcua.platform.casework.api.dossier", lambda **_: SimpleNamespace(code="H24.1-1", party=party)):
        return api.ask_for_paper(
            dossier_code="H24.1-1", unit_code=UNIT, kind="driving_licence", purpose="Đối chiếu hạng bằng lái", actor=officer, now=NOW,
            idempotency_key="ask-0001",
        )  # fmt: skip


def test_a_request_is_agreed_to_with_the_unit_that_asked_alone(owner, officer, asked):
    terms = api.ShareTerms(purpose="khác", days=3, unit_code="11308", fields=("number",))
    made = api.agree(request_id=asked.uuid, document_id=held(owner).uuid, terms=terms, actor=owner, now=NOW)
    assert (made.unit_code, made.purpose, made.dossier_code) == (UNIT, "Đối chiếu hạng bằng lái", "H24.1-1")
    assert api.open_share(key=api.Key(share_id=made.uuid), actor=officer, now=NOW).paper
    with pytest.raises(api.RequestSettled):
        api.decline(request_id=asked.uuid, reason="", actor=owner, now=NOW)


def test_a_request_is_declined_taken_back_or_ends(owner, officer, asked):
    with pytest.raises(api.RequestUnknown):
        api.decline(request_id=asked.uuid, reason="", actor=make_citizen(4), now=NOW)
    with pytest.raises(api.RequestUnknown):
        api.take_back(request_id=asked.uuid, actor=make_officer(unit_code="11308", code="o3"), now=NOW)
    assert api.end_requests(now=NOW + timedelta(days=13)) == 0
    assert api.decline(request_id=asked.uuid, reason="Đã nộp bản giấy", actor=owner, now=NOW).state == "declined"
    assert api.requests_of_units(actor=officer)[0].reason == "Đã nộp bản giấy"


def test_a_request_that_nobody_answers_ends(asked, owner):
    assert api.end_requests(now=NOW + timedelta(days=14)) == 1
    with pytest.raises(api.RequestSettled):
        api.decline(request_id=asked.uuid, reason="", actor=owner, now=NOW + timedelta(days=14))


def test_a_restriction_closes_what_was_shared_and_what_comes_later(owner, officer):
    made = give(owner, unit_code=UNIT)
    assert [s.uuid for s in api.shared_with_units(actor=officer, now=NOW)] == [made.share.uuid]
    restrict_processing(owner.subject_id, now=NOW)
    assert api.shared_with_units(actor=officer, now=NOW) == ()
    with pytest.raises(api.LinkDead):
        api.open_share(key=api.Key(share_id=made.share.uuid), actor=officer, now=NOW)
    assert [s.state for s in api.shares(actor=owner, now=NOW)] == [api.ShareState.CLOSED]
    with pytest.raises(api.CannotShare):
        give(owner, held(owner, seed=9))  # a paper that came after
