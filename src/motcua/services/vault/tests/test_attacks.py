"""Attacks on the pages: scripts in what is shown, forged forms, fields that nobody offered, races."""

import threading
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.kernel.actors import ANONYMOUS
from motcua.services.vault import api
from motcua.services.vault.models import HeldDocumentRow, ShareOpening, ShareRow
from motcua.services.vault.testing import NOW, held, picture

EVIL = '<script>alert("1")</script>'


def upload(name="anh.png", content=None):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content or picture(), "image/png")


def shared(owner, client, paper, **sent):
    told = {"to": "link", "purpose": EVIL, "days": "7", "with_file": "true", "key": uuid4().hex, "fields": list(paper.facts)} | sent
    page = client.post(f"/kho-giay-to/{paper.uuid}/chia-se/", told).content.decode()
    return page, page.partition("/xem-giay-to/")[2].partition("/")[0]


@pytest.mark.django_db
def test_a_script_in_any_field_is_shown_as_text(client):
    owner = make_citizen()
    sign_in(client, owner)
    sent = {"f_name": EVIL, "f_number": EVIL, "f_issuer": EVIL, "note": EVIL, "tags": EVIL, "file": upload(f"{EVIL}.png"), "confirmed": "true"}
    answer = client.post("/kho-giay-to/them/other/", sent)
    assert answer.status_code == 302
    (paper,) = api.documents(actor=owner, now=NOW)
    made, token = shared(owner, client, paper)
    visitor = Client()
    pages = [made, *(
        client.get(url).content.decode()
        for url in ("/kho-giay-to/", answer["Location"], f"/kho-giay-to/{paper.uuid}/sua/", f"/kho-giay-to/{paper.uuid}/chia-se/",
                    "/kho-giay-to/chia-se/", f"/kho-giay-to/chia-se/{ShareRow.objects.get().uuid}/", f"/kho-giay-to/?q={EVIL}")
    ), visitor.get(f"/xem-giay-to/{token}/").content.decode(), visitor.post(f"/xem-giay-to/{token}/").content.decode()]  # fmt: skip
    assert all("&lt;script&gt;" in page for page in pages)
    assert not [page for page in pages if EVIL in page]


@pytest.mark.django_db
def test_a_form_of_another_site_changes_nothing(client):
    owner = make_citizen()
    paper = held(owner)
    forged = sign_in(Client(enforce_csrf_checks=True), owner)
    for url in ("go/", "kiem-tra/", "chia-se/", "sua/", "ban-moi/"):
        assert forged.post(f"/kho-giay-to/{paper.uuid}/{url}").status_code == 403
    assert api.document(document_id=paper.uuid, actor=owner, now=NOW).removed_at is None


@pytest.mark.django_db
def test_fields_that_no_form_has_are_not_taken(client):
    owner = make_citizen()
    sign_in(client, owner)
    more = {"holder": "person:x", "origin": "result", "f_trust": "issued", "kind": "birth_certificate", "confirmed_at": "1", "version": "9"}
    client.post("/kho-giay-to/them/other/", {"f_name": "Giấy", "file": upload(), "confirmed": "true", **more})
    row = HeldDocumentRow.objects.get()
    assert (row.holder, row.origin, row.kind, row.version) == (f"person:{owner.subject_id}", "upload", "other", 1)
    assert row.facts == {"name": {"value": "Giấy", "trust": "stated", "read": "typed"}}


@pytest.mark.django_db
def test_nothing_chosen_as_the_receiver_is_not_everybody(client):
    owner = make_citizen()
    sign_in(client, owner)
    page, token = shared(owner, client, held(owner), to="unit", purpose="Nhập học")
    assert "Chọn cơ quan trong danh sách" in page
    assert (token, ShareRow.objects.count()) == ("", 0)


@pytest.mark.django_db
def test_every_page_of_another_persons_store_is_unknown(client):
    owner = make_citizen()
    paper = held(owner)
    terms = api.ShareTerms(purpose="Nhập học", days=7)
    made = api.share(document_id=paper.uuid, terms=terms, actor=owner, now=NOW, idempotency_key="key-0001")
    sign_in(client, make_citizen(5))
    for url in ("", "tai/", "sua/", "ban-moi/", "chia-se/"):
        assert client.get(f"/kho-giay-to/{paper.uuid}/{url}").status_code == 404
    for url in ("go/", "khoi-phuc/", "kiem-tra/"):
        assert client.post(f"/kho-giay-to/{paper.uuid}/{url}").status_code == 404
    for url in ("thu-hoi/", "lien-ket-moi/"):
        assert client.post(f"/kho-giay-to/chia-se/{made.share.uuid}/{url}").status_code == 404
    assert client.get(f"/kho-giay-to/chia-se/{made.share.uuid}/").status_code == 404


@pytest.mark.django_db
def test_an_organisation_that_is_no_longer_represented_is_closed(client):
    owner, body = make_citizen(), uuid4()
    sign_in(client, owner)
    paper = held(replace(owner, organisation_id=body), kind="land_certificate", number="AA1")
    session = client.session
    session["identity.organisation"] = str(body)  # chosen once, represented no more
    session.save()
    assert client.get(f"/kho-giay-to/{paper.uuid}/").status_code == 404


