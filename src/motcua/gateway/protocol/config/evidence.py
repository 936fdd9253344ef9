"""What the configuration says of the evidence, checked: authorities, the key of kept bodies, archives."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from motcua.gateway.protocol.config.refusing import refuse
from motcua.gateway.protocol.config.shapes import Config, KeepBody
from motcua.gateway.protocol.record import load_public_key

_CURVE = "secp256r1"
_OID = re.compile(r"[0-2](?:\.(?:0|[1-9][0-9]*))+", re.ASCII)


def check_evidence(config: Config) -> None:
    """ConfigError (or ValueError, of the key) at the first setting that cannot hold."""
    stamping = config.time_stamping
    if stamping is not None:
        refuse(not stamping.urls, "time_stamping: no address")
        for url in map(urlsplit, stamping.urls):
            refuse(url.scheme not in {"http", "https"} or not url.hostname, "time_stamping: an address is not one of HTTP")
        refuse(stamping.interval_s <= 0 or stamping.timeout_s <= 0, "time_stamping: interval_s and timeout_s must be above zero")
        refuse(bool(stamping.policy) and not _OID.fullmatch(stamping.policy), "time_stamping: policy is no object identifier")
    if config.body_key:
        refuse(load_public_key(config.body_key.encode()).curve.name != _CURVE, "body_key: not a key of P-256")
    keeps = any(service.keep_body == KeepBody.ENCRYPTED for service in config.services)
    refuse(keeps and not config.body_key, "a service keeps encrypted bodies, but there is no body_key")
    refuse(config.keep_bodies_days < 0, "keep_bodies_days is below zero")
    if config.archiving is not None:
        refuse(config.archiving.hours <= 0 or config.archiving.megabytes < 1, "archiving: hours and megabytes must be above zero")
        refuse(stamping is None, "archiving: only time-stamped segments are archived, but there is no time_stamping")
