"""``deploy/one-machine/nginx.conf`` at work: nginx's real program before stand-ins of the site's two processes."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest

from motcua.gateway.tests.conftest import free_port
from motcua.gateway.tests.test_tls import certificate

from .balanced import ROOT, soon
from .test_balancer import Site, serve

CACHE = ROOT / ".cache" / "debian" / "usr" / "sbin" / "nginx"
NGINX = shutil.which("nginx") or next((str(path) for path in (CACHE, Path("/usr/sbin/nginx")) if path.exists()), None)
pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine (make peers)")


@dataclass
class Front:
    """The ports of the site and of plain HTTP, and what a browser trusts."""

    secure: int
    plain: int
    context: ssl.SSLContext

    def get(self, path: str, **headers: str) -> HTTPResponse:
        line = HTTPSConnection("127.0.0.1", self.secure, context=self.context, timeout=10)
        line.request("GET", path, headers={"Host": "motcua.example.vn", **headers})
        return line.getresponse()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder, secure, plain = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    servers = {name: serve(type(name, (Site,), {"name": name})) for name in ("web", "live")}
    cert, key, _ = certificate(folder, "site")
    text = (ROOT / "deploy" / "one-machine" / "nginx.conf").read_text()
    places = {
        "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;", "listen 80;": f"listen 127.0.0.1:{plain};",
        "/etc/motcua/site.pem": str(cert), "/etc/motcua/site.key": str(key),
        "http://127.0.0.1:8000;": f"http://127.0.0.1:{servers['web'].server_address[1]};",
        "http://127.0.0.1:8001;": f"http://127.0.0.1:{servers['live'].server_address[1]};",
    }  # fmt: skip
    for old, new in places.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    own = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    head = f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
    (folder / "nginx.conf").write_text(f"{head}\nhttp {{ access_log off; {own}\n{text}\n}}\n")
    process = subprocess.Popen([str(NGINX), "-e", f"{folder}/error.log", "-p", str(folder), "-c", str(folder / "nginx.conf")])
    context = ssl.create_default_context(cafile=str(cert))
    context.check_hostname = False
    found = Front(secure, plain, context)

    def listens() -> bool:
        assert process.poll() is None, (folder / "error.log").read_text()
        try:
            return found.get("/").status == 200
        except OSError:
            return False

    try:
        soon(listens)
        yield found
    finally:
        process.terminate()
        process.wait(20)
        for server in servers.values():
            server.shutdown()


@pytest.mark.parametrize(("path", "name"), [("/", "web"), ("/dieu-hanh/", "web"), ("/dieu-hanh/luong/1?a=b", "live")])
def test_the_site_is_decrypted_divided_and_tells_whose_address_it_is(front: Front, path: str, name: str) -> None:
    """What a visitor says of his own address or scheme does not get through."""
    answer = front.get(path, **{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"})
    assert answer.read().decode().split("\n") == [name, "127.0.0.1", "https"]


def test_plain_http_is_sent_to_https(front: Front) -> None:
    line = HTTPConnection("127.0.0.1", front.plain, timeout=10)
    line.request("GET", "/tra-cuu?ma=1", headers={"Host": "motcua.example.vn"})
    answer = line.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://motcua.example.vn/tra-cuu?ma=1")


def test_papers_up_to_the_bound_are_let_through_and_no_more(front: Front) -> None:
    """``client_max_body_size``: beyond it nginx refuses before a byte of the body is sent on."""
    line = HTTPSConnection("127.0.0.1", front.secure, context=front.context, timeout=10)
    line.putrequest("POST", "/")
    line.putheader("Content-Length", str(64 * 1024 * 1024 + 1))
    line.endheaders()
    assert line.getresponse().status == 413
