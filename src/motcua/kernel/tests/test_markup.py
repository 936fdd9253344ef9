"""XML from strangers: nothing of it is expanded, fetched or endless."""

import pytest

from motcua.kernel import markup
from motcua.kernel.markup import MarkupRefused

BOMB = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize("data", [
    b"", b"text", b"<a>", b"<a></b>", BOMB, BOMB.decode().encode("utf-16"), b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>', b"\xff\xfe<a/>", b"<a>\x00</a>",
    b"<a>&unknown;</a>", b"<a>" + b"<b/>" * (markup.MAX_ELEMENTS + 1) + b"</a>", b"<a>" * 400 + b"</a>" * 400, b"<a>" + b" " * markup.MAX_BYTES + b"</a>",
    b'<?xml version="1.0" encoding="utf-7"?>\xff<a/>',
])
def test_refused(data):
    with pytest.raises(MarkupRefused) as refused:
        markup.read(data)
    assert refused.value.sentence("vi") != refused.value.sentence("en")


def test_comments_instructions_and_a_byte_order_mark_are_left_aside():
    root = markup.read(b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><a xmlns='urn:x'><!-- y --><?go?><b>1</b></a>")
    assert (markup.namespace(root), markup.local(root), [markup.local(e) for e in root]) == ("urn:x", "a", ["b"])


def test_a_declared_encoding_does_not_change_how_bytes_are_read():
    assert markup.read('<?xml version="1.0" encoding="latin-1"?><a>đồng</a>'.encode()).text == "đồng"


def test_written_and_read_again():
    root = markup.root("{urn:x}a", {None: "urn:x"})
    markup.child(root, "b", "<&>\n ]]>", name='"đ"')
    back = markup.read(markup.write(root))
    assert (back[0].text, back[0].get("name")) == ("<&>\n ]]>", '"đ"')


def test_control_characters_are_refused_when_written():
    with pytest.raises(MarkupRefused):
        markup.child(markup.root("{urn:x}a", {None: "urn:x"}), "b", "\x01")
