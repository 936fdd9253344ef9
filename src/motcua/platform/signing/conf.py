"""Settings of the signing room."""

from __future__ import annotations

from motcua.kit.conf import setting

AUTHORITY = setting(
    "MOTCUA_SIGNING_AUTHORITY",
    default="demo",
    help="Key of the signing authority: 'demo' (development certificates), 'files' (PKCS#12 files) or one that a room adds",
)
REMOTE = setting("MOTCUA_SIGNING_REMOTE", default="demo", help="Key of the service with which people sign on their own devices")
REMOTE_MINUTES = setting("MOTCUA_SIGNING_REMOTE_MINUTES", default=15, help="Minutes that a person has to sign on her device")
RENEW_DAYS = setting("MOTCUA_SIGNING_RENEW_DAYS", default=90, help="Days before the end of an archive time stamp at which it is renewed")
CHECK_MAX_MB = setting("MOTCUA_SIGNING_CHECK_MAX_MB", default=20, help="Largest PDF that the public check reads, in megabytes")
KEYS = setting(
    "MOTCUA_SIGNING_KEYS",
    default="",
    help="Folder of the authority 'files': holders.json ({holder reference: {file, password_file}}), *.p12, roots/*.pem",
)
TSA_URL = setting("MOTCUA_SIGNING_TSA_URL", default="", help="Address of the RFC 3161 time-stamp service, https://…")
TSA_USER = setting("MOTCUA_SIGNING_TSA_USER", default="", help="User name at the time-stamp service, if it asks for one")
TSA_PASSWORD = setting("MOTCUA_SIGNING_TSA_PASSWORD", default="", help="Password at the time-stamp service", secret=True)
TIMEOUT = setting("MOTCUA_SIGNING_TIMEOUT", default=10, help="Seconds to wait for time-stamp, OCSP and CRL services")
