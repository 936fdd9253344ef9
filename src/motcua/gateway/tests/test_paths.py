"""Service paths: one form for matching and forwarding; what two readers could read differently is refused."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.gateway.app.dialects import Dialect
from motcua.gateway.app.dialects.govstack import GovStack
from motcua.gateway.app.dialects.xroad import XRoad
from motcua.gateway.app.http import Request
from motcua.gateway.core.body import Body
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.message import understand
from motcua.gateway.core.paths import compile_glob, normalise
from motcua.gateway.protocol import Fault

from .conftest import CLIENT, SERVICE, config, service


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        ("", ""),
        ("/", "/"),
        ("/a/./b", "/a/b"),
        ("/a/../b", "/b"),
        ("/a/b/..", "/a/"),
        ("/%7euser/%c3%a9", "/~user/%C3%A9"),
        ("/a%2Fb", "/a%2Fb"),
        ("/a//b", "/a//b"),
    ],
)
def test_one_form(raw: str, form: str) -> None:
    assert normalise(raw) == form


@pytest.mark.parametrize(
    "raw",
    [
        "/..",
        "/a/../..",
        "/a/%2e%2e%2fb",
        "/a/..%2Fb",
        "/a%2f..%2fb",
        "/a/..\\b",
        "/a%5C..%5Cb",
        "/a/..;x=1/b",
        "/a/%252e%252e/b",
        "/a/%2",
        "/a%00b",
        "/a b",
        "/a#b",
        "/caf\xe9",
    ],
)
def test_a_path_that_hides_a_step_is_refused(raw: str) -> None:
    with pytest.raises(Fault):
        normalise(raw)


def test_encoded_dots_are_resolved_before_matching() -> None:
    assert normalise("/public/%2e%2e/secret") == "/secret"


PIECES = st.lists(st.sampled_from(["a", "b", ".", "..", "%2e", "%2E%2e", "%2f", "%5c", ";", "%25", "c%20d", ""]), max_size=8)


@given(pieces=PIECES)
def test_normalising_twice_changes_nothing_and_leaves_no_step(pieces: list[str]) -> None:
    try:
        once = normalise("".join("/" + p for p in pieces))
    except Fault:
        return
    assert normalise(once) == once
    assert not {".", ".."} & set(once.split("/"))


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("**", "", True),
        ("**", "/a/b", True),
        ("/**", "/a", True),
        ("/persons/*", "/persons/1", True),
        ("/persons/*", "/persons/1/2", False),
        ("/persons/*", "/persons/", False),
        ("/persons/*", "/persons", False),
        ("/persons/**", "/persons/1/2", True),
        ("/persons/**", "/persons", True),
        ("/persons/**", "/personsX", False),
        ("/a/*/c", "/a/b/c", True),
        ("/a/*/c", "/a//c", False),
        ("/**/c", "/a/b/c", True),
        ("/f-*.json", "/f-1.json", True),
        ("/f-*.json", "/f-1/x.json", False),
        ("/a.c", "/abc", False),
        ("/~u", "/~u", True),
        ("/", "/", True),
        ("/", "", False),
    ],
)
def test_globs(glob: str, path: str, matches: bool) -> None:
    assert (compile_glob(glob).fullmatch(path) is not None) is matches


ODD = st.sampled_from(
    ["open", "closed", "a", ".", "..", "%2e", "%2E%2e", ".%2e", "..;x", "%2e%2e;x=1", "%2f", "..%2f", "%5c..", "..%5c", "%252e%252e", "%c0%ae", "", " ", "%20"]
)  # fmt: skip
TARGETS = st.one_of(
    st.lists(ODD, max_size=7).map(lambda pieces: "".join("/" + piece for piece in pieces)),
    st.text(st.characters(codec="latin-1"), max_size=20).map(lambda text: "/open/" + text),
    st.lists(st.sampled_from(list("/.%2eEfF5cC;\\o")), max_size=16).map("".join),
)
DIRECTORY = Directory(config("http://127.0.0.1:1/base"))
ROUTE = DIRECTORY.require_route(SERVICE)
OPEN = compile_glob("/open/**")


def readings(path: str) -> set[str]:
    """How providers may read a path: decoded once or until nothing changes, backslash as slash or not, parameters cut or not."""
    found = {path}
    for _ in range(3):
        found |= {unquote_to_bytes(text).decode("latin-1") for text in found}
    found |= {text.replace("\\", "/") for text in found}
    found |= {re.sub(r";[^/]*", "", text) for text in found}
    return {posixpath.normpath(text.replace("//", "/./")) for text in found}


@given(raw=TARGETS)
def test_what_was_matched_is_what_is_forwarded_and_read(raw: str) -> None:
    """The right was asked about the very text that the provider receives, and no reading of that text leaves what it covers."""
    target = f"/r1/{SERVICE}{raw if raw.startswith('/') or not raw else '/' + raw}"
    try:
        message = understand(method="GET", target=target, headers=[("X-Road-Client", str(CLIENT))], body=Body(), config=DIRECTORY.config)
    except Fault:
        return
    forwarded = ROUTE.url_path(message.path)
    assert forwarded == "/base" + message.path
    assert forwarded.isascii()
    assert normalise(message.path) == message.path
    if OPEN.fullmatch(message.path):
        for reading in readings(forwarded):
            assert reading == "/base/open" or reading.startswith("/base/open/")


@given(raw=TARGETS)
def test_every_dialect_understands_a_path_alike(raw: str) -> None:
    rest = raw if raw.startswith("/") or not raw else "/" + raw
    directory = Directory(replace(DIRECTORY.config, services=(service("http://127.0.0.1:1/base", contexts=("/ctx/1.0",)),), token_key="k" * 32))

    def path_in(dialect: Dialect, target: str, headers: list[tuple[str, str]]) -> str | None:
        request = Request(method="GET", target=target, headers=headers)
        try:
            return dialect.understand(request, directory).path
        except Fault:
            return None

    xroad = path_in(XRoad(), f"/r1/{SERVICE}{rest}", [("X-Road-Client", str(CLIENT))])
    assert path_in(GovStack(), f"/{SERVICE}{rest}", [("Information-Mediator-Client", str(CLIENT))]) == xroad
    if xroad is not None:  # a context is a path itself, so more of them stay inside it than of an address
        assert directory.contexts.find(normalise(f"/ctx/1.0{rest}".partition("?")[0])) == (SERVICE, xroad)
