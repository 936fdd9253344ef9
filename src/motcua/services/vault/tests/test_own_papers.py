"""What people put into their stores: checked, typed, confirmed, replaced, removed, and offered to forms."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from unittest.mock import patch
from uuid import UUID
from zipfile import ZipFile

import pytest

from motcua.foundation.consent import api as consent
from motcua.foundation.consent.contracts import personal_sources
from motcua.foundation.consent.testing import restrict_processing
from motcua.foundation.files import api as files
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.errors import Forbidden, Invalid
from motcua.kernel.identifiers import InvalidCardText
from motcua.platform.eforms.contracts import SHELF
from motcua.platform.messaging import api as messaging
from motcua.services.vault import api, conf
from motcua.services.vault.actions import watching
from motcua.services.vault.actions.lending import StoreShelf
from motcua.services.vault.queries import VaultPrefiller
from motcua.services.vault.testing import KIND, NOW, casework_knows, held, picture, resolved

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_citizen()


def typed(**fields):
    return api.PaperTyped(fields=fields)


def test_a_photograph_with_its_fields_is_the_holders_own_statement(owner):
    paper = held(owner)
    assert paper.holder == f"person:{owner.subject_id}"
    assert paper.facts["number"] == api.FactHeld("310123456789", api.Trust.STATED, "typed")
    assert (paper.standing, paper.mime, paper.official) == (api.Standing.IN_FORCE, "image/png", False)


@pytest.mark.parametrize(
    ("kind", "fields", "wrong"),
    [
        ("driving_licence", {"class": "B"}, "number"),
        ("driving_licence", {"number": "1", "class": "B", "expires_on": "31/02/2030"}, "expires_on"),
        ("driving_licence", {"number": "1", "class": "B", "issued_on": "1/1/2029"}, "issued_on"),
        ("driving_licence", {"number": "1", "class": "B", "issued_on": "2/1/2020", "expires_on": "1/1/2020"}, "expires_on"),
        ("health_card", {"number": "DN43101234"}, "number"),
        ("transcript", {"full_name": "An", "school": "THCS", "level": "university"}, "level"),
        ("business_registration", {}, "kind"),
    ],
)
def test_what_is_typed_is_judged(owner, kind, fields, wrong):
    with pytest.raises(Invalid) as refused:
        api.add_paper(kind=kind, typed=typed(**fields), content=picture(), name="a.png", actor=owner, now=NOW)
    assert wrong in refused.value.fields


def card_of(owner, number=None):
    me = identity.person(person_id=owner.subject_id)
    return f"{number or me.personal_number}||ĐỖ THỊ THỬ|12041991|Nữ|Số 1, Hải Phòng|01012022|||"


def test_the_qr_code_of_ones_own_card_fills_the_fields(owner):
    one = api.PaperTyped(fields={"expires_on": "12/04/2031"}, card_text=card_of(owner))
    paper = api.add_paper(kind="identity_card", typed=one, content=picture(), name="the.png", actor=owner, now=NOW)
    assert (paper.facts["born_on"].value, paper.facts["born_on"].read) == ("1991-04-12", "qr")
    assert paper.facts["expires_on"].read == "typed"


def test_anothers_card_and_other_qr_codes_are_refused(owner):
    put = {"kind": "identity_card", "content": picture(), "name": "the.png", "actor": owner, "now": NOW}
    with pytest.raises(api.NotYours):
        api.add_paper(typed=api.PaperTyped(fields={}, card_text=card_of(owner, "031191999999")), **put)
    with pytest.raises(InvalidCardText):
        api.add_paper(typed=api.PaperTyped(fields={}, card_text="https://example.vn"), **put)


def zipped():
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", b"0" * 1_000_000)
    return out.getvalue()


@pytest.mark.parametrize("content", [zipped(), b"MZ" + b"0" * 100, b"<html><script>alert(1)</script>", b"<svg onload='x()'/>"])
def test_archives_programs_and_pages_are_refused_whatever_their_name(owner, content):
    with pytest.raises(files.FileTypeRefused):
        api.add_paper(kind="other", typed=typed(name="Giấy"), content=content, name="giay.pdf", actor=owner, now=NOW)


def test_a_picture_that_would_unfold_to_gigabytes_is_refused(owner):
    bomb = bytearray(picture())
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(files.FileDamaged):
        api.add_paper(kind="other", typed=typed(name="Giấy"), content=bytes(bomb), name="anh.png", actor=owner, now=NOW)


def test_a_name_is_never_a_path(owner, client):
    sign_in(client, owner)
    paper = api.add_paper(kind="other", typed=typed(name="Giấy"), content=picture(), name="../../etc/pass\r\nwd.png", actor=owner, now=NOW)
    disposition = client.get(f"/kho-giay-to/{paper.uuid}/tai/")["Content-Disposition"]
    assert ".." not in disposition
    assert "/" not in disposition


def test_the_same_file_twice_and_more_than_the_store_holds(owner, monkeypatch):
    held(owner)
    with pytest.raises(api.AlreadyHeld):
        held(owner)
    monkeypatch.setattr(conf, "QUOTA_MB", 0)
    with pytest.raises(api.QuotaFull):
        held(owner, seed=2)


def test_a_newer_version_replaces_the_older_and_both_stay(owner):
    old = held(owner)
    new = api.replace_paper(
        document_id=old.uuid, typed=typed(number="9", **{"class": "C"}), content=picture(7), name="b.png", actor=owner, now=NOW
    )
    assert [(v.version, v.standing) for v in api.versions(document_id=old.uuid, actor=owner, now=NOW)] == [(2, "in_force"), (1, "replaced")]
    assert [p.uuid for p in api.search(actor=owner, wanted=api.PaperFilter(), now=NOW)] == [new.uuid]
    with pytest.raises(Invalid):
        api.replace_paper(document_id=old.uuid, typed=typed(number="9", **{"class": "C"}), content=picture(8), name="c", actor=owner, now=NOW)


def newer(owner, old, seed):
    fields = typed(number=str(seed), **{"class": "C"})
    return api.replace_paper(document_id=old.uuid, typed=fields, content=picture(seed), name="b.png", actor=owner, now=NOW)


def live(owner):
    return [p.uuid for p in api.documents(actor=owner, now=NOW) if p.replaced_by is None]


def test_removing_the_wrong_newer_version_brings_the_older_back(owner):
    old = held(owner)
    wrong = newer(owner, old, 7)
    api.remove_paper(document_id=wrong.uuid, actor=owner, now=NOW)
    assert live(owner) == [old.uuid]
    right = newer(owner, old, 8)
    assert (right.version, live(owner)) == (3, [right.uuid])
    api.restore_paper(document_id=wrong.uuid, actor=owner, now=NOW)  # between the two
    assert live(owner) == [right.uuid]
    api.remove_paper(document_id=right.uuid, actor=owner, now=NOW)
    assert wrong.uuid in live(owner)


def test_the_order_of_removing_and_taking_back_does_not_matter(owner):
    one = held(owner)
    two = newer(owner, one, 7)
    three = newer(owner, two, 8)
    for paper in (two, three):
        api.remove_paper(document_id=paper.uuid, actor=owner, now=NOW)
    assert live(owner) == [one.uuid]
    for paper in (three, two):
        api.restore_paper(document_id=paper.uuid, actor=owner, now=NOW)
        assert live(owner) == [three.uuid]


def test_what_has_gone_for_good_is_not_corrected(owner):
    paper = held(owner)
    api.remove_paper(document_id=paper.uuid, actor=owner, now=NOW)
    api.purge_removed(now=NOW + timedelta(days=31))
    with pytest.raises(api.DocumentUnknown):
        api.correct_paper(document_id=paper.uuid, typed=typed(number="1", **{"class": "B"}), actor=owner, now=NOW)


def test_what_an_agency_issued_is_not_replaced_by_a_scan(owner):
    with casework_knows():
        issued = api.keep_result(resolved=resolved(owner.subject_id), now=NOW)
    with pytest.raises(api.PaperIssued):
        api.replace_paper(document_id=issued.uuid, typed=typed(), content=picture(), name="a.png", actor=owner, now=NOW)


def test_removed_is_taken_back_within_thirty_days_and_then_gone(owner):
    one, two = held(owner), held(owner, seed=2)
    for paper in (one, two):
        api.remove_paper(document_id=paper.uuid, actor=owner, now=NOW)
    assert api.documents(actor=owner, now=NOW) == ()
    assert api.restore_paper(document_id=one.uuid, actor=owner, now=NOW).standing == "in_force"
    assert api.purge_removed(now=NOW + timedelta(days=29)) == 0
    assert api.purge_removed(now=NOW + timedelta(days=31)) == 1
    with pytest.raises(files.FileMissing):
        files.read(file_id=two.file_id)
    with pytest.raises(api.DocumentUnknown):
        api.restore_paper(document_id=two.uuid, actor=owner, now=NOW)


def test_found_with_and_without_accents_by_kind_standing_and_tag(owner):
    one = held(owner, kind="transcript", full_name="Lê Bảo", school="THCS Ngô Quyền")
    other = api.add_paper(
        kind="driving_licence", typed=api.PaperTyped(fields={"number": "7", "class": "A1", "expires_on": "1/1/2020"}, tags="xe máy, Cũ"),
        content=picture(5), name="x.png", actor=owner, now=NOW,
    )  # fmt: skip

    def found(**wanted):
        return [p.uuid for p in api.search(actor=owner, wanted=api.PaperFilter(**wanted), now=NOW)]

    assert found(words="le bao") == found(words="Lê") == found(words="ngo quyen") == found(kind="transcript") == [one.uuid]
    assert found(standing="ended") == found(tag="xe may") == found(words="gplx") == [other.uuid]
    assert found(words="không có") == []


def test_facts_are_offered_once_confirmed_and_only_while_in_force(owner):
    def offered():
        return VaultPrefiller().prefill(actor=owner, person=None, fields=frozenset({"driving_licence_number"}), now=NOW)

    paper = held(owner, confirmed=False)
    assert offered() == {}
    api.correct_paper(document_id=paper.uuid, typed=typed(number="777", **{"class": "B"}), actor=owner, now=NOW)
    assert offered()["driving_licence_number"].value == "777"
    api.correct_paper(document_id=paper.uuid, typed=typed(number="777", expires_on="1/1/2021", **{"class": "B"}), actor=owner, now=NOW)
    assert offered() == {}


def test_the_shelf_offers_what_fits_and_marks_what_no_agency_issued(owner):
    paper, _other = held(owner), held(owner, kind="transcript", full_name="A", school="B", seed=3)
    shelf = StoreShelf()
    told = shelf.papers(actor=owner, ways=frozenset({"vault.document:driving_licence"}), label="", now=NOW)
    assert [p.key for p in told] == [str(paper.uuid)]
    assert [p.key for p in shelf.papers(actor=owner, ways=frozenset(), label="Bằng lái xe", now=NOW)] == [str(paper.uuid)]
    with patch("motcua.platform.eforms.api.lend_file") as lend:
        shelf.lend(key=str(paper.uuid), draft_id=UUID(int=1), field="gplx", actor=owner, now=NOW)
    assert lend.call_args.kwargs["known"].way == SHELF
    api.remove_paper(document_id=paper.uuid, actor=owner, now=NOW)
    api.purge_removed(now=NOW + timedelta(days=31))
    assert files.read(file_id=paper.file_id)  # the dossier has it


def test_own_scans_do_not_answer_for_a_register(owner):
    held(owner)
    assert not VaultPrefiller().prefill(actor=owner, person=None, fields=frozenset({"document:driving_licence"}), now=NOW)


def test_a_result_answers_by_its_kind_too(owner):
    with casework_knows():
        issued = api.keep_result(resolved=resolved(owner.subject_id), now=NOW)
    told = VaultPrefiller().prefill(actor=owner, person=None, fields=frozenset({"document:birth_certificate"}), now=NOW)
    assert told["document:birth_certificate"].value[0]["file_id"] == str(issued.file_id)


def test_papers_of_earlier_dossiers_come_when_their_owner_says_so(owner):
    stored = files.put(content=picture(9), name="Bằng lái xe.png", purpose="casework.paper", actor=owner, now=NOW)
    given = SimpleNamespace(paper_id=4, requirement="gplx", name="Giấy phép lái xe", file_name="x", dossier_code="H24.1-1", added_at=NOW)
    with (
        patch("motcua.platform.casework.api.papers_of_mine", lambda **_: (given,)),
        patch("motcua.platform.casework.api.paper_file", lambda **_: stored.uuid),
    ):
        (taken,) = api.take_over(papers={4, 5}, actor=owner, now=NOW)
        assert api.take_over(papers={4}, actor=owner, now=NOW) == ()
    assert (taken.kind, taken.dossier_code, taken.standing) == ("driving_licence", "H24.1-1", api.Standing.UNCONFIRMED)


def test_papers_of_her_own_dossiers_do_not_go_into_an_organisations_store(owner):
    body = Actor(kind=ActorKind.CITIZEN, subject_id=owner.subject_id, level=2, organisation_id=UUID(int=77))
    with patch("motcua.platform.casework.api.papers_of_mine", lambda **_: ()), pytest.raises(Forbidden, match="organisation"):
        api.take_over(papers={4}, actor=body, now=NOW)


def test_whoever_acts_for_an_organisation_has_its_store_and_not_her_own(owner):
    body = Actor(kind=ActorKind.CITIZEN, subject_id=owner.subject_id, level=2, organisation_id=UUID(int=77))
    mine = held(owner)
    fields = {"number": "0100109106", "name": "Cty", "issued_on": "1/1/2020"}
    theirs = held(body, kind="business_registration", seed=4, **fields)
    assert [p.uuid for p in api.documents(actor=body, now=NOW)] == [theirs.uuid]
    for actor, other in ((owner, theirs), (body, mine)):
        with pytest.raises(api.DocumentUnknown):
            api.document(document_id=other.uuid, actor=actor, now=NOW)


def test_a_result_of_an_organisation_goes_to_the_organisation(owner):
    with casework_knows(organisation_id=UUID(int=77)):
        kept = api.keep_result(resolved=resolved(owner.subject_id), now=NOW)
    assert kept.holder == f"organisation:{UUID(int=77)}"
    assert api.documents(actor=owner, now=NOW) == ()


def test_a_unit_sees_what_it_issued_and_no_other_unit_does(owner):
    with casework_knows():
        api.keep_result(resolved=resolved(owner.subject_id, unit_code="11329"), now=NOW)
    mine, other = make_officer(unit_code="11329"), make_officer(unit_code="11308", code="o2")
    wanted = api.PaperFilter(unit_code="11329")
    (issued,) = api.search(actor=mine, wanted=wanted, now=NOW)
    assert (issued.origin, issued.kind) == (api.Origin.ISSUED, KIND)
    assert api.search(actor=other, wanted=wanted, now=NOW) == ()
    with pytest.raises(api.DocumentUnknown):
        api.open_document(document_id=issued.uuid, actor=other, now=NOW)
    with pytest.raises(Forbidden):
        api.add_paper(kind="other", typed=typed(name="x"), content=picture(), name="x", actor=other, unit_code="11329", now=NOW)


def test_the_holder_is_told_once_before_the_end(owner):
    held(owner, expires_on="10/12/2026")
    assert (api.warn_ending(now=NOW), api.warn_ending(now=NOW + timedelta(days=1))) == (1, 0)
    told = messaging.inbox(person_id=owner.subject_id)
    assert any("sắp hết giá trị" in m.subject_vi for m in told)


def test_who_is_not_to_be_told_keeps_nobody_else_from_it(owner, monkeypatch):
    monkeypatch.setattr(watching, "_BATCH", 1)
    held(owner, expires_on="10/12/2026")
    restrict_processing(owner.subject_id, now=NOW)
    held(make_citizen(2, now=NOW), expires_on="10/12/2026")
    assert (api.warn_ending(now=NOW), api.warn_ending(now=NOW)) == (1, 0)


def test_signatures_are_looked_at_again(owner):
    with casework_knows():
        issued = api.keep_result(resolved=resolved(owner.subject_id), now=NOW)
    later = NOW + timedelta(days=8)
    assert api.recheck_due(now=later) >= 1
    assert api.document(document_id=issued.uuid, actor=owner, now=NOW).checked_at == later


def test_what_the_law_gives_a_person_over_her_store(owner):
    paper = held(owner)
    with casework_knows():
        api.keep_result(resolved=resolved(owner.subject_id), now=NOW)
    source = personal_sources.get("vault")
    assert len(source.export(person_id=owner.subject_id, now=NOW)["papers"]) == 2
    restrict_processing(owner.subject_id, now=NOW)
    assert not VaultPrefiller().prefill(actor=owner, person=None, fields=frozenset({"driving_licence_number", f"document:{KIND}"}), now=NOW)
    terms = api.ShareTerms(purpose="Nhập học", days=7)
    with pytest.raises(api.CannotShare):
        api.share(document_id=paper.uuid, terms=terms, actor=owner, now=NOW, idempotency_key="k")
    gone = source.erase(person_id=owner.subject_id, now=NOW)
    assert (gone.removed, gone.kept, bool(gone.reason_vi)) == (1, 1, True)
    assert "310123456789" not in str(source.export(person_id=owner.subject_id, now=NOW))


def test_erasing_ends_shares_of_kept_papers_and_what_she_added(owner):
    with casework_knows():
        kept = api.keep_result(resolved=resolved(owner.subject_id), now=NOW)
    api.correct_paper(document_id=kept.uuid, typed=api.PaperTyped(fields={}, note="của mẹ", tags="nhà"), actor=owner, now=NOW)
    api.share(document_id=kept.uuid, terms=api.ShareTerms(purpose="Nhập học", days=7), actor=owner, now=NOW, idempotency_key="k")
    source = personal_sources.get("vault")
    source.erase(person_id=owner.subject_id, now=NOW)
    told = source.export(person_id=owner.subject_id, now=NOW)
    assert [(p["note"], p["tags"]) for p in told["papers"]] == [("", [])]
    assert all(s["revoked_at"] for s in told["shares"])
    assert told["shares"]


def test_a_restriction_holds_for_papers_that_come_later_on_the_shelf_and_in_forms(owner):
    asked = {"actor": owner, "ways": frozenset({"vault.document:driving_licence"}), "label": "", "now": NOW}
    restrict_processing(owner.subject_id, now=NOW)
    held(owner, expires_on="10/12/2026")
    assert StoreShelf().papers(**asked) == ()
    assert not VaultPrefiller().prefill(actor=owner, person=None, fields=frozenset({"driving_licence_number"}), now=NOW)
    assert api.warn_ending(now=NOW) == 0
    consent.lift(person_id=owner.subject_id, kind=consent.Wish.RESTRICT, actor=owner, now=NOW)
    assert VaultPrefiller().prefill(actor=owner, person=None, fields=frozenset({"driving_licence_number"}), now=NOW)
    assert StoreShelf().papers(**asked)


def test_withdrawing_the_agreement_takes_every_share_back(owner):
    paper = held(owner)
    terms = api.ShareTerms(purpose="Nhập học", days=7)
    api.share(document_id=paper.uuid, terms=terms, actor=owner, now=NOW, idempotency_key="k")
    mine = {"person_id": owner.subject_id, "purpose": "store-share", "now": NOW}
    assert consent.resting(**mine) == {"vault": 1}
    consent.withdraw(subject_id=owner.subject_id, purpose="store-share", way=consent.Way.WEB, actor=owner, now=NOW)
    assert consent.resting(**mine) == {}
    assert [s.state for s in api.shares(actor=owner, now=NOW)] == [api.ShareState.REVOKED]
