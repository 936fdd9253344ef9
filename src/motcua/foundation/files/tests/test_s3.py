"""The object store: signatures by the published examples, requests against a small server on loopback."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from motcua.foundation.files.adapters.stores.s3 import S3Settings, S3Store, sign_v4
from motcua.foundation.files.contracts import FileMissing, StoreUnavailable

EXAMPLE = S3Settings(
    endpoint="https://examplebucket.s3.amazonaws.com",
    bucket="",
    region="us-east-1",
    key_id="AKIAIOSFODNN7EXAMPLE",
    secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
)
EMPTY = hashlib.sha256(b"").hexdigest()
AT = datetime(2013, 5, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "headers", "signature"),
    [
        ("/test.txt", {"range": "bytes=0-9"}, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("/?lifecycle", {}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("/?max-keys=2&prefix=J", {}, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)
def test_signatures_equal_the_published_examples(path, headers, signature):
    sent = sign_v4(EXAMPLE, method="GET", url=EXAMPLE.endpoint + path, headers=headers, payload_sha256=EMPTY, at=AT)
    assert sent["authorization"].endswith(f"Signature={signature}")


class Bucket(BaseHTTPRequestHandler):
    objects: dict[str, bytes] = {}

    def log_message(self, *args):
        pass

    def _send(self, status, body=b""):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        good = hashlib.sha256(body).hexdigest() == self.headers["x-amz-content-sha256"]
        if good:
            self.objects[self.path.rsplit("/", 1)[1]] = body
        self._send(200 if good else 400)

    def do_GET(self):
        if "list-type=2" in self.path:
            items = "".join(
                f"<Contents><Key>{k}</Key><LastModified>2020-01-01T00:00:00Z</LastModified></Contents>" for k in self.objects
            )
            return self._send(200, f'<R xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{items}</R>'.encode())
        body = self.objects.get(self.path.rsplit("/", 1)[1])
        return self._send(404) if body is None else self._send(200, body)

    do_HEAD = do_GET  # noqa: N815 - the server's own naming

    def do_DELETE(self):
        self.objects.pop(self.path.rsplit("/", 1)[1], None)
        self._send(204)


@pytest.fixture
def store():
    Bucket.objects = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield S3Store(S3Settings(endpoint=f"http://127.0.0.1:{server.server_port}", bucket="giayto", region="vn", key_id="k", secret="s"))
    server.shutdown()
    server.server_close()


def test_a_content_goes_in_and_comes_back(store, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"%PDF-" + bytes(100_000))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    store.put(sha256=digest, source=path)
    assert store.open(sha256=digest).read() == path.read_bytes()
    assert list(store.older_than(age=timedelta(days=1))) == [digest]
    store.delete(sha256=digest, age=timedelta(days=1))
    assert not store.has(sha256=digest)


def test_a_missing_object_and_a_refused_one_are_named_errors(store, tmp_path):
    with pytest.raises(FileMissing):
        store.open(sha256="0" * 64)
    path = tmp_path / "x"
    path.write_bytes(b"content")
    with pytest.raises(StoreUnavailable):
        store.put(sha256="0" * 64, source=path)


def test_a_dead_service_is_a_named_error():
    dead = S3Store(S3Settings(endpoint="http://127.0.0.1:9", bucket="b", region="r", key_id="k", secret="s"))
    with pytest.raises(StoreUnavailable):
        dead.has(sha256="0" * 64)
