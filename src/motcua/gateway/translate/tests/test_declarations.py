"""Wrong declarations are refused with their place, and those of the documentation hold."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.gateway.translate.declarations import KINDS, declare, fingerprint
from motcua.gateway.translate.errors import WrongDeclaration
from motcua.gateway.translate.secrets import SECRETS, put_back, secret_places, taken_out, without

DOC = Path(__file__).parents[5] / "docs" / "how-to" / "declare-an-adapter.md"


def documented(kind: str) -> dict[str, Any]:
    """The example of a kind in the documentation."""
    found = re.search(rf"```json {kind}\n(.*?)```", DOC.read_text(), re.DOTALL)
    assert found is not None
    settings: dict[str, Any] = json.loads(found[1])
    return settings


def refused(kind: str, settings: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(WrongDeclaration) as error:
        declare(kind, settings)
    return error.value.place, error.value.sentence


def changed(settings: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The settings with something else at a path."""
    changed = copy.deepcopy(settings)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    at: Any = changed
    for step in steps:
        at = at[step]
    at[last] = value
    return changed


@pytest.mark.parametrize("kind", ["soap", "mapping", "files"])
def test_documented_examples_hold(kind: str) -> None:
    declare(kind, documented(kind))


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("version", "2.0", "version"),
        ("namespaces/l", "", "namespaces"),
        ("namespaces/xmlx", "urn:x", "namespaces"),
        ("operations", [], "operations"),
        ("operations/0/request/0/empty", "nil", "operations[0].request[0].empty"),
        ("operations/0/method", "HEAD", "operations[0].method"),
        ("operations/0/path", "dossiers", "operations[0].path"),
        ("operations/1/path", "/d/{code}/{code}", "operations[1].path"),
        ("operations/1/path", "/d/{code}x", "operations[1].path"),
        ("operations/1/path", "/d/{other}", "operations[1].request[0].ours"),
        ("operations/0/element", "x:NopHoSo", "operations[0].element"),
        ("operations/0/element", "l:Nộp Hồ", "operations[0].element"),
        ("operations/0/answer_element", "", "operations[0].answer_element"),
        ("operations/0/action", 'a"\r\nX: y', "operations[0].action"),
        ("operations/0/status", 99, "operations[0].status"),
        ("operations/0/surprise", 1, "operations[0]"),
        ("operations/0/request/1/theirs", "x:A", "operations[0].request"),
        ("operations/0/request/1/ours", "cookie.a", "operations[0].request[1].ours"),
        ("operations/0/request/2/fields/0/pattern", "(", "operations[0].request[2].fields[0].pattern"),
        ("operations/0/request/2/fields/2/theirs_format", "dd/MMM/yyyy", "operations[0].request[2].fields[2].theirs_format"),
        ("operations/0/request/2/fields/1/ours_format", "dd", "operations[0].request[2].fields[1].ours_format"),
        ("operations/0/request/2/fields/3/values", "sexes", "operations[0].request[2].fields[3].values"),
        ("operations/0/request/2/fields/3/theirs", "l:NgaySinh", "operations[0].request[2].fields[3].theirs"),
        ("operations/0/request/2/fields/3/theirs", "l:NgaySinh.l:X", "operations[0].request[2].fields[3].theirs"),
        ("operations/0/request/2/fields", "nothing", "operations[0].request[2].fields"),
        ("operations/0/request/0/const", "x", "operations[0].request[0]"),
        ("operations/0/request/0/type", "colour", "operations[0].request[0].type"),
        ("tables/sex", {"male": "1", "female": "1"}, "operations[0].request[2].fields[3].values"),
        ("faults/0/status", 200, "faults[0].status"),
        ("faults/0/detail", "x:Y", "faults[0].detail"),
        ("sets", {"a": [{"ours": "a", "theirs": "a", "fields": "a"}]}, "sets.a[0].fields"),
    ],
)
def test_a_wrong_soap_declaration_names_its_place(path: str, value: Any, place: str) -> None:
    assert refused("soap", changed(documented("soap"), path, value))[0] == place


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("theirs/format", "yaml", "theirs.format"),
        ("theirs/encoding", "ebcdic", "theirs.encoding"),
        ("theirs/delimiter", ";;", "theirs.delimiter"),
        ("theirs/columns", ["a", "a"], "theirs.columns"),
        ("theirs/columns", ["Họ, tên"], "exchanges[0].answer[0].theirs"),
        ("exchanges/0/their_method", "FETCH", "exchanges[0].their_method"),
        ("exchanges/0/statuses", {"204": 42}, "exchanges[0].statuses"),
        ("exchanges/0/answer/1/each", [], "exchanges[0].answer[1].each"),
        ("exchanges/0/answer", [], "exchanges[0].answer"),
        ("theirs", {"format": "xml"}, "theirs.root"),
        ("theirs", {"format": "json"}, "exchanges[0].rows"),
    ],
)
def test_a_wrong_mapping_names_its_place(path: str, value: Any, place: str) -> None:
    assert refused("mapping", changed(documented("mapping"), path, value))[0] == place


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("work", "work", "work"),
        ("work", "/srv/../etc", "work"),
        ("work", "/srv/exchange/insurance/den", "outgoing.folder"),
        ("incoming_folder", "", "incoming_folder"),
        ("outgoing/name", "LO.csv", "outgoing.name"),
        ("outgoing/name", "../{receipt}", "outgoing.name"),
        ("outgoing/name", "{receipt}{any}", "outgoing.name"),
        ("outgoing/path", "/{a}", "outgoing.path"),
        ("outgoing/rules/0/fields", [], "outgoing.rules[0].fields"),
        ("incoming/0/manifest", "md5", "incoming[0].manifest"),
        ("incoming/1/name", "KQ_{receipt}_{receipt}", "incoming[1].name"),
        ("settle_s", -1, "settle_s"),
    ],
)
def test_a_wrong_declaration_of_files_names_its_place(path: str, value: Any, place: str) -> None:
    assert refused("files", changed(documented("files"), path, value))[0] == place


