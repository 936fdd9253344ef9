"""Every kind of question, table by table: what is typed, what is kept, how it reads in both languages, and what is refused."""

from __future__ import annotations

from itertools import pairwise

import jsonschema_rs
import pytest

from motcua.platform.eforms.contracts import FieldKind, Option, UiField
from motcua.platform.eforms.rules.answers import given
from motcua.platform.eforms.rules.reading import read
from motcua.platform.eforms.rules.schema import field_schema
from motcua.platform.eforms.rules.words import answer_text, surface
from motcua.platform.eforms.tests.test_reading import FACTS, ask

K = FieldKind
POINT = {"type": "Point", "coordinates": [106.6822, 20.8561]}
SQUARE = "20,85; 106,68\n20,85; 106,69\n20,86; 106,69\n20,86; 106,68"

GOOD = [
    (K.YES_NO_UNKNOWN, "unknown", "unknown", "Không biết", "Not known"),
    (K.TIME, "7h30", "07:30", "07:30", "07:30"),
    (K.TIME, "14 giờ 5 phút", "14:05", "14:05", "14:05"),
    (K.DATETIME, {"date": "3/4/2026", "time": "7:30"}, "2026-04-03T07:30", "07:30 03/04/2026", "3 Apr 2026, 07:30"),
    (K.MONTH, "9/2026", "2026-09", "9/2026", "9/2026"),
    (K.MONTH, "tháng 12 năm 2025", "2025-12", "12/2025", "12/2025"),
    (K.YEAR, "1998", 1998, "1998", "1998"),
    (K.PARTIAL_DATE, {"year": "1954"}, "1954", "1954", "1954"),
    (K.PARTIAL_DATE, {"month": "9", "year": "1954"}, "1954-09", "9/1954", "9/1954"),
    (K.PARTIAL_DATE, {"day": "2", "month": "9", "year": "1954"}, "1954-09-02", "02/09/1954", "2 Sep 1954"),
    (
        K.DATE_RANGE, {"from-day": "1", "from-month": "2", "from-year": "2026", "to": "3/4/2026"}, {"from": "2026-02-01", "to": "2026-04-03"},
        "từ 01/02/2026 đến 03/04/2026", "1 Feb 2026 to 3 Apr 2026",
    ),
    (K.PERCENTAGE, "12,5 %", 12.5, "12,5 %", "12.5 %"),
    (K.AREA, {"amount": "1,25", "unit": "ha"}, 12500.0, "12.500 m² (1,25 ha)", "12,500 m² (1.25 ha)"),
    (K.AREA, {"amount": "2", "unit": "sao"}, 720.0, "720 m²", "720 m²"),
    (K.LENGTH, {"amount": "1.234,5"}, 1234.5, "1.234,5 m", "1,234.5 m"),
    (K.WEIGHT, {"amount": "1,5", "unit": "ta"}, 150.0, "150 kg", "150 kg"),
    (K.QUANTITY, {"amount": "12", "unit": "male"}, {"amount": 12.0, "unit": "male"}, "12 Nam", "12 Male"),
    (K.RATING, "4", 4, "4/5", "4/5"),
    (K.MULTI_SELECT, ["female", "male"], ["male", "female"], "Nam, Nữ", "Male, Female"),
    (
        K.MATRIX, {"male": "female", "female": "male"}, {"male": "female", "female": "male"}, "Nam: Nữ\nNữ: Nam", "Male: Female\nFemale: Male",
    ),
    (K.TABLE, {"0-who": "Lan", "0-day": "1/2/2020"}, [{"who": "Lan", "day": "2020-02-01"}], "Lan · 01/02/2020", "Lan · 1 Feb 2020"),
    (
        K.OLD_UNIT, {"old": "11302"}, {"old": "11302", "new": "11329"}, "Phường Máy Chai, Quận Ngô Quyền (nay là Phường Ngô Quyền)",
        "Phường Máy Chai, Quận Ngô Quyền (now Phường Ngô Quyền)",
    ),
    (
        K.ANY_ADDRESS, {"old": "11500", "unit": "11383", "line": "Số 1"}, {"unit": "11383", "line": "Số 1", "old": "11500"},
        "Số 1, Phường Lê Chân (trước ngày 01/7/2025: Phường Chia Đôi, Quận Lê Chân)",
        "Số 1, Phường Lê Chân (before 1 July 2025: Phường Chia Đôi, Quận Lê Chân)",
    ),
    (
        K.PLACE, {"province": "31", "commune": "11329"}, {"province": "31", "commune": "11329", "name": "Phường Ngô Quyền"},
        "Phường Ngô Quyền, Thành phố Hải Phòng", "Phường Ngô Quyền, Hải Phòng City",
    ),
    (
        K.PLACE, {"province": "33", "name": "Xã Tiên Lữ"}, {"province": "33", "commune": "", "name": "Xã Tiên Lữ"},
        "Xã Tiên Lữ, Tỉnh Hưng Yên", "Xã Tiên Lữ, Hưng Yên Province",
    ),
    (K.LINKED, {"0": "a", "1": "a1"}, ["a", "a1"], "Một, Một một", "One, One one"),
    (K.LINKED, {"0": "b", "1": "a1"}, ["b"], "Hai", "Two"),
    (K.REFERENCE, {"query": "lan", "choice": "7"}, {"source": "business", "id": "7", "label": "Hộ Lan", "facts": {}, "at": ""}, "Hộ Lan", "Hộ Lan"),
    (
        K.REFERENCE, {"query": "Hộ Mai", "choice": "-"}, {"source": "", "id": "", "label": "Hộ Mai", "facts": {}, "at": ""},
        "Hộ Mai (tự nhập, chưa đối chiếu)", "Hộ Mai (typed, not checked)",
    ),
    (K.COUNTRY, "viet nam", "VN", "Việt Nam", "Vietnam"),
    (K.NATIONALITY, "FR", "FR", "Pháp", "France"),
    (K.ETHNICITY, "02", "02", "Tày", "Tày"),
    (K.RELIGION, "02", "02", "Công giáo", "Catholicism"),
    (
        K.BANK_ACCOUNT, {"bank": "970436", "number": "0011 0042 3456"}, {"bank": "970436", "number": "001100423456"},
        "001100423456, Vietcombank", "001100423456, Vietcombank",
    ),
    (K.LICENCE_PLATE, "15a 12345", "15A-123.45", "15A-123.45", "15A-123.45"),
    (K.LICENCE_PLATE, "15-B1-123.45", "15B1-123.45", "15B1-123.45", "15B1-123.45"),
    (K.LICENCE_PLATE, "16L-1234", "16L-1234", "16L-1234", "16L-1234"),
    (K.SOCIAL_INSURANCE, "3121 456 789", "3121456789", "3121456789", "3121456789"),
    (K.HEALTH_INSURANCE, "GD 4 31 3121456789", "GD4313121456789", "GD4313121456789", "GD4313121456789"),
    (K.PASSPORT, "p01234567", "P01234567", "P01234567", "P01234567"),
    (K.OLD_IDENTITY_NUMBER, "031 234 567", "031234567", "031234567", "031234567"),
    (K.DOSSIER_CODE, "h24.12-260907-0001", "H24.12-260907-0001", "H24.12-260907-0001", "H24.12-260907-0001"),
    (K.PARCEL, {"sheet": "12", "parcel": "91"}, {"sheet": 12, "parcel": 91}, "tờ bản đồ 12, thửa 91", "map sheet 12, parcel 91"),
    (K.MAP_POINT, {"at": "20.8561, 106.6822"}, POINT, "20,856100; 106,682200", "20.856100, 106.682200"),
    (K.MAP_POINT, {"at": "20,8561 106,6822", "text": "x"}, POINT, "20,856100; 106,682200", "20.856100, 106.682200"),
    (K.MAP_POINT, {"text": "Đối diện chợ Sắt"}, {"text": "Đối diện chợ Sắt"}, "Đối diện chợ Sắt", "Đối diện chợ Sắt"),
]  # fmt: skip

