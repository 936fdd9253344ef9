"""Asking time-stamp authorities (RFC 3161 over HTTP) one after another; what does not answer the question is refused and told."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from motcua.gateway.app.upstream import AnswerTooLarge, ConnectFailed, Interrupted, InvalidAnswer, Pools
from motcua.gateway.evidence.tokens import Trust, UntrustedToken, now
from motcua.gateway.protocol.config import TimeStamping
from motcua.gateway.protocol.faults import Fault
from motcua.kernel.errors import NamedError
from motcua.kernel.evidence.timestamps import InvalidTimeStamp, TimeStampFacts, TimeStampQuery, build_request, parse_response

CLOCK_TOLERANCE = timedelta(minutes=5)
_ANSWER_BYTES = 256 * 1024
_OK = 200


class NoTimeStamp(RuntimeError):
    """No authority gave a token that can be used; ``problems`` has a sentence for each that was asked."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems) or "no authority is named")
        self.problems = problems


@dataclass(slots=True)
class Authorities:
    """The authorities of a configuration; ``problems`` are those of the last asking, by address."""

    settings: TimeStamping
    pools: Pools
    problems: dict[str, str] = field(default_factory=dict)

    async def stamp(self, statement: bytes) -> tuple[str, TimeStampFacts]:
        """The address that stamped and its token over the SHA-512 of the statement. NoTimeStamp."""
        self.problems = {}
        for url in self.settings.urls:
            try:
                return url, await self._ask(url, statement)
            except TimeoutError:
                self.problems[url] = "no answer in time"
            except ConnectFailed:
                self.problems[url] = "no connection"
            except (Interrupted, InvalidAnswer, AnswerTooLarge) as error:
                self.problems[url] = f"no whole answer ({type(error).__name__})"
            except Fault as fault:
                self.problems[url] = fault.message
            except NamedError as error:
                self.problems[url] = str(error.params.get("reason", error))
            except (UntrustedToken, OSError, ValueError) as error:
                self.problems[url] = str(error)
        raise NoTimeStamp([f"{url}: {problem}" for url, problem in self.problems.items()])

    async def _ask(self, url: str, statement: bytes) -> TimeStampFacts:
        imprint, policy = hashlib.sha512(statement).digest(), self.settings.policy or None
        query = TimeStampQuery(imprint=imprint, algorithm="sha512", nonce=secrets.randbits(63) | 1, policy=policy)
        split = urlsplit(url)
        origin = (split.scheme, str(split.hostname), split.port or (443 if split.scheme == "https" else 80))
        response = await self.pools.get(origin, verify_tls=True).send(
            method="POST",
            target=(split.path or "/") + (f"?{split.query}" if split.query else ""),
            host=split.netloc,
            headers=[("Content-Type", "application/timestamp-query"), ("Accept", "application/timestamp-reply")],
            body=build_request(query),
            limit=_ANSWER_BYTES,
            timeout_s=self.settings.timeout_s,
        )
        if response.status != _OK:
            raise InvalidTimeStamp(reason=f"HTTP status {response.status}")
        facts = parse_response(bytes(response.body), query=query)
        if abs(facts.stamped_at - now()) > CLOCK_TOLERANCE:
            raise InvalidTimeStamp(reason=f"its clock says {facts.stamped_at.isoformat()}")
        if self.settings.trusted:
            await asyncio.to_thread(lambda: Trust.of(self.settings.trusted).check(facts.token))
        return facts
