"""Settings of the simulated peers, from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_DEMO = "demo-only-"
NOTIFY_PATH = "/api/v1/payments/notifications"
"""Where a site hears the bank, below its ``MOTCUA_BASE_URL``."""
PLATFORM_NOTIFY_PATH = "/api/v1/payments/platform/notifications"
"""Where a site hears the payment platform."""


SIGN_ON_PEERS = ("vneid", "dvcqg")
"""Peers that sign people in: the e-identity provider and the national service portal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The service as one provider knows it: who it is, where people come back, where it hears that a session ended."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]
    logout_uris: tuple[str, ...]
    backchannel_url: str = ""


# Settings that are plain texts or numbers, and where in the environment they stand.
_TEXTS = {
    "client_id": "MOTCUA_VNEID_CLIENT_ID",
    "client_secret": "MOTCUA_VNEID_CLIENT_SECRET",
    "sso_client_id": "MOTCUA_DVCQG_CLIENT_ID",
    "sso_client_secret": "MOTCUA_DVCQG_CLIENT_SECRET",
    "bank_api_key": "MOTCUA_BANK_API_KEY",
    "platform_secret": "MOTCUA_PAYMENT_PLATFORM_SECRET",
    "platform_token": "MOTCUA_PAYMENT_PLATFORM_TOKEN",
    "platform_partner": "MOTCUA_PAYMENT_PLATFORM_PARTNER",
    "population_secret": "MOTCUA_POPULATION_SECRET",
    "civil_secret": "MOTCUA_CIVIL_STATUS_SECRET",
    "insurance_secret": "MOTCUA_INSURANCE_SECRET",
    "systems_secret": "MOTCUA_SYSTEMS_SECRET",
    "data_node_secret": "MOTCUA_DATA_NODE_SECRET",
    "control_key": "MOTCUA_PEERS_CONTROL_KEY",
    "national_user": "MOTCUA_NATIONAL_USER",
    "national_password": "MOTCUA_NATIONAL_PASSWORD",
    "results_client": "MOTCUA_NATIONAL_STORE_CLIENT",
    "results_secret": "MOTCUA_NATIONAL_STORE_SECRET",
    "sms_token": "MOTCUA_SMS_TOKEN",
    "sms_secret": "MOTCUA_SMS_REPORT_SECRET",
    "post_token": "MOTCUA_POST_TOKEN",
    "post_secret": "MOTCUA_POST_SECRET",
    "judicial_user": "MOTCUA_JUDICIAL_USER",
    "judicial_password": "MOTCUA_JUDICIAL_PASSWORD",
    "batch_drop": "MOTCUA_PEERS_BATCH_FOLDER",
    "witness_token": "MOTCUA_AUDIT_WITNESS_TOKEN",
}
_NUMBERS = {
    "population_size": "MOTCUA_PEERS_POPULATION",
    "insurance_pace": "MOTCUA_PEERS_INSURANCE_PACE",
    "judicial_pace": "MOTCUA_PEERS_JUDICIAL_PACE",
    "batch_pace": "MOTCUA_PEERS_BATCH_PACE",
    "post_pace": "MOTCUA_PEERS_POST_PACE",
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where the peers keep state, whom they know and which secrets they expect."""

    data: Path
    base_url: str = "http://127.0.0.1:8010"
    site_url: str = "http://127.0.0.1:8000"
    client_id: str = "motcua"
    client_secret: str = _DEMO + "vneid-client"
    sso_client_id: str = "motcua"
    sso_client_secret: str = _DEMO + "dvcqg-client"
    redirect_uris: tuple[str, ...] = tuple(f"http://127.0.0.1/tai-khoan/oidc/{peer}/login/callback/" for peer in SIGN_ON_PEERS)
    backchannel_site: str = ""
    logout_uris: tuple[str, ...] = ("http://127.0.0.1/",)
    notify_url: str = ""
    bank_accounts: tuple[str, ...] = ()
    bank_api_key: str = _DEMO + "bank-statement"
    platform_secret: str = _DEMO + "platform"
    platform_token: str = _DEMO + "lgsp"
    platform_partner: str = "H24"
    platform_notify_url: str = ""
    population_secret: str = _DEMO + "population"
    population_size: int = 20_000
    exchange_url: str = "http://127.0.0.1:8020"
    civil_secret: str = _DEMO + "civil-status"
    insurance_secret: str = _DEMO + "insurance"
    insurance_pace: float = 5.0
    systems_secret: str = _DEMO + "systems"
    data_node_secret: str = _DEMO + "data-node"
    control_key: str = ""
    national_user: str = "motcua"
    national_password: str = _DEMO + "national"
    results_client: str = "motcua"
    results_secret: str = _DEMO + "results"
    sms_token: str = _DEMO + "sms"
    sms_secret: str = _DEMO + "sms-report"
    post_token: str = _DEMO + "post"
    post_secret: str = _DEMO + "post-events"
    post_pace: float = 20.0
    judicial_user: str = "motcua"
    judicial_password: str = _DEMO + "judicial"
    judicial_pace: float = 20.0
    batch_drop: str = ""
    batch_pace: float = 5.0
    witness_token: str = ""

    @property
    def batch_folder(self) -> Path:
        """Where the insurance and its partners exchange files."""
        return Path(self.batch_drop) if self.batch_drop else self.data / "bhxh"

    def registered(self, peer: str) -> Registered:
        """How the provider of that name knows the service."""
        mark = f"/oidc/{peer}/"
        return Registered(
            client_id=self.client_id if peer == "vneid" else self.sso_client_id,
            client_secret=self.client_secret if peer == "vneid" else self.sso_client_secret,
            redirect_uris=tuple(uri for uri in self.redirect_uris if mark in uri),
            logout_uris=self.logout_uris,
            backchannel_url=f"{self.backchannel_site}/tai-khoan/oidc/{peer}/ket-thuc/" if self.backchannel_site else "",
        )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read ``MOTCUA_PEERS_*``; every setting but the folder has a demo default (see README)."""

        def words(name: str, default: tuple[str, ...]) -> tuple[str, ...]:
            value = environ.get(name)
            return default if value is None else tuple(value.split())

        site = environ.get("MOTCUA_BASE_URL", "").rstrip("/")
        plain: dict[str, Any] = {field: environ.get(name, getattr(cls, field)) for field, name in _TEXTS.items()}
        plain |= {field: type(getattr(cls, field))(environ.get(name, getattr(cls, field))) for field, name in _NUMBERS.items()}
        return cls(
            **plain,
            data=Path(environ.get("MOTCUA_PEERS_DATA", ".peers")),
            base_url=environ.get("MOTCUA_PEERS_URL", cls.base_url).rstrip("/"),
            site_url=site or cls.site_url,
            backchannel_site=environ.get("MOTCUA_PEERS_BACKCHANNEL_SITE", site),
            redirect_uris=words("MOTCUA_PEERS_REDIRECT_URIS", cls.redirect_uris),
            logout_uris=words("MOTCUA_PEERS_LOGOUT_URIS", cls.logout_uris),
            notify_url=environ.get("MOTCUA_PEERS_NOTIFY_URL", f"{site}{NOTIFY_PATH}" if site else cls.notify_url),
            bank_accounts=words("MOTCUA_PEERS_BANK_ACCOUNTS", cls.bank_accounts),
            platform_notify_url=environ.get(
                "MOTCUA_PEERS_PLATFORM_NOTIFY_URL", f"{site}{PLATFORM_NOTIFY_PATH}" if site else cls.platform_notify_url
            ),
            exchange_url=environ.get("MOTCUA_GATEWAY_URL", cls.exchange_url).rstrip("/"),
        )
