"""Messages to and from the wire: exact fields, strict, every mistake named."""

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.channels.national.adapters.tables import code_tables
from motcua.channels.national.contracts import DossierMessage, MessageMalformed, ProgressMessage, SupplementMessage
from motcua.channels.national.rules import codes
from motcua.channels.national.rules.codec import decode, encode, instant_in, instant_out
from motcua.channels.national.testing import NOW, dossier_body

# The field names of the message set, in its order; what is sent has these and no others.
DOSSIER = ["MaHoSo", "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "KenhThucHien", "SoGiayToChuHoSo", "ChuHoSo", "LoaiDoiTuong", "MaDoiTuong", "ThongTinKhac", "Email", "Fax", "SoDienThoai", "TrichYeuHoSo", "NgayTiepNhan", "NgayHenTra", "TrangThaiHoSo", "NgayTra", "ThongTinTra", "HinhThuc", "NgayKetThucXuLy", "DonViXuLy", "GhiChu", "TaiLieuNop", "DanhSachLePhi", "DanhSachTepDinhKemKhac", "DanhSachHoSoBoSung", "DanhSachGiayToKetQua", "NoiNopHoSo", "HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID", "DuocThanhToanTrucTuyen", "NgayTuChoi", "DinhDanhCHS", "NgayNopHoSo", "DSKetNoiCSDL"]
PROGRESS = ["MaHoSo", "NguoiXuLy", "ChucDanh", "ThoiDiemXuLy", "PhongBanXuLy", "NoiDungXuLy", "TrangThai", "NgayBatDau", "NgayKetThucTheoQuyDinh"]
SUPPLEMENT = ["NguoiYeuCauBoSung", "NoiDungBoSung", "NgayBoSung", "NguoiTiepNhanBoSung", "ThongTinTiepNhan", "NgayTiepNhanBoSung", "TrangThaiBoSung", "DanhSachGiayToBoSung", "DanhSachLePhiBoSung", "NgayHenTraTruoc", "NgayHenTraMoi"]
TABLES = code_tables()


def wire_names(cls):
    return [f.metadata["wire"] for f in dataclasses.fields(cls)]


@pytest.mark.parametrize(("cls", "names"), [(DossierMessage, DOSSIER), (ProgressMessage, PROGRESS), (SupplementMessage, SUPPLEMENT)])
def test_the_fields_are_those_of_the_message_set(cls, names):
    assert wire_names(cls) == names


def test_a_dossier_survives_the_wire():
    body = dossier_body()
    assert list(body) == DOSSIER
    message = decode(DossierMessage, body, tables=TABLES)
    assert encode(message) == body
    assert (message.submitted_at, message.fees[0].amount, message.papers[0].requirement) == (NOW, 8000, "giay-chung-sinh")


def test_everything_on_the_wire_is_text_or_a_list():
    def walk(value):
        if isinstance(value, dict):
            return all(walk(v) for v in value.values())
        return all(walk(v) for v in value) if isinstance(value, list) else isinstance(value, str)

    assert walk(dossier_body())


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))
def test_instants_go_there_and_back(at):
    at = at.replace(tzinfo=UTC, microsecond=0)
    assert instant_in(instant_out(at)) == at


def test_instants_are_vietnams():
    assert instant_out(datetime(2026, 3, 9, 18, 30, tzinfo=UTC)) == "20260310013000"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"MaHoSo": ""}, "MaHoSo"),
        ({"KenhThucHien": "4"}, "KenhThucHien"),
        ({"LoaiDoiTuong": "công dân"}, "LoaiDoiTuong"),
        ({"TrangThaiHoSo": "11"}, "TrangThaiHoSo"),
        ({"NgayNopHoSo": "2026-03-09"}, "NgayNopHoSo"),
        ({"NgayNopHoSo": "20260231000000"}, "NgayNopHoSo"),
        ({"NgayNopHoSo": None}, "NgayNopHoSo"),
        ({"TrichYeuHoSo": "x" * 1001}, "TrichYeuHoSo"),
        ({"HoSoCoThanhPhanSoHoa": "yes"}, "HoSoCoThanhPhanSoHoa"),
        ({"TaiLieuNop": "tệp"}, "TaiLieuNop"),
        ({"TaiLieuNop": [{"TenTepDinhKem": ""}]}, "TaiLieuNop.0.TenTepDinhKem"),
        ({"DanhSachLePhi": [{"Gia": "8.000"}]}, "DanhSachLePhi.0.Gia"),
        ({"DanhSachLePhi": [{"Gia": "-1"}]}, "DanhSachLePhi.0.Gia"),
        ({"DinhDanhCHS": [{"LoaiDinhDanh": "3", "SoDinhDanh": "1"}]}, "DinhDanhCHS.0.LoaiDinhDanh"),
        ({"ChuHoSo": ["a"]}, "ChuHoSo"),
        ({"ChuHoSo": "a\x00b"}, "ChuHoSo"),
        ({"MaHSMoi": "1"}, "MaHSMoi"),
    ],
)
def test_every_mistake_is_named_with_its_path(change, path):
    with pytest.raises(MessageMalformed) as refused:
        decode(DossierMessage, {**dossier_body(), **change}, tables=TABLES)
    assert [p.path for p in refused.value.problems] == [path]
    assert path in refused.value.sentence("vi")
    assert refused.value.problems[0].en


def test_unknown_fields_pass_when_the_city_says_so():
    assert decode(DossierMessage, {**dossier_body(), "MaHSMoi": "1"}, tables=TABLES, strict=False).code


def problems_of(body):
    try:
        decode(DossierMessage, body, tables=TABLES)
    except MessageMalformed as refused:
        return refused.problems
    return ()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(DOSSIER), st.none() | st.text(max_size=20) | st.integers() | st.lists(st.integers(), max_size=2)))
def test_garbage_is_refused_by_name_and_nothing_else(change):
    assert {p.path.split(".")[0] for p in problems_of({**dossier_body(), **change})} <= set(change)


WORDS = {"receiving": 1, "new": 2, "denied": 3, "processing": 4, "waiting": 5, "paying": 6, "cancelled": 7, "unresolved": 8, "releasing": 9,
         "done": 10, "interoperating": None, "posting": None}


@pytest.mark.parametrize(("word", "number"), [*WORDS.items(), *((str(n), n) for n in range(1, 11)), (" Done ", 10)])
def test_words_of_the_portal_have_numbers(word, number):
    assert codes.status_of(word, tables=TABLES) == number


def test_an_unknown_word_is_refused():
    with pytest.raises(MessageMalformed):
        codes.status_of("finished", tables=TABLES)


def test_answers_travel_as_json_and_notes_are_none():
    assert codes.answers_of('{"child_name": "An"}') == {"child_name": "An"}
    assert codes.answers_of("Gọi trước khi đến") == {}
    with pytest.raises(MessageMalformed):
        codes.answers_of('{"a": ')


def test_values_are_mended_by_path_on_a_copy():
    body = dossier_body()
    made = codes.mended(body, {"MaTTHC": "2.000815", "TaiLieuNop.0.TenTepDinhKem": "a.pdf", "GhiChu": ""})
    assert (made["MaTTHC"], made["TaiLieuNop"][0]["TenTepDinhKem"], "GhiChu" in made) == ("2.000815", "a.pdf", False)
    assert body["MaTTHC"] == "1.001193"
    with pytest.raises(ValueError, match="no such place"):
        codes.mended(body, {"TaiLieuNop.7.TenTepDinhKem": "a"})
