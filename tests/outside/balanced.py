"""HAProxy with the configuration of ``deploy/many-machines`` before two real gateways: only addresses and file names are changed."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from threading import Event
from uuid import uuid4

import yaml

from motcua.gateway import protocol as gw
from motcua.gateway.tests.conftest import CLIENT, SERVICE, config, free_port, service
from motcua.gateway.tests.test_tls import certificate

ROOT = Path(__file__).parents[2]
MANY = ROOT / "deploy" / "many-machines"
_CACHE = ROOT / ".cache" / "debian" / "usr" / "sbin" / "haproxy"
TARGET = f"/r1/{SERVICE}/person"


def haproxy() -> str | None:
    """The program, when it is there and runs."""
    program = shutil.which("haproxy") or (str(_CACHE) if _CACHE.exists() else "/usr/sbin/haproxy")
    try:
        return program if subprocess.run([program, "-v"], capture_output=True, check=False, timeout=20).returncode == 0 else None
    except OSError:
        return None


def soon(what: Callable[[], object], *, within_s: float = 30.0) -> None:
    """Wait until it is so."""
    until = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < until, "it did not come to be"
        time.sleep(0.03)


class Member:
    """One gateway, started by the command of the compose file."""

    def __init__(self, folder: Path, name: str, shared: Path) -> None:
        self.name, self.port, self.data, self.config = name, free_port(), folder / f"log-{name}", shared
        self.url = f"https://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def _command(self) -> list[str]:
        words = list(yaml.safe_load((MANY / "compose.yaml").read_text())["services"][self.name]["command"])
        changed = {"--config": self.config, "--data": self.data, "--host": "127.0.0.1", "--port": self.port}
        for option, value in changed.items():
            words[words.index(option) + 1] = str(value)
        assert words[:2] == ["motcua", "gateway"]
        return [sys.executable, "-m", "motcua.gateway", *words[2:]]

    def start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        self.process = subprocess.Popen(self._command(), env=environment, stderr=subprocess.DEVNULL)

    def upgrade(self) -> None:
        """New workers, as the unit's ``ExecReload`` does it."""
        command = [sys.executable, "-m", "motcua.gateway", "--data", str(self.data), "--upgrade"]
        subprocess.run(command, check=True, timeout=30, env={"PYTHONPATH": str(ROOT / "src")})

    def workers(self) -> set[int]:
        assert self.process is not None
        return set(map(int, Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()))

    def kill(self) -> None:
        """All its processes at once, as when a machine loses its power."""
        assert self.process is not None
        for worker in self.workers():
            os.kill(worker, 9)
        self.process.kill()
        self.process.wait(10)
        self.process = None

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            self.process = None

    def logged(self) -> Counter[str]:
        """How often each request stands in its log, all shards of which must hold."""
        found: Counter[str] = Counter()
        for folder in gw.shard_folders(self.data).values():
            assert gw.verify_log(folder).problem is None
            found.update(record.request_id for record in gw.read_records(folder))
        return found


