"""The public check: by file and by code, without keeping anything, in both languages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.platform.signing import api
from motcua.platform.signing.adapters import chosen, pades
from motcua.platform.signing.adapters.demo import installed
from motcua.platform.signing.testing import LEADER, NOW, document

pytestmark = pytest.mark.django_db
PAGE = "/kiem-tra-chu-ky/"


class Issuer:
    """A room that issued one document."""

    key = "testing"

    def __init__(self):
        self.standing = None

    def by_code(self, *, code, now):
        return self.standing if self.standing and code == self.standing.code else None

    def by_digest(self, *, digests, now):
        return self.standing if self.standing and self.standing.sha256 in digests else None


@pytest.fixture
def issuer(monkeypatch):
    made = Issuer()
    monkeypatch.setitem(api.standing_sources._things, "testing", made)
    return made


@pytest.fixture(autouse=True)
def _world(authority, monkeypatch):
    monkeypatch.setattr(installed, "_authority", lambda: authority)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW + timedelta(days=30))


@pytest.fixture
def signed():
    return api.sign_pdf(pdf=document(), signer=LEADER, reason="Ký", idempotency_key="k", now=NOW)


def standing(signed, state=api.StandingState.IN_FORCE, **more):
    return api.Standing(
        code="K7QM2X9A", title="Giấy xác nhận", symbol="15/GXN-UBND", issuer="UBND phường Ngô Quyền", issued_at=NOW, state=state,
        sha256=signed.sha256, signature_id=signed.id, **more,
    )


def check(pdf, **headers):
    return Client().post(PAGE, {"tep": SimpleUploadedFile("a.pdf", pdf, content_type="application/pdf")}, **headers)


def test_a_signed_file_is_explained_and_not_kept(signed, monkeypatch):
    monkeypatch.setattr("motcua.foundation.files.api.put", lambda **_: pytest.fail("the upload was kept"))
    shown = check(signed.pdf).content.decode()
    assert "Nguyễn Thị Hường" in shown
    assert "Nguyên vẹn" in shown
    assert "không có giá trị pháp lý" in shown  # a development certificate says so


def test_a_changed_file_is_named_first(signed):
    assert signed.pdf.count(b"/Lang(vi)") == 1
    assert "bị thay đổi sau khi ký" in check(signed.pdf.replace(b"/Lang(vi)", b"/Lang(en)")).content.decode()


def test_what_the_issuer_says_counts(issuer, signed):
    issuer.standing = standing(signed)
    assert "đang có giá trị" in check(signed.pdf).content.decode()
    issuer.standing = standing(signed, api.StandingState.REVOKED, revoked_at=NOW, replaced_by="16/GXN-UBND")
    shown = check(signed.pdf).content.decode()
    assert "thu hồi" in shown
    assert "16/GXN-UBND" in shown


def test_a_renewed_file_is_still_the_issued_one(issuer, signed):
    issuer.standing = standing(signed, api.StandingState.REVOKED, revoked_at=NOW)
    later = pades.archive(pdf=signed.pdf, stamping=chosen.authority(), revocation=chosen.authority(), now=NOW)
    assert "thu hồi" in check(later).content.decode()


def test_the_code_of_the_qr_opens_the_document(issuer, signed):
    issuer.standing = standing(signed)
    page = Client().get(f"{PAGE}K7QM2X9A/")
    assert page.status_code == 200
    assert "15/GXN-UBND" in page.content.decode()
    assert "PAdES B-LTA" in page.content.decode()
    typed = Client().post(PAGE, {"ma": "K7QM2X9A"})
    assert typed["Location"] == f"{PAGE}K7QM2X9A/"


def test_unknown_codes_empty_forms_and_other_files_are_told_politely(issuer, signed):
    assert Client().get(f"{PAGE}NOPE/").status_code == 404
    assert Client().post(PAGE, {}).status_code == 422
    assert check(b"not a pdf").status_code == 422
    assert "không có chữ ký số" in check(document()).content.decode()


def test_a_file_too_large_is_refused_unread(monkeypatch, signed):
    monkeypatch.setattr("motcua.platform.signing.conf.CHECK_MAX_MB", 0)
    assert check(signed.pdf).status_code == 413


def test_english(signed):
    client = Client()
    client.cookies["django_language"] = "en"
    shown = client.post(PAGE, {"tep": SimpleUploadedFile("a.pdf", signed.pdf)}).content.decode()
    assert "The signature is valid" in shown
    assert "Trusted time stamp" in shown


def test_programs_check_files_and_codes_too(signed, issuer):
    send = lambda pdf: Client().post("/api/v1/signing/check", {"file": SimpleUploadedFile("a.pdf", pdf)})  # noqa: E731
    issuer.standing = standing(signed, api.StandingState.REVOKED, revoked_at=NOW)
    told = send(signed.pdf).json()
    assert (told["good"], told["standing"]["state"], told["signatures"][0]["intact"]) == (False, "revoked", True)
    assert send(b"no pdf").status_code == 422
    assert Client().get("/api/v1/signing/check/K7QM2X9A").json()["standing"]["symbol"] == "15/GXN-UBND"
    assert Client().get("/api/v1/signing/check/none").status_code == 404
