"""Photographs: nothing of the camera is kept or shown, they stand upright, and whoever sees one is written across it."""

import zipfile
from io import BytesIO
from uuid import uuid4

import pypdf
import pytest
from PIL import Image, ImageChops, PngImagePlugin

from motcua.foundation.files import api as files
from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.foundation.units import api as units
from motcua.kernel.actors import ANONYMOUS
from motcua.platform.documents import api as documents
from motcua.platform.signing.testing import document
from motcua.services.vault import api
from motcua.services.vault.adapters import pictures
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.rules import mark_line
from motcua.services.vault.testing import NOW

SECRETS = (b"Exif", b"iPhone", b"xmp", b"secret", b"GPS", b"tEXt", b"<x:")


def photograph(kind="JPEG", *, orientation=1, size=(120, 80), tail=b""):
    """Red left half, blue right half, with place, device, comment and XMP, and something behind the end."""
    picture = Image.new("RGB", size, (200, 20, 20))
    picture.paste((20, 20, 200), (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = orientation, "iPhone secret"
    exif.get_ifd(0x8825).update({1: "N", 2: (20.0, 51.0, 30.0), 3: "E", 4: (106.0, 41.0, 2.0)})
    out, told = BytesIO(), PngImagePlugin.PngInfo()
    told.add_text("Comment", "secret place")
    more = {"pnginfo": told} if kind == "PNG" else {"comment": b"secret", "xmp": b"<x:xmpmeta>secret</x:xmpmeta>", "quality": 92}
    picture.save(out, kind, exif=exif, **more)
    return out.getvalue() + tail


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_nothing_of_the_camera_is_left_and_cleaning_again_changes_nothing(kind):
    clean = pictures.bare(photograph(kind, tail=b"secret tail"))
    assert not [word for word in SECRETS if word in clean]
    assert dict(Image.open(BytesIO(clean)).getexif()) == {}
    assert pictures.bare(clean) is clean


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_that_lay_on_its_side_stands(kind):
    clean = Image.open(BytesIO(pictures.bare(photograph(kind, orientation=6))))  # to be turned a quarter right
    assert clean.size == (80, 120)
    top, bottom = clean.convert("RGB").getpixel((40, 10)), clean.convert("RGB").getpixel((40, 110))
    assert top[0] > 150 > top[2]
    assert bottom[2] > 150 > bottom[0]


@pytest.mark.parametrize("content", [b"\xff\xd8\xff\xe0torn", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\nIHDRxx"])
def test_a_torn_picture_is_refused_by_name(content):
    with pytest.raises(api.PictureUnreadable):
        pictures.bare(content)
    with pytest.raises(api.PictureUnreadable):
        pictures.marked(content, line="x", font=documents.font_file())


def line(receiver="UBND phường Ngô Quyền"):
    return mark_line(receiver=receiver, purpose="Nhập học lớp 6", at=NOW, opening=uuid4())


@pytest.mark.parametrize("colour", ["white", "black"])
def test_the_mark_is_seen_everywhere_on_light_and_dark(colour):
    plain = Image.new("RGB", (900, 600), colour)
    out = BytesIO()
    plain.save(out, "PNG")
    shown = Image.open(BytesIO(pictures.marked(out.getvalue(), line=line(), font=documents.font_file(bold=True))))
    changed = ImageChops.difference(plain, shown.convert("RGB")).convert("L").point(lambda v: 255 if v > 40 else 0)
    parts = [changed.crop((x, y, x + 300, y + 200)).histogram()[255] / 60_000 for x in (0, 300, 600) for y in (0, 200, 400)]
    assert min(parts) > 0.01  # no part of the page is without it,
    assert max(parts) < 0.4  # and none is hidden by it


def test_the_mark_of_another_receiver_is_another_picture():
    out = BytesIO()
    Image.new("RGB", (900, 600), "white").save(out, "PNG")
    one, other = (pictures.marked(out.getvalue(), line=line(who), font=documents.font_file()) for who in ("", "Sở Y tế"))
    assert one != other


def kept(owner, content, name="anh.jpg"):
    typed = api.PaperTyped(fields={"name": "Giấy ra viện"})
    return api.add_paper(kind="other", typed=typed, content=content, name=name, actor=owner, now=NOW)


@pytest.mark.django_db
def test_at_upload_it_is_cleaned_and_the_same_photograph_is_known_again():
    owner = make_citizen()
    paper = kept(owner, BytesIO(photograph()))
    assert b"secret" not in files.read(file_id=paper.file_id)
    with pytest.raises(api.AlreadyHeld):
        kept(owner, photograph())
    with pytest.raises(api.AlreadyHeld):
        kept(owner, files.read(file_id=paper.file_id))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_that_is_an_archive_too_is_refused_not_cleaned(kind):
    zipped = BytesIO()
    with zipfile.ZipFile(zipped, "w") as packed:
        packed.writestr("a.txt", "secret")
    with pytest.raises(files.FileDisguised):
        kept(make_citizen(), photograph(kind, tail=zipped.getvalue()))
    assert HeldDocumentRow.objects.count() == 0


@pytest.mark.django_db
def test_photographs_of_before_are_cleaned_once():
    owner = make_citizen()
    paper = kept(owner, photograph("PNG"))
    old = files.put(content=photograph(), name="a.jpg", purpose="vault.document", actor=owner, now=NOW)
    HeldDocumentRow.objects.update(file_id=old.uuid, sha256=old.sha256, source_sha256="", mime=old.mime)
    assert (api.clean_pictures(now=NOW), api.clean_pictures(now=NOW)) == (1, 0)
    paper = api.document(document_id=paper.uuid, actor=owner, now=NOW)
    assert b"secret" not in files.read(file_id=paper.file_id)
    assert HeldDocumentRow.objects.get().source_sha256 == old.sha256


def opened(owner, paper, actor=ANONYMOUS, *, download=False, **terms):
    told = api.ShareTerms(purpose="Nhập học lớp 6", days=7, may_download=True, **terms)
    made = api.share(document_id=paper.uuid, terms=told, actor=owner, now=NOW, idempotency_key=uuid4().hex)
    shown = api.open_share(key=api.Key(token=made.token), actor=actor, now=NOW)
    given = {"share_id": made.share.uuid, "opening_id": shown.opening_id, "download": download, "actor": actor, "now": NOW}
    return api.open_shared_file(**given)[1].read()


@pytest.mark.django_db
@pytest.mark.parametrize("download", [False, True])
def test_a_shared_pdf_says_to_whom_for_what_and_when(download):
    owner, officer = make_citizen(), make_officer()
    unit = units.labels(on=NOW.date())["11329"]
    content = opened(owner, kept(owner, document(), "a.pdf"), officer, unit_code="11329", download=download)
    text = " ".join(pypdf.PdfReader(BytesIO(content)).pages[0].extract_text().split())
    assert f"Chia sẻ với / Shared with: {unit}. Mục đích / For: Nhập học lớp 6. 20/11/2026 09:00" in text


@pytest.mark.django_db
def test_a_shared_picture_is_marked_and_the_holders_own_is_not():
    owner = make_citizen()
    paper = kept(owner, photograph(size=(900, 600)))
    shown = Image.open(BytesIO(opened(owner, paper))).convert("RGB")
    own = Image.open(api.open_document(document_id=paper.uuid, actor=owner, now=NOW)[1]).convert("RGB")
    marks = ImageChops.difference(own, shown).convert("L").point(lambda v: 255 if v > 30 else 0)
    assert shown.size == own.size
    assert marks.histogram()[255] > 10_000


@pytest.mark.django_db
def test_what_cannot_be_marked_is_not_shown():
    owner = make_citizen()
    paper = kept(owner, document(), "a.pdf")
    torn = files.put(content=b"%PDF-1.7\n" + b"x" * 200, name="a.pdf", purpose="vault.document", actor=owner, now=NOW)
    HeldDocumentRow.objects.update(file_id=torn.uuid)
    with pytest.raises(api.CannotShow):
        opened(owner, paper)
