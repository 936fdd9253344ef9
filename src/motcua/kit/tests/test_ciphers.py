import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from motcua.kit import ciphers

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(TEXT)
def test_what_is_sealed_is_read_again_and_never_looks_alike(text):
    first, second = ciphers.encrypt(text), ciphers.encrypt(text)
    assert first != second
    assert ciphers.decrypt(first) == ciphers.decrypt(second) == text


@given(TEXT, st.data())
def test_any_changed_bit_is_refused(text, data):
    form, name, body = ciphers.encrypt(text).split(".")
    sealed = bytearray(base64.b64decode(body, altchars=b"-_"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ciphers.Unreadable, match="changed"):
        ciphers.decrypt(f"{form}.{name}.{base64.b64encode(bytes(sealed), altchars=b'-_').decode()}")


def test_a_key_turned_away_opens_nothing(settings):
    token = ciphers.encrypt("031191900000")
    settings.MOTCUA_FIELD_KEYS = ["another"]
    with pytest.raises(ciphers.Unreadable, match="no key"):
        ciphers.decrypt(token)


def test_an_older_key_of_the_ring_still_reads(settings):
    token = ciphers.encrypt("031191900000")
    settings.MOTCUA_INDEX_KEY = settings.MOTCUA_FIELD_KEYS[0]
    before = ciphers.blind_index("031191900000", purpose="person")
    settings.MOTCUA_FIELD_KEYS = ["newer", *settings.MOTCUA_FIELD_KEYS]
    assert ciphers.decrypt(token) == "031191900000"
    assert not token.startswith(ciphers.newest_prefix())
    assert ciphers.blind_index("031191900000", purpose="person") == before


def test_ciphertext_of_the_first_form_is_still_read(settings):
    old = ciphers._old_ring(tuple(settings.MOTCUA_FIELD_KEYS)).encrypt("Đỗ Thị Hải Yến".encode()).decode()
    assert ciphers.decrypt(old) == "Đỗ Thị Hải Yến"
    with pytest.raises(ciphers.Unreadable):
        ciphers.decrypt(old[:-3] + "AAA")


def test_a_ring_of_several_keys_must_say_which_one_indexes(settings):
    settings.MOTCUA_FIELD_KEYS = ["newer", "older"]
    with pytest.raises(ImproperlyConfigured, match="MOTCUA_INDEX_KEY"):
        ciphers.blind_index("1")


def test_indexes_of_two_purposes_differ():
    assert ciphers.blind_index("1", purpose="a") != ciphers.blind_index("1", purpose="b")


def test_an_index_cannot_be_made_without_the_key(settings):
    """Personal numbers are few enough to try them all: a digest without a secret would hide nothing."""
    before = ciphers.blind_index("031191900000", purpose="person")
    settings.MOTCUA_INDEX_KEY = "another"
    assert ciphers.blind_index("031191900000", purpose="person") != before
