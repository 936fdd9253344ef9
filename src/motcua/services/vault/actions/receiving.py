"""Whoever was given a share opens it: each opening is written down before anything is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import BinaryIO
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.db import connection, transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.files import api as files
from motcua.foundation.identity import api as identity
from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM, Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kit.addresses import place_of
from motcua.kit.fields import blind_index
from motcua.platform.messaging import api as messaging
from motcua.services.vault import policies, rules
from motcua.services.vault.actions.opening import LAW, WORK
from motcua.services.vault.actions.picturing import marked
from motcua.services.vault.actions.sharing import end_share
from motcua.services.vault.adapters.messages import GUESSED
from motcua.services.vault.contracts import (
    Act,
    FactHeld,
    FactsChanged,
    HeldDocument,
    LinkDead,
    LinkForUnit,
    LinksResting,
    PinWrong,
    ShareState,
    Shown,
)
from motcua.services.vault.events import ShareOpened
from motcua.services.vault.models import LinkTry, ShareOpening, ShareRow
from motcua.services.vault.queries.papers import contract, subject_of
from motcua.services.vault.queries.sharing import PURPOSE, to_share

WINDOW = timedelta(minutes=15)
MOST_WRONG, MOST_PINS, MOST_PINS_EVER = 20, 5, 50
GOOD_FOR = timedelta(minutes=30)  # how long after an opening its file may be read
_NONE = UUID(int=0)
_COUNT = """
INSERT INTO vault_link_try (place, "window", wrong) VALUES (%s, %s, 1)
ON CONFLICT (place, "window") DO UPDATE SET wrong = vault_link_try.wrong + 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a receiver comes with: the secret of a link, or the id of a share of his unit's list; the PIN; the address he calls from."""

    token: str = ""
    share_id: UUID | None = None
    pin: str = ""
    address: str = ""


def look(*, key: Key, actor: Actor, now: datetime) -> Shown:
    """Who shares what, for what and until when; the paper itself is not shown and nothing is counted as seen.

    Errors: ``LinksResting`` (too many wrong links from the address), ``LinkDead`` (the one answer to whatever does not open),
    ``LinkForUnit`` (nobody is signed in, and the share is for officers of a unit).
    """
    with _counted(key, now):
        row = _live(key, actor=actor, now=now)
        return Shown(share=to_share(row, now=now), sharer=_sharer(row, now=now), newer=row.document.replaced_by is not None)


def open_share(*, key: Key, actor: Actor, now: datetime) -> Shown:
    """Open a share: the opening is counted and kept on record, then the fields that are shared are shown, and the file's facts if it is.

    Errors as ``look``, and ``PinWrong``: after five wrong ones the link rests for a quarter of an hour.
    """
    with _counted(key, now):
        _require_pin(key, actor=actor, now=now)
        with transaction.atomic():
            row = _live(key, actor=actor, now=now, lock=True)
            row.views += 1
            row.save(update_fields=["views"])
            opening = note_use(row, Act.OPENED, actor=actor, now=now)
            share = replace(to_share(row, now=now), state=ShareState.LIVE)
            return Shown(
                share=share, sharer=_sharer(row, now=now), paper=_shown(row, now=now), opening_id=opening.uuid,
                newer=row.document.replaced_by is not None,
            )  # fmt: skip


def open_shared_file(
    *, share_id: UUID, opening_id: UUID, download: bool, actor: Actor, now: datetime
) -> tuple[HeldDocument, BinaryIO, str]:  # fmt: skip
    """The file of a share that was opened within the last half hour, marked with whom it is shown to; whether it is live is asked anew.

    ``LinkDead`` when it was taken back or ended meanwhile, when the file is not shared, or may not be downloaded; ``CannotShow`` when it
    cannot be marked.
    """
    with transaction.atomic():
        row = opened_share(share_id=share_id, opening_id=opening_id, actor=actor, now=now)
        if not row.with_file or (download and not row.may_download):
            raise LinkDead
        note = note_use(row, Act.DOWNLOADED if download else Act.FILE_SEEN, actor=actor, now=now)
        paper, line = contract(row.document, now=now), rules.mark_line(
            receiver=units.labels(on=local_date(now)).get(row.unit_code, row.unit_code), purpose=row.purpose, at=now, opening=note.uuid
        )
    return paper, BytesIO(marked(paper, line=line)), files.get(file_id=paper.file_id).name


