"""Where the portal tells the OpenAPI description of a service, for gateways that are asked for it (PR-MREST §5)."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from motcua.kernel.public_addresses import may_reach
from motcua.platform.exchange import conf

_PATH = "/nha-phat-trien/dich-vu/{service}/openapi.json"


def description_address(service: str) -> str:
    """The address in the portal; empty where gateways may not ask it (a bare network address outside the allowed networks)."""
    host = urlsplit(str(settings.MOTCUA_BASE_URL)).hostname or ""
    networks = (*conf.NETWORKS.split(), *(conf.OWN_MACHINE if settings.MOTCUA_DEMO else ()))
    bare = ":" in host or host.replace(".", "").isdigit()
    if not host or (bare and not may_reach(host, networks=networks)):
        return ""
    return f"{settings.MOTCUA_BASE_URL}{_PATH.format(service=service)}"


def is_description_address(url: str, *, service: str) -> bool:
    """Whether it is the portal's own, also that of a portal that has moved since."""
    return url.endswith(_PATH.format(service=service))
