"""How it runs: maintenance, versions of the configuration, gateways, state."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from motcua.platform.exchange.rest.shapes.words import Moment, Name, Text


class MaintenanceIO(Schema):
    """What callers are told while the exchange rests."""

    notice_vi: Name
    notice_en: Name
    until: Moment | None = None


class DifferenceOut(Schema):
    """One thing that differs."""

    verb: str
    kind: str
    name: str
    field: str
    before: str
    after: str


class ConfigVersionOut(Schema):
    """A numbered configuration."""

    number: int
    digest: str
    made_at: datetime
    made_by: str
    why: str
    restores: int | None
    changes: list[DifferenceOut]


class Versions(Schema):
    """A page of versions, newest first."""

    rows: list[ConfigVersionOut]
    next: int | None


class Restored(Schema):
    """The number of the new version; null when nothing changed."""

    number: int | None


class HealthOut(Schema):
    """How a service fared in the last 24 hours."""

    service: str
    answered: int
    refused: int
    failed: int
    last_ok_at: datetime | None
    last_failed_at: datetime | None
    mean_ms: int
    most_ms: int


class StatusOut(Schema):
    """The exchange now."""

    answers: bool
    ready: bool
    config_current: bool
    version: int | None
    maintenance: MaintenanceIO | None
    services: list[HealthOut]


class GatewayIn(Schema):
    """A gateway; `url` is where `/readyz` answers."""

    name_vi: Name
    name_en: Text = ""
    url: Text = ""


class GatewayTokenOut(Schema):
    """A token, told this once."""

    token: str
