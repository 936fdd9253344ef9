"""Several worker processes on one port: a parent holds the listening socket, starts them, replaces the dead, changes all at an upgrade.

The parent touches no message. A worker accepts from the parent's socket, so a connection that waits in its queue is taken by whoever
lives; an upgrade starts new workers first and lets the old ones finish afterwards. A line between parent and worker says ``ready`` in
one direction and, by its end, "the parent is gone" in the other.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from motcua.gateway.core.keys import LogError

logger = logging.getLogger("motcua.gateway")
READY = b"ready"
_SIGNALS = (signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
_TICK_S = 0.2
_SLOWEST_START_S = 30.0  # after that a new worker is given up
_LONGEST_DRAIN_S = 60.0  # after that an old one is ended by force
_LONGEST_PAUSE_S = 1.0  # between attempts to start a worker that dies at once
_HOPELESS = 5  # deaths before ``ready`` in a row after which the parent gives up, when nobody works
_BACKLOG = 1024
_PATIENCE_S = 3.0
_PARENT = "parent.lock"


@dataclass(eq=False)
class Worker:
    """One worker process; ``ready`` when it accepts."""

    process: subprocess.Popen[bytes]
    line: socket.socket
    since: float
    ready: bool = False

    def look(self) -> bool:
        """Whether it lives; takes note when it has become ready."""
        if not self.ready:
            try:
                self.ready = self.line.recv(len(READY)) == READY
            except BlockingIOError:
                pass
            except OSError:
                self.ready = False
        return self.process.poll() is None

    def tell(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.process.poll() is None:
            self.process.send_signal(number)


class Parent:
    """``command`` starts a worker; ``--fd`` (the listening socket) and ``--parent`` (the line) are added to it."""

    def __init__(self, *, command: Sequence[str], workers: int, data: Path, host: str, port: int) -> None:
        self.command, self.wanted = list(command), workers
        data.mkdir(parents=True, exist_ok=True)
        self._lock = _hold(data / _PARENT)
        self._listener = _listen(host, port)
        self.workers: list[Worker] = []
        self.coming: list[Worker] = []
        self.going: list[Worker] = []
        self._failures = 0
        self._not_before = 0.0

    def run(self) -> int:
        """Until SIGTERM or SIGINT; 0 after an orderly stop, 1 when no worker can be started."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            while self._failures < _HOPELESS or any(w.ready for w in self.workers):
                self._keep_up()
                told = signal.sigtimedwait(_SIGNALS, _TICK_S)
                if told is not None and told.si_signo in {signal.SIGTERM, signal.SIGINT}:
                    return 0
                if told is not None and told.si_signo == signal.SIGHUP:
                    self._begin_upgrade()
        finally:
            self._end()
        logger.error("workers die before they are ready")
        return 1

    def _keep_up(self) -> None:
        """Replace the dead, finish an upgrade whose new workers are all ready, end old ones that do not end."""
        now = time.monotonic()
        for worker in tuple(self.workers):
            if not worker.look():
                self.workers.remove(worker)
                self._note_death(worker, now)
            elif worker.ready:
                self._failures = 0
        while len(self.workers) < self.wanted and now >= self._not_before:
            self.workers.append(self._start())
        if self.coming:
            self._go_on_with_upgrade(now)
        for worker in tuple(self.going):
            if not worker.look():
                worker.line.close()
                self.going.remove(worker)
            elif now - worker.since > _LONGEST_DRAIN_S:
                worker.tell(signal.SIGKILL)

    def _note_death(self, worker: Worker, now: float) -> None:
        worker.line.close()
        logger.error("worker %s ended with %s", worker.process.pid, worker.process.returncode)
        self._failures = 0 if worker.ready else self._failures + 1
        if self._failures:
            self._not_before = now + min(0.1 * 2**self._failures, _LONGEST_PAUSE_S)

    def _start(self) -> Worker:
        mine, its = socket.socketpair()
        mine.setblocking(False)
        with its:
            handles = (self._listener.fileno(), its.fileno())
            command = [*self.command, "--fd", str(handles[0]), "--parent", str(handles[1])]
            process = subprocess.Popen(command, pass_fds=handles)
        return Worker(process, mine, time.monotonic())

    def _begin_upgrade(self) -> None:
        if self.coming:
            logger.warning("an upgrade is under way")
            return
        logger.info("upgrade: %s new workers", self.wanted)
        self.coming = [self._start() for _ in range(self.wanted)]

    def _go_on_with_upgrade(self, now: float) -> None:
        alive = [worker.look() for worker in self.coming]
        if all(alive) and all(worker.ready for worker in self.coming):
            for old in self.workers:
                old.since = now
                old.tell(signal.SIGHUP)
            self.going += self.workers
            self.workers, self.coming = self.coming, []
            logger.info("upgrade: the new workers accept, the old ones finish")
        elif not all(alive) or now - self.coming[0].since > _SLOWEST_START_S:
            logger.error("upgrade given up: the new workers do not start; the old ones go on")
            for worker in self.coming:
                worker.tell(signal.SIGKILL)
            self.going += self.coming
            self.coming = []

    def _end(self) -> None:
        everyone = [*self.workers, *self.coming, *self.going]
        self._listener.close()
        for worker in everyone:
            worker.tell(signal.SIGTERM)
        until = time.monotonic() + _LONGEST_DRAIN_S
        for worker in everyone:
            try:
                worker.process.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            worker.line.close()
        os.close(self._lock)


def ask_to_upgrade(data: Path) -> None:
    """Tell the parent that works on this folder to change its workers. LogError when there is none."""
    try:
        handle = os.open(data / _PARENT, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        handle = -1
    try:
        if handle < 0 or _free(handle):
            msg = f"no gateway with workers runs on {data}"
            raise LogError(msg)
        os.kill(int(os.read(handle, 20)), signal.SIGHUP)
    finally:
        if handle >= 0:
            os.close(handle)


def _hold(path: Path) -> int:
    """The file with our process id, locked as long as we live. LogError when another parent holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if not _free(handle):
        os.close(handle)
        msg = f"another gateway with workers runs on {path.parent}"
        raise LogError(msg)
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle


def _free(handle: int) -> bool:
    """Whether nobody else holds the lock; it is then ours."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _listen(host: str, port: int) -> socket.socket:
    """The socket that all workers accept from. OSError when the address is not ours to have.

    Workers of a parent that was killed let go of it in a moment, so it is asked for more than once.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            listener.bind((host, port))
            listener.listen(_BACKLOG)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > until:
                listener.close()
                raise
            time.sleep(_TICK_S)
        else:
            listener.setblocking(False)
            return listener