BAD = [
    (K.YES_NO_UNKNOWN, "perhaps", "not_a_choice"),
    (K.TIME, "25:00", "not_a_time"),
    (K.TIME, "7:61", "not_a_time"),
    (K.DATETIME, {"date": "3/4/2026"}, "datetime_time"),
    (K.DATETIME, {"time": "7:30"}, "datetime_day"),
    (K.MONTH, "13/2026", "not_a_month"),
    (K.YEAR, "98", "not_a_year"),
    (K.YEAR, "1850", "year_outside"),
    (K.PARTIAL_DATE, {"day": "2", "year": "1954"}, "date_incomplete"),
    (K.PARTIAL_DATE, {"month": "9"}, "date_incomplete"),
    (K.PARTIAL_DATE, "0000", "date_too_old"),
    (K.PARTIAL_DATE, "13/1954", "not_a_partial_date"),
    (K.DATE_RANGE, {"from": "3/4/2026", "to": "1/4/2026"}, "range_order"),
    (K.DATE_RANGE, {"from": "3/4/2026"}, "range_to"),
    (K.PERCENTAGE, "101", "too_large"),
    (K.AREA, {"amount": "mười"}, "not_a_decimal"),
    (K.AREA, {"amount": "1", "unit": "acre"}, "not_a_choice"),
    (K.WEIGHT, {"amount": "-1"}, "too_small"),
    (K.QUANTITY, {"amount": "12"}, "measure_unit"),
    (K.RATING, "6", "not_a_choice"),
    (K.MULTI_SELECT, ["male", "x"], "not_a_choice"),
    (K.MATRIX, {"male": "female"}, "matrix_line"),
    (K.OLD_UNIT, {"old": "11500"}, "unit_divided"),
    (K.OLD_UNIT, {"old": "11500", "new": "99999"}, "unit_divided"),
    (K.OLD_UNIT, {"old": "99999"}, "not_an_old_unit"),
    (K.ANY_ADDRESS, {"line": "Số 1"}, "address_unit"),
    (K.ANY_ADDRESS, {"old": "11302", "unit": "11383", "line": "Số 1"}, "unit_divided"),
    (K.PLACE, {"name": "Xã Tiên Lữ"}, "place_province"),
    (K.PLACE, {"province": "33"}, "place_name"),
    (K.PLACE, {"province": "31", "name": "Xã Lạ"}, "not_a_unit"),
    (K.LINKED, {"0": "a"}, "linked_level"),
    (K.LINKED, {"0": "z"}, "linked_level"),
    (K.REFERENCE, {"query": "lan"}, "reference_choose"),
    (K.REFERENCE, {"choice": "-"}, "reference_query"),
    (K.REFERENCE, {"query": "lan", "choice": "8"}, "reference_choose"),
    (K.COUNTRY, "Atlantis", "not_a_choice"),
    (K.ETHNICITY, "99", "not_a_choice"),
    (K.BANK_ACCOUNT, {"bank": "123456", "number": "001100423456"}, "account_bank"),
    (K.BANK_ACCOUNT, {"bank": "970436", "number": "12"}, "account_number"),
    (K.LICENCE_PLATE, "05A-123.456", "not_a_plate"),
    (K.SOCIAL_INSURANCE, "312145678", "not_social_insurance"),
    (K.HEALTH_INSURANCE, "GD9313121456789", "not_health_insurance"),
    (K.PASSPORT, "ABCDEFG", "not_a_passport"),
    (K.OLD_IDENTITY_NUMBER, "0312345678", "not_an_old_identity"),
    (K.PARCEL, {"sheet": "12", "parcel": "0"}, "parcel_parcel"),
    (K.MAP_POINT, {"at": "48.85, 2.35"}, "not_a_point"),
    (K.MAP_AREA, {"ring": "20,85; 106,68\nở đây"}, "not_a_corner"),
    (K.MAP_AREA, {"ring": "20,85; 106,68\n20,86; 106,69"}, "corners"),
    (K.MAP_AREA, {"ring": "20,85;106,68\n20,86;106,69\n20,86;106,68\n20,85;106,69"}, "area_crosses"),
    (K.MAP_AREA, {"ring": "20,85;106,68\n20,86;106,68\n20,87;106,68"}, "area_crosses"),
]  # fmt: skip


