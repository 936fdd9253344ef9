"""The vault: kept once, for its owner alone, offered to forms, shown with its signature."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.identity.testing import make_citizen, sign_in
from motcua.foundation.outbox import api as outbox
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.actors import SYSTEM, Actor, ActorKind, Scope
from motcua.platform.casework.events import DossierCorrected, ResultRevoked
from motcua.platform.casework.events.papers import OldResultDigitised
from motcua.platform.credentials import api as credentials
from motcua.platform.signing.testing import document
from motcua.services.vault import api
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.queries import VaultPrefiller
from motcua.services.vault.testing import KIND, NOW, casework_knows, resolved
from motcua.services.vault.testing import held as put

pytestmark = pytest.mark.django_db
OWNER = Actor(kind=ActorKind.CITIZEN, subject_id=UUID(int=5), level=2)
OTHER = Actor(kind=ActorKind.CITIZEN, subject_id=UUID(int=6), level=2)


def keep(person=OWNER.subject_id, **changes):
    with casework_knows():
        return api.keep_result(resolved=resolved(person, **changes), now=NOW)


def test_a_result_is_kept_with_what_its_signature_says():
    held = keep()
    assert (held.title, held.issuer, held.signed_by) == ("Giấy khai sinh", "UBND phường Ngô Quyền", "Nguyễn Thị Hường")
    assert (held.valid, held.dev) == (True, True)
    assert api.documents(actor=OWNER, now=NOW) == (held,)


def test_the_copy_outlives_caseworks_own_file():
    event = resolved(OWNER.subject_id)
    with casework_knows():
        held = api.keep_result(resolved=event, now=NOW)
    files.discard(file_id=event.result_file_id, now=NOW)
    assert files.read(file_id=held.file_id).startswith(b"%PDF")


def test_heard_twice_is_kept_once():
    event = resolved(OWNER.subject_id)
    with casework_knows():
        first, again = (api.keep_result(resolved=event, now=NOW) for _ in range(2))
    assert first == again
    assert HeldDocumentRow.objects.filter(origin="result").count() == 1


@pytest.mark.parametrize("change", [{"outcome": "denied"}, {"person": None}, {"result_file_id": None}])
def test_what_is_no_document_is_not_kept(change):
    assert keep(**change) is None
    assert not HeldDocumentRow.objects.exists()


def test_the_event_brings_it_here_and_a_fact_goes_out():
    event = resolved(OWNER.subject_id)
    outbox.publish(event=event, now=NOW)
    with casework_knows():
        drain_all()
    assert api.of_dossier(dossier_code=event.dossier_code, actor=OWNER, now=NOW)
    names = [e.name for e in outbox.read(after_seq=0, limit=100)]
    assert names.count("vault.document.kept.v1") == 1


def test_the_title_is_encrypted_in_the_database():
    keep()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM vault_held_document")
        assert "khai sinh" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    "actor",
    [
        OTHER,
        SYSTEM,
        Actor(kind=ActorKind.OFFICER, subject_id=OWNER.subject_id),
        Actor(kind=ActorKind.CITIZEN, subject_id=OWNER.subject_id, organisation_id=UUID(int=9)),
    ],
)
def test_nobody_else_learns_that_it_exists(actor):
    held = keep()
    assert api.documents(actor=actor, now=NOW) == ()
    with pytest.raises(api.DocumentUnknown):
        api.open_document(document_id=held.uuid, actor=actor, now=NOW)


def test_opening_is_recorded():
    held = keep()
    _, content, name = api.open_document(document_id=held.uuid, actor=OWNER, now=NOW)
    assert content.read(4) == b"%PDF"
    assert name.endswith(".pdf")
    assert audit.entries(object_ref=f"vault.document:{held.uuid}").entries[0].action == "vault.opened"


def test_a_form_is_offered_the_latest_of_a_kind():
    keep()
    latest = keep(resolved_at=NOW.replace(day=21))
    wanted = frozenset({f"document:{KIND}", "document:none", "full_name"})
    told = VaultPrefiller().prefill(actor=OWNER, person=None, fields=wanted, now=NOW)
    assert set(told) == {f"document:{KIND}"}
    known = told[f"document:{KIND}"]
    assert known.value[0]["sha256"] == latest.sha256
    assert "21/11/2026" in known.source_label_vi
    assert not VaultPrefiller().prefill(actor=OTHER, person=None, fields=wanted, now=NOW)


def test_a_document_whose_signature_does_not_hold_is_not_offered():
    held = keep()
    HeldDocumentRow.objects.update(signature_report={**held.report, "valid": False})
    assert not VaultPrefiller().prefill(actor=OWNER, person=None, fields=frozenset({f"document:{KIND}"}), now=NOW)


def test_pages_of_the_owner(client):
    owner = make_citizen()
    sign_in(client, owner)
    assert "Chưa có giấy tờ nào" in client.get("/kho-giay-to/").content.decode()
    held = keep(owner.subject_id)
    assert "Giấy khai sinh" in client.get("/kho-giay-to/").content.decode()
    page = client.get(f"/kho-giay-to/{held.uuid}/").content.decode()
    for words in ("Chữ ký hợp lệ", "PAdES B-LTA", "không có giá trị pháp lý", held.sha256):
        assert words in page
    answer = client.get(f"/kho-giay-to/{held.uuid}/tai/")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_strangers_and_visitors_are_turned_away(client):
    held = keep()
    assert client.get("/kho-giay-to/").status_code == 302
    sign_in(client, make_citizen(3))
    assert client.get(f"/kho-giay-to/{held.uuid}/").status_code == 404
    assert client.get(f"/kho-giay-to/{uuid4()}/tai/").status_code == 404


def void(event):
    """The fact that this dossier's result was revoked."""
    facts = {name: getattr(event, name) for name in ("dossier_id", "dossier_code", "procedure_code", "field", "unit_code", "person_id")}
    return ResultRevoked(**facts, at=NOW, result_file_id=event.result_file_id, step="appraisal")


