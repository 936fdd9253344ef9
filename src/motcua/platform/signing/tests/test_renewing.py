"""Archive time stamps are renewed in time, once, and never over something broken."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.foundation.outbox.testing import drain_all
from motcua.platform.signing import api
from motcua.platform.signing.actions import renewing
from motcua.platform.signing.adapters import pades
from motcua.platform.signing.adapters.demo import DemoAuthority, installed, issuing
from motcua.platform.signing.models import Renewal, Signature
from motcua.platform.signing.testing import LEADER, NOW, document

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)
END = datetime(2027, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """An authority whose first time-stamp certificate ends in June 2027."""
    made = DemoAuthority(tmp_path_factory.mktemp("short"))
    made.anchors()
    folder = made._folder
    folder.pair_or_make("stamping.pem", lambda: issuing.stamping(folder.pair("root.pem"), until_at=END))
    return made


@pytest.fixture
def next_stamper(short, monkeypatch):
    """What the time-stamp service does in time: a new certificate."""

    def change():
        folder = short._folder
        pair = folder.pair_or_make("stamping-2.pem", lambda: issuing.stamping(folder.pair("root.pem")))
        monkeypatch.setitem(folder._pairs, "stamping.pem", pair)

    return change


@pytest.fixture(autouse=True)
def _authority(short, monkeypatch):
    monkeypatch.setattr(installed, "_authority", lambda: short)


def sign(key="k"):
    return api.sign_pdf(pdf=document(), signer=LEADER, reason="Ký", idempotency_key=key, now=NOW)


def test_nothing_is_renewed_before_its_time():
    sign()
    assert Signature.objects.get().archived_until_at == END
    assert api.renew_due(now=NOW).renewed == 0


def test_a_stamp_near_its_end_is_renewed_once_and_proves_on(next_stamper):
    made = sign()
    next_stamper()
    soon = END - timedelta(days=30)
    assert api.renew_due(now=soon).renewed == 1
    assert api.renew_due(now=soon).renewed == 0
    renewal = Renewal.objects.get()
    pdf = files.read(file_id=renewal.file_id)
    assert pdf.startswith(made.pdf)
    assert made.sha256 in pades.revisions(pdf)
    assert renewal.archived_until_at > END + 10 * YEAR
    later = api.signed_document(signature_id=made.id, now=END + 5 * YEAR)
    assert later.report.valid
    assert later.sha256 == renewal.sha256


def test_without_renewal_the_proof_ends():
    made = sign()
    assert api.validate_pdf(pdf=made.pdf, now=END - timedelta(days=1)).valid
    assert not api.validate_pdf(pdf=made.pdf, now=END + 2 * YEAR).valid  # the signer's certificate has ended too


def test_a_signature_under_another_one_is_renewed_with_it(next_stamper):
    made = sign()
    api.seal_pdf(pdf=made.pdf, unit_code="11329", unit_name="UBND phường", reason="Dấu", idempotency_key="s", now=NOW)
    next_stamper()
    assert api.renew_due(now=END - timedelta(days=30)).renewed == 1


def test_whoever_keeps_the_file_is_told(next_stamper):
    made = sign()
    next_stamper()
    api.renew_due(now=END - timedelta(days=30))
    drain_all()
    (told,) = [e.payload for e in outbox.read(after_seq=0, limit=100) if e.name == "signing.document.renewed.v1"]
    assert (told["signature_id"], told["previous_sha256"]) == (str(made.id), made.sha256)


def test_a_broken_document_is_reported_not_stamped(monkeypatch, next_stamper):
    made = sign()
    next_stamper()
    broken = made.pdf.replace(b"/Length ", b"/Lengtt ", 1)
    monkeypatch.setattr(files, "read", lambda *, file_id: broken)
    report = api.renew_due(now=END - timedelta(days=30))
    assert (report.renewed, [uuid for uuid, _ in report.failed]) == (0, [made.id])
    assert not Renewal.objects.exists()


def test_when_the_service_cannot_prove_longer_nothing_is_kept():
    sign()
    assert api.renew_due(now=END + timedelta(days=1)).failed
    assert not Renewal.objects.exists()


def test_a_file_that_fails_in_an_unknown_way_keeps_no_other_from_being_renewed(next_stamper, monkeypatch):
    for key in ("a", "b"):
        sign(key)
    next_stamper()
    first, renew = Signature.objects.order_by("pk").first().uuid, renewing._renew
    monkeypatch.setattr(renewing, "_renew", lambda ident, **more: 1 / 0 if ident == first else renew(ident, **more))
    report = api.renew_due(now=END - timedelta(days=30))
    assert (report.renewed, report.failed) == (1, ((first, "error:ZeroDivisionError"),))
