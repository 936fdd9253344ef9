"""What a demonstration's services are described to answer is what their simulated systems answer, through the gateway and its adapters."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import jsonschema_rs
import pytest
from django.test import Client

from motcua.foundation.identity.testing import running_peers
from motcua.kernel import openapi
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.adapters import declarations, described
from motcua.platform.exchange.testing import gateway_running, until

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ONE_STOP = "VN-HP/GOV/H24/one-stop"
Document = Mapping[str, Any]
Operation = tuple[str, str, Mapping[str, Any]]


def followed(document: Document, node: Any) -> Any:
    while isinstance(node, Mapping) and "$ref" in node:
        _, kind, name = node["$ref"].removeprefix("#/").split("/")
        node = document["components"][kind][name]
    return node


def operations(document: Document) -> list[Operation]:
    return [(verb.upper(), path, op) for path, item in document["paths"].items() for verb, op in item.items()]


def strict(node: Any) -> Any:
    """The schema without room for fields that it does not tell."""
    if isinstance(node, Mapping):
        closed = {"additionalProperties": False} if "properties" in node else {}
        return {name: strict(part) for name, part in node.items()} | closed
    return [strict(part) for part in node] if isinstance(node, list) else node


def wrong(document: Document, schema: Any, value: Any) -> list[str]:
    whole = strict({**schema, "components": document["components"]})
    judge = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return [f"{list(error.instance_path)}: {error.message}" for error in judge.iter_errors(value)]


def json_part(document: Document, node: Any) -> Mapping[str, Any]:
    return dict(followed(document, node).get("content", {}).get("application/json", {}))


def documents() -> dict[str, Document]:
    """Every declared service and the one beside them, by system and code."""
    known = {(s.system, one.code): (one.vi, one.en) for s in declarations.systems() for one in s.services}
    known["population", "persons"] = ("Tra cứu", "Look up")
    made = {
        f"{system}/{code}": described.document(system=system, service=code, vi=vi, en=en) for (system, code), (vi, en) in known.items()
    }
    return {name: one or {} for name, one in made.items()}


def test_every_declared_service_is_described_and_its_examples_are_what_it_says() -> None:
    problems = []
    for name, document in documents().items():
        assert document, name
        for verb, path, op in operations(document):
            parts = {status: json_part(document, answer) for status, answer in op["responses"].items()}
            parts["body"] = json_part(document, op.get("requestBody", {}))
            shown = [(told, part) for told, part in parts.items() if "example" in part]
            problems += [f"{name} {verb} {path} {told}: {w}" for told, part in shown for w in wrong(document, part["schema"], part["example"])]
            assert not parts["body"] or "example" in parts["body"], name
            assert any("example" in part for status, part in parts.items() if status.startswith("2")), name
    assert problems == []


def test_every_text_is_told_in_both_languages() -> None:
    alone = []

    def look(name: str, node: Any) -> None:
        if isinstance(node, Mapping):
            texts = [word for word in ("title", "summary", "description") if isinstance(node.get(word), str)]
            alone.extend(f"{name}: {node[word]}" for word in texts if not node.get(f"x-{word}-en"))
            for key, part in node.items():
                if key != "example":
                    look(name, part)
        elif isinstance(node, list):
            for part in node:
                look(name, part)

    for name, document in documents().items():
        look(name, document)
    assert alone == []


def test_a_reader_gets_the_texts_in_her_language() -> None:
    document = documents()["population/persons"]
    vi, en = (openapi.read(document, language=language).operations[0] for language in ("vi", "en"))
    assert (vi.title, en.title) == ("Hồ sơ của một người", "The record of one person")
    assert (vi.parameters[0].text, en.parameters[0].text) == ("Số định danh cá nhân, 12 chữ số", "Personal number, 12 digits")
    assert {f.path: f.text for f in en.answers[0].fields}["residence.unit_code"] == "Code of the commune"


@pytest.fixture
def exchange(db: None, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A demonstration's gateway before simulated systems in which nothing has happened yet."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        port, gateway_port = one.getsockname()[1], other.getsockname()[1]
    monkeypatch.setattr(conf, "FOLDERS", str(tmp_path))
    settings.MOTCUA_PEERS_URL, settings.MOTCUA_DEMO = f"http://127.0.0.1:{port}", True
    with running_peers(str(tmp_path), port=port, gateway_port=gateway_port), gateway_running(settings, port=gateway_port, now=NOW):
        api.load_demo(now=NOW)
        with httpx.Client(base_url=f"http://127.0.0.1:{gateway_port}/r1/", headers={"X-Road-Client": ONE_STOP}, trust_env=False) as client:
            yield client


def asked(client: httpx.Client, service: str, document: Document, one: Operation, *, key: str = "") -> httpx.Response:
    """The operation's own example, sent; ``key`` in the place of the last part of its path."""
    verb, path, op = one
    given = [followed(document, p) for p in op.get("parameters", [])]
    names = [p["name"] for p in given if p["in"] == "path"]
    for p in given:
        if p["in"] == "path":
            path = path.replace(f"{{{p['name']}}}", quote(key if key and p["name"] == names[-1] else p["example"], safe=""))
    query = {p["name"]: p["example"] for p in given if p["in"] == "query" and "example" in p}
    headers = {p["name"]: p["example"] for p in given if p["in"] == "header" and "example" in p}
    body = json_part(document, op.get("requestBody", {})).get("example")
    return client.request(verb, f"{service}{path}", params=query, headers=headers, json=body)


