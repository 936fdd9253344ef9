"""Names that people give to files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.files import rules
from motcua.foundation.files.contracts import JPEG, PDF


@pytest.mark.parametrize(
    ("given_name", "mime", "shown"),
    [
        ("C:\\fakepath\\Đơn đề nghị.pdf", PDF, "Đơn đề nghị.pdf"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("ảnh\u202egpj.exe", JPEG, "ảnhgpj.jpg"),
        ("anh.JPEG", JPEG, "anh.JPEG"),
        ("", PDF, "tep.pdf"),
        ("Quyết định số 12.5", PDF, "Quyết định số 12.pdf"),
    ],
)
def test_names_are_made_safe(given_name, mime, shown):
    assert rules.clean_name(given_name, mime=mime) == shown


@given(st.text(max_size=400))
def test_any_name_becomes_one_short_printable_line(name):
    shown = rules.clean_name(name, mime=PDF)
    assert shown.lower().endswith(".pdf")
    assert len(shown) <= 150
    assert shown.isprintable()
    assert "/" not in shown
    assert rules.clean_name(shown, mime=PDF) == shown
