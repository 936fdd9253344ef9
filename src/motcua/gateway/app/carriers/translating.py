"""What carriers that translate have in common: which headers travel, how much is read, and which faults they raise."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from motcua.gateway.app.call import Call
from motcua.gateway.app.http import Response
from motcua.gateway.core.body import Body
from motcua.gateway.protocol import faults, tracing
from motcua.gateway.protocol.config import MEBIBYTE
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.messages import Header
from motcua.gateway.translate.errors import Untranslatable

_TRACE = frozenset({tracing.TRACEPARENT, tracing.TRACESTATE})
MOST = 16 * MEBIBYTE
"""Bytes of a body that is translated whole; rows of a batch have no such bound."""
_SHORT = 256 * 1024
_LONG_ONES = ThreadPoolExecutor(max_workers=1, thread_name_prefix="long-bodies")
T = TypeVar("T")


def travelling(call: Call) -> list[Header]:
    """The headers that go on beside a translated body: the exchange's and its traces'. The others describe a body that stays here."""
    return [header for header in call.headers if header[0].lower().startswith("x-road-") or header[0].lower() in _TRACE]


def told_headers(answer: Response) -> list[Header]:
    """The partner's headers that hold for a translated answer, too."""
    return [header for header in answer.headers if header[0].lower() in {"retry-after", "cache-control"}]


def bounded(body: Body) -> bytes:
    """A body in memory; Untranslatable for one that is too long to be translated whole."""
    if len(body) > MOST:
        raise Untranslatable("body", f"lớn hơn {MOST} byte", f"is larger than {MOST} bytes")
    return bytes(body)


def request_fault(error: Untranslatable) -> Fault:
    """The caller's message does not fit the declaration."""
    return Fault(faults.BAD_REQUEST, f"The request does not fit the adapter: {error}")


def unreadable(error: Untranslatable) -> Fault:
    """The partner's answer does not fit the declaration."""
    return Fault(faults.FAILED_ANSWER, f"The answer of the service does not fit the adapter: {error}")


async def translated(work: Callable[[], T], *, size: int) -> T:
    """What ``work`` makes of a body of so many octets, beside the loop.

    A text takes some 25 times its length while it is a tree, so long ones take turns: the memory that they need is that of one.
    """
    if size <= _SHORT:
        return await asyncio.to_thread(work)
    return await asyncio.get_running_loop().run_in_executor(_LONG_ONES, contextvars.copy_context().run, work)
