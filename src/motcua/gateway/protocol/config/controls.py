"""Checks of what bounds and steers calls: paces, breakers, canaries, sandboxes, periods and fields of rights, the maintenance notice."""

from __future__ import annotations

import math
from urllib.parse import urlsplit

from motcua.gateway.protocol.config.pace import LONGEST_S, MOST, check_pace
from motcua.gateway.protocol.config.refusing import refuse, require_address
from motcua.gateway.protocol.config.shapes import Breaker, Canary, Config, Right, Service
from motcua.gateway.protocol.identifiers import ClientId

_LONGEST_FIELD = 255
_LONGEST_NOTICE = 2000


def check_controls(config: Config) -> None:
    """Raise ConfigError at the first control that cannot hold."""
    known = set(config.clients())
    if config.maintenance is not None:
        notice = config.maintenance.notice
        refuse(not notice.strip() or len(notice) > _LONGEST_NOTICE, "maintenance: the notice is empty or too long")
        refuse(config.maintenance.until < 0, "maintenance: until lies before 1970")
    for service in config.services:
        _service(service)
        if service.canary is not None:
            _canary(service.id, service.canary, known, config.networks)
        if service.sandbox_url is not None:
            _address(service.id, service.sandbox_url, config.networks)
        for right in service.rights:
            _right(service.id, right)


def _service(service: Service) -> None:
    refuse(not 0 <= service.at_once <= MOST, f"{service.id}: at_once must be 0 to {MOST}")
    for pace in filter(None, (service.pace, service.own_pace)):
        check_pace(service.id, pace)
    if service.breaker is not None:
        _breaker(service.id, service.breaker)


def _breaker(owner: str, breaker: Breaker) -> None:
    refuse(not 0 <= breaker.failures <= MOST, f"{owner}: failures must be 0 to {MOST}")
    refuse(not (math.isfinite(breaker.open_s) and 0 < breaker.open_s <= LONGEST_S), f"{owner}: open_s must be above zero and within a day")
    refuse(any(not 500 <= status <= 599 for status in breaker.statuses), f"{owner}: statuses of a failed call are 500 to 599")  # noqa: PLR2004


def _canary(owner: str, canary: Canary, known: set[ClientId], networks: tuple[str, ...]) -> None:
    refuse(not 0 <= canary.percent <= 100, f"{owner}: percent of the canary must be 0 to 100")  # noqa: PLR2004
    _address(owner, canary.base_url, networks)
    for client in canary.clients:
        refuse(ClientId.parse(client) not in known, f"{owner}: client {client} of the canary is not registered")


def _address(owner: str, text: str, networks: tuple[str, ...]) -> None:
    require_address(owner, text, networks)
    refuse(bool(urlsplit(text).query), f"{owner}: the address {text[:80]!r} carries more than an address")


def _right(owner: str, right: Right) -> None:
    where = f"{owner}: right of {right.subject}"
    refuse(right.valid_from < 0 or right.valid_until < 0, f"{where} holds before 1970")
    refuse(bool(right.valid_until) and right.valid_from >= right.valid_until, f"{where} ends before it begins")
    refuse(bool(right.agreement) and not right.agreement.isprintable(), f"{where}: the agreement's code cannot be printed")
    for field in right.fields:
        refuse(not _is_field(field), f"{where}: {field[:80]!r} is not a dotted path")
    if right.pace is not None:
        check_pace(where, right.pace)


def _is_field(text: str) -> bool:
    return len(text) <= _LONGEST_FIELD and all(step and step.isprintable() and step == step.strip() for step in text.split("."))
