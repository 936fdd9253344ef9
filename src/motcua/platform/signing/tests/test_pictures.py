"""Pictures of signatures: the rules of NĐ 30/2020, and where they go on the page."""

import io

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from motcua.foundation.files import api as files
from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.errors import Forbidden
from motcua.platform.documents import api as documents
from motcua.platform.signing import api, rules
from motcua.platform.signing.adapters import pictures
from motcua.platform.signing.adapters.demo import installed, specimens
from motcua.platform.signing.contracts import SpecimenKind
from motcua.platform.signing.models import Specimen
from motcua.platform.signing.testing import LEADER, NOW, document

BLUE, RED, BLACK = (0, 40, 160), (200, 10, 10), (0, 0, 0)
ROOM = api.Box(page=0, left=323, bottom=500, right=544, top=568)


def png(colour=BLUE, *, clear=True, size=(300, 120)):
    picture = Image.new("RGBA", size, (255, 255, 255, 0 if clear else 255))
    picture.paste((*colour, 255), (40, 40, size[0] - 40, 60))
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "GPS 20.86, 106.68")
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=note)
    return out.getvalue()


def keep(content, *, kind=SpecimenKind.HAND, ref="officer:1", actor=SYSTEM):
    return api.set_specimen(holder_ref=ref, kind=kind, content=content, actor=actor, now=NOW)


@pytest.mark.django_db
def test_a_picture_is_cut_to_its_ink_and_loses_its_metadata():
    kept = files.read(file_id=keep(png()))
    assert b"GPS" not in kept
    assert Image.open(io.BytesIO(kept)).size == (220, 20)
    keep(png())  # again: nothing new
    keep(png((10, 10, 200)))
    assert [s.to_at is None for s in Specimen.objects.order_by("id")] == [False, True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(BLACK), SpecimenKind.HAND), (png(RED), SpecimenKind.HAND), (png(BLUE), SpecimenKind.SEAL), (png(clear=False), SpecimenKind.HAND),
        (b"GIF89a", SpecimenKind.HAND), (b"", SpecimenKind.HAND), (png(size=(4000, 100)), SpecimenKind.HAND),
    ],
)
def test_pictures_against_the_rule_are_refused(content, kind):
    with pytest.raises(api.SpecimenRefused):
        keep(content, kind=kind)


@pytest.mark.django_db
def test_an_officer_brings_his_own_and_nobody_else_s():
    officer = make_officer(Role.LEADER)
    keep(png(), actor=officer, ref=officer.ref)
    with pytest.raises(Forbidden):
        keep(png(), actor=officer, ref="officer:2")
    with pytest.raises(Forbidden):
        keep(png(RED), kind=SpecimenKind.SEAL, actor=officer, ref="unit:11329")


@given(st.floats(0.2, 8), st.floats(0.5, 2))
def test_the_seal_covers_the_left_third_of_the_signature_in_its_real_size(hand, seal):
    personal = rules.personal_box(ROOM, ratio=hand)
    assert ROOM.left <= personal.left <= personal.right <= ROOM.right
    assert ROOM.bottom <= personal.bottom <= personal.top <= ROOM.top
    assert abs((personal.left + personal.right) - (ROOM.left + ROOM.right)) <= 1
    agency = rules.agency_box(personal, ratio=seal)
    assert agency.right - agency.left == 102  # 36 mm
    assert agency.left < personal.left
    assert abs((agency.right - personal.left) - (personal.right - personal.left) / 3) <= 1


def test_lines_without_a_picture_never_cover_each_other():
    personal = rules.personal_box(ROOM)
    assert rules.agency_box(personal).right < personal.left


@pytest.mark.django_db
def test_both_pictures_are_on_the_page_and_the_text_stays_readable(authority, monkeypatch):
    monkeypatch.setattr(installed, "_authority", lambda: authority)
    given = {"room": ROOM, "specimen": True, "now": NOW}
    signed = api.sign_pdf(pdf=document(), signer=LEADER, reason="Ký", idempotency_key="p", **given)
    sealed = api.seal_pdf(
        pdf=signed.pdf, unit_code="11329", unit_name="UBND phường Ngô Quyền", reason="Dấu", idempotency_key="a", beside=LEADER, **given
    )
    assert sealed.report.valid
    widgets = [a.get_object() for a in pypdf.PdfReader(io.BytesIO(sealed.pdf)).pages[0]["/Annots"]]
    boxes = sorted([tuple(map(int, w["/Rect"])) for w in widgets if w["/Rect"][0]])
    assert boxes[0][2] - boxes[0][0] == 102
    assert boxes[0][2] > boxes[1][0]


def test_invented_pictures_obey_the_rule_too():
    for kind in SpecimenKind:
        drawn = specimens.draw(kind=kind, name="UBND phường Ngô Quyền", font=documents.font_file())
        assert pictures.ratio(pictures.specimen(content=drawn, kind=kind)) > 0.9
