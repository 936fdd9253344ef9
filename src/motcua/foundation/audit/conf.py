"""Settings of the room."""

from motcua.kit.conf import setting

WITNESSES = setting(
    "MOTCUA_AUDIT_WITNESSES",
    default="",
    help="Where signed roots are published by themselves: paths of files in a second place or https addresses, by spaces",
)
WITNESS_TOKEN = setting("MOTCUA_AUDIT_WITNESS_TOKEN", default="", help="Bearer token at witnesses over https", secret=True)
WITNESS_TIMEOUT = setting("MOTCUA_AUDIT_WITNESS_TIMEOUT", default=10, help="Seconds to wait for a witness")
