"""E-mail by SMTP."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, localtime

from motcua.platform.messaging import conf
from motcua.platform.messaging.adapters.port import Outgoing
from motcua.platform.messaging.contracts import TemporaryFailure

_BEFORE_DATA = (
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPRecipientsRefused,
)


class SmtpPort:
    """One connection a message; the server's refusal before the text was sent is a temporary failure."""

    def deliver(self, message: Outgoing) -> None:
        """See ``Port``."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = conf.EMAIL_FROM, message.to_address, " ".join(message.subject.split())
        mail["Date"] = format_datetime(localtime())
        mail["Message-ID"] = f"<{message.message_id}@{conf.EMAIL_FROM.partition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        for one in message.attached:
            kind, _, sort = one.mime.partition("/")
            mail.add_attachment(one.content, maintype=kind, subtype=sort, filename=one.name)
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryFailure(type(error).__name__) from error
        with server:
            try:
                server.send_message(mail)
            except (*_BEFORE_DATA, smtplib.SMTPDataError) as error:
                raise TemporaryFailure(type(error).__name__) from error

    def check_config(self) -> list[str]:
        """See ``Port``."""
        if not conf.SMTP_HOST:
            return ["MOTCUA_SMTP_HOST is empty"]
        try:
            with self._connect() as server:
                server.noop()
        except (OSError, smtplib.SMTPException) as error:
            return [f"the mail server does not take our connection: {type(error).__name__}"]
        return []

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if conf.SMTP_TLS == "tls":
            server = smtplib.SMTP_SSL(conf.SMTP_HOST, conf.SMTP_PORT, timeout=20, context=context)
        else:
            server = smtplib.SMTP(conf.SMTP_HOST, conf.SMTP_PORT, timeout=20)
        if conf.SMTP_TLS == "starttls":
            server.starttls(context=context)
        if conf.SMTP_USER:
            server.login(conf.SMTP_USER, conf.SMTP_PASSWORD)
        return server
