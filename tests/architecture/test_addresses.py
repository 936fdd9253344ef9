import re

import pytest
from django.urls import get_resolver

from motcua.kit.web import audience
from tests.architecture import house

# Addresses of libraries, each with the audience we vouch for.
_GOVSTACK = "api/govstack/registration/"
_MEDIATOR = "api/govstack/information-mediator/"
VOUCHED = {
    "tai-khoan/": "public", "static/": "public", "api/v1/openapi.json": "public", "api/v1/": "public", f"{_GOVSTACK}openapi.json": "public",
    _GOVSTACK: "public", _MEDIATOR: "public", f"{_MEDIATOR}openapi.json": "public",
}


def all_addresses():
    return list(house.addresses(get_resolver().url_patterns))


def audience_of(route, pattern):
    declared = house.audience_of(pattern)
    if declared:
        return declared
    clean = route.replace("^", "")
    exact = [kind for start, kind in VOUCHED.items() if clean == start]
    by_library = [kind for start, kind in VOUCHED.items() if start.endswith("tai-khoan/") and clean.startswith(start)]
    return (exact or by_library or [None])[0]


def test_every_address_declares_its_audience():
    assert not [route for route, pattern in all_addresses() if audience_of(route, pattern) is None]


def test_a_planted_address_without_audience_is_found():
    from django.urls import path

    assert audience_of("x/", path("x/", lambda request: None)) is None
    assert audience_of("x/", path("x/", audience("officer")(lambda request: None))) == "officer"


def sample(route):
    """An address of that route with something in its holes."""
    filled = re.sub(r"<uuid(?:str)?:\w+>", "01900000-0000-7000-8000-000000000000", route)
    filled = re.sub(r"<(?:int|seq):\w+>", "1", filled)
    filled = re.sub(r"<(?:\w+:)?\w+>", "x", filled)
    return "/" + re.sub(r"\\|\^|\$|\(\?P.*?\)", "", filled)


@pytest.mark.django_db
def test_anonymous_visitors_are_turned_away(client):
    wrong = []
    for route, pattern in all_addresses():
        if audience_of(route, pattern) not in {"citizen", "officer", "citizen+officer"}:
            continue
        answers = {client.get(sample(route)).status_code, client.post(sample(route)).status_code}
        if not answers <= {302, 401, 403, 405}:
            wrong.append((route, answers))
    assert not wrong


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
