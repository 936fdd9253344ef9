"""Who may read and change a draft."""

from __future__ import annotations

import hashlib
from ipaddress import IPv6Address, ip_address, ip_network

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.policy import Allowed, Decision, Denied
from motcua.platform.eforms import conf
from motcua.platform.eforms.contracts import Draft


def can_start(actor: Actor) -> Decision:
    """Citizens for themselves, officers for a person at the counter, the system for imports; nobody anonymous."""
    if actor.kind == ActorKind.ANONYMOUS:
        return Denied("cần đăng nhập để lưu bản nháp.", "sign in to keep a draft.")
    return Allowed()


def can_use_draft(actor: Actor, owner_ref: str) -> Decision:
    """Its owner alone: not even an officer of the unit reads a form before it is submitted."""
    if actor.kind != ActorKind.ANONYMOUS and actor.ref == owner_ref:
        return Allowed("chủ bản nháp")
    return Denied("bản nháp của người khác.", "this is someone else's draft.")


def kept_as(*, draft: Draft, actor: Actor, address: str) -> str:
    """Under which name a browser may keep what is typed without a network, until the server has it; empty when it may not.

    A citizen's own draft only, never what an officer fills in, and not on a machine of ``MOTCUA_EFORMS_SHARED_MACHINES``: ``address``
    is the visitor's. The name is a digest of the owner and tells nobody who it is.
    """
    if actor.kind is not ActorKind.CITIZEN or actor.ref != draft.owner_ref or _shared(address):
        return ""
    return hashlib.sha256(f"eforms.kept:{draft.owner_ref}".encode()).hexdigest()[:16]


def _shared(address: str) -> bool:
    try:
        place = ip_address(address)
    except ValueError:
        return True  # who cannot be placed is not trusted with a private machine
    if isinstance(place, IPv6Address) and place.ipv4_mapped:
        place = place.ipv4_mapped
    return any(place in ip_network(one.strip(), strict=False) for one in conf.SHARED_MACHINES.split(",") if one.strip())