def check_shared(*, share_id: UUID, opening_id: UUID, seen: str, actor: Actor, now: datetime) -> HeldDocument:
    """An officer states that he compared the shared fields with the original: they are marked so in the holder's store.

    Only for a share with his unit that he has open, of fields that were the holder's own statement. ``seen`` is what ``seen_of`` said of
    the paper that he was shown. ``LinkDead``; ``FactsChanged`` when the holder has altered a field meanwhile.
    """
    with transaction.atomic():
        row = opened_share(share_id=share_id, opening_id=opening_id, actor=actor, now=now)
        unit = _post(row, actor)[0]
        if not row.unit_code or not unit:
            raise LinkDead
        paper, facts = row.document, dict(row.document.facts or {})
        if seen != rules.seen({name: facts[name]["value"] for name in set(row.fields) & facts.keys()}):
            raise FactsChanged
        for name in set(row.fields) & facts.keys():
            if facts[name]["trust"] == "stated":
                facts[name] = {**facts[name], "trust": "checked", "checked_by": unit, "checked_at": now.isoformat()}
        paper.facts = facts
        paper.save(update_fields=["facts"])
        note_use(row, Act.CHECKED, actor=actor, now=now)
        return _shown(row, now=now)


def seen_of(*, paper: HeldDocument) -> str:
    """What stands for the shared fields as they were shown; ``check_shared`` takes it."""
    return rules.seen({name: fact.value for name, fact in paper.facts.items()})


def forget_tries(*, now: datetime) -> int:
    """Remove counts of wrong links of windows long past; how many."""
    removed, _ = LinkTry.objects.filter(window__lt=_window(now - timedelta(days=1))).delete()
    return removed


class _counted:  # noqa: N801 - reads as a word in a with statement
    """A place with too many wrong links rests; a dead link is counted, in a transaction of its own."""

    def __init__(self, key: Key, now: datetime) -> None:
        self.place = blind_index(place_of(key.address), purpose="vault.place") if key.token else ""
        self.window = _window(now)

    def __enter__(self) -> None:
        wrong = LinkTry.objects.filter(place=self.place, window=self.window).values_list("wrong", flat=True).first() if self.place else 0
        if (wrong or 0) >= MOST_WRONG:
            minutes = int(WINDOW.total_seconds() // 60)
            raise LinksResting(minutes=minutes, retry_after=minutes * 60)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.place and kind is not None and issubclass(kind, LinkDead):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_COUNT, [self.place, self.window])


