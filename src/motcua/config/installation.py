"""One installation on one machine: its data folder, its ports, its database, and the environment its processes share."""

from __future__ import annotations

import json
import os
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

from motcua.config.postgres import Addresses, Server

PORTS = {"web": 8000, "live": 8001, "peers": 8010, "gateway": 8020}


@dataclass
class Installation:
    """Where things are. ``start_database`` makes the rest of the environment known."""

    data: Path
    ports: dict[str, int] = field(default_factory=lambda: dict(PORTS))
    settings: str = "motcua.config.settings.demo"
    durable: bool = True
    server: Server | None = None
    addresses: Addresses | None = None
    started_database: bool = False

    @classmethod
    def here(cls, *, data: str | None = None, free_ports: bool = False) -> Installation:
        """The installation of this machine: ``MOTCUA_DATA`` or ``.data`` in the working folder, ports kept from the last time."""
        folder = Path(data or os.environ.get("MOTCUA_DATA", ".data")).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / "ports.json"
        if kept.exists():
            ports = dict(json.loads(kept.read_text()))
        else:
            ports = {name: free_port() if free_ports or not is_free(port) else port for name, port in PORTS.items()}
            kept.write_text(json.dumps(ports))
        settings = os.environ.get("DJANGO_SETTINGS_MODULE", "motcua.config.settings.demo")
        return cls(data=folder, ports=ports, settings=settings)

    def url(self, name: str) -> str:
        """Local address of a process."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def start_database(self) -> None:
        """Use ``DATABASE_URL`` when it is set; else start the embedded server in the data folder."""
        given = os.environ.get("DATABASE_URL")
        if given and self.addresses is None and self.server is None:
            self.addresses = Addresses(owner_url=os.environ.get("DATABASE_OWNER_URL", given), app_url=given)
            return
        if self.server is None:
            self.server = Server(self.data / "postgres", durable=self.durable)
            self.started_database = not self.server.running()
        self.addresses = self.server.start()

    def environment(self, *, owner: bool = False) -> dict[str, str]:
        """Environment of a child process; ``owner`` connects with the role that may change the schema."""
        assert self.addresses is not None, "start_database first"
        env = dict(os.environ)
        env.update(
            DJANGO_SETTINGS_MODULE=self.settings,
            MOTCUA_DATA=str(self.data),
            DATABASE_URL=self.addresses.owner_url if owner else self.addresses.app_url,
            PYTHONUNBUFFERED="1",
        )
        env.pop("DATABASE_OWNER_URL", None)
        if owner:
            env["DATABASE_OWNER_URL"] = self.addresses.owner_url
        names = {"web": "MOTCUA_BASE_URL", "live": "MOTCUA_LIVE_URL", "peers": "MOTCUA_PEERS_URL", "gateway": "MOTCUA_GATEWAY_URL"}
        for process, name in names.items():
            env[name] = os.environ.get(name) or self.url(process)
        env["MOTCUA_PEERS_DATA"] = str(self.data / "peers")
        env.setdefault("MOTCUA_PEERS_BATCH_FOLDER", str(self.data / "gateway" / "folders" / "bhxh"))
        if self.settings.endswith(".demo") and "MOTCUA_EXCHANGE_TSA" not in env:  # the simulated authority, trusted by its own root
            env["MOTCUA_EXCHANGE_TSA"] = f"{env['MOTCUA_PEERS_URL']}/tsa"
            env.setdefault("MOTCUA_EXCHANGE_TSA_TRUSTED", str(self.data / "peers" / "tsa-root.pem"))
        return env

    def enter(self, *, owner: bool = False) -> None:
        """Make this process part of the installation and set Django up."""
        os.environ.update(self.environment(owner=owner))
        import django

        django.setup()


def python(*arguments: str) -> list[str]:
    """A command line for our own interpreter."""
    return [sys.executable, *arguments]


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether the port can be bound on the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
