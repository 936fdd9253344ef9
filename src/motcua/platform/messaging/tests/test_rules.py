"""Texts, addresses, pauses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.platform.messaging import rules
from motcua.platform.messaging.contracts import Channel, MessageTemplate, ParametersMissing
from motcua.platform.messaging.testing import PARAMS, SAMPLE


def test_fills_all_texts() -> None:
    filled = rules.fill(SAMPLE, PARAMS)
    assert filled.subject_en == "Dossier H24.12-260302-0001 was received"
    assert filled.link == "/ho-so/H24.12-260302-0001/"


def test_names_what_is_missing() -> None:
    with pytest.raises(ParametersMissing, match="dossier_code, name"):
        rules.fill(SAMPLE, {})


@given(st.text(max_size=40))
def test_a_parameter_is_never_read_as_a_text(value: str) -> None:
    assert rules.fill(SAMPLE, PARAMS | {"name": value}).body_vi == f"Chào {value}, hồ sơ H24.12-260302-0001 đã được tiếp nhận."


@pytest.mark.parametrize("text", ["{name.__class__}", "{name[0]}", "{}", "{0}", "{name!r}", "{name:>9}"])
def test_templates_take_plain_names_only(text: str) -> None:
    with pytest.raises(ValueError, match="plain"):
        MessageTemplate(key="x", subject_vi=text, subject_en=text, body_vi="", body_en="")


def test_both_languages_must_name_the_same() -> None:
    with pytest.raises(ValueError, match="different parameters"):
        MessageTemplate(key="x", subject_vi="{a}", subject_en="{b}", body_vi="", body_en="")


@given(st.text(max_size=600))
def test_sms_are_ascii_one_line_and_short(text: str) -> None:
    out = rules.sms_text(text, is_ascii=True)
    assert out.isascii()
    assert len(out) <= 459
    assert "\n" not in out


def test_sms_keeps_case_without_diacritics() -> None:
    assert rules.sms_text("Đã nhận hồ sơ  của Ông Ưng", is_ascii=True) == "Da nhan ho so cua Ong Ung"
    assert rules.sms_text("Đã nhận", is_ascii=False) == "Đã nhận"


def test_pauses_grow_to_half_an_hour() -> None:
    assert [rules.pause_after(n).total_seconds() for n in (1, 2, 3)] == [15, 30, 60]
    assert rules.pause_after(30) == timedelta(minutes=30)


@pytest.mark.parametrize(("channel", "address"), [(Channel.SMS, "0100"), (Channel.EMAIL, "a@b"), (Channel.INAPP, "inapp")])
def test_addresses(channel: Channel, address: str) -> None:
    assert rules.address_for(channel, phone="0100", email="a@b") == address


def test_masked_addresses_do_not_tell() -> None:
    assert [rules.mask(a) for a in ("0100900001", "nguoidan@congdan.example", "113")] == ["010•••••01", "n•••@congdan.example", "•••"]
