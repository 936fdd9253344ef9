"""The background work on the evidence of a running gateway: new keys, time stamps, archives, the end of kept bodies."""

from __future__ import annotations

import asyncio
import base64
import logging
import time
from functools import partial
from typing import Any

from motcua.gateway.app.journal import Journal
from motcua.gateway.app.upstream import Pools
from motcua.gateway.core.keys import NEXT_KEY, LogError
from motcua.gateway.evidence.archiving import ArchiveError, archive_log
from motcua.gateway.evidence.retention import drop_archived_bodies, old_bodies
from motcua.gateway.evidence.stamping import Authorities, NoTimeStamp
from motcua.gateway.protocol.bodies import BodiesDeleted, bodies_name
from motcua.gateway.protocol.config import Config, TimeStamping
from motcua.gateway.protocol.stamps import Stamp, statement

logger = logging.getLogger("motcua.gateway")
_TICK_S = 0.5
_FILES_S = 60.0
_DAY_S = 86_400.0
_RETRY_S = 5.0  # after an asking in vain, when the interval is longer


class Keeper:
    """Works beside the traffic and never in its way; ``config`` is set anew when the configuration changes."""

    def __init__(self, *, journal: Journal, config: Config, pools: Pools) -> None:
        self.journal, self.config, self.pools = journal, config, pools
        self.stamps = self.failures = self.stamped_ms = 0
        self.problems: dict[str, str] = {}
        self.archive_problem = ""
        self._next = self._look_at_files = 0.0
        self._looked_by: tuple[object, int] = (None, 0)
        self._asking = asyncio.Lock()

    async def run(self) -> None:
        """Until cancelled; whatever goes wrong is told and tried again."""
        while True:
            try:
                await self.tick()
            except Exception:
                logger.exception("evidence")
            await asyncio.sleep(_TICK_S)

    async def tick(self) -> None:
        """What is due now."""
        writer = self.journal.writer
        if (writer.folder / NEXT_KEY).exists() and await self.journal.work(writer.turn_key):
            logger.warning("the message log goes on with key %s", writer.key_id)
        if self.config.time_stamping is not None and time.monotonic() >= self._next and writer.unstamped.seals:
            await self.stamp()
        rules = self.config.archiving, self.config.keep_bodies_days
        if time.monotonic() >= self._look_at_files or rules != self._looked_by:  # another rule holds at once
            self._look_at_files, self._looked_by = time.monotonic() + _FILES_S, rules
            await self._files()

    async def _files(self) -> None:
        """Close what is old, move what is stamped into archives, delete kept bodies whose time is over."""
        writer, archiving, days = self.journal.writer, self.config.archiving, self.config.keep_bodies_days
        if days and (writer.folder / bodies_name(writer.segment)).exists():
            await self.journal.work(lambda: writer.roll(older_than_s=_DAY_S))
        if archiving is not None:
            await self.journal.work(lambda: writer.roll(older_than_s=archiving.hours * 3600))
            try:
                for head in await asyncio.to_thread(archive_log, writer.folder, megabytes=archiving.megabytes, bodies_days=days):
                    logger.info("messages %s to %s were moved into %s", head.first, head.last, head.archive)
                self.archive_problem = ""
            except ArchiveError as error:
                self.archive_problem = str(error)
                logger.warning("the message log could not be archived: %s", error)
        if days:
            await self._delete_bodies(days)

    async def _delete_bodies(self, days: int) -> None:
        writer = self.journal.writer
        for path in old_bodies(writer.folder, writer.segment, days=days):
            gone = BodiesDeleted(file=path.name, days=days, at_ms=time.time_ns() // 1_000_000)
            await self.journal.work(partial(writer.note_deleted, gone))
            path.unlink(missing_ok=True)
        for name in await asyncio.to_thread(drop_archived_bodies, writer.folder):
            logger.info("the time of the kept bodies %s was over", name)

    async def stamp(self) -> bool:
        """Have everything stamped that waits now; whether nothing of it waits any more."""
        settings = self.config.time_stamping
        if settings is None:
            return False
        async with self._asking:
            if not self.journal.writer.unstamped.seals:
                return True
            try:
                await self._stamp(settings)
            except (NoTimeStamp, LogError) as error:
                self.failures += 1
                self._next = time.monotonic() + min(settings.interval_s, _RETRY_S)
                logger.warning("no time stamp for the message log: %s", error)
                return False
            self._next = time.monotonic() + settings.interval_s
            return True

    async def _stamp(self, settings: TimeStamping) -> None:
        writer = self.journal.writer
        authorities = Authorities(settings, self.pools)
        (seals, root), last = await self.journal.work(lambda: (writer.unstamped.cut(), writer.last))
        server_id = writer.server_id
        try:
            asked = statement(server_id=server_id, seals=seals, last=last, root=root)
            url, facts = await authorities.stamp(asked)
            stamp = Stamp(
                server_id=server_id,
                seals=seals,
                last=last,
                root=root,
                token=base64.b64encode(facts.token).decode(),
                authority=url,
                at_ms=time.time_ns() // 1_000_000,
            )
            await self.journal.work(lambda: writer.stamp(stamp))
            self.stamps, self.stamped_ms = self.stamps + 1, stamp.at_ms
        finally:
            self.problems = authorities.problems
            if writer.unstamped.is_cut:
                await self.journal.work(writer.unstamped.forget_cut)

    def state(self) -> dict[str, Any]:
        """How the time stamps stand: what waits, since when, and what the authorities answered wrongly."""
        unstamped = self.journal.writer.unstamped
        waits = max(time.time() - unstamped.since_ms / 1000, 0.0) if unstamped.since_ms else 0.0
        return {
            "configured": self.config.time_stamping is not None,
            "unstamped_seals": unstamped.seals,
            "unstamped_s": round(waits, 1),
            "last_stamp_ms": self.stamped_ms,  # 0: none since this process began
            "problems": self.problems,
            "archive_problem": self.archive_problem,
        }

    def metrics(self) -> dict[str, float]:
        """The same as numbers."""
        state = self.state()
        return {
            "log_unstamped_seals": state["unstamped_seals"],
            "log_unstamped_seconds": state["unstamped_s"],
            "time_stamps_total": self.stamps,
            "time_stamp_failures_total": self.failures,
        }
