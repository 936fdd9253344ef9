"""The page on which officers bring the pictures that their signatures show."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.foundation.units.testing import load_units
from motcua.kernel.actors import Role
from motcua.platform.signing.contracts import SpecimenKind
from motcua.platform.signing.models import Specimen
from motcua.platform.signing.tests.test_pictures import BLUE, RED, png

pytestmark = pytest.mark.django_db
PAGE = "/lam-viec/mau-chu-ky/"


def bring(actor, content, whose="own"):
    return sign_in(Client(), actor).post(PAGE, {"whose": whose, "picture": SimpleUploadedFile("chu-ky.png", content)})


def test_a_leader_brings_her_own_hand_and_sees_it():
    leader = make_officer(Role.LEADER)
    assert bring(leader, png(BLUE)).status_code == 302
    assert Specimen.objects.get().holder_ref == leader.ref
    client = sign_in(Client(), leader)
    assert "cua-toi.png" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}cua-toi.png").getvalue().startswith(b"\x89PNG")


def test_nobody_sees_anothers():
    bring(make_officer(Role.LEADER), png(BLUE))
    assert sign_in(Client(), make_officer(Role.LEADER, code="CB.77")).get(f"{PAGE}cua-toi.png").status_code == 404


def test_a_seal_is_the_administrators():
    load_units()
    assert bring(make_officer(Role.LEADER), png(RED), "11329").status_code == 403
    assert bring(make_officer(Role.ADMIN), png(RED), "11329").status_code == 302
    kept = Specimen.objects.get()
    assert (kept.holder_ref, kept.kind) == ("unit:11329", SpecimenKind.SEAL)


@pytest.mark.parametrize("content", [png(RED), b"GIF89a", b""])
def test_a_wrong_picture_says_why(content):
    assert bring(make_officer(Role.LEADER), content).status_code == 422
