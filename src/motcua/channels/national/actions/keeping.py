"""Messages of the portal are kept exactly as they came, before anybody reads them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.channels.national import adapters, conf
from motcua.channels.national.contracts import Envelope, Kept, MessageChanged, MessageMalformed, Problem, SignatureWrong, Way
from motcua.channels.national.models import InboxMessage, Intake, PullMark
from motcua.channels.national.rules.codec import instant_in
from motcua.kernel.sealed_calls import believed

_PAGE, _MOST_PAGES = 100, 50
_MOST_PUSHED = 200


def pull(*, now: datetime) -> Kept:
    """Ask the portal for new messages and keep them, page by page; the cursor moves with what was kept.

    ``PortalUnavailable``, ``PortalRefused``: what came before stays kept, the next pull goes on from there.
    """
    total = Kept()
    for _ in range(_MOST_PAGES):
        mark, _made = PullMark.objects.get_or_create(pk=1)
        page = adapters.portal().pull(after=mark.cursor, limit=_PAGE)
        with transaction.atomic():
            held = PullMark.objects.select_for_update().get(pk=1)
            kept = keep(messages=page.envelopes, way=Way.PULL, now=now)
            if held.cursor == mark.cursor:  # another worker may have read on meanwhile; its place is the better one
                PullMark.objects.filter(pk=1).update(cursor=page.cursor, pulled_at=now)
        total = Kept(new=total.new + kept.new, known=total.known + kept.known, changed=total.changed + kept.changed)
        if not page.more or page.cursor == mark.cursor:
            break
    return total


def fetch_one(*, code: str, now: datetime) -> Kept:
    """Ask the portal for one dossier that is missing here. Nothing happens when the portal does not know it either."""
    found = adapters.portal().fetch(code=code)
    return keep(messages=[found], way=Way.PULL, now=now) if found else Kept()


def receive_push(*, raw: bytes, headers: Mapping[str, str], now: datetime) -> Kept:
    """Keep messages that the portal pushed; one message or a list. ``SignatureWrong``, ``MessageMalformed`` when it is no JSON."""
    given = {name.lower(): value for name, value in headers.items()}
    if not believed(
        secret=conf.PUSH_SECRET, timestamp=given.get("x-national-timestamp", ""), body=raw, given=given.get("x-national-signature", ""),
        machine_now=now.timestamp(), window=conf.PUSH_WINDOW,
    ):  # fmt: skip
        raise SignatureWrong
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        body = None
    messages = body if isinstance(body, list) else [body]
    if not messages or len(messages) > _MOST_PUSHED or not all(isinstance(m, dict) for m in messages):
        text = (f"phải là JSON: một hoặc nhiều nhất {_MOST_PUSHED} thông điệp.", f"must be JSON: one to {_MOST_PUSHED} messages.")
        raise MessageMalformed(problems=(Problem(".", *text),))
    return keep(messages=messages, way=Way.PUSH, now=now)


def keep(*, messages: Iterable[Mapping[str, Any]], way: Way, now: datetime) -> Kept:
    """Keep raw messages, each once; another content under a known identifier is kept beside it and parked."""
    new = known = changed = 0
    with transaction.atomic():
        for raw in messages:
            digest = hashlib.sha256(json.dumps(raw, sort_keys=True, ensure_ascii=False).encode(errors="surrogatepass")).hexdigest()
            envelope = envelope_of(raw, digest)
            row, made = _row(envelope, digest, way, now)
            if made:
                Intake.objects.create(
                    message=row, portal_code=envelope.portal_code, kind=envelope.kind, told_at=envelope.told_at, next_at=now
                )
                new += 1
            elif row.sha256 == digest:
                known += 1
            else:
                changed += _keep_changed(envelope, digest, way, now)
    return Kept(new=new, known=known, changed=changed)


def envelope_of(raw: Mapping[str, Any], digest: str) -> Envelope:
    """The envelope of a raw message; a message without an identifier is known by its content. Nothing is refused here."""
    body = raw.get("NoiDung")
    inner: Mapping[str, Any] = body if isinstance(body, dict) else {}
    try:
        told_at = instant_in(str(raw.get("ThoiDiem", "")))
    except ValueError:
        told_at = None
    return Envelope(
        message_id=_plain(raw.get("MaThongDiep"), 100) or f"sha256:{digest}", kind=_plain(raw.get("LoaiThongDiep"), 20),
        portal_code=_plain(inner.get("MaHoSo"), 60), told_at=told_at, body=inner or {"NoiDung": body},
    )  # fmt: skip


def _row(envelope: Envelope, digest: str, way: Way, now: datetime) -> tuple[InboxMessage, bool]:
    facts = {
        "kind": envelope.kind, "portal_code": envelope.portal_code, "told_at": envelope.told_at, "body": _whole(envelope.body),
        "sha256": digest, "way": way.value, "received_at": now,
    }  # fmt: skip
    return InboxMessage.objects.get_or_create(message_id=envelope.message_id, defaults=facts)


def _keep_changed(envelope: Envelope, digest: str, way: Way, now: datetime) -> int:
    beside = Envelope(f"{envelope.message_id}#{digest[:12]}", envelope.kind, envelope.portal_code, envelope.told_at, envelope.body)
    row, made = _row(beside, digest, way, now)
    if made:
        told = MessageChanged(message_id=envelope.message_id)
        Intake.objects.create(
            message=row, portal_code=envelope.portal_code, kind=envelope.kind, told_at=envelope.told_at, state="parked",
            reason_code=told.code, reason_vi=told.sentence("vi"), reason_en=told.sentence("en"),
        )  # fmt: skip
    return int(made)


def _whole(body: Mapping[str, Any]) -> Any:
    """The message with a mark where half a character stood, which no table can keep."""
    return json.loads(json.dumps(body, ensure_ascii=False).encode(errors="replace"))


def _plain(value: Any, most: int) -> str:
    """Text that the database can keep: without NUL and halves of characters."""
    plain = str(value) if isinstance(value, str | int) else ""
    return plain.replace("\x00", "").encode(errors="ignore").decode().strip()[:most]
