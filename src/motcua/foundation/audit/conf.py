"""Settings of the room."""

from motcua.kit.conf import setting

WITNESSES = setting(
    "MOTCUA_AUDIT_WITNESSES",
    default="",
    help="Where signed roots are published by themselves: paths of files in a second place, https addresses or mailto:name@host, by spaces",
)
MAIL_HOURS = setting("MOTCUA_AUDIT_MAIL_HOURS", default=1, help="Hours between two e-mails to a witness that is a mailbox (24: once a day)")
WITNESS_TOKEN = setting("MOTCUA_AUDIT_WITNESS_TOKEN", default="", help="Bearer token at witnesses over https", secret=True)
WITNESS_TIMEOUT = setting("MOTCUA_AUDIT_WITNESS_TIMEOUT", default=10, help="Seconds to wait for a witness")
