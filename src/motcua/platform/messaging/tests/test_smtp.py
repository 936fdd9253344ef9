"""E-mail over the wire, against a small mail server."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from uuid import uuid4

import pytest

from motcua.foundation.audit.api import read_copies
from motcua.foundation.audit.contracts import WitnessAway
from motcua.platform.messaging import conf
from motcua.platform.messaging.adapters.port import Outgoing
from motcua.platform.messaging.adapters.roots import RootCourier
from motcua.platform.messaging.adapters.smtp import SmtpPort
from motcua.platform.messaging.contracts import TemporaryFailure

MAIL = Outgoing(message_id=uuid4(), to_address="n@congdan.example", subject="Hồ sơ\nBcc: x@y", text="Chào Yến\n")


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail; ``refuse`` names the command it answers with 451."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.refuse = b""
        super().__init__(("127.0.0.1", 0), Conversation)


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            command = line.split(None, 1)[0].upper() if line.strip() else b""
            if self.server.refuse and command == self.server.refuse:
                self.say("451 later")
            elif command == b"DATA":
                self.say("354 go")
                self.take()
            elif command == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")
        return None

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline().rstrip(b"\r\n")) != b".":
            lines.append(line)
        self.server.mails.append(b"\r\n".join(lines))
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with MailServer() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        monkeypatch.setattr(conf, "SMTP_HOST", "127.0.0.1")
        monkeypatch.setattr(conf, "SMTP_PORT", running.server_address[1])
        monkeypatch.setattr(conf, "SMTP_TLS", "none")
        yield running
        running.shutdown()


def test_a_mail_arrives_whole_and_headers_cannot_be_injected(server: MailServer) -> None:
    SmtpPort().deliver(MAIL)
    mail = message_from_bytes(server.mails[0], policy=policy.default)
    assert (mail["To"], mail["Subject"], mail["Bcc"]) == ("n@congdan.example", "Hồ sơ Bcc: x@y", None)
    assert mail.get_content().strip() == "Chào Yến"
    assert str(MAIL.message_id) in mail["Message-ID"]


def test_roots_of_the_audit_log_arrive_as_a_file_that_its_check_reads(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "EMAIL_PORT", "smtp")
    lines = b'{"number": 1, "root": "a"}\n{"number": 2, "root": "b"}\n'
    mail = {"message_id": uuid4(), "to": "thanh-tra@tinh.example", "subject": "Gốc 1–2", "text": "Giữ thư này.\n", "name": "roots-1-2.jsonl"}
    assert RootCourier().check_config() == ""
    RootCourier().send(**mail, content=lines)
    (attached,) = message_from_bytes(server.mails[0], policy=policy.default).iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("roots-1-2.jsonl", "application/x-ndjson")
    assert sorted(read_copies(lines=attached.get_content().decode().splitlines())) == [1, 2]
    server.refuse = b"RCPT"
    with pytest.raises(WitnessAway):
        RootCourier().send(**mail, content=lines)


@pytest.mark.parametrize("command", [b"MAIL", b"RCPT", b"DATA"])
def test_a_refusal_is_temporary(server: MailServer, command: bytes) -> None:
    server.refuse = command
    with pytest.raises(TemporaryFailure):
        SmtpPort().deliver(MAIL)
    assert server.mails == []


def test_no_server_is_temporary_and_said_beforehand(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SmtpPort().check_config() == []
    monkeypatch.setattr(conf, "SMTP_PORT", 1)
    with pytest.raises(TemporaryFailure):
        SmtpPort().deliver(MAIL)
    assert SmtpPort().check_config() == ["the mail server does not take our connection: ConnectionRefusedError"]
