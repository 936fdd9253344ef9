"""Settings of the credentials room."""

from __future__ import annotations

from motcua.kit.conf import setting

ISSUER = setting("MOTCUA_CREDENTIALS_ISSUER", default="", help="Address that credentials name as issuer; empty: MOTCUA_BASE_URL")
TRUSTED = setting(
    "MOTCUA_CREDENTIALS_TRUSTED", default="", help="Folder with metadata (*.json) of other issuers whose credentials are taken; empty: none"
)
STATUS_HOURS = setting("MOTCUA_CREDENTIALS_STATUS_HOURS", default=24, help="Hours that a signed status list may be used")
STATUS_TTL = setting("MOTCUA_CREDENTIALS_STATUS_TTL", default=300, help="Seconds that caches may keep a status list")
PRESENT_MINUTES = setting(
    "MOTCUA_CREDENTIALS_PRESENT_MINUTES", default=15, help="Minutes that a presentation counts, unless asked otherwise"
)
