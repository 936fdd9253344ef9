"""The roll of invented residents is the same everywhere and touches no living person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.identifiers import is_reserved, parse_tax_code
from motcua.simulator.people import CAPACITY, PERSONAS, Relation, Sex, by_cccd, household, person
from motcua.simulator.people.roll import places

NUMBERS = st.integers(min_value=0, max_value=CAPACITY - 1)


@given(NUMBERS)
def test_card_leads_back_to_its_holder(n: int) -> None:
    assert by_cccd(person(n).cccd) == person(n)


@given(NUMBERS)
def test_card_number_tells_sex_and_birth_year(n: int) -> None:
    p = person(n)
    century, sex = divmod(int(p.cccd[3]), 2)
    assert 1900 + 100 * century + int(p.cccd[4:6]) == p.born_on.year
    assert (sex == 1) == (p.sex is Sex.FEMALE)


@given(st.one_of(NUMBERS, st.integers(0, 5)))
def test_only_reserved_ranges_are_issued(n: int) -> None:
    p = person(n)
    assert p.cccd[:3] in {"030", "031"}
    assert is_reserved(p.cccd)
    assert is_reserved(p.phone)
    assert p.company is None or is_reserved(parse_tax_code(p.company.tax_code).code)
    assert p.email.endswith(".example")


@given(NUMBERS)
def test_household_is_one_home_with_one_head(n: int) -> None:
    home = household(n)
    assert person(n) in home
    assert len({(p.household_no, p.unit_code, p.address_line) for p in home}) == 1
    assert [p.relation for p in home] == [Relation.HEAD, Relation.SPOUSE, Relation.CHILD, Relation.CHILD]


@given(NUMBERS)
def test_children_are_younger_than_both_parents_by_eighteen_years(n: int) -> None:
    home = household(n)
    parents = max(home[0].born_on.year, home[1].born_on.year)
    assert min(home[2].born_on.year, home[3].born_on.year) - parents >= 18


def test_card_numbers_stay_unique_across_rounds_of_the_serial() -> None:
    sample = [n for start in (0, 7, 24, 5000) for n in range(start, CAPACITY, 99_976)] + list(range(5_000))
    assert len({person(n).cccd for n in sample}) == len(set(sample))


def test_first_six_are_the_demo_people() -> None:
    assert [person(n).full_name for n in range(6)] == [f"{p.family} {p.middle} {p.given}" for p in PERSONAS]
    assert person(0).cccd == "031191900000"
    assert {person(n).level for n in range(6)} == {1, 2}


def test_places_are_the_114_communes() -> None:
    assert len(dict(places())) == 114


@pytest.mark.parametrize("n", [-1, CAPACITY])
def test_outside_the_roll_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="there is no person"):
        person(n)


@pytest.mark.parametrize("number", ["", "03119190000", "031191900000x", "٠٣١١٩١٩٠٠٠٠٠", "031191000000", "031091900000"])
def test_unknown_card_numbers_find_nobody(number: str) -> None:
    assert by_cccd(number) is None
