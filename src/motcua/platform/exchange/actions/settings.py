"""Settings of the whole exchange (archives, kept bodies, folders, events, the port for other servers), and rooms with their event types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import msgspec
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.gateway import protocol
from motcua.gateway.protocol.config import STREAM_NAME, TYPE_NAME
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import require
from motcua.kit.conf import data_dir
from motcua.platform.exchange import conf, policies, queries
from motcua.platform.exchange.actions import versions
from motcua.platform.exchange.actions.offering import plain
from motcua.platform.exchange.actions.rows import event_room_row, group_row, subsystem_row, unchanged
from motcua.platform.exchange.contracts import SettingWrong, StillUsed, ThingUnknown
from motcua.platform.exchange.models import EventRoom, EventType, Setting
from motcua.platform.exchange.queries.history import event_room_facts, event_type_facts
from motcua.platform.exchange.rules import history
from motcua.platform.exchange.rules.settings import read_setting, unusable

_LISTS = ("owners", "publishers", "subscribers")
_MOST_SUBJECTS, _LONGEST_KEY, _MOST_BYTES = 2000, 250, 2**30


@transaction.atomic
def set_setting(
    *, name: str, content: Mapping[str, Any] | None, expected: str = "", reason: str = "", actor: Actor, now: datetime
) -> None:
    """Set one of ``archiving`` (hours, megabytes), ``keep_bodies`` (days), ``folders`` (roots), ``events`` (``PubSub`` without rooms),
    ``message_port``; None brings the default back. What says the same changes nothing.

    Folders lie below those that the installation allows (``MOTCUA_EXCHANGE_FOLDERS``): what a gateway may write is not decided on a page.
    Raises Forbidden, SettingWrong, ChangedMeanwhile, RegistrationRefused.
    """  # noqa: D205 - the list of settings is one sentence
    require(policies.can_manage(actor))
    kept = None if content is None else read_setting(name, content)
    if name == "folders" and kept is not None:
        _allowed(kept["roots"])
    if name == "archiving" and kept is not None and not conf.TIME_STAMPS.split():
        raise SettingWrong(fields={"hours": (
            "Chỉ lưu trữ được nhật ký đã có dấu thời gian: khai báo MOTCUA_EXCHANGE_TSA trước.",
            "Only a time-stamped log can be archived: set MOTCUA_EXCHANGE_TSA first.",
        )})  # fmt: skip
    if expected:
        unchanged(name, found=queries.setting(name=name, actor=actor).tag, expected=expected)
    _keep(name, kept, why=reason.strip()[:250], actor=actor, now=now)


@transaction.atomic
def open_folder(root: str, *, now: datetime) -> None:
    """Let declared systems use a folder of this installation. What was opened under other settings stays until somebody closes it."""
    held = Setting.objects.filter(name="folders").first()
    roots = list(held.content["roots"]) if held else []
    if root not in roots:
        _keep("folders", {"roots": [*roots, root]}, actor=SYSTEM, now=now)


def _keep(name: str, kept: dict[str, Any] | None, *, why: str = "", actor: Actor, now: datetime) -> None:
    before = Setting.objects.filter(name=name).values_list("content", flat=True).first() or {}
    if kept is None:
        Setting.objects.filter(name=name).delete()
    else:
        Setting.objects.update_or_create(name=name, defaults={"content": kept, "set_at": now, "set_by": actor.ref})
    versions.keep(name, actor=actor, now=now, why=f"setting {name}")
    if before != (kept or {}):
        reference, details = f"exchange.setting:{name}", history.change_details(before, kept or {})
        audit.record(action="exchange.change_setting", object_ref=reference, actor=actor, now=now, ground=why, details=details)


@transaction.atomic
def set_event_room(
    *, client: str, name_vi: str, name_en: str = "", owners: Sequence[str] = (), publishers: Sequence[str] = (),
    subscribers: Sequence[str] = (), pace: Mapping[str, Any] | None = None, stream: str = "", expected: str = "", actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Open a room for the events of a system, or change who manages it and who may use all that is in it.

    Subjects are registered systems or ``group:<name>``. ``stream``: over NATS one of its own (empty: that of all rooms), in which the room
    begins without events and subscriptions.
    Raises Forbidden, ServiceUnknown, SettingWrong, ChangedMeanwhile, RegistrationRefused.
    """
    require(policies.can_manage(actor))
    system = subsystem_row(client)
    subjects = dict(zip(_LISTS, (owners, publishers, subscribers), strict=True))
    faults = _wrong_subjects(subjects)
    if not name_vi.strip():
        faults["name_vi"] = ("Nhập tên phòng.", "Name the room.")
    faults |= _wrong_stream(stream)
    if faults:
        raise SettingWrong(fields=faults)
    if expected:
        unchanged(client, found=queries.event_room(id=client, actor=actor).tag, expected=expected)
    facts: dict[str, Any] = {"name_vi": name_vi.strip()[:250], "name_en": name_en.strip()[:250]}
    facts |= {name: list(dict.fromkeys(given)) for name, given in subjects.items()} | {"pace": _pace(pace), "stream": stream}
    before = event_room_facts(client) or {}
    EventRoom.objects.update_or_create(subsystem=system, defaults=facts, create_defaults={**facts, "created_at": now})
    versions.keep(client, actor=actor, now=now, why=f"event room {client}")
    if before != facts:
        details = history.change_details(before, facts)
        audit.record(action="exchange.set_event_room", object_ref=f"exchange.event_room:{client}", actor=actor, now=now, details=details)