def test_a_revoked_result_says_so_and_is_offered_no_more(client):
    owner = make_citizen()
    sign_in(client, owner)
    event = resolved(owner.subject_id)
    with casework_knows():
        held = api.keep_result(resolved=event, now=NOW)
        assert [api.revoke(revoked=void(event), now=NOW) for _ in range(2)] == [1, 0]
        again = resolved(owner.subject_id, dossier_id=event.dossier_id)  # decided anew
        assert api.keep_result(resolved=again, now=NOW).uuid != held.uuid
    assert "đã thu hồi" in client.get("/kho-giay-to/").content.decode()
    assert "không còn giá trị sử dụng" in client.get(f"/kho-giay-to/{held.uuid}/").content.decode()
    offered = VaultPrefiller().prefill(actor=owner, person=None, fields=frozenset({f"document:{KIND}"}), now=NOW)
    assert offered[f"document:{KIND}"].value[0]["file_id"] != str(held.file_id)


def test_revoking_one_result_leaves_the_new_one():
    event = resolved(OWNER.subject_id)
    with casework_knows():
        api.keep_result(resolved=event, now=NOW)
        again = resolved(OWNER.subject_id, dossier_id=event.dossier_id)
        fresh = api.keep_result(resolved=again, now=NOW)
    api.revoke(revoked=void(event), now=NOW)
    assert [d.uuid for d in api.documents(actor=OWNER, now=NOW) if d.revoked_at is None] == [fresh.uuid]


def told_of(event, **changes):
    """What casework says it issued for this result."""
    return (SimpleNamespace(**{"file_id": event.result_file_id, "symbol": "15", "copy_kind": "", "revoked_at": None, "expires_at": None} | changes),)


