"""Pure decisions of the audit log: what exactly is hashed and signed, and in which stream an act stands."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any
from uuid import UUID

from motcua.kernel.evidence import chain_link, digest

# How an entry is hashed. 1: without person, dossier and unit, texts composed while hashing. 2: all columns, exactly as they are kept.
FORM = 2
_ADDED = ("person", "dossier", "unit")
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode
_ROOM = re.compile(r"[a-z][a-z0-9_]{0,39}")
# The streams under which the first hour binds what the first book holds; no room has such a name.
FIRST_BOOK, FIRST_DAYS = "1:seals", "1:days"


def record_of(  # noqa: PLR0913 - one argument for each column
    *,
    uuid: UUID | str,
    at: datetime | str,
    actor_ref: str,
    on_behalf_of: str,
    action: str,
    object_ref: str,
    ground: str,
    details: Mapping[str, Any],
    person: str = "",
    dossier: str = "",
    unit: str = "",
    form: int = FORM,
) -> dict[str, Any]:
    """The entry as the one value whose canonical JSON is hashed; ``at`` in UTC to the microsecond, or a text that is so already.

    An entry of form 1 has no person, dossier or unit: where such a one names them, they were written into it afterwards, and its
    record says so and has another digest.
    """
    known: dict[str, Any] = {
        "uuid": str(uuid),
        "at": at if isinstance(at, str) else exact_time(at),
        "actor": actor_ref,
        "on_behalf_of": on_behalf_of,
        "action": action,
        "object": object_ref,
        "ground": ground,
        "details": dict(details) if isinstance(details, Mapping) else details,
    }
    added = {"person": person, "dossier": dossier, "unit": unit}
    if form == 1:
        return known | {name: added[name] for name in _ADDED if added[name] != ""}  # emptied to NULL it is told, and another digest
    return known | added | {"form": form}


def composed(value: Any) -> Any:
    """The same JSON value with all texts composed (NFC): what is kept is then what is hashed, byte for byte."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {composed(k): composed(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [composed(v) for v in value]
    return value


def digest_of(record: Mapping[str, Any]) -> bytes:
    """SHA-256 of a record read back; from form 2 on nothing is composed on the way: another spelling of the same letters is a change."""
    if "form" not in record:
        try:
            return digest(record)
        except TypeError:  # a broken number, which no entry ever held
            return b""
    return hashlib.sha256(_CANONICAL(record).encode("utf-8", "surrogatepass")).digest()


def digest_of_texts(  # noqa: PLR0913 - one argument for each column
    *, uuid: str, at: str, actor_ref: str, on_behalf_of: str, action: str, object_ref: str, ground: str, details: Any, person: str,
    dossier: str, unit: str,
) -> bytes:  # fmt: skip
    """``digest_of`` an entry of form 2 whose columns are texts: its canonical JSON is written here at once, as it is for every entry.

    ``details`` is the JSON value, ``at`` is spelt as by ``exact_time``.
    """
    told = (
        f'{{"action":{_quoted(action)},"actor":{_quoted(actor_ref)},"at":{_quoted(at)},"details":{_CANONICAL(details)},'
        f'"dossier":{_quoted(dossier)},"form":2,"ground":{_quoted(ground)},"object":{_quoted(object_ref)},'
        f'"on_behalf_of":{_quoted(on_behalf_of)},"person":{_quoted(person)},"unit":{_quoted(unit)},"uuid":{_quoted(uuid)}}}'
    )
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()


@lru_cache(maxsize=4096)
def stream_of(action: str) -> str:
    """The stream of an act: the room that recorded it, which begins every action (``casework.sign`` stands in ``casework``).

    Not the thing's: things are named by several rooms and not always with their room in front.
    """
    room, dot, _ = action.partition(".")
    return room if dot and _ROOM.fullmatch(room) else "other"


def link_record(*, stream: str, seq: int, entry_id: int, digest: str, sealed_at: datetime) -> dict[str, Any]:
    """What a link's hash covers besides the hash before it."""
    return {"form": FORM, "stream": stream, "seq": seq, "id": entry_id, "digest": digest, "sealed_at": exact_time(sealed_at)}


def link_hash(*, previous: bytes, stream: str, seq: int, entry_id: int, digest: str, sealed_at: str) -> bytes:
    """The hash of a link: ``chain_step`` over ``link_record``, whose canonical JSON is written here at once, as it is for every link.

    ``sealed_at`` as ``exact_time`` spells it.
    """
    if not f"{digest}{sealed_at}{stream}".isascii():  # what no log ever held
        digest, sealed_at, stream = (unicodedata.normalize("NFC", text) for text in (digest, sealed_at, stream))
    told = (
        f'{{"digest":{_quoted(digest)},"form":{FORM},"id":{entry_id},"sealed_at":{_quoted(sealed_at)},"seq":{seq},"stream":{_quoted(stream)}}}'
    )
    return chain_link(previous=previous, digest=hashlib.sha256(told.encode()).digest())


def span_leaf(*, stream: str, first_seq: int, last_seq: int, tree: str) -> bytes:
    """A stream's leaf in the tree of an hour."""
    return f"motcua.audit.span.v2\n{stream}\n{first_seq}\n{last_seq}\n{tree}\n".encode()


def hour_content(
    *, number: int, from_at: datetime, to_at: datetime, seals: int, root: str, previous: str, closed_at: datetime, signed_by: str
) -> bytes:
    """What is signed for an hour: all its columns, and the digest of what was signed before it: none can be exchanged."""
    times = "\n".join(exact_time(at) for at in (from_at, to_at, closed_at))
    return f"motcua.audit.hour.v2\n{number}\n{times}\n{seals}\n{root}\n{previous}\n{signed_by}\n".encode()


def hour_of(at: datetime) -> datetime:
    """The beginning of the hour in which ``at`` lies."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def seal_leaf(*, seq: int, entry_id: int, digest: str, hash_: str, previous_hash: str, sealed_at: datetime) -> bytes:
    """A seal of the first book as the first hour binds it, with the columns that its own hash left out."""
    return f"motcua.audit.seal.v1\n{seq}\n{entry_id}\n{digest}\n{hash_}\n{previous_hash}\n{exact_time(sealed_at)}\n".encode()


def day_leaf(*, number: int, content: bytes, signed_by: str, evidence: tuple[bytes, bytes, bytes], closed_at: datetime) -> bytes:
    """A day of the first book as the first hour binds it."""
    digests = "\n".join(hashlib.sha256(part).hexdigest() for part in evidence)
    return content + f"{number}\n{signed_by}\n{digests}\n{exact_time(closed_at)}\n".encode()


def root_content(*, day: date, first_seq: int, last_seq: int, root: str, previous_root: str) -> bytes:
    """What was signed for a day of the first book."""
    return f"motcua.audit.root.v1\n{day.isoformat()}\n{first_seq}\n{last_seq}\n{root}\n{previous_root}\n".encode()


def exact_time(at: datetime | None) -> str:
    """The spelling of an instant that is hashed: to the microsecond in UTC; nothing for an emptied column, which no entry ever had."""
    return "" if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")
