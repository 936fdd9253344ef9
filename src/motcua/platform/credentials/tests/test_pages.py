"""Pages: anybody checks, the holder shows, verifiers fetch."""

from datetime import timedelta

import pytest

from motcua.foundation.identity.testing import make_citizen, sign_in
from motcua.kernel.actors import Actor, ActorKind
from motcua.platform.credentials import api
from motcua.platform.credentials.testing import NOW, make_credential

pytestmark = pytest.mark.django_db
CHECK = "/kiem-tra-chung-nhan/"


@pytest.fixture(autouse=True)
def at_now(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW + timedelta(minutes=1))


@pytest.fixture
def held(client):
    person = make_citizen()
    sign_in(client, person)
    return make_credential(subject_id=person.subject_id)


def owner(held):
    return Actor(kind=ActorKind.CITIZEN, subject_id=held.subject_id, level=2)


def presented(held, *names):
    now = NOW + timedelta(minutes=1)
    return api.present(credential_id=held.uuid, disclose=names, audience="https://x.example", nonce="n", now=now, actor=owner(held))


def test_a_pasted_presentation_is_checked_without_signing_in(client):
    held = make_credential()
    page = client.post(CHECK, {"van_ban": f"\n {presented(held, 'holder_name')} \n"}).content.decode()
    assert "Chứng nhận hợp lệ" in page
    assert "Nguyễn Thị Hường" in page
    assert "2001-02-03" not in page


def test_a_file_is_checked(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = client.post(CHECK, {"tep": SimpleUploadedFile("c.sd-jwt", presented(make_credential()).encode())}).content.decode()
    assert "Chứng nhận hợp lệ" in page


@pytest.mark.parametrize("given", ["", "nothing", "a.b.c~", "x" * 300_000])
def test_what_is_no_credential_gets_a_sentence(client, given):
    answer = client.post(CHECK, {"van_ban": given})
    assert answer.status_code in {200, 422}
    assert "Không chấp nhận" in answer.content.decode() or "Dán văn bản" in answer.content.decode()


def test_a_claim_cannot_bring_markup_into_the_page(client):
    held = make_credential(claims={"document_title": "<script>alert(1)</script>"}, disclosable=())
    assert "<script>alert" not in client.post(CHECK, {"van_ban": presented(held)}).content.decode()


def test_a_copy_without_proof_is_explained(client):
    page = client.post(CHECK, {"van_ban": make_credential().compact}).content.decode()
    assert "không chứng minh mình là người giữ" in page


def test_the_holder_chooses_and_the_code_shows_that_and_no_more(client, held):
    page = client.get(f"/chung-nhan/{held.uuid}/").content.decode()
    assert "Ngày sinh" in page
    shown = client.post(f"/chung-nhan/{held.uuid}/", {"cho_xem": ["birth_date"], "thoi_han": "60"})
    assert "<svg" in shown.content.decode()
    link = shown.context["link"].split("//", 1)[1].partition("/")[2]
    client.logout()
    answer = client.get(f"/{link}").content.decode()
    assert "2001-02-03" in answer
    assert "Nguyễn Thị Hường" not in answer


def test_claims_that_were_not_offered_are_not_shown(client, held):
    shown = client.post(f"/chung-nhan/{held.uuid}/", {"cho_xem": ["iss", "../x"]})
    assert shown.context["shown"].shown == ()


def test_a_code_that_is_over_says_so(client):
    answer = client.get(f"{CHECK}ABCDEFGH/")
    assert answer.status_code == 404
    assert "tạo mã mới" in answer.content.decode()


@pytest.mark.parametrize("tail", ["", "tai/"])
def test_somebody_elses_credential_does_not_exist(client, held, tail):
    other = make_credential(idempotency_key="other")
    assert client.get(f"/chung-nhan/{held.uuid}/{tail}").status_code == 200
    assert client.get(f"/chung-nhan/{other.uuid}/{tail}").status_code == 404


def test_the_list_holds_only_own_ones(client, held):
    make_credential(idempotency_key="other", claims={"document_title": "Của người khác"}, disclosable=())
    page = client.get("/chung-nhan/").content.decode()
    assert "Giấy khai sinh" in page
    assert "Của người khác" not in page


def test_verifiers_find_keys_kind_and_list(client):
    held = make_credential()
    found = api.verify(presentation=presented(held), now=NOW + timedelta(minutes=1))
    metadata = client.get("/.well-known/jwt-vc-issuer")
    assert metadata.json()["issuer"] == found.issuer
    assert metadata.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/chung-nhan/khoa.json").json() == metadata.json()["jwks"]
    kind = client.get(found.kind.removeprefix(found.issuer)).json()
    assert kind["vct"] == found.kind
    assert kind["display"][0] == {"locale": "vi", "name": "Giấy khai sinh"}
    listed = client.get(found.status_address.removeprefix(found.issuer))
    assert listed.headers["Content-Type"] == "application/statuslist+jwt"
    assert client.get("/chung-nhan/loai/nothing/1/").status_code == 404


def test_the_code_fits_a_phone_and_the_whole_text_would_not():
    import segno

    held = make_credential()
    link = f"https://dichvucong.haiphong.gov.vn{CHECK}{'A' * 20}/"
    assert segno.make(link, error="m", micro=False).version <= 6
    assert segno.make(presented(held, "holder_name"), error="l", micro=False).version > 25


def test_english(client):
    page = client.post(CHECK, {"van_ban": presented(make_credential())}, headers={"accept-language": "en"}).content.decode()
    assert "genuine and in force" in page


def test_the_page_and_the_offline_check_say_that_a_key_was_withdrawn(client, tmp_path, capsys):
    import json

    from motcua.kernel.sdjwt.command import main

    held, now = make_credential(), NOW + timedelta(minutes=1)
    shown = presented(held, "holder_name")
    kid = api.issuer_metadata(now=now)["jwks"]["keys"][0]["kid"]
    api.rotate(now=now, withdraw=kid)
    page = client.post(CHECK, {"van_ban": shown}).content.decode()
    assert "Nơi cấp đã rút khóa" in page
    assert kid in page
    assert "Nguyễn Thị Hường" not in page
    (tmp_path / "shown").write_text(shown)
    (tmp_path / "keys").write_text(json.dumps(client.get("/.well-known/jwt-vc-issuer").json()))
    assert main([str(tmp_path / "shown"), "--keys", str(tmp_path / "keys"), "--language", "en", "--at", now.isoformat()]) == 1
    told = capsys.readouterr().out
    assert "withdrawn the key" in told
    assert f"Key withdrawn since: {now.isoformat(timespec='minutes')}" in told
