"""Typed strings into typed values: whatever is posted, the answer is a value that keeps the contract or a named error."""

from __future__ import annotations

from datetime import date

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.platform.eforms.contracts import GIVEN, ROWS, SILENT, UPLOADS, Facts, FieldKind, ListEntry, OldUnit, Option, UiField
from motcua.platform.eforms.rules.reading import keys_of, read
from motcua.platform.eforms.rules.schema import field_schema

OLD = {
    "11302": OldUnit("11302", "Phường Máy Chai", "Quận Ngô Quyền", ("11329",)),
    "11500": OldUnit("11500", "Phường Chia Đôi", "Quận Lê Chân", ("11329", "11383")),
}
TREE = (ListEntry("a", "Một", "One"), ListEntry("a1", "Một một", "One one", "a"), ListEntry("b", "Hai", "Two"))
FOUND = {"q": [{"source": "business", "id": "7", "label": "Hộ Lan", "facts": {}, "at": ""}]}
FACTS = Facts(
    today=date(2026, 11, 22),
    units={"11329": "Phường Ngô Quyền", "11383": "Phường Lê Chân"},
    old_units=OLD,
    lists={"tree": TREE},
    found=FOUND,
)
OPTIONS = (Option("male", "Nam", "Male"), Option("female", "Nữ", "Female"))
CHOICE = {FieldKind.SELECT, FieldKind.RADIOS, FieldKind.CHECKBOXES, FieldKind.MULTI_SELECT, FieldKind.QUANTITY, FieldKind.MATRIX}


def ask(kind: FieldKind, **more) -> UiField:
    if kind in CHOICE:
        more.setdefault("options", OPTIONS)
    if kind == FieldKind.MATRIX:
        more.setdefault("lines", OPTIONS)
    if kind == FieldKind.LINKED:
        more |= {"source": "tree", "levels": OPTIONS}
    if kind in ROWS:
        more.setdefault("fields", (ask(FieldKind.TEXT, name="who"), ask(FieldKind.DATE, name="day")))
    return UiField(**{"name": "q", "kind": kind, "label_vi": "Câu hỏi", "label_en": "Question", **more})


def value(kind: FieldKind, text: str | dict[str, str], **more):
    posted = {k: [v] for k, v in text.items()} if isinstance(text, dict) else {"q": [text]}
    got = read(ask(kind, **more), posted, FACTS)
    return got.value if not got.errors else got.errors[0].code


TYPED = [k for k in FieldKind if k not in SILENT | UPLOADS | GIVEN]
PARTS = ["amount", "from-day", "date", "time", "old", "new", "province", "name", "bank", "number", "sheet", "parcel", "at", "ring", "text"]
KEYS = [
    *(f"q-{part}" for part in PARTS),
    "q-0",
    "q-1",
    "q-query",
    "q-choice",
    "q-male",
    "q",
    "q-day",
    "q-month",
    "q-year",
    "q-unit",
    "q-line",
    "q-0-who",
    "q-0-day",
    "q-1-who",
    "q-x",
]
WEIRD = st.one_of(
    st.text(max_size=60),
    st.from_regex(r"-?[0-9.,/ -]{0,20}", fullmatch=True),
    st.sampled_from(
        [
            "11329",
            "male",
            "yes",
            "on",
            "31/02/2026",
            "031091000001",
            "0100900012",
            "a@b.vn",
            "9" * 5000,
            "\x00",
            "31",
            "a",
            "a1",
            "7",
            "m2",
            "970436",
        ]
    ),
)


@given(st.sampled_from(TYPED), st.dictionaries(st.sampled_from(KEYS), st.lists(WEIRD, max_size=2)), st.booleans())
def test_any_post_gives_a_value_of_the_contract_or_a_named_error(kind, posted, required):
    field = ask(kind, required=required)
    got = read(field, posted, FACTS)
    if got.errors:
        assert got.value is None
        assert all(e.vi and e.en and e.code and e.name.startswith("q") for e in got.errors)
    elif got.value is None:
        assert not required
    else:
        assert jsonschema_rs.Draft202012Validator(field_schema(field), validate_formats=True).is_valid(got.value)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.sampled_from(["parts", "slashes", "iso"]))
