"""The gateway's own work on its files: archives by themselves, kept bodies that go when their time is over."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from motcua.gateway import protocol as gw
from motcua.gateway.app.journal import Journal
from motcua.gateway.app.upstream import Pools
from motcua.gateway.core.body import Spool
from motcua.gateway.core.log import LogWriter
from motcua.gateway.evidence.checking import Anchors
from motcua.gateway.evidence.keeper import Keeper
from motcua.gateway.evidence.verify import verify
from motcua.gateway.protocol.bodies import bodies_name

from .authority import Authority
from .conftest import CLIENT, SERVICE, Rig
from .test_archives import body_of
from .test_log import record


def test_a_running_gateway_archives_by_itself(own_rig: Rig) -> None:
    authority = Authority()
    stamping = gw.TimeStamping(urls=(authority.start(),), interval_s=0.1)
    settings = replace(own_rig.config, time_stamping=stamping, archiving=gw.Archiving(hours=0.0001))
    gw.write_config(own_rig.config_path, settings)
    own_rig.start()
    gw.call(own_rig.url, CLIENT, SERVICE, "/x")
    own_rig.wait(lambda health: health["time_stamps"]["unstamped_seals"] == 0)  # type: ignore[index]
    own_rig.stop()
    own_rig.start()  # looks at its files at once
    for _ in range(200):
        if (own_rig.data / "archived.json").exists():
            break
        time.sleep(0.05)
    gw.call(own_rig.url, CLIENT, SERVICE, "/y")
    page = gw.read_log(own_rig.url, token="secret")
    assert (page["batches"], page["archived"]["through"]) == ([], 1)
    assert [len(batch["records"]) for batch in gw.read_log(own_rig.url, token="secret", after=1)["batches"]] == [1]
    own_rig.stop()
    authority.stop()
    report = verify([own_rig.data], anchors=Anchors())
    assert report.ok, report.findings


async def _one_tick(folder: Path, config: gw.Config) -> None:
    journal = Journal(LogWriter(folder, server_id="VN/GOV/1/gw"))
    journal.start()
    spool = Spool(folder / "spool", config.limits)
    await Keeper(journal=journal, config=config, pools=Pools(size=1, connect_s=1, spool=spool)).tick()
    await journal.close()


def test_kept_bodies_are_deleted_when_their_time_is_over(tmp_path: Path) -> None:
    import asyncio

    writer = LogWriter(tmp_path, server_id="VN/GOV/1/gw")
    for n in (1, 2):
        raw, parts = body_of(n)
        writer.commit([raw], parts)
        writer.roll()
    writer.commit([record(3)])
    writer.close()
    old = time.time() - 40 * 86_400
    os.utime(tmp_path / bodies_name(1), (old, old))
    asyncio.run(_one_tick(tmp_path, gw.Config(instance="VN", server_id="VN/GOV/1/gw", keep_bodies_days=30)))
    assert not (tmp_path / bodies_name(1)).exists()
    report = verify([tmp_path], anchors=Anchors())
    assert report.ok, report.findings
    assert [said.code for said in report.remarks] == ["bodies_gone", "unstamped"]
    (tmp_path / bodies_name(2)).unlink()
    assert [said.code for said in verify([tmp_path], anchors=Anchors()).findings] == ["bodies_missing"]
