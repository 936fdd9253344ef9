"""A batch with errors planted where the test knows them: every one is counted once, in its group, at its field."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.gateway.protocol import quality
from motcua.gateway.protocol.quality import Dimension, Group, Severity
from motcua.gateway.translate.tests.test_declarations import DOC, changed

TODAY = date(2026, 11, 23)
WARDS = {"11329", "11332"}
SETTINGS: dict[str, Any] = json.loads(found[1]) if (found := re.search(r"```json dictionary\n(.*?)```", DOC.read_text(), re.DOTALL)) else {}
Row = dict[str, Any]


def clean(place: int) -> Row:
    return {
        "number": f"0313269{place:05d}", "full_name": f"Trần Thị {place}", "born_on": "05/11/2026", "sex": "Nữ", "ward": "11329",
        "issued_on": "20/11/2026", "weight": "3100", "updated_on": "22/11/2026",
    }  # fmt: skip


def national(number: str) -> Row | None:
    return {"ho_ten": f"TRAN  THI {int(number[-5:])}"} if number.startswith("0313269") else None


def report(rows: list[Row], **more: Any) -> quality.Report:
    given = {"references": {"wards": WARDS}, "national": national} | more
    return quality.assess(quality.read_dictionary(SETTINGS), iter(rows), today=TODAY, **given)


PLANTED: dict[str, tuple[Callable[[Row], Any], Group, str]] = {
    "no name": (lambda row: row.update(full_name="  "), Group.MISSING, "full_name"),
    "no number": (lambda row: row.pop("number"), Group.MISSING, "number"),
    "short number": (lambda row: row.update(number="03132690"), Group.FORMAT, "number"),
    "no day": (lambda row: row.update(born_on="31/02/2026", issued_on="20/11/2026"), Group.FORMAT, "born_on"),
    "no number at all": (lambda row: row.update(weight="ba cân"), Group.FORMAT, "weight"),
    "too heavy": (lambda row: row.update(weight="31000"), Group.OUTLIER, "weight"),
    "in the future": (lambda row: row.update(updated_on="24/11/2026"), Group.OUTLIER, "updated_on"),
    "no such ward": (lambda row: row.update(ward="99999"), Group.BROKEN_REFERENCE, "ward"),
    "issued before birth": (lambda row: row.update(issued_on="04/11/2026"), Group.CONFLICT, "issued_on"),
    "a son by her number": (lambda row: row.update(sex="Nam"), Group.CONFLICT, "number"),
    "long ago": (lambda row: row.update(updated_on="01/01/2026"), Group.STALE, "updated_on"),
    "another name there": (lambda row: row.update(full_name="Lê Văn Khác"), Group.MISMATCH, "full_name"),
}


def test_a_clean_batch_is_perfect() -> None:
    found = report([clean(place) for place in range(20)])
    assert (found.rows, found.index, found.identifiers, found.accepted, found.groups, found.repairs) == (20, 100.0, 100.0, True, {}, ())
    assert set(found.dimensions) == set(Dimension)


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_each_error_is_found_alone(name: str) -> None:
    plant, group, field = PLANTED[name]
    rows = [clean(place) for place in range(5)]
    plant(rows[3])
    found = report(rows)
    told = next(one for one in found.fields if one.name == field)
    assert (found.groups, told.errors, told.rows) == ({group: 1}, {group: 1}, [4])
    assert found.index < 100
    assert found.dimensions[quality.NDOP_2026.dimensions[group]] < 100
    assert found.accepted is (field != "number")


@given(st.lists(st.sampled_from(["", *sorted(PLANTED)]), max_size=40))
def test_errors_add_up(planted: list[str]) -> None:
    rows = [clean(place) for place in range(len(planted))]
    wanted: Counter[tuple[str, Group]] = Counter()
    for row, name in zip(rows, planted, strict=True):
        if name:
            plant, group, field = PLANTED[name]
            plant(row)
            wanted[field, group] += 1
    found = report(rows)
    assert {(f.name, group): n for f in found.fields for group, n in f.errors.items()} == dict(wanted)
    assert sum(repair.errors for repair in found.repairs) == wanted.total()
    assert (found.index == 100) is not any(planted)
    bad = sum(1 for name in planted if name and PLANTED[name][2] == "number")
    assert found.accepted is (bad == 0)


@given(st.lists(st.integers(0, 5), max_size=30))
def test_duplicates_are_the_second_and_later(places: list[int]) -> None:
    found = report([clean(place) for place in places])
    assert found.groups.get(Group.DUPLICATE, 0) == len(places) - len(set(places))


def test_days_to_repair_follow_the_field() -> None:
    rows = [clean(place) for place in range(3)]
    rows[0].pop("number")
    rows[1].pop("full_name")
    rows[2].update(weight="x")
    told = {repair.severity: (repair.errors, repair.working_days) for repair in report(rows).repairs}
    assert told == {Severity.IDENTIFIER: (1, 5), Severity.REQUIRED: (1, 10), Severity.OTHER: (1, 15)}


def test_one_error_in_many_rows_is_not_rounded_away() -> None:
    rows = [clean(place) for place in range(30_000)]
    rows[-1].pop("number")
    found = report(rows)
    assert found.identifiers == 99.99
    assert not found.accepted


def test_what_is_not_at_hand_is_named_and_not_judged() -> None:
    row = clean(1) | {"ward": "99999", "full_name": "Ai đó"}
    found = report([row], references={}, national=None)
    assert (found.groups, found.unchecked) == ({}, ("wards", "national"))


def test_no_value_is_told() -> None:
    rows = [clean(place) for place in range(3)]
    rows[1].update(sex="Nam", weight="9999999")
    assert "0313269" not in str(report(rows))
    assert "Trần" not in str(report(rows))


def test_an_empty_batch_has_nothing_wrong() -> None:
    found = report([])
    assert (found.rows, found.index, found.accepted, found.dimensions) == (0, 100.0, True, {})


CELLS = st.none() | st.text(max_size=8) | st.integers() | st.booleans() | st.lists(st.text(), max_size=1)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(st.sampled_from([*clean(0), "more"]), CELLS), max_size=8))
def test_rows_of_anybody_are_counted_and_raise_nothing(rows: list[Row]) -> None:
    found = report(rows)
    assert found.rows == len(rows)
    assert 0 <= found.index <= 100


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("key", ["nobody"], "key"),
        ("fields", [], "fields"),
        ("fields/0/pattern", "(", "fields[0].pattern"),
        ("fields/0/type", "any", "fields[0].type"),
        ("fields/0/stale_days", 3, "fields[0].stale_days"),
        ("fields/6/minimum", "light", "fields[6].minimum"),
        ("conflicts/0/left", "weight", "conflicts[0]"),
        ("conflicts/1/born_on", "weight", "conflicts[1].born_on"),
        ("national/fields", {"x": "y"}, "national"),
    ],
)
def test_a_wrong_dictionary_names_its_place(path: str, value: Any, place: str) -> None:
    with pytest.raises(quality.WrongDeclaration) as error:
        quality.read_dictionary(changed(SETTINGS, path, value))
    assert error.value.place == place


@pytest.mark.parametrize("word", [*Group, *Dimension, *Severity])
def test_every_word_is_in_both_languages(word: Any) -> None:
    vi, en = quality.WORDS[word]
    assert vi
    assert en
    assert vi != en