def _window(now: datetime) -> int:
    return int(now.timestamp() // WINDOW.total_seconds())


def _live(key: Key, *, actor: Actor, now: datetime, lock: bool = False) -> ShareRow:
    """The share that the key opens for this actor; ``LinkDead`` for every reason why it does not."""
    found = ShareRow.objects.select_related("document")
    ident = key.share_id or _NONE
    rows = found.filter(token_digest=rules.token_digest(key.token)) if key.token else found.filter(uuid=ident).exclude(unit_code="")
    row = (rows.select_for_update(of=("self", "document")) if lock else rows).first()
    if row is None or to_share(row, now=now).state is not ShareState.LIVE:
        raise LinkDead
    if not policies.can_receive(actor=actor, unit_code=row.unit_code):
        raise LinkForUnit if actor.kind is ActorKind.ANONYMOUS and key.token else LinkDead
    return row


def opened_share(*, share_id: UUID, opening_id: UUID, actor: Actor, now: datetime) -> ShareRow:
    """The locked share of an opening of the last half hour, still to be shown to this actor; that all views are used does not close it."""
    row = ShareRow.objects.select_related("document").select_for_update(of=("self", "document")).filter(uuid=share_id).first()
    if row is None or to_share(row, now=now).state not in {ShareState.LIVE, ShareState.USED_UP}:
        raise LinkDead
    opening = ShareOpening.objects.filter(uuid=opening_id, share=row, act=Act.OPENED.value, at__gt=now - GOOD_FOR).first()
    if opening is None or (row.link_renewed_at is not None and opening.at <= row.link_renewed_at):
        raise LinkDead
    if not policies.can_receive(actor=actor, unit_code=row.unit_code) or opening.reader not in {"", actor.ref}:
        raise LinkDead
    return row


def _require_pin(key: Key, *, actor: Actor, now: datetime) -> None:
    """A wrong PIN is counted and stays counted; while the link rests even the right one is refused.

    After ``MOST_PINS_EVER`` wrong ones, whatever came between them, the share ends and its holder is told.
    """
    wrong = PinWrong(most=MOST_PINS, minutes=int(WINDOW.total_seconds() // 60))
    with transaction.atomic():
        row = _live(key, actor=actor, now=now, lock=True)
        if not row.pin_digest:
            return
        resting = row.pin_rests_until is not None and row.pin_rests_until > now
        if not resting and check_password(key.pin, row.pin_digest):
            row.pin_wrong, row.pin_rests_until = 0, None
            row.save(update_fields=["pin_wrong", "pin_rests_until"])
            return
        if not resting:
            row.pin_wrong, row.pin_failed = row.pin_wrong + 1, row.pin_failed + 1
            if row.pin_wrong >= MOST_PINS:
                row.pin_wrong, row.pin_rests_until = 0, now + WINDOW
            row.save(update_fields=["pin_wrong", "pin_rests_until", "pin_failed"])
            if row.pin_failed >= MOST_PINS_EVER:
                _guessed(row, now=now)
    raise wrong


def _guessed(row: ShareRow, *, now: datetime) -> None:
    """Somebody tries PIN after PIN: the share ends, and whoever made it is told."""
    end_share(row, actor=SYSTEM, now=now, ground=f"{MOST_PINS_EVER} wrong PINs")
    kind, _, ident = row.made_by.partition(":")
    if kind != ActorKind.CITIZEN:
        return
    messaging.send(
        to_person_id=UUID(ident), template=GUESSED, dedupe_key=f"vault.guessed:{row.uuid}", now=now,
        params={"title": row.document.title, "share": str(row.uuid), "most": str(MOST_PINS_EVER)},
    )  # fmt: skip


def note_use(row: ShareRow, act: Act, *, actor: Actor, now: datetime) -> ShareOpening:
    """One use: in the list that the holder sees, in her list of accesses, in the audit log, and as a fact without a name."""
    unit, post = _post(row, actor)
    reader = actor.ref if actor.kind is ActorKind.OFFICER else ""
    opening = ShareOpening.objects.create(share=row, act=act.value, at=now, unit_code=unit, post=post, reader=reader)
    paper, ground, person = row.document, f"share:{row.uuid}", subject_of(row.document)
    if person is not None:
        consent.note_access(
            subject_id=person, reader=actor, purpose=PURPOSE if paper.person_id else WORK, ground=ground if paper.person_id else LAW,
            agency=unit, dossier=row.dossier_code, fields=[*row.fields, *(["file"] if row.with_file else [])], source="vault", now=now,
        )  # fmt: skip
    audit.record(
        action=f"vault.share_{act.value}", object_ref=f"vault.document:{paper.uuid}", actor=actor, now=now, ground=ground,
        dossier=row.dossier_code, person=f"person:{person}" if person else "", details={"share": str(row.uuid)},
    )
    told = ShareOpened(share_id=row.uuid, opening_id=opening.uuid, act=act.value, unit_code=unit, opened_at=now)
    outbox.publish(event=told, now=now)
    return opening


def _post(row: ShareRow, actor: Actor) -> tuple[str, str]:
    """The unit and the title of the post in which an officer opens it: in the unit that it was shared with, else his first."""
    held = [p for p in actor.positions if not row.unit_code or p.unit_code == row.unit_code]
    post = min(held, key=lambda p: p.is_delegated, default=None)
    return ("", "") if post is None else (post.unit_code, post.title or str(post.role))


def _shown(row: ShareRow, *, now: datetime) -> HeldDocument:
    """The paper as the receiver may see it: the shared fields, nothing of its holder's notes, of the file only when it is shared."""
    paper = contract(row.document, now=now)
    facts: dict[str, FactHeld] = rules.hidden(paper.facts, row.fields)
    bare = replace(paper, facts=facts, note="", tags=(), dossier_code="")
    return bare if row.with_file else replace(bare, file_id=_NONE, sha256="", size=0, report={"signatures": []})


def _sharer(row: ShareRow, *, now: datetime) -> str:
    store, _, ident = row.holder.partition(":")
    if store == policies.ORGANISATION:
        body = identity.organisation(organisation_id=UUID(ident))
        return body.name if body else ""
    if store == policies.UNIT:
        return units.labels(on=local_date(now)).get(ident, ident)
    return identity.person(person_id=UUID(ident)).full_name if store == policies.PERSON else ""
