"""Stamping a log in a test without a network."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime

from motcua.gateway.core.log import LogWriter
from motcua.gateway.protocol.stamps import Stamp, statement
from motcua.kernel.evidence.timestamps import TimeStampQuery, parse_response

from .authority import Authority


def put_stamp(writer: LogWriter, authority: Authority, *, cut: bool = True) -> Stamp:
    """Stamp what waits (or what was cut before) by this authority."""
    frozen = writer.unstamped.cut() if cut else writer.unstamped._frozen
    assert frozen is not None
    seals, root = frozen
    query = TimeStampQuery(
        imprint=hashlib.sha512(statement(server_id=writer.server_id, seals=seals, last=writer.last, root=root)).digest(), algorithm="sha512"
    )
    token = parse_response(authority.respond(query, datetime.now(tz=UTC)), query=query).token
    stamp = Stamp(
        server_id=writer.server_id, seals=seals, last=writer.last, root=root, token=base64.b64encode(token).decode(), authority="test", at_ms=1
    )
    writer.stamp(stamp)
    return stamp