def judged(document: Document, op: Mapping[str, Any], answer: httpx.Response) -> list[str]:
    told = op["responses"].get(str(answer.status_code))
    if told is None:
        return [f"{answer.status_code} is not told: {answer.text[:200]}"]
    schema = json_part(document, told).get("schema")
    return wrong(document, schema, answer.json()) if schema is not None else ["a body is not told"] if answer.content else []


# One process of peers and one gateway, some hundred calls: a few seconds, for all services at once.
def test_every_service_answers_its_own_examples_as_it_is_described(exchange: httpx.Client) -> None:
    names = sorted((s.id for s in api.services()), key=lambda name: "/population/" not in name)  # it gives out the first number
    known = {name: api.description(service=name).document for name in names}
    found = [(service, document, one) for service, document in known.items() for one in operations(document)]
    assert len(found) >= 40
    for service, document, one in found:  # what is ordered by one example is asked for by another; every order may be repeated
        if one[0] == "POST":
            asked(exchange, service, document, one)
    problems = [f"{s} {one[0]} {one[1]}: {said}" for s, document, one in found for said in sayings(exchange, s, document, one)]
    assert problems == []


def sayings(client: httpx.Client, service: str, document: Document, one: Operation) -> Iterator[str]:
    """What is wrong with one operation: asked by its examples, for nobody, and with what is not JSON."""
    verb, path, op = one
    answer = until(lambda: (got := asked(client, service, document, one)).is_success and got, seconds=5)
    if not answer:
        yield "gives no good answer to its example"
        return
    yield from judged(document, op, answer)
    if "404" in op["responses"] and "{" in path:
        nobody = asked(client, service, document, one, key="9900001" if path == "/{code}" else "khong-co-nay")
        yield from judged(document, op, nobody) if nobody.status_code == httpx.codes.NOT_FOUND else [f"nobody is {nobody.status_code}"]
    if "400" in op["responses"] and verb == "POST":
        unread = client.post(f"{service}{path}", content=b"[", headers={"content-type": "application/json"})
        yield from judged(document, op, unread) if unread.status_code == httpx.codes.BAD_REQUEST else [f"[ is {unread.status_code}"]


@pytest.mark.django_db
def test_the_sandbox_answers_with_the_examples(settings: Any, client: Client) -> None:
    settings.MOTCUA_DEMO = True
    api.load_reference(now=NOW)
    api.load_demo(now=NOW)
    for service in api.services():
        document = api.description(service=service.id).document
        for (verb, path, op), shown in zip(operations(document), openapi.read(document).operations, strict=True):
            places = {p.name: str(p.example) for p in shown.parameters if p.place == "path"}
            query = {p.name: str(p.example) for p in shown.parameters if p.place == "query" and p.example is not None}
            answer = client.generic(
                verb, f"/api/v1/exchange/sandbox/{service.id}{path.format(**places)}", json.dumps(shown.body_example), content_type="application/json",
                QUERY_STRING=urlencode(query),
            )  # fmt: skip
            status, good = next((int(status), part) for status, part in op["responses"].items() if status.startswith("2"))
            assert (answer.status_code, answer.json()) == (status, json_part(document, good)["example"]), (service.id, verb, path)