def posted(typed):
    if isinstance(typed, dict):
        return {f"q-{part}": [text] for part, text in typed.items()}
    return {"q": typed if isinstance(typed, list) else [typed]}


@pytest.mark.parametrize(("kind", "typed", "kept", "vi", "en"), GOOD)
def test_what_is_typed_is_kept_and_reads_back_in_both_languages(kind, typed, kept, vi, en):
    field = ask(kind)
    got = read(field, posted(typed), FACTS)
    assert got.errors == ()
    assert got.value == kept
    assert jsonschema_rs.Draft202012Validator(field_schema(field), validate_formats=True).is_valid(kept)
    assert answer_text(field=field, value=kept, facts=FACTS, language="vi") == vi
    assert answer_text(field=field, value=kept, facts=FACTS, language="en") == en


@pytest.mark.parametrize(("kind", "typed", "code"), BAD)
def test_what_is_wrong_is_named(kind, typed, code):
    got = read(ask(kind), posted(typed), FACTS)
    assert got.value is None
    assert code in [e.code.removeprefix("eforms.") for e in got.errors]
    assert all("{" not in e.vi + e.en for e in got.errors)


def test_every_new_kind_is_in_the_tables():
    first_twenty = list(K)[:20]
    tables = {row[0] for row in GOOD} | {row[0] for row in BAD}
    untyped = {K.HEADING, K.PICTURE, K.PHOTO, K.CALCULATED, K.HIDDEN}
    assert set(K) - set(first_twenty) - untyped == tables


