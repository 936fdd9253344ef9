"""The clamd adapter against a small server that speaks INSTREAM."""

import io
import socketserver
import threading

import pytest

from motcua.foundation.files.adapters.scanners.clamd import ClamdScanner
from motcua.foundation.files.contracts import ScannerUnavailable


class Daemon(socketserver.StreamRequestHandler):
    def handle(self):
        command = self.rfile.read(6)
        if command.startswith(b"zPING"):
            self.wfile.write(b"PONG\0")
            return
        self.rfile.read(4)
        body = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            body += self.rfile.read(size)
        answers = {b"bad": b"stream: Win.Test.EICAR_HDB-1 FOUND\0", b"odd": b"INSTREAM size limit exceeded. ERROR\0"}
        self.wfile.write(answers.get(body[:3], b"stream: OK\0"))


@pytest.fixture
def scanner():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Daemon) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield ClamdScanner(("127.0.0.1", server.server_address[1]))
        server.shutdown()


def test_verdicts_of_the_daemon(scanner):
    assert scanner.scan(content=io.BytesIO(b"good" * 50_000)).clean
    assert scanner.scan(content=io.BytesIO(b"bad")).threat == "Win.Test.EICAR_HDB-1"
    scanner.check()


def test_an_unchecked_file_is_never_clean(scanner):
    with pytest.raises(ScannerUnavailable):
        scanner.scan(content=io.BytesIO(b"odd"))
    with pytest.raises(ScannerUnavailable):
        ClamdScanner(("127.0.0.1", 9)).scan(content=io.BytesIO(b"x"))
    with pytest.raises(ScannerUnavailable):
        ClamdScanner(("127.0.0.1", 9)).check()
