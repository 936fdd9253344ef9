"""Settings of the room."""

from __future__ import annotations

from motcua.kit.conf import setting

TOKEN_SECONDS = setting("MOTCUA_API_TOKEN_SECONDS", default=900, help="How long a machine's access token lasts, in seconds")
WEBHOOK_SECONDS = setting("MOTCUA_WEBHOOK_TIMEOUT", default=10.0, help="How long a subscriber may take to answer a webhook, in seconds")
ROTATION_HOURS = setting(
    "MOTCUA_WEBHOOK_ROTATION_HOURS", default=48, help="How long the old webhook secret still signs after a change, in hours"
)
