"""What everybody may know of the exchange now: whether it rests, and which of its gateways carry calls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from motcua.platform.exchange import conf
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import GatewayUnreachable
from motcua.platform.exchange.contracts.watching import GatewayStands, Standing
from motcua.platform.exchange.queries.running import gateway_rows, maintenance

_PATIENCE_S = 0.5
_AT_ONCE = 8


def standing() -> Standing:
    """Asks this machine's gateway and every registered one that has an address, all at the same time; a silent one is not ready."""
    rows = [(code, vi, en, url) for code, vi, en, url, _ in gateway_rows() if url]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        ready = pool.map(_ready, [code for code, *_ in rows], [url for *_, url in rows])
        found = tuple(GatewayStands(name_vi=vi, name_en=en or vi, ready=up) for (_, vi, en, _), up in zip(rows, ready, strict=True))
    return Standing(resting=maintenance(), gateways=found)


def _ready(code: str, url: str) -> bool:
    if code != conf.SERVER_CODE:
        return bool(gateway.readiness(url, seconds=_PATIENCE_S).get("ready"))
    try:
        return bool(gateway.health().get("ready"))
    except GatewayUnreachable:
        return False
