"""Bars that a scanner reads, numbers and symbols as the law writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.platform.documents import api, rules
from motcua.platform.documents.rules.barcodes import _PATTERNS

PRINTABLE = st.text(alphabet=[chr(c) for c in range(32, 127)], min_size=1, max_size=40)


def read(widths):
    """Read bars back the way a scanner does: symbols of six widths, the last of seven; check sum, sets, text."""
    values = [_PATTERNS.index("".join(map(str, widths[at : at + 6]))) for at in range(0, len(widths) - 7, 6)]
    *body, check = values
    assert "".join(map(str, widths[-7:])) == "2331112"
    assert check == (body[0] + sum(i * v for i, v in enumerate(body))) % 103
    text, in_c = "", body[0] == 105
    for value in body[1:]:
        if value == (100 if in_c else 99):
            in_c = not in_c
        else:
            text += f"{value:02d}" if in_c else chr(value + 32)
    return text


@given(PRINTABLE)
def test_what_is_printed_is_what_is_read(text):
    assert read(rules.bars(text)) == text


def test_every_symbol_is_eleven_modules_wide_and_digits_pay():
    assert all(sum(map(int, pattern)) == 11 for pattern in _PATTERNS[:-1])
    assert len(set(_PATTERNS)) == 107
    assert len(rules.bars("260907")) < len(rules.bars("ABCDEF"))


def test_a_known_symbol():
    # The standard's worked example: start B and "AIM" make the check value 8.
    assert rules.bars("AIM")[24:30] == tuple(map(int, _PATTERNS[(104 + 33 + 2 * 41 + 3 * 45) % 103]))


@pytest.mark.parametrize("text", ["", "hồ sơ", "a\n"])
def test_what_scanners_cannot_hand_on_is_refused(text):
    with pytest.raises(rules.NotInCode128):
        rules.bars(text)


def test_numbers_and_symbols():
    assert api.symbol_of(number=5, kind="QĐ", issuer="UBND") == "05/QĐ-UBND"
    assert api.symbol_of(number=123, kind="", issuer="UBND", section="VX") == "123/UBND-VX"
    assert api.symbol_of(number=30, kind="QĐ", issuer="UBND", year=2022) == "30/2022/QĐ-UBND"
    assert api.copy_symbol(number=7, copy_kind="SY", issuer="UBND") == "07/SY-UBND"
    with pytest.raises(ValueError, match="number from 1"):
        api.symbol_of(number=0, kind="QĐ", issuer="UBND")


@given(st.integers(1, 99999), st.sampled_from([t.abbreviation for t in api.document_types()]), st.none() | st.integers(1945, 2100))
def test_a_symbol_reads_back(number, kind, year):
    assert rules.parse_symbol(rules.symbol_of(number=number, kind=kind, issuer="UBND", year=year)) == (number, year, f"{kind}-UBND")


def test_symbols_of_the_law_are_read_and_nonsense_is_not():
    assert rules.parse_symbol("09/2025/QĐ-TTg") == (9, 2025, "QĐ-TTg")
    assert rules.parse_symbol("123/UBND-VX") == (123, None, "UBND-VX")
    for text in ("15", "QĐ-UBND", "15/", "a/QĐ-UBND"):
        with pytest.raises(ValueError, match=text):
            rules.parse_symbol(text)


def test_document_types_are_known():
    assert api.document_type(abbreviation="QĐ").vi == "Quyết định"
    assert api.document_type(abbreviation="XX") is None
