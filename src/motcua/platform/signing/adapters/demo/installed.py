"""The development authority of this installation, in its data folder."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from motcua.kit.conf import data_dir
from motcua.platform.signing.adapters.demo.authority import DemoAuthority, DemoKey
from motcua.platform.signing.contracts import Holder, TrustAnchors


class InstalledDemo:
    """Finds the data folder at each call, so that processes and tests with another folder get its keys."""

    key = "demo"
    legal = False

    def anchors(self) -> TrustAnchors:
        """The DEV root."""
        return _authority().anchors()

    def key_for(self, *, holder: Holder, now: datetime) -> DemoKey:
        """The holder's DEV key."""
        return _authority().key_for(holder=holder, now=now)

    def issued(self, *, certificate: bytes) -> bool:
        """Whether this folder's authority issued it."""
        return _authority().issued(certificate=certificate)

    def stamp(self, *, request: bytes, now: datetime) -> bytes:
        """A DEV time stamp."""
        return _authority().stamp(request=request, now=now)

    def proofs(self, *, certificate: bytes, now: datetime) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """DEV proofs."""
        return _authority().proofs(certificate=certificate, now=now)

    def revoke(self, *, serial: str, now: datetime) -> None:
        """Revoke a DEV certificate."""
        _authority().revoke(serial=serial, now=now)


def _authority() -> DemoAuthority:
    return _at(data_dir() / "signing")


@lru_cache(maxsize=4)
def _at(folder: Path) -> DemoAuthority:
    return DemoAuthority(folder)
