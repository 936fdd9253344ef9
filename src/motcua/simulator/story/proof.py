"""A call of the demonstration as evidence: taken out of the gateway's log as a container, and checked by somebody who has files alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from motcua.gateway import protocol as gw
from motcua.gateway.protocol.shards import shard_folders
from motcua.simulator.story.browser import StoryFailed
from motcua.simulator.story.core import Step, Telling, until

_STAMPED_S = 120.0  # the authority stamps the log once a minute
_PERSONS = "/population/persons"
_LEFT = ("PATH", "PYTHONPATH", "LANG")  # of the environment: no database, no address of any process


class Proof(Telling):
    """One step, told after the stories: ``motcua exchange asic`` and ``motcua exchange verify``, as an auditor uses them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.data, trusted = Path(env["MOTCUA_DATA"]) / "gateway", env.get("MOTCUA_EXCHANGE_TSA_TRUSTED", "")
        self.trust = ("--trusted", trusted) if trusted else ()
        vi, en = "Bằng chứng của một cuộc gọi, kiểm tra ngoại tuyến", "The evidence of one call, checked offline"
        super().__init__([Step("container", vi, en, self.container)])

    def container(self) -> dict[str, Any]:
        """The register was asked about a citizen: the containers of that call hold without any process of ours."""
        shard, record = self._call()
        with tempfile.TemporaryDirectory(prefix="motcua-asice-") as name:
            folder = Path(name)
            asic = ("asic", record.request_id, "--data", str(shard), "--to", str(folder))
            _, waited = until(lambda: _told(asic).returncode == 0, seconds=_STAMPED_S, what=f"a time stamp covers {record.request_id}")
            files = sorted(folder.glob("*.asice"))
            key = folder / "published-key.pem"
            key.write_bytes((shard / "key.pub.pem").read_bytes())
            checked = _told(("verify", *map(str, files), "--key", str(key), *self.trust, "--json"))
            if not files or checked.returncode != 0:
                raise StoryFailed(f"the evidence does not hold: {checked.stdout[-1500:]}{checked.stderr[-500:]}")
            changed = _changed(files[0])
            if _told(("verify", str(changed), "--key", str(key), *self.trust)).returncode == 0:
                raise StoryFailed("a container that was changed is taken for genuine")
            return {
                "request_id": record.request_id, "service": record.service, "containers": [file.name for file in files],
                "verified": bool(json.loads(checked.stdout)["ok"]), "changed_one_refused": True, "waited_ms": waited,
            }  # fmt: skip

    def _call(self) -> tuple[Path, gw.Record]:
        """The shard and the record of the first answered question about a person."""
        for shard in shard_folders(self.data).values():
            for record in gw.read_records(shard):
                if record.service.endswith(_PERSONS) and record.status == 200:  # noqa: PLR2004 - HTTP OK
                    return shard, record
        raise StoryFailed("nobody asked the population register through the exchange")


def _told(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """What ``motcua exchange`` says, without database and addresses."""
    env = {name: os.environ[name] for name in _LEFT if name in os.environ}
    command = [sys.executable, "-m", "motcua.config.cli", "exchange", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)


def _changed(container: Path) -> Path:
    """A copy in which one octet in the middle is another."""
    octets = bytearray(container.read_bytes())
    octets[len(octets) // 2] ^= 1
    other = container.with_name(f"changed-{container.name}")
    other.write_bytes(octets)
    return other
