"""How a configuration is refused, and the check that every address in it must pass."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from motcua.kernel.public_addresses import may_reach


class ConfigError(ValueError):
    """The configuration cannot be used; the gateway keeps the one it has."""


def refuse(wrong: bool, sentence: str) -> None:
    """Raise ConfigError with the sentence when something is wrong."""
    if wrong:
        raise ConfigError(sentence)


def require_address(owner: str, text: str, networks: Sequence[str]) -> None:
    """An HTTP address of one machine; a bare network address must lie where providers may live, names are asked when they are called."""
    url = urlsplit(text)
    refuse(url.scheme not in {"http", "https"} or not url.hostname, f"{owner}: {text[:80]!r} is not an HTTP address")
    refuse(bool(url.username or url.password or url.fragment), f"{owner}: the address carries more than an address")
    host = str(url.hostname)
    bare = ":" in host or host.replace(".", "").isdigit()
    refuse(bare and not may_reach(host, networks=networks), f"{owner}: {host} lies in no network in which providers may live")
