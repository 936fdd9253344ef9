"""What an archive becomes is known before it is opened."""

import io
import zipfile

import pytest

from motcua.kernel.archives import plain_name, sober, unpacked_size


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


def archive(*entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return out


def test_entries_that_lie_in_one_another_are_refused(monkeypatch):
    """Two names of one content: a list of thousands would unpack it thousands of times."""
    one = archive(("a", b"x" * 100))
    assert sober(one, most_unpacked=1_000)
    real = zipfile.ZipFile.infolist
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda packed: real(packed) * 2)
    assert not sober(one, most_unpacked=1_000)


@pytest.mark.parametrize(("most_unpacked", "most_entries"), [(1_999, 2), (2_000, 1)])
def test_an_archive_of_too_much_or_too_many_is_refused(most_unpacked, most_entries):
    two = archive(("a", b"x" * 1_000), ("b", b"y" * 1_000))
    assert sober(two, most_unpacked=2_000, most_entries=2)
    assert not sober(two, most_unpacked=most_unpacked, most_entries=most_entries)


def test_absurd_packing_is_refused_and_a_small_blank_page_is_not():
    assert not sober(archive(("a", bytes(6_000_000))), most_unpacked=10_000_000)
    assert sober(archive(("a", bytes(4_000_000))), most_unpacked=10_000_000)


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "C:\\a", "con", "a\u202eb", "a//b", "nul.txt", "x" * 401, ""])
def test_paths_that_leave_their_place_are_refused(name):
    assert not plain_name(name)
    assert plain_name("word/media/image1.png")
