"""Statements sent to the database together: one round trip for what a command asks first, one for what it writes at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

_UNDO = "ROLLBACK TO SAVEPOINT"
_open: ContextVar[_Batch | None] = ContextVar("motcua_together", default=None)


class Answer:
    """The rows of a statement that was asked; reading them sends what waits."""

    def __init__(self, batch: _Batch | None) -> None:
        self.batch = batch
        self.found: list[tuple[Any, ...]] = []

    @property
    def waits(self) -> bool:
        """Whether the statement has not been sent yet."""
        return self.batch is not None

    def rows(self) -> list[tuple[Any, ...]]:
        """All rows, in order."""
        if self.batch is not None:
            self.batch.flush()
        return self.found


class _Batch:
    """What waits to be sent in the running transaction, in order: each statement with whoever wants its rows."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Answer | None]] = []
        self.values: list[Any] = []

    def flush(self) -> None:
        if not self.statements:
            return
        statements, values = self.statements, self.values
        self.statements, self.values = [], []  # first: the statement itself passes ``before``
        last = max((n for n, (_, answer) in enumerate(statements) if answer is not None), default=-1)
        with connection.cursor() as cursor:
            cursor.execute(";\n".join(text for text, _ in statements), values)
            for _, answer in statements[: last + 1]:
                if answer is not None:
                    answer.found, answer.batch = cursor.fetchall(), None
                cursor.nextset()

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
    """A single statement without an answer: sent with its neighbours inside ``together``, at once elsewhere."""
    batch = _open.get()
    if batch is None:
        with connection.cursor() as cursor:
            cursor.execute(text, values)
        return
    batch.statements.append((text.strip(), None))
    batch.values.extend(values)


def ask(text: str, values: Sequence[Any]) -> Answer:
    """A single statement that gives rows, asked now and read later: inside ``together`` it travels with its neighbours."""
    answer = Answer(_open.get())
    if answer.batch is None:
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            answer.found = cursor.fetchall()
    else:
        answer.batch.statements.append((text.strip(), answer))
        answer.batch.values.extend(values)
    return answer


def send() -> None:
    """Send what waits now: before anything that does not pass Django's cursors, as COPY does."""
    batch = _open.get()
    if batch is not None:
        batch.flush()
