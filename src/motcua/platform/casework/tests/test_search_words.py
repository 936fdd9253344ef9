"""Everyday words, standing and spelling of the search: pure rules over the carried tables."""

from __future__ import annotations

import pytest

from motcua.platform.casework.adapters import carried
from motcua.platform.casework.rules import everyday, search, spelling, standing
from motcua.platform.casework.rules.everyday import Synonym

TABLE = (
    Synonym("sang tên + xe", "words", "thay đổi chủ xe"),
    Synonym("xe", "words", "phương tiện"),
    Synonym("tôi muốn", "stop", ""),
    Synonym("muốn", "stop", ""),
)
RULES = everyday.rules_of(TABLE)


def read(text: str) -> list[everyday.Reading]:
    words = text.split()
    asked = [search.fold(word) for word in words]
    return everyday.readings(everyday.said(RULES, asked), asked, words)


def test_parts_of_a_phrase_stand_anywhere():
    met = everyday.said(RULES, ["xe", "may", "sang", "ten"])
    assert [rule.value for rule, _ in met] == ["thay đổi chủ xe", "phương tiện"]


def test_a_question_is_read_as_typed_and_through_each_phrase():
    assert [(r.text, r.rest) for r in read("tôi muốn sang tên xe cũ")] == [
        ("sang tên xe cũ", ""), ("thay đổi chủ xe", "cũ"), ("phương tiện", "sang tên cũ"),
    ]  # fmt: skip


def test_a_question_of_stops_alone_is_kept():
    assert read("muốn")[0].text == "muốn"


ENTRIES = (
    search.Entry("1", "Cấp lại giấy đăng ký xe", "Xe"),
    search.Entry("2", "Đăng ký khai tử", "Hộ tịch"),
    search.Entry("3", "Đăng ký khai từ", "Kê khai"),
    search.Entry("4", "Đăng ký hoạt động", "Xe", more="Giấy phép nạo vét"),
)


def test_words_said_beside_a_phrase_still_count():
    index = search.build(ENTRIES, synonyms=[Synonym("mất", "words", "cấp lại"), Synonym("bố mất", "words", "khai tử")])
    assert index.search("mất giấy xe", limit=1)[0][0].code == "1"
    assert index.search("bố mất", limit=1)[0][0].code == "2"


def test_other_accents_count_less_and_results_count_a_little():
    index = search.build(ENTRIES)
    assert [entry.code for entry, _ in index.search("khai tử", limit=2)] == ["2", "3"]
    assert [entry.code for entry, _ in index.search("khai từ", limit=2)] == ["3", "2"]
    assert index.search("nạo vét", limit=1)[0][0].code == "4"


def test_other_provinces_come_after_the_citys_own():
    told = {"name": "Tách thửa đất", "executor": "", "area": "Đất đai", "own": "", "detail": ""}
    table = carried.standings()
    here, there, national = (
        standing.factor(table, {**told, "issuer": issuer})
        for issuer in ("UBND Thành phố Hải Phòng", "UBND tỉnh Bắc Ninh", "Bộ Nông nghiệp và Môi trường")
    )
    assert here > national > there


def test_what_is_asked_for_often_stands_higher_within_bounds():
    factors = [standing.factor((), {}, dossiers=n) for n in (0, 10, 1000, 10**9)]
    assert factors == sorted(factors)
    assert factors[0] == 1
    assert factors[-1] == pytest.approx(1.15)


def test_every_carried_row_can_be_read():
    kinds = {"words", "code", "stop"}
    for synonym in carried.synonyms():
        assert synonym.kind in kinds
        assert all(synonym.groups())
        assert bool(synonym.value) == (synonym.kind != "stop")
    assert len({(s.phrase, s.kind) for s in carried.synonyms()}) == len(carried.synonyms())


SPELLING = spelling.learn(["Đăng ký khai sinh", "Khai tử", "Kê khai thuế", "Đăng ký kết hôn", "Khay thử"])


@pytest.mark.parametrize(("typed", "meant"), [
    ("khai shinh", "khai sinh"), ("dang ky ket honn", "đăng ký kết hôn"), ("khai sinh", ""), ("", ""), ("zzzz qqqq", ""), ("H24.12-000123", ""),
])  # fmt: skip
def test_one_wrong_letter_is_set_right(typed, meant):
    assert SPELLING.suggest(typed) == meant
