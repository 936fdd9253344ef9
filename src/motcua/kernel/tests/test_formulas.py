"""Texts that a spreadsheet would run, written into CSV and read back."""

from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.formulas import bare, inert, runs

texts = st.text("=+-@\t\r'a ", max_size=6)


@given(texts)
def test_what_is_written_does_not_run_and_reads_back_as_it_was(text):
    assert not runs(inert(text))
    assert bare(inert(text)) == text


def test_numbers_stay_as_they_are():
    assert (inert(-3), inert(None), inert("an")) == (-3, None, "an")
