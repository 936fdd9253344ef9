"""The worker process: delivers events as they are recorded and runs the rooms' scheduled work."""

from __future__ import annotations

import logging
import signal
import threading
import zlib

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from motcua.kit import clock, schedule

log = logging.getLogger("motcua.worker")
_IDLE_SECONDS = 1.0


def run() -> None:
    """Work until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = [threading.Thread(target=_deliver, args=(stop,), name="outbox")]
    threads += [threading.Thread(target=_repeat, args=(stop, task), name=task.name) for task in schedule.TASKS.values()]
    for thread in threads:
        thread.start()
    log.info("worker started: outbox and %s scheduled tasks", len(schedule.TASKS))
    stop.wait()
    for thread in threads:
        thread.join(timeout=10)


def _deliver(stop: threading.Event) -> None:
    """Drain the outbox; sleep on LISTEN between rounds."""
    from motcua.foundation.outbox import api as outbox

    while not stop.is_set():
        try:
            with psycopg.connect(_dsn(), autocommit=True) as listening:
                listening.execute("LISTEN motcua_outbox")
                while not stop.is_set():
                    did = outbox.drain(limit=500)
                    if did.delivered or did.fanned_out:
                        continue
                    for _ in listening.notifies(timeout=_IDLE_SECONDS, stop_after=1):
                        pass
        except (OperationalError, InterfaceError, psycopg.Error) as error:
            _database_away(stop, error)


def _repeat(stop: threading.Event, task: schedule.Task) -> None:
    """Run one scheduled task at its period while no other worker runs it."""
    lock = zlib.crc32(f"task:{task.name}".encode())
    while not stop.is_set():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s, 7)", [lock - 2**31])
                mine = cursor.fetchone()[0]
            if mine:
                try:
                    task.run(now=clock.now())
                finally:
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT pg_advisory_unlock(%s, 7)", [lock - 2**31])
        except (OperationalError, InterfaceError) as error:
            _database_away(stop, error)
        except DatabaseError:
            log.exception("%s failed", task.name)
            connection.close()
        except Exception:
            log.exception("%s failed", task.name)
        stop.wait(task.seconds)
    connection.close()


def _database_away(stop: threading.Event, error: Exception) -> None:
    log.warning("database is away: %s", str(error).split("\n", maxsplit=1)[0])
    connection.close()
    stop.wait(0.5)


def _dsn() -> str:
    settings = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"], dbname=settings["NAME"]
    )
