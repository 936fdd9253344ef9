"""Which headers travel: the short way through them gives what the rules say, for any list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from motcua.gateway.protocol import messages
from motcua.gateway.protocol.messages import Header

_NAMES = ["X-Road-Client", "x-road-client", "X-Road-Id", "X_Road_Client", "X-Road_UserId", "Information-Mediator-Client", "X-GovStack-Id"]
_NAMES += ["Connection", "Host", "x-road-request-id", "lgspaccesstoken", "Accept", "accept", "X-Own", "X_Own", "Keep-Alive", "Cookie"]
_FAMILIES = ("x-road-", "information-mediator-", "x-govstack-")
_SINGLE = ("client", "id", "userid", "issue", "represented-party", "security-server")
_HEADERS = st.lists(st.tuples(st.sampled_from(_NAMES), st.sampled_from(["a", "b", "X-Own, accept", "close", "x-road-client"])), max_size=8)


def _ruled(headers: list[Header]) -> list[Header]:
    """The rules one by one, as slowly as they are written."""
    nominated = {t.strip().lower() for n, v in headers if n.lower() == "connection" for t in v.split(",")}
    kept = []
    for place, (name, value) in enumerate(headers):
        low = name.lower()
        later = any(n.lower() == low for n, _ in headers[place + 1 :])
        family = next((f for f in _FAMILIES if low.startswith(f)), None)
        own = low.removeprefix(family) if family else ""
        if low in messages.NEVER_FORWARDED or low == messages.LGSP_HEADER or own in {"request-id", "request-hash"}:
            continue
        if low in nominated and family is None:
            continue
        if own in _SINGLE and later:
            continue
        if "_" in low and low.replace("_", "-").startswith(_FAMILIES):
            continue
        kept.append((name, value))
    return kept


@given(_HEADERS)
def test_the_headers_that_travel_are_those_of_the_rules(headers: list[Header]) -> None:
    assert messages.kept_request_headers(list(headers)) == _ruled(headers)


@given(_HEADERS, st.sampled_from(_NAMES))
def test_one_header_and_all_of_them_are_read_alike(headers: list[Header], name: str) -> None:
    assert messages.find(headers, name) == messages.values(headers).get(name.lower())
