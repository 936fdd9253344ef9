"""The holder puts papers in, corrects and confirms their fields, replaces them by newer ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.identity import api as identity
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Forbidden, Invalid
from motcua.kernel.ids import uuid7
from motcua.kernel.periods import midnight
from motcua.kernel.policy import require
from motcua.kernel.text import fold, squeeze
from motcua.kit.turns import take_turns
from motcua.platform.casework import api as casework
from motcua.platform.signing import api as signing
from motcua.services.vault import conf, policies
from motcua.services.vault.adapters import pictures
from motcua.services.vault.adapters.kinds import by_key, offered
from motcua.services.vault.contracts import (
    AlreadyHeld,
    CopyKept,
    DocumentUnknown,
    HeldDocument,
    NotYours,
    Origin,
    PaperIssued,
    PaperKind,
    QuotaFull,
    Trust,
)
from motcua.services.vault.events import PaperKept
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.queries.papers import OWN, contract, next_version, row_of, same_content, use_of_store
from motcua.services.vault.rules import fields as read_fields
from motcua.services.vault.rules.papers import ends_on

TYPES = frozenset({files.PDF, files.JPEG, files.PNG})  # scans and photographs: no archives, no programs, no office documents
_LONGEST_NOTE, _MOST_TAGS, _LONGEST_TAG, _MB = 500, 10, 40, 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTyped:
    """What a person tells of a paper: the texts of its fields by their names, the text of the card's QR code, a note, tags by commas.

    ``confirmed``: she has compared the fields with the paper; until then it is offered to no form.
    """

    fields: Mapping[str, str]
    card_text: str = ""
    note: str = ""
    tags: str = ""
    confirmed: bool = True


def add_paper(
    *, kind: str, typed: PaperTyped, content: bytes | BinaryIO, name: str, actor: Actor, now: datetime, unit_code: str = ""
) -> HeldDocument:
    """Put a scan or a photograph into the store that the actor acts in (an officer: of ``unit_code``).

    Errors: ``Invalid`` (kind, fields), ``NotYours`` (another's card), ``QuotaFull``, ``AlreadyHeld``, and those of ``files.put``.
    """
    holder = _store(actor, unit_code)
    made = _kind(kind, holder, local_date(now))
    facts = _facts(made, typed, holder=holder, today=local_date(now))
    with transaction.atomic():
        take_turns(f"vault.store:{holder}")
        origin = Origin.RECEIVED if holder.startswith(policies.UNIT) else Origin.UPLOAD
        row = _kept(made, facts, typed, holder=holder, origin=origin, content=content, name=name, actor=actor, now=now)
        return _told(row, actor=actor, now=now)


def correct_paper(*, document_id: UUID, typed: PaperTyped, actor: Actor, now: datetime) -> HeldDocument:
    """Correct the fields, note and tags of a paper of one's own. ``DocumentUnknown``, ``Invalid``.

    Of an issued one, and of a unit's copy of what was shared, only note and tags.

    A field that an officer checked and that is typed otherwise now is the holder's own statement again.
    """
    with transaction.atomic():
        row = row_of(document_id=document_id, actor=actor, lock=True, change=True)
        if row.purged_at is not None:
            raise DocumentUnknown
        kind = by_key().get(row.kind)
        if row.origin in OWN and row.from_share_id is None and kind is not None:
            facts = _facts(kind, typed, holder=row.holder, today=local_date(now))
            before: Mapping[str, Any] = row.facts or {}
            row.facts = {n: before[n] if before.get(n, {}).get("value") == f["value"] else f for n, f in facts.items()}
            row.expires_on, row.title, row.issuer = ends_on(kind, _values(facts)), _title(kind, facts), _issuer(facts)
            row.confirmed_at = (row.confirmed_at or now) if typed.confirmed else None
        row.note, row.tags = typed.note.strip()[:_LONGEST_NOTE], _tags(typed.tags)
        row.save()
        ground = policies.ground_of(row.holder)
        audit.record(action="vault.corrected", object_ref=f"vault.document:{row.uuid}", actor=actor, now=now, ground=ground)
    return contract(row, now=now)


def replace_paper(
    *, document_id: UUID, typed: PaperTyped, content: bytes | BinaryIO, name: str, actor: Actor, now: datetime
) -> HeldDocument:
    """Put in a newer paper of the same kind; the older stays as its former version. A paper that was replaced is not replaced again.

    Errors: ``DocumentUnknown``, ``PaperIssued``, ``CopyKept``, ``Invalid``, and those of ``add_paper``.
    """
    with transaction.atomic():
        take_turns(f"vault.store:{row_of(document_id=document_id, actor=actor, change=True).holder}")
        old = row_of(document_id=document_id, actor=actor, lock=True, change=True)
        kind = by_key().get(old.kind)
        if old.origin not in OWN or kind is None:
            raise PaperIssued
        if old.from_share_id is not None:
            raise CopyKept
        if old.replaced_by is not None or old.removed_at is not None:
            raise Invalid(fields={"file": ("Bản này đã có bản mới hơn hoặc đã gỡ.", "This one has a newer version or was removed.")})
        facts = _facts(kind, typed, holder=old.holder, today=local_date(now))
        row = _kept(
            kind, facts, typed, holder=old.holder, origin=Origin(old.origin), content=content, name=name, actor=actor, now=now, former=old
        )
        old.replaced_by = row.uuid
        old.save(update_fields=["replaced_by"])
        return _told(row, actor=actor, now=now)


def take_over(*, papers: Collection[int], actor: Actor, now: datetime) -> tuple[HeldDocument, ...]:
    """Take papers that were given with earlier dossiers into one's own store, because their owner says so; taken before: left as it is.

    Their fields are empty until she confirms them. Ids that are not of her own dossiers are passed over. ``QuotaFull``; ``Forbidden`` while
    she acts for an organisation: what she gave with her own dossiers is not the organisation's.
    """
    holder = _store(actor, "")
    if not holder.startswith(f"{policies.PERSON}:"):
        raise Forbidden(
            reason_vi="giấy tờ trong hồ sơ của riêng bạn không đưa vào kho của tổ chức. Chuyển về tài khoản cá nhân rồi thử lại.",
            reason_en="papers of your own dossiers do not go into an organisation's store. Switch back to yourself and try again.",
        )
    mine = {p.paper_id: p for p in casework.papers_of_mine(actor=actor, now=now) if p.paper_id in papers}
    taken = []
    with transaction.atomic():
        take_turns(f"vault.store:{holder}")
        for paper in mine.values():
            stored = files.get(file_id=casework.paper_file(code=paper.dossier_code, paper_id=paper.paper_id, actor=actor))
            if stored.mime not in TYPES or same_content(holder=holder, sha256=stored.sha256).exists():
                continue
            kind = _called(paper.name)
            own: dict[str, Any] = {} if kind.key != "other" else {"name": _stated(paper.name)}
            row = _kept(
                kind, own, PaperTyped(fields={}, confirmed=kind.key == "other"), holder=holder, origin=Origin.PAPER,
                content=files.read(file_id=stored.uuid), name=stored.name, actor=actor, now=now, dossier_code=paper.dossier_code,
            )  # fmt: skip
            taken.append(_told(row, actor=actor, now=now))
    return tuple(taken)


def _store(actor: Actor, unit_code: str) -> str:
    holder = f"{policies.UNIT}:{unit_code}" if unit_code else policies.own_store(actor)
    require(policies.can_change(actor=actor, holder=holder))
    return holder


def _kind(key: str, holder: str, today: date) -> PaperKind:
    found = next((k for k in offered(store=holder.partition(":")[0], on=today) if k.key == key), None)
    if found is None:
        raise Invalid(fields={"kind": ("Chọn loại giấy tờ.", "Choose the kind of paper.")})
    return found


def _facts(kind: PaperKind, typed: PaperTyped, *, holder: str, today: date) -> dict[str, Any]:
    """Fields as they are kept: those of the QR code go before what was typed; a card belongs to the holder of the store."""
    card = read_fields.read_card(typed.card_text) if typed.card_text.strip() and kind.key == "identity_card" else {}
    values, errors = read_fields.read(kind, {**typed.fields, **card}, today=today)
    if errors and typed.confirmed:
        raise Invalid(fields=errors)
    _require_own_card(kind, values.get("number", ""), holder)
    return {name: _stated(value, read="qr" if name in card else "typed") for name, value in values.items()}


def _require_own_card(kind: PaperKind, number: str, holder: str) -> None:
    """The one card in a store is its holder's: no organisation and no unit has any, nobody another's. ``NotYours``."""
    if kind.key == "identity_card" and number:
        store, _, ident = holder.partition(":")
        if store != policies.PERSON or identity.person(person_id=UUID(ident)).personal_number != number:
            raise NotYours


def _stated(value: str, *, read: str = "dossier") -> dict[str, str]:
    return {"value": value, "trust": Trust.STATED.value, "read": read}


def _kept(
    kind: PaperKind, facts: dict[str, Any], typed: PaperTyped, *, holder: str, origin: Origin, content: bytes | BinaryIO, name: str,
    actor: Actor, now: datetime, former: HeldDocumentRow | None = None, dossier_code: str = "",
) -> HeldDocumentRow:  # fmt: skip
    kept, given = pictures.taken(content, most=conf.MAX_MB * _MB, judge=partial(files.check, name=name, allowed=TYPES))
    stored = files.put(
        content=kept, name=name, purpose="vault.document", actor=actor, now=now, allowed=TYPES, max_bytes=conf.MAX_MB * _MB,
        owner_ref=holder,
    )
    _require_room(holder, stored.size, actor)
    same = same_content(holder=holder, sha256=given or stored.sha256).filter(origin__in=OWN).first()
    if same is not None:
        raise AlreadyHeld(title=same.title)
    values, (store, _, ident), uuid = _values(facts), holder.partition(":"), uuid7()
    row = HeldDocumentRow(
        uuid=uuid, series=former.series if former else uuid, version=next_version(former), holder=holder,
        person_id=UUID(ident) if store == policies.PERSON else None, origin=origin.value, dossier_code=dossier_code, kind=kind.key,
        title=_title(kind, facts), issuer=_issuer(facts), kept_at=now, file_id=stored.uuid, sha256=stored.sha256, size=stored.size,
        source_sha256=given or stored.sha256,
        issued_at=midnight(date.fromisoformat(values["issued_on"])) if "issued_on" in values else now, mime=stored.mime,
        expires_on=ends_on(kind, values), signature_report=_signatures(stored, now), checked_at=now,
        note=typed.note.strip()[:_LONGEST_NOTE],
        confirmed_at=now if typed.confirmed else None,
    )  # fmt: skip
    row.facts, row.tags = facts, _tags(typed.tags)
    row.save(force_insert=True)
    return row


def _signatures(stored: files.StoredFile, now: datetime) -> dict[str, Any]:
    """What the signatures of a PDF say; a PDF that cannot be read has none that anybody could trust."""
    if stored.mime != files.PDF:
        return {"signatures": []}
    try:
        return dict(signing.validate_pdf(pdf=files.read(file_id=stored.uuid), now=now).as_dict())
    except signing.NotAPdf as error:
        raise files.FileDamaged(name=stored.name) from error


def _require_room(holder: str, size: int, actor: Actor) -> None:
    unit = holder.removeprefix(f"{policies.UNIT}:") if holder.startswith(policies.UNIT) else ""
    use = use_of_store(actor=actor, unit_code=unit)
    if use.used + size > use.most:
        raise QuotaFull(most_mb=use.most // _MB)


def _told(row: HeldDocumentRow, *, actor: Actor, now: datetime) -> HeldDocument:
    store = row.holder.partition(":")[0]
    kept = PaperKept(document_id=row.uuid, store=store, origin=row.origin, kind=row.kind, version=row.version, kept_at=now)
    outbox.publish(event=kept, now=now)
    audit.record(
        action="vault.kept", object_ref=f"vault.document:{row.uuid}", actor=actor, now=now, ground=policies.ground_of(row.holder),
        details={"origin": row.origin, "kind": row.kind, "version": row.version, "sha256": row.sha256},
    )
    return contract(row, now=now)


def _values(facts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {name: fact["value"] for name, fact in facts.items()}


def _title(kind: PaperKind, facts: Mapping[str, Mapping[str, str]]) -> str:
    own = _values(facts)
    if kind.key == "other":
        return own.get("name", kind.name_vi)
    whose = own.get("title") or ("" if kind.key == "identity_card" else own.get("full_name", ""))
    return f"{kind.name_vi} – {whose}" if whose else kind.name_vi


def _issuer(facts: Mapping[str, Mapping[str, str]]) -> str:
    own = _values(facts)
    return own.get("issuer") or own.get("school") or ""


def _tags(text: str) -> Sequence[str]:
    found = (squeeze(part)[:_LONGEST_TAG] for part in text.split(","))
    return list(dict.fromkeys(tag for tag in found if tag))[:_MOST_TAGS]


def _called(name: str) -> PaperKind:
    said = fold(squeeze(name))
    kinds = [k for k in by_key().values() if k.key != "other"]
    exact = (k for k in kinds if said in {fold(n) for n in (k.name_vi, *k.aliases)})
    within = (k for k in kinds if any(fold(n) in said for n in (k.name_vi, *k.aliases)))
    return next(exact, None) or next(within, None) or by_key()["other"]


@transaction.atomic
def correct_field(*, document_id: UUID, person_id: UUID, field: str, value: str, ground: str, now: datetime) -> tuple[str, str]:
    """One field of a paper that the person put in, at her request: what it was and is; whoever checked it before stands for it no more.

    An empty value removes a field that the kind does not need. ``DocumentUnknown`` for a paper that is not hers, was issued, or is gone;
    ``Invalid``; ``NotYours`` for another's number on her card.
    """
    rows = HeldDocumentRow.objects.select_for_update().filter(holder=f"{policies.PERSON}:{person_id}", origin__in=OWN, purged_at=None)
    row = rows.filter(uuid=document_id, removed_at=None).first()
    kind = by_key().get(row.kind) if row is not None else None
    if row is None or kind is None or field not in {f.name for f in kind.fields}:
        raise DocumentUnknown
    facts: dict[str, Any] = dict(row.facts or {})
    read, errors = read_fields.read(kind, {**_values(facts), field: value}, today=local_date(now))
    if field in errors:
        raise Invalid(fields={field: errors[field]})
    before, after = facts.get(field, {}).get("value", ""), read.get(field, "")
    if before != after:
        _require_own_card(kind, after if field == "number" else "", row.holder)
        if after:
            facts[field] = _stated(after, read="typed")
        else:
            del facts[field]
        row.facts, row.expires_on = facts, ends_on(kind, _values(facts))
        row.title, row.issuer = _title(kind, facts), _issuer(facts)
        row.save(update_fields=["facts", "expires_on", "title", "issuer"])
        audit.record(
            action="vault.corrected", object_ref=f"vault.document:{row.uuid}", actor=SYSTEM, now=now, ground=ground,
            person=f"person:{person_id}", details={"field": field},
        )  # fmt: skip
    return before, after
