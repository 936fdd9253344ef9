"""A unit's store: its officers put papers in, keep what was shared, share with other units, and whoever is concerned sees who read."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.foundation.consent import api as consent
from motcua.foundation.files import api as files
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.kernel.actors import ANONYMOUS, Role
from motcua.kernel.errors import Forbidden, Invalid
from motcua.kit import clock
from motcua.services.vault import api
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.testing import NOW, casework_knows, held, picture, resolved

pytestmark = pytest.mark.django_db
UNIT, OTHER, HERE = "11329", "11308", "/lam-viec/kho-giay-to"


@pytest.fixture
def owner():
    return make_citizen()


@pytest.fixture
def officer():
    return make_officer(unit_code=UNIT)


def put(officer, seed=0, *, name="Quy chế phối hợp", unit_code=UNIT):
    typed = api.PaperTyped(fields={"name": name})
    return api.add_paper(kind="other", typed=typed, content=picture(seed), name="a.png", actor=officer, now=clock.now(), unit_code=unit_code)


def opened(owner, officer, paper=None, **terms):
    told = api.ShareTerms(**{"purpose": "Đối chiếu hồ sơ", "days": 7, "unit_code": UNIT, "may_download": True, "fields": ("number",), **terms})
    made = api.share(document_id=(paper or held(owner)).uuid, terms=told, actor=owner, now=clock.now(), idempotency_key=uuid4().hex)
    shown = api.open_share(key=api.Key(share_id=made.share.uuid), actor=officer, now=clock.now())
    return {"share_id": made.share.uuid, "opening_id": shown.opening_id, "now": clock.now()}


def readings(owner, source="vault.unit"):
    found = consent.accesses_of(person=identity.person(person_id=owner.subject_id))
    return [one for one in found.accesses if one.source == source]


def test_only_an_own_post_of_the_unit_that_handles_dossiers_puts_in(owner, officer):
    assert put(officer).origin is api.Origin.RECEIVED
    strangers = (make_officer(unit_code=OTHER, code="else"), make_officer(Role.ADMIN, unit_code=UNIT), replace(officer, positions=()), owner, ANONYMOUS)
    for actor in strangers:
        with pytest.raises(Forbidden):
            put(actor, seed=9)
    assert HeldDocumentRow.objects.count() == 1


def test_a_paper_goes_to_another_unit_and_to_nobody_with_a_link(officer):
    paper, there = put(officer), make_officer(unit_code=OTHER, code="else")
    for unit_code in ("", UNIT):
        terms = api.ShareTerms(purpose="Phối hợp kiểm tra", days=7, unit_code=unit_code)
        with pytest.raises(Invalid):
            api.share(document_id=paper.uuid, terms=terms, actor=officer, now=clock.now(), idempotency_key=uuid4().hex)
    terms = api.ShareTerms(purpose="Phối hợp kiểm tra", days=7, unit_code=OTHER)
    made = api.share(document_id=paper.uuid, terms=terms, actor=officer, now=clock.now(), idempotency_key=uuid4().hex)
    shown = api.open_share(key=api.Key(share_id=made.share.uuid), actor=there, now=clock.now())
    assert shown.sharer != ""
    assert [s.uuid for s in api.shares(actor=officer, now=clock.now(), unit_code=UNIT)] == [made.share.uuid]
    assert api.shares(actor=there, now=clock.now(), unit_code=UNIT) == ()
    with pytest.raises(api.ShareUnknown):
        api.revoke_share(share_id=made.share.uuid, actor=there, now=clock.now())


def test_a_kept_copy_is_the_file_as_it_was_issued_and_stays_as_it_was_shown(owner, officer):
    paper = held(owner)
    opening = opened(owner, officer, paper)
    kept, again = (api.keep_shared(**opening, actor=officer) for _ in range(2))
    assert (kept.uuid, kept.copied, list(kept.facts), files.read(file_id=kept.file_id)) == (again.uuid, True, ["number"], picture())
    assert api.openings(share_id=opening["share_id"], actor=owner)[0].act is api.Act.KEPT
    other = api.PaperTyped(fields={"number": "999999999999", "class": "C"}, note="đã đối chiếu")
    told = api.correct_paper(document_id=kept.uuid, typed=other, actor=officer, now=clock.now())
    assert (told.facts["number"].value, told.note) == ("310123456789", "đã đối chiếu")
    with pytest.raises(api.CopyKept):
        api.replace_paper(document_id=kept.uuid, typed=other, content=picture(3), name="b.png", actor=officer, now=clock.now())
    api.revoke_share(share_id=opening["share_id"], actor=owner, now=clock.now())
    assert api.document(document_id=kept.uuid, actor=officer, now=NOW).uuid == kept.uuid


@pytest.mark.parametrize("terms", [{"may_download": False}, {"with_file": False}, {"unit_code": ""}])
def test_what_may_not_be_taken_is_not_kept(owner, officer, terms):
    told = api.ShareTerms(**{"purpose": "Đối chiếu", "days": 7, "unit_code": UNIT, "may_download": True, "fields": ("number",), **terms})
    made = api.share(document_id=held(owner).uuid, terms=told, actor=owner, now=clock.now(), idempotency_key=uuid4().hex)
    shown = api.open_share(key=api.Key(token=made.token), actor=officer, now=clock.now())
    with pytest.raises(api.LinkDead):
        api.keep_shared(share_id=made.share.uuid, opening_id=shown.opening_id, actor=officer, now=clock.now())


def test_a_reading_of_the_units_copy_is_noted_for_the_person_once(owner, officer):
    kept = api.keep_shared(**opened(owner, officer), actor=officer)
    assert readings(owner) == []
    api.see_document(document_id=kept.uuid, actor=officer, now=clock.now())
    api.open_document(document_id=kept.uuid, actor=officer, now=clock.now())
    (told,) = readings(owner)
    assert (told.agency, told.fields) == (UNIT, ("papers",))


def test_a_reading_of_what_the_unit_issued_is_noted_and_its_record_is_not_removed(owner, officer):
    with casework_knows():
        api.keep_result(resolved=resolved(owner.subject_id), now=NOW)
    issued = HeldDocumentRow.objects.get(origin="issued")
    api.open_document(document_id=issued.uuid, actor=officer, now=clock.now())
    assert len(readings(owner)) == 1
    with pytest.raises(api.RecordKept):
        api.remove_paper(document_id=issued.uuid, actor=officer, now=clock.now())


def test_the_pages_of_a_units_store(client, officer):
    make_officer(unit_code=OTHER, code="else")
    sign_in(client, officer)
    assert 'href="/lam-viec/kho-giay-to/"' in client.get(f"{HERE}/").content.decode()  # in the officers' menu
    sent = {"f_name": "Quy chế phối hợp", "confirmed": "true", "file": SimpleUploadedFile("a.png", picture(), "image/png")}
    made = client.post(f"{HERE}/them/{UNIT}/other/", sent)
    paper = made["Location"]
    assert "Quy chế phối hợp" in client.get(paper).content.decode()
    client.post(f"{paper}sua/", {"f_name": "Quy chế mới", "note": "bản ký", "confirmed": "true"})
    newer = client.post(f"{paper}ban-moi/", sent | {"file": SimpleUploadedFile("b.png", picture(2), "image/png")})["Location"]
    given = {"unit_code": OTHER, "purpose": "Phối hợp kiểm tra", "days": "7", "with_file": "true", "key": "press-01"}
    assert client.post(f"{newer}chia-se/", given)["Location"] == newer
    assert "Phối hợp kiểm tra" in client.get(newer).content.decode()
    assert client.post(f"{newer}chia-se/", given | {"unit_code": "", "key": "press-02"}).status_code == 422
    share = api.shares(actor=officer, now=clock.now(), unit_code=UNIT)[0]
    client.post(f"{HERE}/chia-se/{share.uuid}/thu-hoi/")
    client.post(f"{newer}go/")
    assert "Khôi phục" in client.get(newer).content.decode()
    client.post(f"{newer}khoi-phuc/")
    assert client.get(f"{newer}tep/").getvalue() == picture(2)


def test_officers_of_other_units_reach_no_page_of_it(client, officer, owner):
    paper = f"{HERE}/{put(officer).uuid}/"
    sign_in(client, make_officer(unit_code=OTHER, code="else"))
    assert client.get(f"{HERE}/them/{UNIT}/other/").status_code == 404
    for tail in ("", "tep/", "sua/", "ban-moi/", "chia-se/"):
        assert client.get(f"{paper}{tail}").status_code == 404
    for tail in ("go/", "khoi-phuc/", "sua/", "chia-se/"):
        assert client.post(f"{paper}{tail}").status_code == 404
    sign_in(client, owner)
    assert client.get(paper).status_code in {302, 403, 404}
