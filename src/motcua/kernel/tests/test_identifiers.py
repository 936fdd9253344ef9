"""Identifiers: people, taxpayers, phones, agencies, procedures, dossiers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from motcua.kernel import identifiers as ids

people: st.SearchStrategy[dict[str, object]] = st.builds(
    dict,
    province_code=st.sampled_from(sorted(ids.PROVINCES)),
    sex=st.sampled_from(ids.Sex),
    birth_year=st.integers(1900, 2099),
    serial=st.integers(0, 999_999),
)


@given(people)
def test_a_composed_number_reads_back(parts: dict[str, object]) -> None:
    number = ids.personal_number(**parts)  # type: ignore[arg-type]
    read = ids.parse_personal_number(number)
    assert (read.province_code, read.sex, read.birth_year, int(read.serial)) == tuple(parts.values())
    assert ids.is_reserved(number) == (int(read.serial) >= 900_000)


def test_what_a_number_says() -> None:
    read = ids.parse_personal_number("031 304 9 00017")
    assert (read.province, read.sex, read.birth_year) == ("Hải Phòng", ids.Sex.FEMALE, 2004)
    assert read.agrees_with(born_on=date(2004, 5, 1), sex=ids.Sex.FEMALE)
    assert not read.agrees_with(born_on=date(2005, 5, 1))
    assert len(ids.PROVINCES) == 63


@pytest.mark.parametrize("wrong", ["", "03130490001", "0313049000170", "03130490001x", "003304900017", "٠٣١٣٠٤٩٠٠٠١٧"])
def test_numbers_that_cannot_exist_are_refused_without_repeating_them(wrong: str) -> None:
    with pytest.raises(ids.InvalidPersonalNumber) as refusal:
        ids.parse_personal_number(wrong)
    assert not wrong or wrong not in refusal.value.sentence("vi")


def test_a_birth_in_the_future_is_refused_when_today_is_known() -> None:
    assert ids.parse_personal_number("031240900017").birth_year == 2040
    with pytest.raises(ids.InvalidPersonalNumber):
        ids.parse_personal_number("031240900017", today=date(2026, 9, 7))


CARD = "031304900017|031234567|Nguyễn Thị An|01052004|Nữ|Ngô Quyền, Hải Phòng|07092021"


@pytest.mark.parametrize("text", [CARD, CARD.replace("01052004", "01/05/2004"), CARD + "||Bố|Mẹ"])
def test_card_text(text: str) -> None:
    card = ids.parse_card_text(text)
    assert (card.full_name, card.born_on, card.issued_on) == ("Nguyễn Thị An", date(2004, 5, 1), date(2021, 9, 7))


@pytest.mark.parametrize(
    "broken", ["", "031304900017|x", CARD.replace("Nữ", "F"), CARD.replace("2004", "2003"), CARD.replace("0105", "3102")]
)
def test_broken_card_text_is_refused_by_name(broken: str) -> None:
    with pytest.raises(ids.InvalidCardText):
        ids.parse_card_text(broken)


@given(st.integers(0, 999_999_999))
def test_tax_codes_agree_with_an_independent_judge(prefix: int) -> None:
    nine = f"{prefix:09d}"
    code = ids.tax_code(prefix=nine)
    if code is None or nine[2:] == "0000000":
        assert not mst.is_valid(nine + "0") or code == nine + "0"
    else:
        assert mst.is_valid(code)
        assert ids.parse_tax_code(code).kind is ids.TaxCodeKind.ORGANISATION


def test_kinds_of_tax_codes() -> None:
    root = ids.tax_code(prefix="020912345")
    assert root is not None
    assert ids.is_reserved(root)
    branch = ids.parse_tax_code(f"{root}001")
    assert (branch.code, branch.kind, branch.root) == (f"{root}-001", ids.TaxCodeKind.BRANCH, root)
    assert ids.parse_tax_code("031304900017").kind is ids.TaxCodeKind.PERSON


@pytest.mark.parametrize("wrong", ["", "0100047510", "0100047516-000", "010004751", "003304900017"])
def test_wrong_tax_codes(wrong: str) -> None:
    with pytest.raises(ids.InvalidTaxCode):
        ids.parse_tax_code(wrong)


@pytest.mark.parametrize(
    ("typed", "national"),
    [("+84 912 345 678", "0912345678"), ("84912345678", "0912345678"), ("0912.345.678", "0912345678"), ("(0225) 3821 055", "02253821055")],
)
def test_phones(typed: str, national: str) -> None:
    assert ids.normalise_phone(typed) == national


@pytest.mark.parametrize("typed", ["", "912345678", "0012345678", "09123456789", "+1 202 555 0100", "gọi tôi"])
def test_wrong_phones(typed: str) -> None:
    with pytest.raises(ids.InvalidPhone):
        ids.normalise_phone(typed)


def test_reserved_phones_are_numbers_that_nobody_has() -> None:
    assert ids.normalise_phone("+84 100 912 345") == "0100912345"
    assert ids.is_reserved("0100912345")
    assert not ids.is_reserved("0912345678")


@given(st.lists(st.integers(1, 99), max_size=2))
def test_agency_codes_of_both_schemes_translate(levels: list[int]) -> None:
    short = ".".join(["H24", *(f"{n:02d}" for n in levels)])
    assert ids.short_from_qcvn(ids.qcvn_from_short(short)) == short


def test_agency_codes() -> None:
    assert ids.qcvn_from_short("H24.12") == "000.00.12.H24"
    assert ids.parse_agency_code("000.17.22.H56").top == ids.parse_agency_code("h56.22.17").top == "H56"
    for code in ("H24.100", "000.00.12.H24"):  # a three-digit level has no room; an old code is no short code
        with pytest.raises(ids.InvalidAgencyCode):
            ids.qcvn_from_short(code)
    with pytest.raises(ids.InvalidAgencyCode):
        ids.short_from_qcvn("H24.12")


@pytest.mark.parametrize(
    ("typed", "base", "owner"),
    [("1.000656.000.00.00.H56", "1.000656", "H56"), ("2.002622.h56", "2.002622", "H56"), (" 2.000635 ", "2.000635", "")],
)
def test_procedure_codes(typed: str, base: str, owner: str) -> None:
    assert ids.parse_procedure_code(typed) == ids.ProcedureCode(base, owner)


@pytest.mark.parametrize("typed", ["", "0.000656", "1.00656", "1.000656.X", "1.000656; DROP"])
def test_unknown_procedure_codes(typed: str) -> None:
    with pytest.raises(ids.InvalidProcedureCode):
        ids.parse_procedure_code(typed)


@given(
    st.sampled_from(["H24", "H24.12", "H24.12.03", "H24.104", "000.17.22.H56"]),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 99_999),
)
def test_dossier_codes_read_back(agency: str, day: date, ordinal: int) -> None:
    code = ids.dossier_code(agency=agency, received_on=day, ordinal=ordinal)
    assert ids.parse_dossier_code(code.lower()) == ids.DossierCode(agency, day, ordinal)
    assert str(ids.parse_dossier_code(code)) == code


def test_the_code_of_the_circular() -> None:
    assert ids.dossier_code(agency="H24.12", received_on=date(2026, 9, 7), ordinal=1) == "H24.12-260907-0001"
    assert ids.parse_dossier_code("000.17.22.H56-210531-0001").received_on == date(2021, 5, 31)


@pytest.mark.parametrize("typed", ["", "H24.12-260907-1", "H24.12-261307-0001", "H24.12-260907-0000", "H24-260907"])
def test_wrong_dossier_codes(typed: str) -> None:
    with pytest.raises(ids.InvalidDossierCode):
        ids.parse_dossier_code(typed)


@pytest.mark.parametrize("ordinal", [0, 100_000])
def test_ordinals_out_of_range(ordinal: int) -> None:
    with pytest.raises(ValueError, match="ordinal"):
        ids.dossier_code(agency="H24", received_on=date(2026, 9, 7), ordinal=ordinal)
