"""Statements whose answer nobody waits for, sent to the database together: one round trip for what a command writes at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

_UNDO = "ROLLBACK TO SAVEPOINT"
_open: ContextVar[_Batch | None] = ContextVar("motcua_together", default=None)


class _Batch:
    """What waits to be written in the running transaction, in order."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.values: list[Any] = []

    def flush(self) -> None:
        if not self.statements:
            return
        text, values = ";\n".join(self.statements), self.values
        self.statements, self.values = [], []  # first: the statement itself passes ``before``
        with connection.cursor() as cursor:
            cursor.execute(text, values)

    def before(self, execute: Callable[..., Any], text: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Ahead of any other statement everything that waits is written, so that it sees what stands before it in the code."""
        if self.statements:
            if str(text).startswith(_UNDO):  # what waits was said after the savepoint: it goes with the rest
                self.statements, self.values = [], []
            else:
                self.flush()
        return execute(text, params, many, context)


@contextmanager
def together() -> Iterator[None]:
    """Within a transaction: what ``write`` is given waits for the next other statement or the end of the block, and goes in one.

    Order is kept; an error of the database is raised where the statements are sent. After an exception nothing more is sent: the
    transaction around it is rolled back. Blocks inside a block are part of it.
    """
    if not connection.in_atomic_block:
        msg = "statements are sent together in the transaction of their change"
        raise RuntimeError(msg)
    if _open.get() is not None:
        yield
        return
    batch = _Batch()
    token = _open.set(batch)
    try:
        with connection.execute_wrapper(batch.before):
            yield
        batch.flush()
    finally:
        _open.reset(token)


def write(text: str, values: Sequence[Any]) -> None:
    """A statement without an answer: sent with its neighbours inside ``together``, at once elsewhere. Placeholders as for a cursor."""
    batch = _open.get()
    if batch is None:
        with connection.cursor() as cursor:
            cursor.execute(text, values)
        return
    batch.statements.append(text.strip())
    batch.values.extend(values)


def send() -> None:
    """Send what waits now: before anything that does not pass Django's cursors, as COPY does."""
    batch = _open.get()
    if batch is not None:
        batch.flush()
