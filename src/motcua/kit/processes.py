"""Work spread over processes, each with its own interpreter and its own database connection.

A process without other threads is forked, so that its helpers begin with everything that it has loaded and looked up; any other one
starts fresh interpreters, because a fork may inherit a lock that a thread holds.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from multiprocessing.connection import Connection
from queue import Queue
from typing import Any, Generic, TypeVar, cast

from django.db import connection, connections

_T = TypeVar("_T")
_R = TypeVar("_R")
_AHEAD = 2  # batches waiting at each process: enough to keep it busy, few enough to keep memory flat


class ProcessLost(RuntimeError):
    """A helper ended without an answer: it was killed, or ran out of memory."""


def spread(*, batches: Iterable[tuple[int, _T]], work: Callable[[_T], _R], processes: int) -> Iterator[_R]:
    """``work`` done for every batch, each in the process that its number names (modulo ``processes``), in order per process.

    ``work`` is a module's own function, its batches and results can be pickled. Its own transactions are its own: RuntimeError inside
    one of the caller's. The first failure stops the run and is raised as it was; ``ProcessLost`` when a process died.
    """
    require_no_transaction()
    context = multiprocessing.get_context("fork" if threading.active_count() == 1 else "spawn")
    database = {key: connection.settings_dict[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    connections.close_all()  # nobody may inherit an open one
    gc.freeze()  # what is loaded stays: no collector need look through it again, and forked processes go on sharing its memory
    with ExitStack() as stack:
        stack.callback(gc.unfreeze)
        helpers: list[_Helper[_T, _R]] = []
        for _ in range(processes):
            helpers.append(stack.enter_context(_Helper(context, work, database, [h.pipe for h in helpers])))
        for number, batch in batches:
            helper = helpers[number % processes]
            if helper.waiting >= _AHEAD:
                yield helper.answer()
            helper.give(batch)
        for helper in helpers:
            while helper.waiting:
                yield helper.answer()


def require_no_transaction() -> None:
    """RuntimeError inside a transaction of the caller's, which other processes would not see."""
    if connection.in_atomic_block:
        msg = "other processes do not see a transaction that is still open"
        raise RuntimeError(msg)


class _Helper(Generic[_T, _R]):
    """One process and the pipe to it; leaving the block ends it, at once when the run failed."""

    def __init__(self, context: Any, work: Callable[[_T], _R], database: dict[str, Any], others: list[Connection]) -> None:
        self.pipe, theirs = context.Pipe()
        self.waiting = 0
        inherited = [self.pipe, *others] if context.get_start_method() == "fork" else []
        # By its name: a fresh interpreter can import the function only once it is an installation.
        name = (work.__module__, work.__qualname__)
        self.process = context.Process(target=_serve, args=(theirs, name, database, inherited), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, batch: _T) -> None:
        """Hand over a batch; the process takes it from the pipe at once and keeps it until its turn."""
        try:
            self.pipe.send(batch)
        except OSError as error:
            raise ProcessLost from error
        self.waiting += 1

    def answer(self) -> _R:
        """The result of the oldest batch that was given; raises what it raised."""
        self.waiting -= 1
        try:
            done, result = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise ProcessLost from error
        if not done:
            raise result
        return cast("_R", result)

    def __enter__(self) -> _Helper[_T, _R]:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.pipe.close()  # it ends when it finds nothing more to read
        if kind is not None:
            self.process.terminate()
        self.process.join()


def _serve(pipe: Connection, name: tuple[str, str], database: dict[str, Any], inherited: list[Connection]) -> None:
    """The life of a helper: an installation of its own on the caller's database (which a test or a bench may have renamed)."""
    import django
    from django.apps import apps

    for end in inherited:
        end.close()  # the caller's ends: while anybody else holds one, nobody notices that the caller is gone
    if not apps.ready:
        django.setup()
    work = getattr(importlib.import_module(name[0]), name[1])
    connections["default"].settings_dict.update(database)
    waiting: Queue[Any] = Queue()
    threading.Thread(target=_read, args=(pipe, waiting), daemon=True).start()
    while (given := waiting.get()) is not None:
        try:
            answer = (True, work(given[0]))
        except Exception as error:  # whatever it is, the caller raises it
            answer = (False, error)
        try:
            pipe.send(answer)
        except OSError:  # the caller went away
            break
    connections.close_all()


def _read(pipe: Connection, waiting: Queue[Any]) -> None:
    """Empty the pipe while the process works, so that its caller never waits for a full one."""
    try:
        while True:
            waiting.put((pipe.recv(),))
    except (EOFError, OSError):
        waiting.put(None)