class Balanced:
    """The balancer, the gateways behind it, and callers who prove themselves by certificate."""

    def __init__(self, folder: Path, provider: str, *, web: int, live: int) -> None:
        self.folder, self.port, self.site = folder, free_port(), free_port()
        self.own, self.mine, self.others = (certificate(folder, name) for name in ("gateway", "mine", "others"))
        (folder / "clients.pem").write_bytes(self.mine[0].read_bytes() + self.others[0].read_bytes())
        self.config = folder / "config.json"
        self.members = [Member(folder, name, self.config) for name in ("gateway1", "gateway2")]
        self.ports = {"web": web, "live": live, **{member.name: member.port for member in self.members}}
        self._configure(provider)
        (folder / "haproxy.cfg").write_text(self._changed((MANY / "haproxy.cfg").read_text()))
        (folder / "site.pem").write_bytes(self.own[0].read_bytes() + self.own[1].read_bytes())
        self.admin = free_port()
        (folder / "admin.cfg").write_text(f"global\n    stats socket ipv4@127.0.0.1:{self.admin} level admin\n")
        self.process: subprocess.Popen[bytes] | None = None

    def _configure(self, provider: str) -> None:
        base = config(provider)
        members = list(base.members)
        members[0] = replace(members[0], subsystems=(gw.Subsystem(code="onestop", certificates=(self.mine[2],)), gw.Subsystem(code="other")))
        tls = gw.Tls(certificate=str(self.own[0]), key=str(self.own[1]), clients=str(self.folder / "clients.pem"))
        written = replace(base, members=tuple(members), services=(service(provider),), tls=tls)
        gw.write_config(self.config, written)

    def _changed(self, text: str) -> str:
        """The deployed text with the addresses of this test; every place must be there."""
        places = {
            "maxconn 20000": "maxconn 500",  # twice as many open files are wanted: the machine of a test may refuse them
            "bind :8443 ": f"bind 127.0.0.1:{self.site} ",
            "bind :8020\n": f"bind 127.0.0.1:{self.port}\n",
            "/usr/local/etc/haproxy/site.pem": str(self.folder / "site.pem"),
            "server web web:8000 ": f"server web 127.0.0.1:{self.ports['web']} ",
            "server live live:8001 ": f"server live 127.0.0.1:{self.ports['live']} ",
            **{f"server {m.name} {m.name}:8020": f"server {m.name} 127.0.0.1:{m.port}" for m in self.members},
        }
        for old, new in places.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        return text

    def start(self) -> None:
        for member in self.members:
            member.start()
        program = haproxy()
        assert program is not None
        command = [program, "-db", "-f", str(self.folder / "haproxy.cfg"), "-f", str(self.folder / "admin.cfg")]
        self.process = subprocess.Popen(command, stderr=(self.folder / "haproxy.log").open("ab"))
        self.wait_up("gateway1", "gateway2")

    def stop(self) -> None:
        for member in self.members:
            member.stop()
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)

    def states(self) -> dict[str, str]:
        """What the balancer thinks of each server."""
        rows = self._told("show stat")
        if not rows:
            return {}
        names = rows[0].removeprefix("# ").split(",")
        found = [dict(zip(names, row.split(","), strict=False)) for row in rows[1:] if row]
        return {row["svname"]: row["status"].split()[0] for row in found if row["svname"] not in {"FRONTEND", "BACKEND"}}

    def _told(self, question: str) -> list[str]:
        """What the balancer answers its operator; nothing while it does not listen."""
        try:
            with socket.create_connection(("127.0.0.1", self.admin), timeout=5) as line:
                line.sendall(f"{question}\n".encode())
                return b"".join(iter(lambda: line.recv(65536), b"")).decode().splitlines()
        except OSError:
            return []

    def wait_up(self, *names: str) -> None:
        soon(lambda: all(self.states().get(name) == "UP" and self.proven(name) for name in names))

    def proven(self, name: str) -> bool:
        """Whether a health check has really been made: until then a server counts as up."""
        rows = [row.split() for row in self._told("show servers state") if row]
        fields = next(row for row in rows if row[0] == "#")[1:]
        row = next(dict(zip(fields, row, strict=False)) for row in rows if len(row) > 3 and row[3] == name)
        return int(row["srv_check_result"]) == 3  # checked and passed

    def context(self, *, of: tuple[Path, Path, str] | None) -> ssl.SSLContext:
        """TLS of a caller, with its certificate if it has one."""
        made = ssl.create_default_context(cafile=str(self.own[0]))
        made.check_hostname = False
        if of is not None:
            made.load_cert_chain(of[0], of[1])
        return made

    def logged(self) -> Counter[str]:
        return self.members[0].logged() + self.members[1].logged()


class Callers:
    """Calls without pause, half of them over kept connections. Each call is tried again under its own id when the line breaks."""

    def __init__(self, balanced: Balanced, count: int = 4) -> None:
        self.balanced, self.end_now = balanced, Event()
        self.answered: list[str] = []
        self.lost: list[str] = []
        self.again: list[str] = []
        self._pool = ThreadPoolExecutor(count)
        self._context = balanced.context(of=balanced.mine)
        self._runs = [self._pool.submit(self._run, keep=bool(n % 2)) for n in range(count)]

    def _run(self, *, keep: bool) -> None:
        line = self._line()
        while not self.end_now.is_set():
            headers = {"X-Road-Client": str(CLIENT), "X-Road-Id": str(uuid4()), "Connection": "keep-alive" if keep else "close"}
            for _ in range(3):
                try:
                    line.request("GET", TARGET, headers=headers)
                    answer = line.getresponse()
                    text = answer.read()
                except (OSError, HTTPException) as error:
                    self.again.append(repr(error))
                    line.close()
                    continue
                if answer.status == 200:
                    self.answered.append(answer.headers["X-Road-Request-Id"])
                    break
                self.lost.append(f"{answer.status} {text[:200]!r}")
                break
            else:
                self.lost.append("no answer")
            if not keep:
                line.close()
        line.close()

    def _line(self) -> HTTPSConnection:
        return HTTPSConnection("127.0.0.1", self.balanced.port, context=self._context, timeout=20)

    def reach(self, more: int) -> None:
        wanted = len(self.answered) + more
        soon(lambda: len(self.answered) >= wanted or self.lost)

    def end(self) -> None:
        self.end_now.set()
        self._pool.shutdown()
        for run in self._runs:
            run.result()
