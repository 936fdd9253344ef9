"""Settings of identity; names that allauth reads are spelled its way."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from motcua.kit.conf import setting

_PEERS = setting("MOTCUA_PEERS_URL", default="http://127.0.0.1:8010", help="Address of the simulated outside systems (demo, tests)")
_BASE = setting("MOTCUA_BASE_URL", default="http://127.0.0.1:8000", help="Public address of the site, without a slash at the end")
_CITY = setting("MOTCUA_CITY", default="Thành phố Hải Phòng", help="Name of the city on every page")

_PROVIDERS = setting("MOTCUA_IDENTITY_PROVIDERS_FILE", default="", help="Another file of e-identity providers than the built-in one")
MOTCUA_IDENTITY_PROVIDERS = yaml.safe_load(
    (Path(_PROVIDERS) if _PROVIDERS else Path(__file__).with_name("data") / "providers.yaml").read_text("utf-8")
)


def _client(described: dict[str, Any]) -> dict[str, Any]:
    """A provider's address and our credentials there, from the environment, as allauth reads them."""
    key, name = described["key"], f"MOTCUA_{described['environment']}"
    address = setting(
        f"{name}_URL", default=f"{_PEERS}/{key}", help=f"Issuer of {described['name_en']} (OpenID Connect discovery below it)"
    )
    return {
        "provider_id": key,
        "name": described["name_vi"],
        "client_id": setting(f"{name}_CLIENT_ID", default="motcua", help=f"Client id at {described['name_en']}"),
        "secret": setting(
            f"{name}_CLIENT_SECRET", default=f"demo-only-{key}-client", help=f"Client secret at {described['name_en']}", secret=True
        ),
        "settings": {
            "server_url": address,
            "token_auth_method": described.get("token_auth_method", "client_secret_basic"),
            "scope": list(described["scopes"]),
        },
    }


MOTCUA_IDENTITY_CLIENTS = [_client(described) for described in MOTCUA_IDENTITY_PROVIDERS]
MOTCUA_DEMO_TOTP_SEED = setting(
    "MOTCUA_DEMO_TOTP_SEED", default="mot-cua-demo", help="Seed of the demo officers' one-time-password secrets (demo settings only)"
)
_ADDRESSES = [_PEERS, *(client["settings"]["server_url"] for client in MOTCUA_IDENTITY_CLIENTS)]
MOTCUA_FORM_ACTIONS = sorted({f"{p.scheme}://{p.netloc}" for p in map(urlsplit, _ADDRESSES) if p.netloc})

MOTCUA_OFFICER_IDLE_MINUTES = setting("MOTCUA_OFFICER_IDLE_MINUTES", default=60, help="Minutes until an unused officer's session ends")
MOTCUA_OFFICER_SESSION_HOURS = setting("MOTCUA_OFFICER_SESSION_HOURS", default=12, help="Hours after which an officer signs in again")
MOTCUA_CITIZEN_IDLE_MINUTES = setting("MOTCUA_CITIZEN_IDLE_MINUTES", default=120, help="Minutes until an unused citizen's session ends")
MOTCUA_CITIZEN_SESSION_HOURS = setting("MOTCUA_CITIZEN_SESSION_HOURS", default=8, help="Hours after which a citizen signs in again")
SESSION_COOKIE_AGE = 3600 * max(MOTCUA_OFFICER_SESSION_HOURS, MOTCUA_CITIZEN_SESSION_HOURS)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# One table shared by all web workers: a one-time password is refused the second time and guesses are counted, whichever worker answers.
CACHES = {"default": {"BACKEND": "motcua.foundation.identity.adapters.shared.SharedCache", "LOCATION": "identity_cache"}}

ACCOUNT_ADAPTER = "motcua.foundation.identity.web.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Wrong attempts wait longer each time (rules/attempts.py); what allauth counts is a coarse second line behind that.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "120/m/ip,60/5m/key", "reauthenticate": "60/m/user"}
MOTCUA_LOCK_ACCOUNT_AFTER = setting("MOTCUA_LOCK_ACCOUNT_AFTER", default=5, help="Wrong attempts on one account until it waits")
MOTCUA_LOCK_ADDRESS_AFTER = setting("MOTCUA_LOCK_ADDRESS_AFTER", default=30, help="Wrong attempts from one address until it waits")
MOTCUA_CALLBACKS_A_MINUTE = setting("MOTCUA_CALLBACKS_A_MINUTE", default=60, help="Returns from e-identity providers, by address")
MOTCUA_STATEMENTS_A_MINUTE = setting("MOTCUA_STATEMENTS_A_MINUTE", default=300, help="Providers' statements of ended sessions, by address")

MOTCUA_RESET_HOURS = setting("MOTCUA_RESET_HOURS", default=24, help="Hours in which a second administrator confirms a reset of factors")
MOTCUA_RESET_CODE_HOURS = setting("MOTCUA_RESET_CODE_HOURS", default=24, help="Hours in which the handed-over code can be used")
MOTCUA_RESET_ALONE = setting(
    "MOTCUA_RESET_ALONE", default=False, help="Let one administrator reset factors alone where there is no second one (recorded as such)"
)

SOCIALACCOUNT_ADAPTER = "motcua.foundation.identity.web.adapters.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "motcua.foundation.identity.web.openid.Provider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": MOTCUA_IDENTITY_CLIENTS,
    }
}

MFA_ADAPTER = "motcua.foundation.identity.web.adapters.FactorAdapter"
_FORMS = "motcua.foundation.identity.web.forms"
MFA_FORMS = {
    "authenticate": f"{_FORMS}.Code",
    "reauthenticate": f"{_FORMS}.CodeAgain",
    "authenticate_webauthn": f"{_FORMS}.Passkey",
    "add_webauthn": f"{_FORMS}.NewPasskey",
    "reauthenticate_webauthn": f"{_FORMS}.PasskeyAgain",
    "login_webauthn": f"{_FORMS}.PasskeyAlone",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = f"Một Cửa – {_CITY}"
MFA_TOTP_TOLERANCE = 1
# Browsers offer passkeys on https and on http://localhost; only the latter needs to be let pass here.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _BASE.startswith("http://")
