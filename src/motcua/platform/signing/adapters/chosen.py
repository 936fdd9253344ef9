"""The authority that this installation signs with."""

from __future__ import annotations

from django.conf import settings

from motcua.platform.signing import conf
from motcua.platform.signing.contracts import (
    Authority,
    DevKeysRefused,
    NoCertificate,
    RemoteSigner,
    RemoteUnavailable,
    authorities,
    remote_signers,
)


def authority() -> Authority:
    """The configured authority; ``DevKeysRefused`` when it has no legal value and this is no demonstration."""
    found = authorities.get(conf.AUTHORITY)
    if found is None:
        raise NoCertificate(holder=conf.AUTHORITY)
    if not (found.legal or settings.MOTCUA_DEMO):
        raise DevKeysRefused
    return found


def remote(key: str = "") -> RemoteSigner:
    """The service with which people sign, by default the configured one; ``DevKeysRefused``, ``RemoteUnavailable`` when there is none."""
    found = remote_signers.get(key or conf.REMOTE)
    if found is None:
        raise RemoteUnavailable
    if not (found.legal or settings.MOTCUA_DEMO):
        raise DevKeysRefused
    return found


def check_config() -> None:
    """Raise when nothing could be signed."""
    if not authority().anchors().roots:
        raise RuntimeError(f"the authority {conf.AUTHORITY!r} has no root certificate")
