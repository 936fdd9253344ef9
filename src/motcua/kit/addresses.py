"""Network addresses: which proxies are believed, where a visitor really comes from, and which addresses count as one place."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.core.exceptions import ImproperlyConfigured

Network = IPv4Network | IPv6Network
_MOST_HOPS = 32
_HOME_BITS = 64  # what a provider gives one subscriber of IPv6 at the least
_WITH_PORT = re.compile(r"\[(?P<six>[^\]]*)\](?::\d{1,5})?|(?P<four>\d+\.\d+\.\d+\.\d+):\d{1,5}")


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a list in CIDR by commas: ``10.0.0.5, 10.1.0.0/16, fd00::/8``. ``ImproperlyConfigured`` for anything else."""
    try:
        found = tuple(ip_network(one.strip(), strict=False) for one in text.split(",") if one.strip())
    except ValueError as error:
        msg = f"MOTCUA_TRUSTED_PROXIES: {error}"
        raise ImproperlyConfigured(msg) from error
    if any(one.prefixlen == 0 for one in found):
        msg = "MOTCUA_TRUSTED_PROXIES: a network of the whole world would let every visitor choose his own address"
        raise ImproperlyConfigured(msg)
    return found


def client_address(*, peer: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    """Where a request comes from: ``peer`` itself, or, when that is a trusted proxy, whom the proxies say they speak for.

    ``forwarded`` is ``X-Forwarded-For``: read from the right, for each proxy adds at its end whom it heard; the first address that is
    no trusted proxy is the visitor's. What stands left of it, anybody can have written. Where an entry cannot be read, the last proxy that
    can be named is answered.
    """
    address = _read(peer)
    if address is None:
        return peer
    for entry in reversed(forwarded.split(",")[-_MOST_HOPS:]):
        if not _within(address, trusted):
            break
        before = _read(entry)
        if before is None:
            break
        address = before
    return str(address)


def place_of(address: str) -> str:
    """What limits are counted by: an IPv4 address, or the /64 that one subscriber of IPv6 has to himself; other text as it is."""
    read = _read(address)
    if isinstance(read, IPv6Address):
        return str(ip_network((read.packed, _HOME_BITS), strict=False))
    return address if read is None else str(read)


def _within(address: IPv4Address | IPv6Address, trusted: tuple[Network, ...]) -> bool:
    return any(address.version == one.version and address in one for one in trusted)


def _read(text: str) -> IPv4Address | IPv6Address | None:
    plain = text.strip()
    ported = _WITH_PORT.fullmatch(plain)
    if ported:
        plain = ported["six"] or ported["four"] or ""
    try:
        address = ip_address(plain)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
