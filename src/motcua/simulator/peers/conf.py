"""Settings of the simulated peers, from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
        return cls(
            data=Path(environ.get("MOTCUA_PEERS_DATA", ".peers")),
            base_url=environ.get("MOTCUA_PEERS_URL", cls.base_url).rstrip("/"),
            site_url=site or cls.site_url,
            client_id=environ.get("MOTCUA_VNEID_CLIENT_ID", cls.client_id),
            client_secret=environ.get("MOTCUA_VNEID_CLIENT_SECRET", cls.client_secret),
            sso_client_id=environ.get("MOTCUA_DVCQG_CLIENT_ID", cls.sso_client_id),
            sso_client_secret=environ.get("MOTCUA_DVCQG_CLIENT_SECRET", cls.sso_client_secret),
            backchannel_site=environ.get("MOTCUA_PEERS_BACKCHANNEL_SITE", site),
            redirect_uris=words("MOTCUA_PEERS_REDIRECT_URIS", cls.redirect_uris),
            logout_uris=words("MOTCUA_PEERS_LOGOUT_URIS", cls.logout_uris),
            notify_url=environ.get("MOTCUA_PEERS_NOTIFY_URL", f"{site}{NOTIFY_PATH}" if site else cls.notify_url),
            bank_accounts=words("MOTCUA_PEERS_BANK_ACCOUNTS", cls.bank_accounts),
            bank_api_key=environ.get("MOTCUA_BANK_API_KEY", cls.bank_api_key),
            platform_secret=environ.get("MOTCUA_PAYMENT_PLATFORM_SECRET", cls.platform_secret),
            platform_token=environ.get("MOTCUA_PAYMENT_PLATFORM_TOKEN", cls.platform_token),
            platform_partner=environ.get("MOTCUA_PAYMENT_PLATFORM_PARTNER", cls.platform_partner),
            platform_notify_url=environ.get(
                "MOTCUA_PEERS_PLATFORM_NOTIFY_URL", f"{site}{PLATFORM_NOTIFY_PATH}" if site else cls.platform_notify_url
            ),
            population_secret=environ.get("MOTCUA_POPULATION_SECRET", cls.population_secret),
            population_size=int(environ.get("MOTCUA_PEERS_POPULATION", cls.population_size)),
            exchange_url=environ.get("MOTCUA_GATEWAY_URL", cls.exchange_url).rstrip("/"),
            civil_secret=environ.get("MOTCUA_CIVIL_STATUS_SECRET", cls.civil_secret),
            insurance_secret=environ.get("MOTCUA_INSURANCE_SECRET", cls.insurance_secret),
            insurance_pace=float(environ.get("MOTCUA_PEERS_INSURANCE_PACE", cls.insurance_pace)),
            systems_secret=environ.get("MOTCUA_SYSTEMS_SECRET", cls.systems_secret),
            data_node_secret=environ.get("MOTCUA_DATA_NODE_SECRET", cls.data_node_secret),
            control_key=environ.get("MOTCUA_PEERS_CONTROL_KEY", cls.control_key),
            national_user=environ.get("MOTCUA_NATIONAL_USER", cls.national_user),
            national_password=environ.get("MOTCUA_NATIONAL_PASSWORD", cls.national_password),
            results_client=environ.get("MOTCUA_NATIONAL_STORE_CLIENT", cls.results_client),
            results_secret=environ.get("MOTCUA_NATIONAL_STORE_SECRET", cls.results_secret),
            sms_token=environ.get("MOTCUA_SMS_TOKEN", cls.sms_token),
            sms_secret=environ.get("MOTCUA_SMS_REPORT_SECRET", cls.sms_secret),
            post_token=environ.get("MOTCUA_POST_TOKEN", cls.post_token),
            post_secret=environ.get("MOTCUA_POST_SECRET", cls.post_secret),
            judicial_user=environ.get("MOTCUA_JUDICIAL_USER", cls.judicial_user),
            judicial_password=environ.get("MOTCUA_JUDICIAL_PASSWORD", cls.judicial_password),
            judicial_pace=float(environ.get("MOTCUA_PEERS_JUDICIAL_PACE", cls.judicial_pace)),
            batch_drop=environ.get("MOTCUA_PEERS_BATCH_FOLDER", cls.batch_drop),
            batch_pace=float(environ.get("MOTCUA_PEERS_BATCH_PACE", cls.batch_pace)),
            witness_token=environ.get("MOTCUA_AUDIT_WITNESS_TOKEN", cls.witness_token),
            post_pace=float(environ.get("MOTCUA_PEERS_POST_PACE", cls.post_pace)),
        )
