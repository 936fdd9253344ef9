"""Starts, watches and stops the processes of an installation: a dead one is started again, Ctrl-C stops all."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from motcua.config.installation import Installation, python

_PR_SET_PDEATHSIG = 1
WEB_THREADS = ("--blocking-threads", "8")
LIVE_ENDS = ("--workers-kill-timeout", "2")  # open streams never end by themselves


@dataclass(frozen=True, slots=True)
class Program:
    """A process of ours: its name, its command and the address that answers when it is ready."""

    name: str
    command: list[str]
    health: str | None


def programs(place: Installation) -> list[Program]:
    """Everything beside PostgreSQL, in starting order."""
    ports = place.ports
    found = [
        Program("gateway", python("-m", "motcua.config.cli", "gateway"), f"{place.url('gateway')}/healthz"),
        Program("web", granian("motcua.config.wsgi:application", ports["web"], "wsgi", *WEB_THREADS), f"{place.url('web')}/healthz"),
        Program("live", granian("motcua.operations.ioc.web.live:app", ports["live"], "asgi", *LIVE_ENDS), f"{place.url('live')}/healthz"),
        Program("worker", python("-m", "motcua.config.cli", "worker"), None),
    ]
    if place.settings.endswith(".demo"):
        peers = granian("motcua.simulator.peers.app:app", ports["peers"], "asgi")
        found.insert(0, Program("peers", peers, f"{place.url('peers')}/healthz"))
    return found


def granian(target: str, port: int, interface: str, *more: str) -> list[str]:
    """Command of a web process."""
    where = ("--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws", "--log-level", "warning")
    return python("-m", "granian", "--interface", interface, *where, *more, target)


class Supervisor:
    """Keeps the programs of one installation alive."""

    def __init__(self, place: Installation, *, tell: Callable[[str], None] = lambda _: None) -> None:
        self.place = place
        self.tell = tell
        self.programs = {program.name: program for program in programs(place)}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.deaths: dict[str, int] = {}
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None
        self._lock = threading.RLock()
        (place.data / "logs").mkdir(parents=True, exist_ok=True)

    def start(self, *names: str, timeout: float = 60.0) -> None:
        """Start the named programs (default all), wait until each answers, then keep watch."""
        for name in names or tuple(self.programs):
            self.launch(name)
        for name in names or tuple(self.programs):
            self.wait_ready(name, timeout=timeout)
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)
            self._watcher.start()

    def launch(self, name: str) -> None:
        """Start one program; its output goes to ``logs/NAME.log``."""
        with self._lock:
            log = (self.place.data / "logs" / f"{name}.log").open("ab")
            self.running[name] = subprocess.Popen(
                self.programs[name].command, env=self.place.environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True, preexec_fn=_die_with_parent,  # noqa: PLW1509 - one prctl call, no locks
            )
            log.close()

    def wait_ready(self, name: str, *, timeout: float = 60.0) -> None:
        """Wait until the program answers its health address; raises with the end of its log when it does not."""
        health = self.programs[name].health
        deadline = time.monotonic() + timeout
        while health and time.monotonic() < deadline:
            if _answers(health):
                return
            if self.running[name].poll() is not None and self._watcher is None:
                break
            time.sleep(0.1)
        if health:
            tail = (self.place.data / "logs" / f"{name}.log").read_text(errors="replace")[-1500:]
            message = f"{name} did not answer at {health}:\n{tail}"
            raise RuntimeError(message)

    def kill(self, name: str) -> None:
        """``kill -9`` one program and its children (chaos tests); the watch starts it again. ``postgres`` is the database."""
        if name == "postgres":
            pid = self.place.server.pid() if self.place.server else None
            if pid:
                os.kill(pid, signal.SIGKILL)
            return
        with self._lock:
            _kill_group(self.running[name], signal.SIGKILL)

    def stop(self) -> None:
        """Stop everything that was started, the database last; nothing acknowledged is lost."""
        self._stopping.set()
        if self._watcher:
            self._watcher.join(timeout=10)
        for process in reversed(list(self.running.values())):
            _kill_group(process, signal.SIGTERM)
        deadline = time.monotonic() + 8
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(deadline - time.monotonic(), 0.1))
            _kill_group(process, signal.SIGKILL)
        if self.place.server:
            self.place.server.stop()

    def _watch(self) -> None:
        while not self._stopping.wait(0.25):
            server = self.place.server
            if server and not server.running():
                self.tell("postgres ended: starting it again")
                with contextlib.suppress(Exception):
                    self.place.start_database()
            for name, process in list(self.running.items()):
                if process.poll() is None or self._stopping.is_set():
                    continue
                _kill_group(process, signal.SIGKILL)  # children of a killed web process still hold its port
                self.deaths[name] = self.deaths.get(name, 0) + 1
                self.tell(f"{name} ended ({process.returncode}): starting it again")
                self._stopping.wait(min(0.2 * self.deaths[name], 5.0))
                if not self._stopping.is_set():
                    self.launch(name)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == HTTPStatus.OK)
    except (OSError, urllib.error.URLError):
        return False


def _kill_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _die_with_parent() -> None:
    """A child never outlives a supervisor that was itself killed (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
