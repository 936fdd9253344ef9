"""Work spread over processes: each has its own interpreter, its own Django and its own database connection."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from typing import Any, TypeVar

from django.db import connection

_T = TypeVar("_T")
_R = TypeVar("_R")
_AHEAD = 2  # batches waiting at each process: enough to keep it busy, few enough to keep memory flat


def spread(*, batches: Iterable[tuple[int, _T]], work: Callable[[_T], _R], processes: int) -> Iterator[_R]:
    """``work`` done for every batch, each in the process that its number names (modulo ``processes``), in order per process.

    ``work`` is a module's own function, its batches and results can be pickled. Its own transactions are its own: RuntimeError inside
    one of the caller's. The first failure stops the run and is raised.
    """
    if connection.in_atomic_block:
        msg = "other processes do not see a transaction that is still open"
        raise RuntimeError(msg)
    context = multiprocessing.get_context("spawn")
    database = {key: connection.settings_dict[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    with ExitStack() as stack:
        pools = [stack.enter_context(ProcessPoolExecutor(1, context, initializer=_ready, initargs=(database,))) for _ in range(processes)]
        waiting: list[deque[Future[_R]]] = [deque() for _ in pools]
        try:
            for number, batch in batches:
                queue = waiting[number % processes]
                if len(queue) >= _AHEAD:
                    yield queue.popleft().result()
                queue.append(pools[number % processes].submit(work, batch))
            for queue in waiting:
                while queue:
                    yield queue.popleft().result()
        except BaseException:
            for pool in pools:
                pool.shutdown(wait=False, cancel_futures=True)
            raise


def _ready(database: dict[str, Any]) -> None:
    """A new process becomes an installation of its own on the caller's database (which a test or a bench may have renamed)."""
    import django
    from django.db import connections

    django.setup()
    connections["default"].settings_dict.update(database)
