"""Settings of the room; names that allauth reads are spelled its way."""

from __future__ import annotations

from motcua.kit.conf import setting

__all__ = ["IDP_OIDC_ADAPTER", "IDP_OIDC_CIMD_ENABLED", "IDP_OIDC_DCR_ENABLED", "IDP_OIDC_ROTATE_REFRESH_TOKEN"]  # for the settings

IDP_OIDC_ADAPTER = "motcua.platform.signon.adapters.provider.Provider"
IDP_OIDC_ROTATE_REFRESH_TOKEN = True
IDP_OIDC_DCR_ENABLED = False
IDP_OIDC_CIMD_ENABLED = False

CODE_SECONDS = 60
PUSHED_SECONDS = 90
ID_TOKEN_SECONDS = 600
ACCESS_SECONDS = setting(
    "MOTCUA_SIGNON_ACCESS_SECONDS", default=600, help="How long an access token of a signed-in person lasts, in seconds"
)
REFRESH_DAYS = setting("MOTCUA_SIGNON_REFRESH_DAYS", default=30, help="How long a refresh token lasts when it is not used, in days")
KEY_DAYS = setting("MOTCUA_SIGNON_KEY_DAYS", default=90, help="How long a key signs before the next one takes over, in days")
KEY_AHEAD_HOURS = setting("MOTCUA_SIGNON_KEY_AHEAD_HOURS", default=24, help="How long a key is published before it signs, in hours")
FETCH_SECONDS = setting(
    "MOTCUA_SIGNON_FETCH_TIMEOUT", default=5.0, help="How long an application's key set or log-out address may take, in seconds"
)
JWKS_SECONDS = 600
PER_MINUTE_VISITOR = setting(
    "MOTCUA_SIGNON_PER_MINUTE_VISITOR", default=60, help="Sign-in requests of one network address in a minute"
)
PER_MINUTE_CLIENT = setting(
    "MOTCUA_SIGNON_PER_MINUTE_CLIENT", default=600, help="Token and introspection calls of one application in a minute"
)
PER_MINUTE_REFUSED = setting(
    "MOTCUA_SIGNON_PER_MINUTE_REFUSED", default=30, help="Failed authentications of applications from one network address in a minute"
)