@transaction.atomic
def remove_event_room(*, client: str, reason: str = "", actor: Actor, now: datetime) -> None:
    """Close a room without event types. Raises Forbidden, ServiceUnknown, ThingUnknown, StillUsed."""
    require(policies.can_manage(actor))
    row = event_room_row(client)
    if row.event_types.exists():
        raise StillUsed(name=client)
    details = history.change_details(event_room_facts(client) or {}, {})
    row.delete()
    versions.keep(client, actor=actor, now=now, why=f"event room {client} closed")
    audit.record(
        action="exchange.remove_event_room", object_ref=f"exchange.event_room:{client}", actor=actor, now=now, ground=reason.strip()[:250],
        details=details,
    )  # fmt: skip


@transaction.atomic
def set_event_type(
    *, room: str, name: str, schema: Mapping[str, Any], name_vi: str, name_en: str = "", key: str = "", publishers: Sequence[str] = (),
    subscribers: Sequence[str] = (), event_bytes: int = 0, pace: Mapping[str, Any] | None = None, expected: str = "", actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Declare a kind of event in a room, or change it; the leader of the unit that runs the system may.

    Raises Forbidden, ServiceUnknown, ThingUnknown, SettingWrong, ChangedMeanwhile, RegistrationRefused.
    """
    row = event_room_row(room)
    require(policies.can_run_service(actor, unit_code=row.subsystem.member.unit_code))
    subjects = {"publishers": publishers, "subscribers": subscribers}
    faults = _wrong_subjects(subjects)
    if not TYPE_NAME.fullmatch(name):
        faults["name"] = (
            "Tên gồm chữ cái không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới.",
            "A name has letters, digits, dots, hyphens, underscores.",
        )  # fmt: skip
    if not name_vi.strip():
        faults["name_vi"] = ("Nhập tên loại sự kiện.", "Name the kind of event.")
    if key and (not key.startswith("/") or len(key) > _LONGEST_KEY):
        faults["key"] = ("Khoá là JSON pointer, ví dụ /id.", "A key is a JSON pointer such as /id.")
    if not 0 <= event_bytes <= _MOST_BYTES:
        faults["event_bytes"] = (f"Nhập số từ 0 đến {_MOST_BYTES}.", f"Give a number from 0 to {_MOST_BYTES}.")
    wrong = protocol.schema_fault(dict(schema))
    if wrong:
        faults["schema"] = unusable(wrong)
    if faults:
        raise SettingWrong(fields=faults)
    if expected:
        unchanged(name, found=queries.event_type(room=room, name=name, actor=actor).tag, expected=expected)
    facts: dict[str, Any] = {"name_vi": name_vi.strip()[:250], "name_en": name_en.strip()[:250], "schema": dict(schema), "key": key}
    facts |= {which: list(dict.fromkeys(given)) for which, given in subjects.items()}
    facts |= {"event_bytes": event_bytes, "pace": _pace(pace)}
    before = event_type_facts(room, name) or {}
    EventType.objects.update_or_create(room=row, name=name, defaults=facts, create_defaults={**facts, "created_at": now})
    versions.keep(name, actor=actor, now=now, why=f"event type {room} {name}")
    if before != facts:
        details = {"name": name, **history.change_details(before, facts)}
        audit.record(action="exchange.set_event_type", object_ref=f"exchange.event_room:{room}", actor=actor, now=now, details=details)


@transaction.atomic
def remove_event_type(*, room: str, name: str, actor: Actor, now: datetime) -> None:
    """Take a kind of event back; the gateways keep what was published until its time is over, or the room's owner deletes it there.

    Raises Forbidden, ServiceUnknown, ThingUnknown.
    """
    row = event_room_row(room)
    require(policies.can_run_service(actor, unit_code=row.subsystem.member.unit_code))
    before = event_type_facts(room, name)
    if before is None:
        raise ThingUnknown(name=name)
    EventType.objects.filter(room=row, name=name).delete()
    versions.keep(name, actor=actor, now=now, why=f"event type {room} {name} removed")
    details = {"name": name, **history.change_details(before, {})}
    audit.record(action="exchange.remove_event_type", object_ref=f"exchange.event_room:{room}", actor=actor, now=now, details=details)


def _pace(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A bound as it is kept. Raises SettingWrong."""
    try:
        return None if given is None else plain(dict(given), protocol.Pace)
    except msgspec.ValidationError as error:
        raise SettingWrong(fields={"pace": unusable(error)}) from None


def _wrong_stream(stream: str) -> dict[str, tuple[str, str]]:
    """A stream that the gateways would not take, with the sentence for it."""
    if stream and not STREAM_NAME.fullmatch(stream):
        return {"stream": ("Tên gồm chữ không dấu, số, gạch; dài nhất 64.", "A name has letters, digits, hyphens; 64 at most.")}
    events = Setting.objects.filter(name="events").first()
    if stream and (events is None or events.content.get("store") != "nats"):
        return {"stream": (
            "Chỉ đặt được khi sự kiện giữ trong NATS. Đổi thiết lập chung của sự kiện trước.",
            "Only where events are kept in NATS. Change the general setting of events first.",
        )}  # fmt: skip
    return {}


def _wrong_subjects(given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, str]]:
    """Lists that name somebody who is not registered, with the sentence for each."""
    faults: dict[str, tuple[str, str]] = {}
    for name, subjects in given.items():
        if len(subjects) > _MOST_SUBJECTS:
            faults[name] = ("Danh sách quá dài: dùng nhóm.", "The list is too long: use a group.")
            continue
        for subject in dict.fromkeys(subjects):
            try:
                group_row(subject.removeprefix(protocol.GROUP)) if subject.startswith(protocol.GROUP) else subsystem_row(subject)
            except NamedError as unknown:
                faults.setdefault(name, (unknown.sentence("vi"), unknown.sentence("en")))
    return faults


def allowed_roots() -> tuple[PurePosixPath, ...]:
    """Folders that this installation lets gateways use for files of partners; those of declared systems lie in the first."""
    return tuple(PurePosixPath(one) for one in conf.FOLDERS.split()) or (PurePosixPath(data_dir() / "gateway" / "folders"),)


def _allowed(roots: Sequence[str]) -> None:
    allowed = allowed_roots()
    if any(not any(PurePosixPath(root).is_relative_to(one) for one in allowed) for root in roots):
        where = ", ".join(map(str, allowed))
        raise SettingWrong(fields={"roots": (f"Thư mục phải nằm trong {where}.", f"A folder must lie in {where}.")})
