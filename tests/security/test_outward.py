"""Addresses given by others never lead inwards: webhooks of developers, key sets and log-out addresses of applications."""

import socket

import httpx
import pytest

from motcua.channels.developers import contracts as developers
from motcua.channels.developers.adapters import sending
from motcua.kernel import public_addresses
from motcua.platform.signon import contracts as signon
from motcua.platform.signon.adapters import reaching

DOORS = [pytest.param(sending.check, developers.AddressRefused, id="webhook"), pytest.param(reaching.check, signon.AddressRefused, id="keys")]
INWARDS = [
    "127.0.0.1", "127.8.9.10", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "192.0.0.1", "198.18.0.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe",
    "::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::", "2001:0:a9fe:a9fe::1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
]  # fmt: skip
OUTWARDS = ["203.162.4.190", "1.1.1.1", "2606:4700:4700::1111", "2001:dc8::1"]


def names(monkeypatch, *addresses):
    """What the name service answers."""
    found = [(socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


@pytest.mark.parametrize(("check", "refused"), DOORS)
@pytest.mark.parametrize("address", INWARDS)
def test_a_name_that_leads_inwards_is_refused(check, refused, address, monkeypatch):
    names(monkeypatch, address)
    with pytest.raises(refused):
        check("https://partner.example/x", demo=False)


@pytest.mark.parametrize(("check", "refused"), DOORS)
@pytest.mark.parametrize("address", INWARDS)
def test_one_address_of_several_that_leads_inwards_is_enough(check, refused, address, monkeypatch):
    names(monkeypatch, OUTWARDS[0], address)
    with pytest.raises(refused):
        check("https://partner.example/x", demo=False)


@pytest.mark.parametrize(("check", "refused"), DOORS)
@pytest.mark.parametrize("address", OUTWARDS)
def test_public_addresses_pass(check, refused, address, monkeypatch):
    names(monkeypatch, address)
    assert check("https://partner.example/x", demo=False) == address


@pytest.mark.parametrize(("check", "refused"), DOORS)
@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "[::1]", "127.0.0.1"])
def test_odd_spellings_are_refused_by_where_they_lead(check, refused, host):
    """No name service is asked for these: the system reads them as numbers, and the check sees the number."""
    with pytest.raises(refused):
        check(f"https://{host}/x", demo=False)


@pytest.mark.parametrize(("check", "refused"), DOORS)
@pytest.mark.parametrize(
    "url",
    ["http://partner.example/", "file:///etc/passwd", "gopher://partner.example/", "https://user:pass@partner.example/", "https://", "//x", "https://partner.example:99999/", "https://partner.example/#x"],
)
def test_other_kinds_of_addresses_are_refused(check, refused, url, monkeypatch):
    names(monkeypatch, OUTWARDS[0])
    with pytest.raises(refused):
        check(url, demo=False)


def connected(monkeypatch, status, headers=None):
    """Where a message really goes."""
    went = []

    def handle(request):
        went.append(str(request.url))
        return httpx.Response(status, headers=headers, content=iter([b""]))

    real = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **how: real(**how, transport=httpx.MockTransport(handle)))
    return went


def test_the_checked_address_is_the_one_connected_to(monkeypatch):
    """A name that answers otherwise the second time (rebinding) is not asked a second time."""
    answers = iter([OUTWARDS[1], "127.0.0.1", "127.0.0.1"])
    asked = []

    def resolve(host, *_, **__):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 443))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    went = connected(monkeypatch, 204)
    sent = sending.post(url="https://partner.example/x", body=b"{}", headers={}, demo=False)
    assert (sent.status, went, len(asked)) == (204, ["https://1.1.1.1/x"], 1)


def test_a_redirect_inwards_is_not_followed(monkeypatch):
    names(monkeypatch, OUTWARDS[0])
    went = connected(monkeypatch, 302, {"Location": "http://169.254.169.254/latest/meta-data/"})
    assert sending.post(url="https://partner.example/x", body=b"{}", headers={}, demo=False).status == 302
    assert reaching.fetch_keys("https://partner.example/x", demo=False) is None
    assert all("169.254" not in url for url in went)
    assert len(went) == 2


def test_without_the_guard_these_tests_would_see_it(monkeypatch):
    monkeypatch.setattr(public_addresses, "is_public", lambda _: True)
    names(monkeypatch, "169.254.169.254")
    for door in DOORS:
        assert door.values[0]("https://partner.example/x", demo=False) == "169.254.169.254"


@pytest.mark.parametrize("text", ["", "x", "127.0.0.1.", "1.1.1.1/24", "::ffff:1.1.1.1:5", "fec0::1", "feff::1"])
def test_what_is_no_address_is_not_public(text):
    assert not public_addresses.is_public(text)