def test_what_is_corrected_is_void_with_its_credential():
    owner = make_citizen()
    event = resolved(owner.subject_id)
    with casework_knows(issued=told_of(event)):
        held = api.keep_result(resolved=event, now=NOW)
    names = ("dossier_id", "dossier_code", "procedure_code", "field", "unit_code")
    outbox.publish(event=DossierCorrected(**{n: getattr(event, n) for n in names}, at=NOW, step="signing"), now=NOW)
    with casework_knows(issued=told_of(event, revoked_at=NOW)):
        drain_all()
    assert api.document(document_id=held.uuid, actor=owner, now=NOW).revoked_at == NOW
    (card,) = credentials.credentials_of(actor=owner, source_refs=[f"vault.document:{held.uuid}"])
    assert card.state is credentials.State.REVOKED
    assert not HeldDocumentRow.objects.filter(revoked_at=None).exists()  # the unit's record neither


def test_a_result_that_was_revoked_before_it_is_heard_of_is_kept_as_revoked():
    event = resolved(OWNER.subject_id)
    with casework_knows(issued=told_of(event, revoked_at=NOW)):
        assert api.revoke(revoked=void(event), now=NOW) == 0
        assert api.keep_result(resolved=event, now=NOW).revoked_at == NOW


def test_a_result_ends_when_its_issuer_says():
    event = resolved(OWNER.subject_id)
    with casework_knows(issued=told_of(event, expires_at=datetime(2027, 11, 19, 17, tzinfo=UTC))):
        held = api.keep_result(resolved=event, now=NOW)
    assert held.expires_on == date(2027, 11, 20)  # in Việt Nam
    assert set(HeldDocumentRow.objects.values_list("expires_on", flat=True)) == {held.expires_on}


def old(person=OWNER.subject_id, **changes):
    """A digitised old result of this person, as casework tells of it."""
    kept = files.put(content=document(), name="Giấy phép 12/GP.pdf", purpose="casework.old_result", actor=SYSTEM, now=NOW)
    facts = {
        "old_result_id": uuid4(), "result_code": "KQ1", "procedure_code": KIND, "unit_code": "11329", "person_id": person,
        "file_id": kept.uuid, "issued_on": date(2020, 5, 4), "expires_on": None, "at": NOW,
    }  # fmt: skip
    return OldResultDigitised(**facts | changes)


def keep_old(event):
    told = SimpleNamespace(title="Giấy phép cũ", issuer="UBND quận Ngô Quyền")
    with patch("motcua.platform.casework.api.find_old_results", lambda **_: (told,)):
        return api.keep_old_result(digitised=event, now=NOW)


def test_a_digitised_old_result_comes_to_its_holder_once(client):
    owner = make_citizen()
    sign_in(client, owner)
    event = old(owner.subject_id)
    assert keep_old(event) == keep_old(event)
    page = client.get("/kho-giay-to/").content.decode()
    assert "UBND quận Ngô Quyền cấp ngày 04/05/2020, bản số hóa" in page
    assert keep_old(old(None)) is None


def test_what_has_ended_is_shown_and_not_offered():
    held = keep_old(old(expires_on=date(2021, 5, 4)))
    assert not held.in_force(on=NOW.date())
    HeldDocumentRow.objects.update(signature_report={"valid": True, "signatures": [{"signer": "x"}]})
    assert not VaultPrefiller().prefill(actor=OWNER, person=None, fields=frozenset({f"document:{KIND}"}), now=NOW)


@pytest.mark.parametrize(("verbs", "seen"), [({"file", "pay"}, 0), ({"papers"}, 1)])
def test_who_is_authorised_by_an_organisation_opens_its_store_only_with_that_power(verbs, seen):
    body = uuid4()
    paper = put(replace(make_citizen(1), organisation_id=body), kind="other", name="Giấy phép")
    clerk = replace(make_citizen(2), organisation_id=body, organisation_scope=Scope(verbs=frozenset(verbs)))
    assert len(api.documents(actor=clerk, now=NOW)) == seen
    if not seen:
        with pytest.raises(api.DocumentUnknown):
            api.document(document_id=paper.uuid, actor=clerk, now=NOW)
