"""A dossier of the national portal through the real casework and back: opened, asked for papers, supplied, told, withdrawn."""

from datetime import timedelta

import pytest

from motcua.channels.national import api
from motcua.channels.national.models import Intake
from motcua.channels.national.testing import dossier_body, envelope, portal
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.actors import SYSTEM
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import DossierStatus
from motcua.platform.casework.testing import NOW, UNIT, make_town, quick_papers

pytestmark = pytest.mark.django_db
CODE = "H24.NA-260309-0001"


@pytest.fixture
def town():
    return make_town()


def work(there, *messages, now):
    there.messages.extend(messages)
    api.pull(now=now)
    done = api.take_in(now=now)
    drain_all()
    api.send(now=now + timedelta(seconds=1))
    return done


def status(ref):
    return casework.by_id(dossier_id=ref.uuid, actor=SYSTEM).status


def test_there_and_back(town):
    with portal() as there, quick_papers():
        body = dossier_body(DonViXuLy=UNIT)
        assert work(there, envelope(body), envelope(body, number=2), now=NOW).done == 2
        ref = casework.dossier_by_ref(origin="national", external_ref=CODE)
        opened = casework.by_id(dossier_id=ref.uuid, actor=SYSTEM)
        assert (opened.party.name, opened.unit_code, len(opened.papers)) == ("Đỗ Thị Hải Yến", UNIT, 1)
        later = NOW + timedelta(minutes=30)
        casework.request_supplement(
            code=ref.code, items=["Bản chính giấy chứng sinh"], reason="Ảnh mờ", deadline_days=5, actor=town.reception, now=later
        )
        supplied = {
            "MaHoSo": CODE, "NgayBoSung": "20260309100000", "NoiDungBoSung": "Đây",
            "DanhSachGiayToBoSung": [{"TenTepDinhKem": "a.pdf", "DuongDanTaiTepTin": "files/2", "MaThanhPhanHoSo": "bo-sung-1"}],
        }
        assert work(there, envelope(supplied, kind="BoSung", number=3, at="20260309100000"), now=NOW + timedelta(hours=2)).done == 1
        assert status(ref) is not DossierStatus.SUPPLEMENT
        gone = {"MaHoSo": CODE, "TrangThai": "cancelled", "ThoiDiemXuLy": "20260309120000", "NoiDungXuLy": "Nộp nhầm"}
        assert work(there, envelope(gone, kind="TrangThai", number=4, at="20260309120000"), now=NOW + timedelta(hours=4)).done == 1
        assert status(ref) is DossierStatus.WITHDRAWN
    assert there.shown == {CODE: "7"}  # the portal knows it by its own code
    told = [b["TrangThaiHoSo"] for kind, _, b in there.heard if kind == "dossier"]
    assert (told[0], "5" in told, told[-1]) == ("1", True, "7")
    assert not Intake.objects.exclude(state="done").exists()