@pytest.mark.django_db
def test_a_preview_opens_nothing_and_dead_links_look_alike(client):
    owner = make_citizen()
    sign_in(client, owner)
    _, token = shared(owner, client, held(owner), purpose="Nhập học")
    visitor = Client()
    page = visitor.get(f"/xem-giay-to/{token}/")
    assert "310123456789" not in page.content.decode()
    assert (page["Referrer-Policy"], ShareOpening.objects.count()) == ("same-origin", 0)
    opened = visitor.post(f"/xem-giay-to/{token}/").content.decode()
    assert "310123456789" in opened
    file = opened.partition('href="/xem-giay-to/tep/')[2].partition('"')[0]
    assert b"".join(visitor.get(f"/xem-giay-to/tep/{file}").streaming_content).startswith(b"\x89PNG")
    assert Client().get(f"/xem-giay-to/tep/{file}").status_code == 404  # the address alone is no key
    share = ShareRow.objects.get()
    client.post(f"/kho-giay-to/chia-se/{share.uuid}/thu-hoi/")
    gone, unknown = visitor.get(f"/xem-giay-to/{token}/"), visitor.get(f"/xem-giay-to/{'x' * 43}/")
    assert (gone.status_code, unknown.status_code, gone.content.count(b"<p")) == (404, 404, unknown.content.count(b"<p"))
    assert visitor.get(f"/xem-giay-to/tep/{file}").status_code == 404


@pytest.mark.django_db
def test_a_pin_hides_even_what_is_shared(client):
    owner = make_citizen()
    sign_in(client, owner)
    _, token = shared(owner, client, held(owner), purpose="Nhập học", pin="2468")
    page = Client().get(f"/xem-giay-to/{token}/").content.decode()
    assert "Mã PIN" in page
    assert "Nhập học" not in page
    assert Client().post(f"/xem-giay-to/{token}/", {"pin": "1111"}).status_code == 422


@pytest.mark.django_db
def test_officers_open_what_their_unit_was_given_from_its_list(client, officer_client):
    owner = make_citizen()
    sign_in(client, owner)
    make_officer(unit_code="11329")
    shared(owner, client, held(owner), to="unit", unit_code="11329", purpose="Đối chiếu")
    share = ShareRow.objects.get()
    desk = officer_client()
    assert "Giấy phép lái xe" in desk.get("/lam-viec/kho-giay-to/").content.decode()
    assert "Đã đối chiếu bản gốc" in desk.post(f"/lam-viec/kho-giay-to/chia-se/{share.uuid}/").content.decode()
    assert officer_client(unit_code="11308").get(f"/lam-viec/kho-giay-to/chia-se/{share.uuid}/").status_code == 404
    assert "reception, " in client.get(f"/kho-giay-to/chia-se/{share.uuid}/").content.decode()


@pytest.mark.django_db
def test_from_the_list_a_pin_opens_and_what_was_seen_is_what_is_marked(client, officer_client):
    owner = make_citizen()
    sign_in(client, owner)
    make_officer(unit_code="11329")
    paper = held(owner)
    shared(owner, client, paper, to="unit", unit_code="11329", purpose="Đối chiếu", pin="2468")
    desk, here = officer_client(), f"/lam-viec/kho-giay-to/chia-se/{ShareRow.objects.get().uuid}/"
    assert desk.post(here).status_code == 422
    page = desk.post(here, {"pin": "2468"}).content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    marked = page.partition('action="/lam-viec/kho-giay-to/chia-se/')[2].partition('"')[0]
    for sent, status in (("", 409), (seen, 302)):
        assert desk.post(f"/lam-viec/kho-giay-to/chia-se/{marked}", {"seen": sent}).status_code == status
    assert api.document(document_id=paper.uuid, actor=owner, now=NOW).facts["number"].trust == "checked"


@pytest.mark.django_db(transaction=True)
def test_no_opening_follows_a_revocation_that_was_committed_first():
    owner = make_citizen()
    terms = api.ShareTerms(purpose="Nhập học", days=7)
    made = api.share(document_id=held(owner).uuid, terms=terms, actor=owner, now=NOW, idempotency_key="race-001")
    told: list[str] = []

    def opener() -> None:
        try:
            api.open_share(key=api.Key(token=made.token), actor=ANONYMOUS, now=NOW)
            told.append("opened")
        except api.LinkDead:
            told.append("dead")
        finally:
            connections.close_all()

    with transaction.atomic():
        api.revoke_share(share_id=made.share.uuid, actor=owner, now=NOW)
        thread = threading.Thread(target=opener)
        thread.start()
        thread.join(timeout=1)
        assert told == []  # it waits for the revocation, it does not read past it
    thread.join(timeout=10)
    assert told == ["dead"]
    assert ShareOpening.objects.count() == 0
    connection.close()
