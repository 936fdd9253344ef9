"""Whether a request can be framed in one way only (RFC 9112 §3.2, §6.1, §6.3): what two readers could read differently is refused."""

from __future__ import annotations

from motcua.gateway.protocol.messages import Header


def problem(headers: list[Header], *, version: str) -> str:
    """What is wrong with the framing of a request of this HTTP version, empty when nothing is."""
    hosts = 0
    for name, value in headers:
        low = name.lower()
        if low == "host":
            hosts += 1
        elif low == "transfer-encoding":
            if version != "1.1":
                return "Transfer-Encoding belongs to HTTP/1.1"
            if value.lower() != "chunked":
                return "Transfer codings other than chunked are not understood"
    if version not in {"1.0", "1.1"}:
        return "Not an HTTP/1.1 request"
    if hosts > 1 or (hosts == 0 and version == "1.1"):
        return "A request names one Host"
    return ""
