"""Whom a request is counted to, and whom nobody may pretend to be."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from motcua.kit.addresses import client_address, networks, place_of
from motcua.kit.web.middleware import ClientAddressMiddleware

TRUSTED = networks("10.0.0.0/8, 192.0.2.7, fd00::/8")


def read(peer, forwarded):
    return client_address(peer=peer, forwarded=forwarded, trusted=TRUSTED)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the left one is what the visitor wrote himself
        ("10.0.0.1", "203.0.113.9, 192.0.2.7, 10.3.3.3", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # no proxy of ours: the header is nobody's word
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"),
        ("fd00::1", "2001:db8::42", "2001:db8::42"),
        ("fd00::1", "[2001:db8::42]:4711", "2001:db8::42"),
        ("::ffff:10.0.0.1", "203.0.113.9:55000", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, unknown", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, 999.1.1.1, 10.0.0.4", "10.0.0.4"),
        ("10.0.0.1", "' OR 1=1 --", "10.0.0.1"),
        ("", "203.0.113.9", ""),
        ("unix", "203.0.113.9", "unix"),
    ],
)
def test_the_client_is_the_rightmost_address_that_is_no_proxy_of_ours(peer, forwarded, client):
    assert read(peer, forwarded) == client


@given(st.text(max_size=200), st.ip_addresses(v=4).map(str))
def test_whatever_a_visitor_writes_the_proxy_in_front_of_him_has_the_last_word(written, visitor):
    heard = read("10.0.0.1", f"{written},{visitor}")
    assert heard == visitor or visitor.startswith("10.") or visitor == "192.0.2.7"


@given(st.text(max_size=200))
def test_without_trusted_proxies_nothing_is_read(written):
    assert client_address(peer="10.0.0.1", forwarded=written, trusted=()) == "10.0.0.1"


@pytest.mark.parametrize("text", ["10.0.0.0/33", "proxy.internal", "0.0.0.0/0", "10.0.0.1; 10.0.0.2", "::/0"])
def test_a_setting_that_cannot_be_meant_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured):
        networks(text)


def test_one_subscriber_of_ipv6_is_one_place():
    assert place_of("2001:db8:0:1::1") == place_of("2001:db8:0:1:ffff::2") != place_of("2001:db8:0:2::1")
    assert place_of("203.0.113.9") == place_of("::ffff:203.0.113.9") == "203.0.113.9"
    assert place_of("unix") == "unix"


def test_views_and_log_in_limits_see_the_visitor(settings):
    settings.MOTCUA_TRUSTED_PROXIES = TRUSTED
    seen = []
    edge = ClientAddressMiddleware(lambda r: seen.append(dict(r.META)) or HttpResponse())
    edge(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9"))
    edge(RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="198.51.100.1"))
    assert [one["REMOTE_ADDR"] for one in seen] == ["203.0.113.9", "203.0.113.9"]
    assert not any("HTTP_X_FORWARDED_FOR" in one for one in seen)