def test_every_day_is_read_in_every_way_of_writing_it(day, way):
    parts = {"q-day": str(day.day), "q-month": str(day.month), "q-year": str(day.year)}
    text = {"parts": parts, "slashes": f"{day.day}/{day.month}/{day.year}", "iso": day.isoformat()}[way]
    assert value(FieldKind.DATE, text) == day.isoformat()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("31/02/2026", "eforms.not_a_date"),
        ("29/02/2025", "eforms.not_a_date"),
        ("29/02/2024", "2024-02-29"),
        ("23/11/2026", "eforms.date_future"),
        ("22/11/2026", "2026-11-22"),
        ("1/1/1899", "eforms.date_too_old"),
        ("hôm qua", "eforms.not_a_date"),
        ({"q-day": "3", "q-month": "", "q-year": "2020"}, "eforms.date_incomplete"),
        ({"q-day": "03/04/2020"}, "2020-04-03"),
    ],
)
def test_dates(typed, expected):
    assert value(FieldKind.DATE, typed, past=True) == expected


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        (FieldKind.PERSONAL_NUMBER, "031 191 900 001", "031191900001"),
        (FieldKind.PERSONAL_NUMBER, "099191900001", "kernel.invalid_personal_number"),
        (FieldKind.PERSONAL_NUMBER, "031299900001", "kernel.invalid_personal_number"),  # born 2099
        (FieldKind.PERSONAL_NUMBER, "03119190000", "kernel.invalid_personal_number"),
        (FieldKind.PHONE, "+84 100.900.012", "0100900012"),
        (FieldKind.PHONE, "12345", "kernel.invalid_phone"),
        (FieldKind.MONEY, "1.500.000 đ", 1_500_000),
        (FieldKind.MONEY, "1.5", "eforms.not_money"),
        (FieldKind.MONEY, "-5", "eforms.too_small"),
        (FieldKind.INTEGER, "1.200", 1200),
        (FieldKind.INTEGER, "hai", "eforms.not_a_number"),
        (FieldKind.DECIMAL, "85,5", 85.5),
        (FieldKind.DECIMAL, "1.234,5", 1234.5),
        (FieldKind.DECIMAL, "85,555", "eforms.not_a_decimal"),
        (FieldKind.EMAIL, "a@b", "eforms.not_an_email"),
        (FieldKind.UNIT, "phuong ngo quyen", "11329"),
        (FieldKind.UNIT, "99999", "eforms.not_a_unit"),
        (FieldKind.RADIOS, "khác", "eforms.not_a_choice"),
        (FieldKind.BOOLEAN, "no", False),
        (FieldKind.DECLARATION, "", "eforms.declaration"),
        (FieldKind.TAX_CODE, "0299999988", "0299999988"),
        (FieldKind.TAX_CODE, "0299999987", "kernel.invalid_tax_code"),
    ],
)
def test_one_string_one_answer(kind, typed, expected):
    assert value(kind, typed) == expected


def test_bounds_are_named_with_the_limit():
    got = read(ask(FieldKind.INTEGER, minimum=1, maximum=50), {"q": ["90"]}, FACTS)
    assert got.errors[0].vi == "Câu hỏi phải từ 50 trở xuống."


def test_a_name_holds_letters_of_every_vietnamese_spelling_and_no_digits():
    assert value(FieldKind.TEXT, "  Đỗ Thị  Hải Yến ", pattern="person_name") == "Đỗ Thị Hải Yến"
    assert value(FieldKind.TEXT, "Yến 2", pattern="person_name") == "eforms.not_a_name"


def test_an_address_names_the_part_that_is_missing():
    got = read(ask(FieldKind.ADDRESS), {"q-unit": ["11329"], "q-line": [" "]}, FACTS)
    assert [(e.name, e.code) for e in got.errors] == [("q-line", "eforms.address_line")]


def test_blank_rows_are_dropped_and_wrong_ones_named_by_their_input():
    posted = {"q-0-who": [""], "q-0-day": [""], "q-3-who": ["Lan"], "q-3-day": ["32/1/2020"]}
    got = read(ask(FieldKind.REPEATED), posted, FACTS)
    assert [e.name for e in got.errors] == ["q-3-day"]
    posted["q-3-day"] = ["31/1/2020"]
    assert read(ask(FieldKind.REPEATED), posted, FACTS).value == [{"who": "Lan", "day": "2020-01-31"}]


def test_what_was_typed_is_kept_for_its_field_only():
    posted = {"q": ["x"], "q-day": ["3"], "qq": ["other"], "q-2-who": ["Lan"]}
    assert set(keys_of(ask(FieldKind.DATE), posted)) == {"q", "q-day", "q-2-who"}
