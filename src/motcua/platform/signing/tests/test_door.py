"""The door: once for each key, kept, told, recorded; the audit log's days."""

import dataclasses
import hashlib
import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from motcua.foundation.audit import api as audit
from motcua.foundation.audit.testing import act
from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.foundation.outbox.testing import drain_all
from motcua.platform.signing import api
from motcua.platform.signing.adapters import chosen
from motcua.platform.signing.adapters.demo import installed
from motcua.platform.signing.models import Signature
from motcua.platform.signing.testing import LEADER, NOW, document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_authority(authority, monkeypatch):
    monkeypatch.setattr(installed, "_authority", lambda: authority)


def sign(pdf=None, key="k-1", now=NOW, signer=LEADER, **extra):
    return api.sign_pdf(pdf=pdf or document(), signer=signer, reason="Ký kết quả", idempotency_key=key, now=now, **extra)


def test_a_result_is_signed_to_last_and_reported():
    made = sign()
    assert made.level is api.Level.B_LTA
    assert made.report.valid
    assert made.report.signatures[0].reason == "Ký kết quả"
    assert api.validate_pdf(pdf=made.pdf, now=NOW).as_dict()["signatures"][0]["trust"] == "trusted"


def test_the_same_key_signs_once():
    first, again = sign(), sign(now=NOW + timedelta(hours=1))
    assert (first.repeated, again.repeated) == (False, True)
    assert first.pdf == again.pdf
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("change", [{"pdf": b"other"}, {"signer": "other"}, {"purpose": api.Purpose.COPY}])
def test_a_key_stands_for_one_document_and_signer(change):
    sign()
    if change.get("pdf"):
        change = {"pdf": document("Người khác")}
    if change.get("signer"):
        change = {"signer": api.SignerRef(officer_id=UUID(int=12), name="Trần Thị Tâm", title="", unit_name="UBND")}
    with pytest.raises(api.KeyReused):
        sign(**change)


def test_it_is_kept_told_and_recorded():
    made = sign()
    row = Signature.objects.get(uuid=made.id)
    assert files.read(file_id=row.file_id) == made.pdf
    drain_all()
    (event,) = [e for e in outbox.read(after_seq=0, limit=100) if e.name == "signing.document.signed.v1"]
    assert event.payload["sha256"] == made.sha256
    assert "Hường" not in str(event.payload)
    entry = audit.entries(object_ref=f"signing.signature:{made.id}").entries[0]
    assert entry.actor_ref == f"officer:{LEADER.officer_id}"


def test_an_agency_seals_beside_the_officer():
    sealed = api.seal_pdf(
        pdf=sign().pdf, unit_code="11329", unit_name="UBND phường Ngô Quyền", reason="Đóng dấu", idempotency_key="s", now=NOW
    )
    assert sealed.report.valid
    assert [s.signer for s in sealed.report.signatures] == ["Nguyễn Thị Hường", "UBND phường Ngô Quyền"]


def test_a_made_signature_can_be_looked_up():
    made = sign()
    assert api.signed_document(signature_id=made.id, now=NOW).pdf == made.pdf
    with pytest.raises(api.SignatureNotFound):
        api.signed_document(signature_id=UUID(int=1), now=NOW)


def test_production_refuses_development_certificates(settings):
    settings.MOTCUA_DEMO = False
    with pytest.raises(api.DevKeysRefused):
        sign()
    with pytest.raises(api.DevKeysRefused):
        chosen.check_config()
    assert not Signature.objects.exists()


def test_days_of_the_log_are_signed_and_stamped():
    act()
    audit.seal(now=NOW)
    audit.close_hours(now=NOW + timedelta(hours=1))
    assert audit.hours()[0].signed_by == "signing"
    assert audit.verify().ok


def test_a_forged_day_is_found(authority):
    from motcua.platform.signing.actions import LogSigner

    signer = LogSigner()
    made = signer.sign(content=b"day", now=NOW)
    assert signer.verify(content=b"day", signature=made)
    assert not signer.verify(content=b"night", signature=made)
    other = signer.sign(content=b"night", now=NOW)
    assert not signer.verify(content=b"night", signature=audit.RootSignature(other.signature, other.certificate, made.time_stamp))


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_signature():
    pdf, shas = document(), []

    def click():
        shas.append(sign(pdf).sha256)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shas) == 3
    assert len(set(shas)) == 1
    assert Signature.objects.count() == 1


def test_an_officers_certificate_does_not_sign_the_log(authority, monkeypatch):
    from motcua.platform.signing.actions import LogSigner, log

    monkeypatch.setattr(log, "_NAME", "Phạm Văn Thử")
    made = LogSigner().sign(content=b"day", now=NOW)
    assert LogSigner().verify(content=b"day", signature=made)
    monkeypatch.undo()
    assert not LogSigner().verify(content=b"day", signature=made)


def test_a_time_stamp_of_somebody_else_is_none(authority, tmp_path):
    from motcua.kernel.evidence import TimeStampQuery, build_request
    from motcua.platform.signing.actions import LogSigner
    from motcua.platform.signing.adapters.demo import DemoAuthority

    made = LogSigner().sign(content=b"day", now=NOW)
    query = TimeStampQuery(imprint=hashlib.sha256(made.signature).digest())
    foreign = DemoAuthority(tmp_path / "foreign").stamp(request=build_request(query), now=NOW)
    broken = bytearray(made.time_stamp)
    broken[-1] ^= 1
    for stamp in (foreign, bytes(broken)):
        assert not LogSigner().verify(content=b"day", signature=dataclasses.replace(made, time_stamp=stamp))
        assert LogSigner().stamped_at(signature=dataclasses.replace(made, time_stamp=stamp)) is None
    assert LogSigner().stamped_at(signature=made) == NOW.replace(microsecond=0)
