"""What claims mean."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identity import queries, rules
from motcua.foundation.identity.contracts import ClaimsInvalid
from motcua.foundation.identity.testing import claims_of
from motcua.kernel.identifiers import Sex

VNEID = queries.provider("vneid")


def test_reads_a_person() -> None:
    read = rules.read_claims(claims_of(7), provider=VNEID)
    assert (read.full_name, read.born_on, read.sex, read.level) == ("Đỗ Thị Thử 7", date(1991, 4, 12), Sex.FEMALE, 2)
    assert (read.phone, read.residence_unit_code) == ("0100900007", "11359")


@pytest.mark.parametrize(
    "change",
    [{"sub": ""}, {"HoVaTen": " "}, {"SoDinhDanh": None}, {"SoDinhDanh": "12345"}, {"SoDinhDanh": "999191950000"}, {"NgayThangNamSinh": "12/04/1990"},
     {"NgayThangNamSinh": "31/02/1991"}, {"NgayThangNamSinh": "hôm qua"}, {"acr": "", "IAL": None}, {"acr": "3", "IAL": 3}, {"acr": "2", "IAL": 9}],
)  # fmt: skip
def test_refuses_what_cannot_be(change: dict[str, Any]) -> None:
    with pytest.raises(ClaimsInvalid):
        rules.read_claims(claims_of() | change, provider=VNEID)


def test_impossible_phone_and_tax_code_are_dropped() -> None:
    read = rules.read_claims(claims_of(SoDienThoai="12", MaSoThue="0299999980"), provider=VNEID)
    assert (read.phone, read.tax_code) == ("", "")


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d-%m-%Y"]))
def test_dates_are_read_in_every_form(day: date, form: str) -> None:
    assert rules.read_date(day.strftime(form)) == day


@given(st.permutations([1, 2, 2]))
def test_level_is_the_lowest_told(levels: list[int]) -> None:
    assert rules.level_of({"acr": str(levels[0]), "loAs": f"0{levels[1]}", "IAL": levels[2]}, provider=VNEID) == 1


def test_second_factor_and_method() -> None:
    password, code = {"method": "password"}, {"method": "mfa", "type": "totp"}
    assert not rules.has_second_factor([password])
    assert rules.has_second_factor([password, code])
    assert [rules.method_of(r) for r in ([password], [password, code], [{"method": "mfa", "type": "webauthn", "passwordless": True}])] == [
        "password", "password+totp", "passkey",
    ]  # fmt: skip
