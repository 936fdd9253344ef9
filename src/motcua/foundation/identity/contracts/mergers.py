"""The merger of units as it crosses the door: proposed by one administrator, confirmed by another, carried out by the system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from motcua.kernel.actors import Actor
from motcua.kernel.errors import NamedError
from motcua.kit.registry import Registry


class MergerState(StrEnum):
    """Where a merger stands."""

    PROPOSED = "proposed"  # chờ người thứ hai xác nhận
    CONFIRMED = "confirmed"  # đã xác nhận, chờ đến ngày hoặc đang chuyển
    DONE = "done"  # đã chuyển xong
    STOPPED = "stopped"  # dừng vì lỗi; chạy tiếp được
    DECLINED = "declined"  # không thực hiện


@dataclass(frozen=True, slots=True)
class Left:
    """What does not go along with a merger, how much of it, and why."""

    vi: str
    en: str
    count: int

    def word(self, language: str) -> str:
        """What it is and why, in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Followed:
    """What another room let go along with a merger, how much of it, and what stays."""

    key: str
    vi: str
    en: str
    count: int
    left: tuple[Left, ...] = ()

    def word(self, language: str) -> str:
        """What it is, in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class MoveReport:
    """What ``move_positions`` did: posts carried over, posts that the officer had in the new unit already, delegations carried over.

    ``officers``: whose posts they are. ``followed``: what other rooms took along in the same transaction. ``left``: what stays, and why.
    """

    moved: int
    merged: int
    delegations: int
    followed: tuple[Followed, ...] = field(default=(), compare=False)
    officers: int = field(default=0, compare=False)
    left: tuple[Left, ...] = field(default=(), compare=False)

    @property
    def all_left(self) -> tuple[Left, ...]:
        """Everything that stays, of this room and of the others."""
        return (*self.left, *(one for followed in self.followed for one in followed.left))


class MergerFollower(Protocol):
    """A room that has things which belong to a unit; it registers one in ``merger_followers`` ("ask up")."""

    key: str

    def preview(self, *, old_unit: str, new_unit: str, on: date, now: datetime) -> Followed:
        """How much would go along; nothing is written."""
        ...

    def move(self, *, old_unit: str, new_unit: str, on: date, actor: Actor, now: datetime) -> Followed:
        """Take it along, in the transaction that moves the posts: either all goes over or nothing."""
        ...


merger_followers: Registry[MergerFollower] = Registry(key=lambda follower: follower.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """One merger: the units that end, the one that succeeds, its first day, who decided, and per old unit what was or would be moved."""

    uuid: UUID
    old_units: tuple[str, ...]
    new_unit: str
    on: date
    basis: str
    state: MergerState
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    finished_at: datetime | None
    planned: Mapping[str, MoveReport]
    done: Mapping[str, MoveReport]
    problem: Mapping[str, str]

    @property
    def waiting(self) -> tuple[str, ...]:
        """Old units that have not been moved yet."""
        return tuple(code for code in self.old_units if code not in self.done)


def report_document(report: MoveReport) -> dict[str, Any]:
    """A report as a row keeps it."""
    return {
        "moved": report.moved, "merged": report.merged, "delegations": report.delegations, "officers": report.officers,
        "left": [[one.vi, one.en, one.count] for one in report.left],
        "followed": [[f.key, f.vi, f.en, f.count, [[one.vi, one.en, one.count] for one in f.left]] for f in report.followed],
    }  # fmt: skip


def read_report(document: Mapping[str, Any]) -> MoveReport:
    """The report that a row keeps."""
    followed = tuple(
        Followed(key, vi, en, count, tuple(Left(*one) for one in left)) for key, vi, en, count, left in document["followed"]
    )
    return MoveReport(
        moved=document["moved"], merged=document["merged"], delegations=document["delegations"], officers=document["officers"],
        left=tuple(Left(*one) for one in document["left"]), followed=followed,
    )  # fmt: skip


class MoveTooEarly(NamedError):
    """Posts are moved on the day of the merger or after it."""

    code = "identity.move_too_early"
    vi = "Chỉ chuyển chức vụ từ ngày sáp nhập {on} trở đi."
    en = "Posts are moved from the day of the merger, {on}, on."
    status = 409


class MergerUnknown(NamedError):
    """No merger of that id."""

    code = "identity.merger_unknown"
    vi = "Không có đợt sáp nhập này."
    en = "There is no such merger."
    status = 404


class MergerWrong(NamedError):
    """Units or a day that cannot be right."""

    code = "identity.merger_wrong"
    vi = "Chưa ghi được đợt sáp nhập: {reason_vi}"
    en = "The merger cannot be recorded: {reason_en}"
    status = 422


class MergerSettled(NamedError):
    """It was decided already."""

    code = "identity.merger_settled"
    vi = "Đợt sáp nhập này đã được xác nhận, đã xong hoặc đã thôi thực hiện."
    en = "This merger was confirmed, carried out or given up already."
    status = 409
