"""Keeping files: what is accepted, what is refused, what stays after a refusal."""

import hashlib
import io
import os
import time
from datetime import timedelta
from uuid import uuid4

import pytest

from motcua.foundation.files import api, conf
from motcua.foundation.files.adapters import scanners, stores
from motcua.foundation.files.adapters.scanners.demo import _EICAR
from motcua.foundation.files.models import StoredFileRow
from motcua.foundation.files.testing import NOW, PDF_BYTES, archive, picture, stored
from motcua.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db


def put(content, name="a.pdf", **extra):
    return api.put(content=content, name=name, purpose="test", actor=SYSTEM, now=NOW, **extra)


def test_content_comes_back_under_its_digest():
    file = stored()
    assert file.sha256 == hashlib.sha256(PDF_BYTES).hexdigest()
    assert api.read(file_id=file.uuid) == PDF_BYTES
    assert api.get(file_id=file.uuid) == file


def test_a_stream_is_read_like_bytes():
    assert put(io.BytesIO(PDF_BYTES)).sha256 == put(PDF_BYTES).sha256


def test_same_content_is_kept_once():
    first, second = stored(), stored(name="khác.pdf")
    assert first.uuid != second.uuid
    assert len(list(stores.store()._folder.glob("??/??/*"))) == 1


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (PDF_BYTES, api.PDF),
        (picture("PNG"), api.PNG),
        (picture("JPEG"), api.JPEG),
        (archive("[Content_Types].xml", "word/document.xml"), api.DOCX),
    ],
)
def test_the_type_is_that_of_the_content(content, mime):
    file = put(content, name="anything.bin")
    assert file.mime == mime


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 a program",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a%PDF-1.7",
        b" %PDF-1.7 not at the start",
        archive("a.txt"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        archive("[Content_Types].xml", "xl/workbook.xml"),
        b"PK\x03\x04broken",
    ],
)
def test_other_types_are_refused_whatever_the_name_says(content):
    with pytest.raises(api.FileTypeRefused) as refusal:
        put(content, name="giay-to.pdf")
    assert "PDF" in refusal.value.sentence("vi")


def test_nothing_is_kept_after_a_refusal():
    for content in (b"", b"MZ", PDF_BYTES + _EICAR):
        with pytest.raises((api.FileEmpty, api.FileTypeRefused, api.FileInfected)):
            put(content)
    assert not StoredFileRow.objects.exists()
    assert not list(stores.store()._folder.glob("??/??/*"))


def test_a_file_above_the_limit_is_refused_while_it_is_read():
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += 1
            return b"%PDF-" + bytes(1_000_000)

    endless = Endless()
    with pytest.raises(api.FileTooLarge, match="larger than 3 MB"):
        put(endless, max_bytes=3_000_000)
    assert endless.given <= 4


def test_a_room_cannot_widen_the_limit_of_the_installation():
    with pytest.raises(api.FileTooLarge, match="25 MB"):
        put(b"%PDF-" + bytes(25_000_001), max_bytes=10**12)


def test_malware_is_named_and_not_kept():
    with pytest.raises(api.FileInfected) as refusal:
        put(PDF_BYTES + bytes(999_990) + _EICAR)
    assert "EICAR" in refusal.value.sentence("vi")


def test_a_damaged_picture_is_refused():
    with pytest.raises(api.FileDamaged):
        put(picture("PNG")[:60], name="anh.png")


def test_a_missing_content_is_a_named_error():
    file = stored()
    stores.store()._path(file.sha256).unlink()
    with pytest.raises(api.FileMissing):
        api.read(file_id=file.uuid)


def test_discarded_files_are_gone_and_discarding_twice_is_harmless():
    file = stored()
    api.discard(file_id=file.uuid, now=NOW)
    api.discard(file_id=file.uuid, now=NOW)
    with pytest.raises(api.FileMissing):
        api.get(file_id=file.uuid)
    with pytest.raises(api.FileMissing):
        api.discard(file_id=uuid4(), now=NOW)


def test_the_sweep_takes_old_orphans_and_nothing_else():
    gone, kept, shared = stored(), stored(picture(), name="x.png"), stored(name="again.pdf")
    api.discard(file_id=gone.uuid, now=NOW)
    old = time.time() - 2 * 86_400
    for file in (gone, kept):
        os.utime(stores.store()._path(file.sha256), (old, old))
    assert api.sweep(now=NOW + timedelta(days=40)) == 0
    api.discard(file_id=shared.uuid, now=NOW)
    assert api.sweep(now=NOW + timedelta(days=40)) == 1
    assert api.read(file_id=kept.uuid)


def test_a_fresh_orphan_survives_even_a_demo_clock_far_ahead():
    file = stored()
    StoredFileRow.objects.all().delete()
    assert api.sweep(now=NOW + timedelta(days=400)) == 0
    assert stores.store().has(sha256=file.sha256)


def test_the_installation_checks_itself(settings, monkeypatch):
    stores.check_config()
    scanners.check_config()
    settings.MOTCUA_DEMO = False
    with pytest.raises(RuntimeError, match="clamd"):
        scanners.check_config()
    monkeypatch.setattr(conf, "STORE", "s3")
    with pytest.raises(RuntimeError, match="MOTCUA_FILES_S3_ENDPOINT"):
        stores.check_config()
