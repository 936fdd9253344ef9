"""Settings of messaging."""

from motcua.kit.conf import setting

EMAIL_PORT = setting("MOTCUA_EMAIL", default="demo", help="How e-mail leaves: demo (kept in the visible outbox) or smtp")
SMS_PORT = setting("MOTCUA_SMS", default="demo", help="How SMS leave: demo (kept in the visible outbox); other ports are added as adapters")
SMTP_HOST = setting("MOTCUA_SMTP_HOST", default="", help="Mail server")
SMTP_PORT = setting("MOTCUA_SMTP_PORT", default=587, help="Port of the mail server")
SMTP_USER = setting("MOTCUA_SMTP_USER", default="", help="User at the mail server; empty: no sign-in")
SMTP_PASSWORD = setting("MOTCUA_SMTP_PASSWORD", default="", help="Password at the mail server", secret=True)
SMTP_TLS = setting("MOTCUA_SMTP_TLS", default="starttls", help="starttls, tls or none")
EMAIL_FROM = setting("MOTCUA_EMAIL_FROM", default="motcua@haiphong.example", help="Sender of e-mail")
SMS_ASCII = setting("MOTCUA_SMS_ASCII", default=True, help="Send SMS without diacritics: 160 instead of 70 characters a part")
MAX_ATTEMPTS = setting("MOTCUA_MESSAGE_ATTEMPTS", default=8, help="Attempts before a message is given up")
