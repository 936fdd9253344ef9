"""Settings of identity; names that allauth reads are spelled its way."""

from urllib.parse import urlsplit

from motcua.kit.conf import setting

_PEERS = setting("MOTCUA_PEERS_URL", default="http://127.0.0.1:8010", help="Address of the simulated outside systems (demo, tests)")
_BASE = setting("MOTCUA_BASE_URL", default="http://127.0.0.1:8000", help="Public address of the site, without a slash at the end")
_CITY = setting("MOTCUA_CITY", default="Thành phố Hải Phòng", help="Name of the city on every page")

MOTCUA_VNEID_URL = setting(
    "MOTCUA_VNEID_URL", default=f"{_PEERS}/vneid", help="Issuer of the e-identity provider (OpenID Connect discovery below it)"
)
MOTCUA_VNEID_CLIENT_ID = setting("MOTCUA_VNEID_CLIENT_ID", default="motcua", help="Client id at the e-identity provider")
MOTCUA_VNEID_CLIENT_SECRET = setting(
    "MOTCUA_VNEID_CLIENT_SECRET", default="demo-only-vneid-client", help="Client secret at the e-identity provider", secret=True
)
MOTCUA_DEMO_TOTP_SEED = setting(
    "MOTCUA_DEMO_TOTP_SEED", default="mot-cua-demo", help="Seed of the demo officers' one-time-password secrets (demo settings only)"
)
MOTCUA_FORM_ACTIONS = sorted({f"{p.scheme}://{p.netloc}" for p in map(urlsplit, (MOTCUA_VNEID_URL, _PEERS)) if p.netloc})

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
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "identity_cache"}}

ACCOUNT_ADAPTER = "motcua.foundation.identity.web.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,5/5m/key"}

SOCIALACCOUNT_ADAPTER = "motcua.foundation.identity.web.adapters.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "motcua.foundation.identity.web.vneid.VneidProvider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "vneid",
                "name": "VNeID",
                "client_id": MOTCUA_VNEID_CLIENT_ID,
                "secret": MOTCUA_VNEID_CLIENT_SECRET,
                "settings": {
                    "server_url": MOTCUA_VNEID_URL,
                    "token_auth_method": "client_secret_basic",
                    "scope": ["openid", "profile", "phone", "email", "address", "organisation"],
                },
            }
        ],
    }
}

MFA_ADAPTER = "motcua.foundation.identity.web.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = f"Một Cửa – {_CITY}"
MFA_TOTP_TOLERANCE = 1
# Browsers offer passkeys on https and on http://localhost; only the latter needs to be let pass here.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _BASE.startswith("http://")