def test_an_area_is_closed_counter_clockwise_and_measured():
    got = read(ask(K.MAP_AREA), posted({"ring": SQUARE}), FACTS).value
    ring = got["coordinates"][0]
    assert ring[0] == ring[-1]
    clockwise = read(ask(K.MAP_AREA), posted({"ring": "\n".join(reversed(SQUARE.split("\n")))}), FACTS).value["coordinates"][0]
    assert set(map(tuple, clockwise)) == set(map(tuple, ring))
    assert sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(clockwise)) > 0
    assert surface(ring) == pytest.approx(1040.3 * 1113.2, rel=0.01)


def calculated(expression, result="number"):
    return UiField(name="c", kind=K.CALCULATED, label_vi="c", label_en="c", expression=expression, result=result)


@pytest.mark.parametrize(
    ("expression", "result", "value"),
    [
        ({"*": [{"var": "a"}, 2]}, "integer", 6),
        ({"/": [{"var": "a"}, 2]}, "integer", None),
        ({"/": [{"var": "a"}, 2]}, "number", 1.5),
        ({">": [{"var": "a"}, 2]}, "boolean", True),
        ({">": [{"var": "a"}, 2]}, "number", None),
        ({"today": []}, "date", "2026-11-22"),
    ],
)
def test_a_calculated_answer_is_of_the_promised_type_or_nothing(expression, result, value):
    assert given(calculated(expression, result), {"a": 3}, FACTS.today) == value


def test_a_shared_list_may_be_linked():
    levels = (Option("0", "Tỉnh", "Province"),)
    field = UiField(name="q", kind=K.LINKED, label_vi="Nơi", label_en="Place", source="provinces", levels=levels)
    assert read(field, posted({"0": "31"}), FACTS).value == ["31"]
    assert read(field, posted({"0": "30"}), FACTS).errors[0].vi == "Chọn Tỉnh của nơi."
