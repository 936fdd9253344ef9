"""Đồng: formatting, reading and words, with a reader of the words as judge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import money

amounts = st.one_of(st.integers(0, 10_000), st.integers(0, 10**12), st.integers(0, 10**20))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5_000, "Năm nghìn đồng"),
        (1_234_000, "Một triệu hai trăm ba mươi tư nghìn đồng"),
        (21, "Hai mươi mốt đồng"),
        (11_015, "Mười một nghìn không trăm mười lăm đồng"),
        (104, "Một trăm linh bốn đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (2_055_055_000, "Hai tỷ không trăm năm mươi lăm triệu không trăm năm mươi lăm nghìn đồng"),
        (3_000_000_000_000, "Ba nghìn tỷ đồng"),
        (-7_000, "Âm bảy nghìn đồng"),
    ],
)
def test_amount_in_words(amount: int, words: str) -> None:
    assert money.amount_in_words(amount) == words


_VALUES = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}


def read_words(words: str) -> int:
    """An independent reader of number words: the judge of the writer."""
    billions, group, digit = 0, 0, 0
    total = 0
    for word in words.split():
        if word in _VALUES:
            digit = _VALUES[word]
            continue
        if word == "mười":
            group, digit = group + 10, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word in {"nghìn", "triệu"}:
            total += (group + digit) * {"nghìn": 1_000, "triệu": 1_000_000}[word]
            group = digit = 0
        elif word == "tỷ":
            billions = (billions + total + group + digit) * 1_000_000_000
            total = group = digit = 0
        else:
            assert word == "linh"
    return billions + total + group + digit


@given(amounts)
def test_words_read_back_to_the_same_number(amount: int) -> None:
    assert read_words(money.number_in_words(amount)) == amount


@given(st.integers(-(10**15), 10**15))
def test_formatting_reads_back(amount: int) -> None:
    assert money.parse_dong(money.format_dong(amount)) == amount


@pytest.mark.parametrize("typed", ["1.234.000 ₫", "1234000", "1,234,000 VND", "1 234 000đ", " 1.234.000 đồng "])
def test_amounts_as_people_type_them(typed: str) -> None:
    assert money.parse_dong(typed) == 1_234_000


@pytest.mark.parametrize("typed", ["", "mười", "12.5", "1.23.000", "1e6", "₫", "1.234.00"])
def test_text_that_is_no_amount_is_refused_by_name(typed: str) -> None:
    with pytest.raises(money.InvalidAmount):
        money.parse_dong(typed)


@pytest.mark.parametrize("wrong", [1.5, True, "5"])
def test_only_whole_numbers_are_money(wrong: object) -> None:
    with pytest.raises(TypeError):
        money.format_dong(wrong)  # type: ignore[arg-type]
