"""What an archive becomes is known before it is opened."""

import io
import zipfile

import pytest

from motcua.kernel.archives import unpacked_size


def test_a_small_archive_tells_what_it_hides():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", bytes(1_000_000))
        made.writestr("b", b"x")
    assert len(out.getvalue()) < 10_000
    assert unpacked_size(out.getvalue()) == 1_000_001


@pytest.mark.parametrize("raw", [b"", b"PK", b"no archive"])
def test_what_is_no_archive_becomes_nothing(raw):
    assert unpacked_size(raw) == 0
