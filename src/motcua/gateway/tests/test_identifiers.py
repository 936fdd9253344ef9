"""Identifiers: each segment encoded on its own (PR-REST §4.1, §4.8)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.gateway.protocol import ClientId, IdentifierError, ServiceId, decode_segment, encode_segment, strict_code

CODES = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u200b\ufeff"), min_size=1, max_size=20).filter(
    lambda c: c not in {".", ".."},
)


@given(codes=st.tuples(CODES, CODES, CODES, CODES, CODES))
def test_any_five_codes_survive_the_url(codes: tuple[str, str, str, str, str]) -> None:
    assert ServiceId.parse(str(ServiceId(*codes))) == ServiceId(*codes)


@given(code=CODES)
def test_a_segment_never_holds_a_slash(code: str) -> None:
    assert "/" not in encode_segment(code)
    assert decode_segment(encode_segment(code)) == code


@pytest.mark.parametrize(
    "text", ["VN", "VN/GOV", "VN/GOV/1/2/3", "VN%2FGOV%2F1", "VN//1", "VN/GOV/%zz", "VN/GOV/%C3", "VN/GOV/%00", "VN/GOV/..", ""]
)
def test_what_is_not_a_client(text: str) -> None:
    with pytest.raises(IdentifierError):
        ClientId.parse(text)


def test_a_slash_inside_a_code_is_escaped() -> None:
    assert str(ClientId("VN-HP", "GOV", "a/b", "Một cửa")) == "VN-HP/GOV/a%2Fb/M%E1%BB%99t%20c%E1%BB%ADa"


@pytest.mark.parametrize(
    ("code", "allowed"), [("H24.01", True), ("a'()+,-.=?", True), ("a_b", False), ("a/b", False), ("..", False), ("", False)]
)
def test_characters_of_a_new_code(code: str, allowed: bool) -> None:
    assert strict_code(code) is allowed


@given(text=st.text(st.characters(codec="utf-8"), max_size=40) | st.lists(st.sampled_from(["VN", "GOV", "/", "%2F", "%", "%00", "..", "é"]), max_size=9).map("".join))
def test_any_text_is_refused_or_read_and_written_as_the_same_client(text: str) -> None:
    """What was read, written again, is the same client: no two spellings hide two callers."""
    try:
        read = ClientId.parse(text)
    except IdentifierError:
        return
    assert ClientId.parse(str(read)) == read
    assert str(read).isascii()
    assert len(str(read).split("/")) == len(text.split("/"))
