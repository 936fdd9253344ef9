"""Settings of the personal store."""

from __future__ import annotations

from django.conf import settings

from motcua.kit.conf import setting

QUOTA_MB = setting("MOTCUA_VAULT_QUOTA_MB", default=500, help="Megabytes of own uploads that one store may hold")
MAX_MB = setting("MOTCUA_VAULT_MAX_MB", default=20, help="Megabytes of one paper that a person puts into the store")
REMOVED_DAYS = setting("MOTCUA_VAULT_REMOVED_DAYS", default=30, help="Days for which a removed paper can be taken back")
WARN_DAYS = setting("MOTCUA_VAULT_WARN_DAYS", default=30, help="Days before its end at which the holder of a paper is told, once")
SHARE_DAYS_MOST = setting("MOTCUA_VAULT_SHARE_DAYS_MOST", default=90, help="Longest period of a share in days")
RECHECK_DAYS = setting("MOTCUA_VAULT_RECHECK_DAYS", default=7, help="Days after which the signatures of a paper are checked again")

NATIONAL_DEMO = "demo-only-results"
_DEMO_URL = f"{settings.MOTCUA_PEERS_URL}/kho-ket-qua" if settings.MOTCUA_DEMO else ""
NATIONAL_URL = setting("MOTCUA_NATIONAL_STORE_URL", default=_DEMO_URL, help="Address of the national store of results, https; empty: none")
NATIONAL_CLIENT = setting("MOTCUA_NATIONAL_STORE_CLIENT", default="motcua", help="Name of this city at the national store of results")
NATIONAL_SECRET = setting("MOTCUA_NATIONAL_STORE_SECRET", default=NATIONAL_DEMO, help="Its secret there", secret=True)
NATIONAL_KEY = setting(
    "MOTCUA_NATIONAL_STORE_KEY", default="", help="RFC 7638 thumbprint of the key that signs the store's answers; empty: demonstration only"
)
NATIONAL_AGENCY = setting("MOTCUA_NATIONAL_STORE_AGENCY", default="H24", help="Electronic code of the city as issuer of results")
NATIONAL_TIMEOUT = setting("MOTCUA_NATIONAL_STORE_TIMEOUT", default=20.0, help="Seconds within which a whole request to the store is over")
NATIONAL_RETRIES = setting("MOTCUA_NATIONAL_STORE_RETRIES", default=1, help="How often a call without an answer is repeated at once")
