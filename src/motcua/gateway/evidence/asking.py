"""``/asic``: containers of evidence over HTTP, with the parameters and refusals of X-Road's security server (UG-SS, "Message Log")."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.evidence.container import MIMETYPE, NotStamped, container
from motcua.gateway.evidence.finding import Exchanged, find, handovers_in
from motcua.gateway.evidence.keeping import REQUEST, RESPONSE
from motcua.gateway.protocol.identifiers import ClientId
from motcua.gateway.protocol.record import Record
from motcua.gateway.protocol.shards import shard_folders

_MOST = 1000


class AsicRefused(Exception):
    """The question is refused with this HTTP status and sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class AsicQuestion:
    """What is asked for: messages with this id of this member or subsystem; ``parts`` of each; one file or a zip of all."""

    query_id: str
    client: ClientId
    parts: tuple[str, ...]
    unique: bool
    force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AsicAnswer:
    """A file with its media type and name."""

    kind: str
    name: str
    content: bytes


def understand_asic(query: str) -> AsicQuestion:
    """The question in a query string. AsicRefused 400."""
    given = parse_qs(query, keep_blank_values=True)
    needed = {}
    for name in ("xRoadInstance", "memberClass", "memberCode", "queryId"):
        if not given.get(name, [""])[0]:
            raise AsicRefused(400, f'Parameter "{name}" must be specified.')
        needed[name] = given[name][0]
    request_only, response_only, unique = (name in given for name in ("requestOnly", "responseOnly", "unique"))
    if request_only and response_only:
        raise AsicRefused(400, 'Parameters "requestOnly" and "responseOnly" cannot be used at the same time.')
    if unique and not (request_only or response_only):
        raise AsicRefused(400, 'Parameter "unique" not applicable without "requestOnly" or "responseOnly".')
    subsystem = given.get("subsystemCode", [""])[0] or None
    return AsicQuestion(
        query_id=needed["queryId"],
        client=ClientId(needed["xRoadInstance"], needed["memberClass"], needed["memberCode"], subsystem),
        parts=(REQUEST,) if request_only else (RESPONSE,) if response_only else (REQUEST, RESPONSE),
        unique=unique,
        force="force" in given,
    )


async def answer_asic(query: str, *, data: Path, stamp: Callable[[], Awaitable[bool]]) -> AsicAnswer:
    """The containers that are asked for; with ``force`` what waits is stamped first. AsicRefused."""
    question = understand_asic(query)
    try:
        return await asyncio.to_thread(_answer, question, data)
    except NotStamped:
        if not question.force:
            raise AsicRefused(500, "Message signature has not been timestamped yet!") from None
    if not await stamp():
        raise AsicRefused(500, "Could not create missing timestamp!")
    try:
        return await asyncio.to_thread(_answer, question, data)
    except NotStamped:
        raise AsicRefused(500, "Could not create missing timestamp!") from None


def containers(
    data: Path,
    wanted: str,
    *,
    parts: tuple[str, ...],
    suits: Callable[[Record], bool] | None = None,
    archives: tuple[Path, ...] = (),
    body_key: ec.EllipticCurvePrivateKey | None = None,
) -> list[tuple[str, bytes]]:
    """Name and content of the containers of every exchange with this id. NotStamped when one of them waits for its stamp.

    UnreadableBody when ``body_key`` is not the key to which its bodies were encrypted.
    """
    made: list[tuple[str, bytes]] = []
    for folder in shard_folders(data).values():
        handovers = handovers_in(folder, archives)
        for found in find(folder, wanted, archives=archives, key=body_key):
            if (suits is None or suits(found.record)) and len(made) < _MOST:
                made += [(_name(wanted, part, found), container(found, part, folder=folder, handovers=handovers)) for part in parts]
    return made


def _answer(question: AsicQuestion, data: Path) -> AsicAnswer:
    def suits(record: Record) -> bool:
        mine = str(question.client)
        return record.client == mine or record.service.startswith(f"{mine}/")

    made = containers(data, question.query_id, parts=question.parts, suits=suits)
    if not made or (question.unique and len(made) > 1):
        raise AsicRefused(404, "No signed documents found")
    if question.unique:
        return AsicAnswer(kind=MIMETYPE, name=made[0][0], content=made[0][1])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as zipped:
        for name, content in made:
            zipped.writestr(name, content)
    side = f"-{question.parts[0]}" if len(question.parts) == 1 else ""
    return AsicAnswer(kind="application/zip", name=f"{_plain(question.query_id)}{side}.zip", content=packed.getvalue())


def _name(wanted: str, part: str, found: Exchanged) -> str:
    return f"{_plain(wanted)}-{part}-{found.record.seq}.asice"


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", text)[:100]