def test_a_kind_that_nobody_knows_is_refused() -> None:
    assert refused("telex", {})[0] == "kind"


def test_a_fingerprint_tells_of_rules_and_not_of_passwords() -> None:
    settings = documented("soap")
    other = changed(settings, "security/password", "another")
    assert fingerprint("soap", settings) == fingerprint("soap", other)
    assert fingerprint("soap", settings) != fingerprint("soap", changed(settings, "operations/0/status", 200))
    assert re.fullmatch(r"soap/2:[0-9a-f]{16}", fingerprint("soap", settings))


def test_what_looks_like_a_secret_is_declared_as_one() -> None:
    """Somebody who adds a token to the settings of a kind must say that it is one."""
    assert set(SECRETS) == set(KINDS)
    for kind, shape in KINDS.items():
        assert set(SECRETS[kind]) == set(looks_secret(shape)), kind


def looks_secret(shape: Any, place: str = "", seen: tuple[Any, ...] = ()) -> Iterator[str]:
    """Places of texts whose names sound secret, in a structure and those inside it."""
    for field in msgspec.structs.fields(shape):
        here = f"{place}.{field.name}".lstrip(".")
        if re.search(r"password|secret|token|credential|pin\b|_key\b", field.name) and field.type is str:
            yield here
        for inner in get_args(field.type) or (field.type,):
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct) and inner not in seen:
                yield from looks_secret(inner, here, (*seen, inner))


@given(st.recursive(st.none() | st.text(max_size=3), lambda inner: st.dictionaries(st.sampled_from(["security", "password", "a"]), inner)))
def test_secrets_taken_out_and_put_back_are_the_settings_again(settings: Any) -> None:
    settings = settings if isinstance(settings, dict) else {}
    bare, found = taken_out("soap", settings)
    whole = put_back("soap", bare, found)
    assert secret_places("soap", bare) == secret_places("soap", settings)
    assert taken_out("soap", bare) == (bare, {})
    if isinstance(settings.get("security"), dict) and isinstance(settings["security"].get("password", ""), str):
        assert whole == settings


def test_without_a_secret_goes_what_it_is_a_part_of_and_nothing_else() -> None:
    settings = {"namespaces": {"a": "urn:a"}, "security": {"username": "motcua", "password": "x"}}
    assert without("soap", settings, "security.password") == {"namespaces": {"a": "urn:a"}}
    assert "security" in settings  # what was given stays as it was
    for kind, bare in (("soap", {"namespaces": {}}), ("soap", {"security": "x"}), ("files", settings)):
        assert without(kind, bare, "security.password") == bare
