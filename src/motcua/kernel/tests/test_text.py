"""Vietnamese text: folding, one spelling, dictionary order."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import text

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
words = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " -1", max_size=30)


def test_fold_lets_a_search_without_diacritics_match() -> None:
    assert text.fold("Đăng ký khai sinh, SỬA NHÀ Ở") == "dang ky khai sinh, sua nha o"


@given(words)
def test_fold_keeps_length_and_forgets_how_the_text_was_encoded(raw: str) -> None:
    composed = text.nfc(raw)
    assert len(text.fold(composed)) == len(composed)
    assert text.fold(unicodedata.normalize("NFD", raw)) == text.fold(composed)
    assert text.fold(composed).isascii()


@given(words)
def test_fold_and_place_tones_change_nothing_the_second_time(raw: str) -> None:
    assert text.fold(text.fold(raw)) == text.fold(raw)
    assert text.place_tones(text.place_tones(raw)) == text.place_tones(raw)


@given(words)
def test_placing_tones_keeps_the_letters(raw: str) -> None:
    assert text.fold(text.place_tones(raw)) == text.fold(text.nfc(raw))


@pytest.mark.parametrize(
    ("new_style", "stored"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("THUỶ NGUYÊN", "THỦY NGUYÊN"),
        ("khoẻ khoắn", "khỏe khoắn"),
        ("quý hoá", "quý hóa"),  # the u of qu is no vowel
        ("hoàn thuỵ", "hoàn thụy"),  # a closed syllable keeps its tone
        ("hoà-giải", "hòa-giải"),
    ],
)
def test_two_spellings_become_one(new_style: str, stored: str) -> None:
    assert text.place_tones(new_style) == stored
    assert text.place_tones(stored) == stored


def test_dictionary_order_of_letters_tones_and_digits() -> None:
    ordered = [
        "2 An",
        "10 An",
        "a",
        "à",
        "ả",
        "ã",
        "á",
        "ạ",
        "An",
        "an ba",
        "Ân",
        "anh",
        "ăn",
        "ba",
        "da",
        "đa",
        "đá",
        "ô",
        "ơ",
        "u",
        "ư",
        "Yên",
    ]
    expected = [
        "10 An",
        "2 An",
        "a",
        "à",
        "ả",
        "ã",
        "á",
        "ạ",
        "An",
        "an ba",
        "anh",
        "ăn",
        "Ân",
        "ba",
        "da",
        "đa",
        "đá",
        "ô",
        "ơ",
        "u",
        "ư",
        "Yên",
    ]
    random.Random(1).shuffle(ordered)
    assert sorted(ordered, key=text.sort_key) == expected


def test_wards_of_hai_phong_in_order() -> None:
    wards = ["Đồ Sơn", "Dương Kinh", "Kiến An", "An Dương", "Ái Quốc", "An Biên", "Kẻ Sặt", "Lê Chân", "Hồng Bàng", "Hòa Bình", "Hải An"]
    assert sorted(wards, key=text.sort_key) == [
        "Ái Quốc", "An Biên", "An Dương", "Dương Kinh", "Đồ Sơn", "Hải An", "Hòa Bình", "Hồng Bàng", "Kẻ Sặt", "Kiến An", "Lê Chân",
    ]  # fmt: skip


@given(words, words)
def test_sort_keys_are_ascii_and_equal_only_for_the_same_syllables(a: str, b: str) -> None:
    assert text.sort_key(a).isascii()
    if text.sort_key(a) == text.sort_key(b):
        assert text.fold(text.slug(a)) == text.slug(b)


def test_bigrams_join_neighbouring_syllables() -> None:
    assert text.syllable_bigrams("Sửa nhà ở") == ["sua nha", "nha o"]
    assert text.syllable_bigrams("Nhà!") == ["nha"]
    assert text.syllable_bigrams(" ") == []


def test_slug_cuts_between_syllables() -> None:
    assert text.slug("Đăng ký khai sinh (lần đầu)") == "dang-ky-khai-sinh-lan-dau"
    assert text.slug("Đăng ký khai sinh", max_length=12) == "dang-ky-khai"
    assert text.slug("Đăng ký khai sinh", max_length=11) == "dang-ky"
    assert text.slug("nghiêng", max_length=3) == "ngh"


def test_squeeze() -> None:
    assert text.squeeze("  Nguye\u0302\u0303n \t Văn\nA ") == "Nguyễn Văn A"
