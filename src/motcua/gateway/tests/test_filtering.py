"""The field filter: nothing undeclared passes, nothing declared is lost or changed, whatever the document."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.gateway.app.fields import MOST, accepting, limit_answer
from motcua.gateway.app.http import Response
from motcua.gateway.core.filtering import NotFilterable, compile_fields, filter_json
from motcua.gateway.protocol.faults import FAILED_FIELDS, Fault

NAMES = st.sampled_from(["a", "b", "c", "tên", 'q"\\', ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)
STEPS = st.sampled_from(["a", "b", "c", "tên", 'q"\\'])
FIELDS = st.lists(st.lists(STEPS, min_size=1, max_size=4).map(".".join), min_size=1, max_size=5)


def leaves(value, way=()):
    """Every way to a scalar or to an empty container, lists transparent."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from leaves(inner, (*way, name))
    elif isinstance(value, list) and value:
        for inner in value:
            yield from leaves(inner, way)
    else:
        yield way, value


def declared(way, fields):
    return any(way[: len(f)] == f for f in fields)


def leads_there(way, fields):
    """Whether the way is the beginning of a declared one: an empty container on it says nothing."""
    return any(f[: len(way)] == way for f in fields)


@given(value=VALUES, fields=FIELDS)
@settings(max_examples=500, deadline=None)
def test_no_undeclared_path_passes_and_every_declared_one_does(value, fields):
    kept = json.loads(filter_json(json.dumps(value).encode(), compile_fields(fields)))
    ways = [tuple(f.split(".")) for f in fields]
    before, after = list(leaves(value)), list(leaves(kept))
    for way, leaf in after:
        assert declared(way, ways) or (leaf in ([], {}, None) and leads_there(way, ways))
    assert sorted(map(repr, (x for x in before if declared(x[0], ways)))) == sorted(map(repr, (x for x in after if declared(x[0], ways))))


@given(value=VALUES, fields=FIELDS)
@settings(max_examples=100, deadline=None)
def test_filtering_twice_changes_nothing(value, fields):
    tree = compile_fields(fields)
    once = filter_json(json.dumps(value).encode(), tree)
    assert filter_json(once, tree) == once


def test_values_pass_octet_by_octet():
    text = b' { "b" : 2, "a" : [1.10, 1e999, 123456789012345678901234567890, "\\u00e9"] , "a\\u0062": 3}'
    assert filter_json(text, compile_fields(["a"])) == b'{"a":[1.10, 1e999, 123456789012345678901234567890, "\\u00e9"]}'


def test_a_name_written_in_escapes_or_twice_is_the_name():
    tree = compile_fields(["a.b"])
    assert filter_json(b'{"\\u0061":{"\\u0062":1,"c":2},"x":3}', tree) == b'{"a":{"b":1}}'
    assert filter_json(b'{"a":{"b":1,"c":0},"a":{"c":2}}', tree) == b'{"a":{}}'


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"nope", b'{"a":1}x', b"\xef\xbb\xbf{}", '{"a":1}'.encode("utf-16"), b'{"z":"\xff"}', b"{'a':1}", b'{"z":"\xc0\xa2"}'],
)
def test_what_is_no_json_is_not_filtered(text):
    with pytest.raises(NotFilterable):
        filter_json(text, compile_fields(["a"]))


@pytest.mark.parametrize("depth", [66, 2_000, 200_000])
def test_nesting_is_bounded(depth):
    with pytest.raises(NotFilterable):
        filter_json(b"[" * depth + b"1" + b"]" * depth, compile_fields(["a.b"]))


def answer(body, kind="application/json", status=200, **headers):
    return Response(status, [("Content-Type", kind), *((n.replace("_", "-"), v) for n, v in headers.items())], body, "")


async def limited(response):
    result = await limit_answer(response, compile_fields(["a"]))
    return result.status, bytes(result.body), {k.lower(): v for k, v in result.headers}


def run(response):
    import asyncio

    return asyncio.run(limited(response))


def test_the_headers_of_the_whole_go():
    status, body, headers = run(answer(b'{"a":1,"b":2}', ETag='"x"', Digest="sha-256=x", Accept_Ranges="bytes", X_Other="1"))
    assert (status, body) == (200, b'{"a":1}')
    assert headers == {"content-type": "application/json", "etag": 'W/"x"', "x-other": "1"}


def test_a_packed_answer_is_unpacked():
    status, body, headers = run(answer(gzip.compress(b'{"a":1,"b":"' + b"x" * 300_000 + b'"}'), Content_Encoding="gzip"))
    assert (status, body, "content-encoding" in headers) == (200, b'{"a":1}', False)


@pytest.mark.parametrize(
    ("body", "kind", "coding", "status"),
    [
        (b"<a/>", "text/xml", "identity", 200),
        (b'{"a":1}', "text/plain", "identity", 200),
        (b'{"a":1}', "application/json; charset=utf-16", "identity", 200),
        (b'{"a":1', "application/json", "identity", 200),
        (b'{"a":1}', "application/json", "br", 200),
        (b'{"a":1}', "application/json", "gzip", 200),
        (gzip.compress(b'{"a":1}')[:-4], "application/json", "gzip", 200),
        (gzip.compress(b'{"a":1}') + b"more", "application/json", "gzip", 200),
        (gzip.compress(b'{"b":"' + b" " * MOST + b'"}'), "application/json", "gzip", 200),
        (b'{"a":1}', "application/json", "identity", 206),
        (b" " * (MOST + 1), "application/json", "identity", 200),
    ],
    ids=lambda value: str(value)[:20] if not isinstance(value, bytes) else f"{len(value)} bytes",
)
def test_what_cannot_be_filtered_does_not_pass(body, kind, coding, status):
    with pytest.raises(Fault) as fault:
        run(answer(body, kind, status, Content_Encoding=coding))
    assert fault.value.code == FAILED_FIELDS
    assert body[:10].decode("latin-1") not in fault.value.message


def test_an_error_of_the_provider_keeps_its_status_alone():
    page = run(answer(b"<p>VU THI HOA</p>", "text/html", 404))
    said = run(answer(b'{"a":1,"detail":"VU THI HOA"}', "application/problem+json", 409))
    assert page == (404, b"", {})
    assert said == (409, b'{"a":1}', {"content-type": "application/problem+json"})


def test_an_answer_without_a_body_stays():
    assert run(answer(b"", "text/plain", 204)) == (204, b"", {"content-type": "text/plain"})


def test_the_request_asks_for_what_can_be_read():
    sent = accepting([("accept-encoding", "br"), ("Range", "bytes=0-1"), ("X-Mine", "1")])
    assert sent == [("X-Mine", "1"), ("Accept-Encoding", "gzip, identity")]
