"""Lists that the whole country shares: counts, codes, sources, and newer files of an installation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel import Locale

from motcua.platform.eforms.rules import lists

COUNTS = {"countries": 249, "ethnicities": 55, "provinces": 34, "religions": 18, "banks": 58}
# Regions of CLDR that ISO 3166-1 gives no code.
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}


@pytest.fixture
def laid(tmp_path: Path) -> Iterator[Path]:
    """A directory with lists of an installation."""
    yield tmp_path
    lists.use("")


def test_every_list_has_its_count() -> None:
    assert {name: len(lists.shared(name)) for name in lists.SHARED} == COUNTS


@pytest.mark.parametrize("name", lists.SHARED)
def test_a_list_names_its_source_and_both_languages(name: str) -> None:
    said = lists.read(name)
    assert said.source
    assert said.trust in {"V", "C", "S", "B"}
    assert said.title_en
    assert said.effective_from <= said.checked_on <= date(2026, 11, 22)
    assert all(entry.vi.strip() and entry.en.strip() for entry in said.entries)
    assert len({entry.vi for entry in said.entries}) == len(said.entries)


def test_countries_are_those_of_iso_with_the_names_of_cldr() -> None:
    names = {str(code): str(name) for code, name in Locale("vi").territories.items()}
    iso = {code for code in names if len(code) == 2 and code.isalpha()} - NOT_ISO
    assert set(lists.codes("countries")) == iso
    assert {e.code for e in lists.shared("countries") if e.vi != names[e.code]} == {"AU"}


def test_thirty_four_provinces_keep_a_code_of_before_the_mergers() -> None:
    codes = lists.codes("provinces")
    assert codes["31"].vi == "Thành phố Hải Phòng"
    assert codes["24"].vi == "Tỉnh Bắc Ninh"
    assert codes["96"].vi == "Tỉnh Cà Mau"
    assert sum(entry.vi.startswith("Thành phố ") for entry in codes.values()) == 6
    assert not {"30", "27", "26", "74", "77"} & set(codes), "Hải Dương, Bắc Ninh of before, Vĩnh Phúc, Bình Dương, Bà Rịa - Vũng Tàu"


def test_ethnic_groups_run_from_one_to_fifty_four() -> None:
    assert [entry.code for entry in lists.shared("ethnicities")] == [f"{n:02}" for n in range(1, 56)]
    codes = lists.codes("ethnicities")
    assert (codes["04"].vi, codes["05"].vi, codes["06"].vi, codes["54"].vi) == ("Hoa", "Khmer", "Mường", "Rơ Măm")


def test_religions_have_the_codes_of_the_statistical_list() -> None:
    codes = lists.codes("religions")
    assert (codes["03"].vi, codes["05"].vi, codes["08"].vi, codes["14"].vi) == ("Phật giáo Hòa Hảo", "Cao Đài", "Tin Lành", "Mặc Môn")


def test_banks_are_told_by_six_digits() -> None:
    assert all(len(code) == 6 and code.isdigit() for code in lists.codes("banks"))
    assert lists.codes("banks")["422589"].vi == "CIMB"


def test_an_installation_lays_a_newer_list(laid: Path) -> None:
    said = {"title": {"vi": "Ngân hàng", "en": "Banks"}, "source": "NAPAS", "trust": "V", "effective_from": "2027-01-01", "checked_on": "2027-01-01"}
    (laid / "banks.json").write_text(json.dumps({**said, "entries": [["970436", "Vietcombank", "Vietcombank"]]}), encoding="utf-8")
    lists.use(str(laid))
    assert [entry.code for entry in lists.shared("banks")] == ["970436"]
    assert len(lists.shared("provinces")) == 34


def test_a_code_given_twice_is_refused(laid: Path) -> None:
    row = ["1", "Một", "One"]
    said = {"title": {"vi": "Ngân hàng", "en": "Banks"}, "source": "?", "trust": "B", "effective_from": "2027-01-01", "checked_on": "2027-01-01"}
    (laid / "banks.json").write_text(json.dumps({**said, "entries": [row, row]}), encoding="utf-8")
    lists.use(str(laid))
    with pytest.raises(ValueError, match="twice"):
        lists.shared("banks")
