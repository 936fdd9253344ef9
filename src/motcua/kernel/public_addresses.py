"""Whether an IP address is one of the public network, however it is written or wrapped (against server-side request forgery)."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


def is_public(text: str) -> bool:
    """Whether everybody may be sent there: no loopback, private, link-local, shared, reserved or multicast network.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) leads where that one leads, so that one must be public too.
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    carried = _carried(address) if isinstance(address, IPv6Address) else ()
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return _open(address.ipv4_mapped)
    return _open(address) and all(_open(one) for one in carried)


def inward(addresses: Sequence[str], *, private: bool) -> tuple[str, str] | None:
    """Why nothing is sent there, in both languages; None when the first may be connected to.

    All must be public, or the name could be turned inwards; ``private`` lets any through (demonstration).
    """
    if not addresses:
        return ("tên máy không phân giải được.", "the name does not resolve.")
    if not private and not all(is_public(text) for text in addresses):
        return ("địa chỉ nằm trong mạng nội bộ.", "it is inside a private network.")
    return None


def may_reach(text: str, *, networks: Sequence[str]) -> bool:
    """Whether a provider may live at an address: in the public network, or in one of ``networks`` (CIDR) that the operator allows.

    Without networks every address will do but those that are no machine's own: link-local (where clouds keep their credentials),
    multicast, unspecified.
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return not networks or is_public(text) or any(address in ip_network(network) for network in networks)


def _open(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and address.is_site_local:  # fec0::/10, withdrawn but still routed within sites
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: IPv6Address) -> tuple[IPv4Address, ...]:
    found = [address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _NAT64):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return tuple(one for one in found if one is not None)
