"""Whether a request can be framed in one way only (RFC 9112 §3.2, §6.1, §6.3): what two readers could read differently is refused."""

from __future__ import annotations

from motcua.gateway.protocol.messages import Header

_HOST, _CODING = len("host"), len("transfer-encoding")


def problem(headers: list[Header], *, version: str) -> str:
    """What is wrong with the framing of a request of this HTTP version, empty when nothing is."""
    hosts = 0
    for name, value in headers:
        size = len(name)
        if size == _HOST and name.lower() == "host":
            hosts += 1
        elif size == _CODING and name.lower() == "transfer-encoding":
            if version != "1.1":
                return "Transfer-Encoding belongs to HTTP/1.1"
            if value.lower() != "chunked":
                return "Transfer codings other than chunked are not understood"
    if version not in {"1.0", "1.1"}:
        return "Not an HTTP/1.1 request"
    if hosts > 1 or (hosts == 0 and version == "1.1"):
        return "A request names one Host"
    return ""
