"""Settings of messaging."""

from motcua.kit.conf import setting

DEMO_SMS_TOKEN, DEMO_SMS_SECRET = "demo-only-sms", "demo-only-sms-report"
EMAIL_PORT = setting("MOTCUA_EMAIL", default="demo", help="How e-mail leaves: demo (kept in the visible outbox) or smtp")
SMS_PORT = setting("MOTCUA_SMS", default="demo", help="How SMS leave: demo (kept in the visible outbox); or http (a provider)")
SMS_URL = setting("MOTCUA_SMS_URL", default="", help="Address of the SMS provider, https; messages go to <address>/messages")
SMS_TOKEN = setting("MOTCUA_SMS_TOKEN", default=DEMO_SMS_TOKEN, help="Token at the SMS provider", secret=True)
SMS_SENDER = setting("MOTCUA_SMS_SENDER", default="HAIPHONG", help="Registered sender (brand name) of SMS: 3 to 11 letters and digits")
SMS_REPORT_SECRET = setting(
    "MOTCUA_SMS_REPORT_SECRET", default=DEMO_SMS_SECRET, help="Secret by which the provider signs its delivery reports", secret=True
)
SMS_TIMEOUT = setting("MOTCUA_SMS_TIMEOUT", default=10, help="Seconds to wait for the SMS provider")
SMTP_HOST = setting("MOTCUA_SMTP_HOST", default="", help="Mail server")
SMTP_PORT = setting("MOTCUA_SMTP_PORT", default=587, help="Port of the mail server")
SMTP_USER = setting("MOTCUA_SMTP_USER", default="", help="User at the mail server; empty: no sign-in")
SMTP_PASSWORD = setting("MOTCUA_SMTP_PASSWORD", default="", help="Password at the mail server", secret=True)
SMTP_TLS = setting("MOTCUA_SMTP_TLS", default="starttls", help="starttls, tls or none")
EMAIL_FROM = setting("MOTCUA_EMAIL_FROM", default="motcua@haiphong.example", help="Sender of e-mail")
SMS_ASCII = setting("MOTCUA_SMS_ASCII", default=True, help="Send SMS without diacritics: 160 instead of 70 characters a part")
MAX_ATTEMPTS = setting("MOTCUA_MESSAGE_ATTEMPTS", default=8, help="Attempts before a message is given up")
