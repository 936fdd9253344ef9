"""Pure decisions of consent: whether a purpose holds, which readings are the same one, what is unusual."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from motcua.foundation.consent.contracts import ConsentText, GroundKind, Purpose
from motcua.foundation.consent.contracts.consents import ANYBODY
from motcua.kernel.actors import Actor, PositionHeld
from motcua.kernel.policy import Allowed, Decision, Denied

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
LONGEST_WINDOW = timedelta(days=1)  # no reading lies further behind the beginning of its window
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Held:
    """What is needed of a consent to decide: its controller, text version and period ``[given_at, ended_at)``."""

    controller: str
    version: int
    given_at: datetime
    ended_at: datetime | None = None

    def covers(self, *, controller: str, at: datetime) -> bool:
        """Whether it was held at the instant, towards this controller."""
        return self.controller in (controller, ANYBODY) and self.given_at <= at and (self.ended_at is None or at < self.ended_at)


def needed_version(texts: Iterable[ConsentText], *, on: date) -> int:
    """The oldest version of the text that still binds: the newest one that widened, 0 before there was any."""
    return max((t.version for t in texts if t.widens and t.effective_from <= on), default=0)


def decide(purpose: Purpose | None, *, code: str, controller: str, held: Iterable[Held], needed: int, at: datetime) -> Decision:
    """Whether ``controller`` may process for the purpose at ``at`` (Luật 91/2025/QH15 Điều 9, Điều 19).

    A purpose by law is allowed with its citation; one by consent needs a consent that is live then and not older than ``needed``.
    """
    if purpose is None:
        return Denied(f"mục đích “{code}” chưa được công bố.", f"the purpose “{code}” has not been published.")
    if not purpose.is_for(controller):
        return Denied(
            f"cơ quan này không thuộc danh sách được dùng dữ liệu cho “{purpose.name_vi}”.",
            f"this agency is not one that may use data for “{purpose.name_en}”.",
        )
    if purpose.ground is not GroundKind.CONSENT:
        return Allowed(purpose.citation)
    covering = [h for h in held if h.covers(controller=controller, at=at)]
    if not covering:
        return Denied(f"người dân chưa đồng ý hoặc đã rút đồng ý cho “{purpose.name_vi}”.", f"no consent is held for “{purpose.name_en}”.")
    newest = max(h.version for h in covering)
    if newest < needed:
        return Denied(
            f"nội dung đồng ý của “{purpose.name_vi}” đã mở rộng; cần hỏi lại.", f"the text of “{purpose.name_en}” has widened; ask again."
        )
    return Allowed(f"{purpose.citation} · {purpose.code} v{newest}")


def text_hash(*, purpose: str, version: int, language: str, words: str) -> str:
    """SHA-256 (hex) of a text, bound to its purpose, version and language."""
    return hashlib.sha256(_SEPARATOR.join((purpose, str(version), language, words.strip())).encode()).hexdigest()


def window_of(at: datetime, *, minutes: int) -> datetime:
    """The instant at which the stretch of ``minutes`` that ``at`` falls in began."""
    length = min(timedelta(minutes=max(minutes, 1)), LONGEST_WINDOW)
    return _EPOCH + (at - _EPOCH) // length * length


def same_reading(
    *, subject_id: UUID | None, subject_index: str, reader_ref: str, purpose: str, agency: str, dossier: str, fields: Collection[str],
    source: str,
) -> str:  # fmt: skip
    """A digest that two readings share when they are the same: same person, reader, purpose, dossier, facts and place."""
    parts = (str(subject_id or ""), subject_index, reader_ref, purpose, agency, dossier, source, *sorted(set(fields)))
    return hashlib.sha256(_SEPARATOR.join(parts).encode()).hexdigest()


def reading_post(reader: Actor, *, agency: str) -> PositionHeld | None:
    """The post in which an officer reads: one in the agency before others, an own one before a delegated one."""
    return min(reader.positions, key=lambda p: (p.unit_code != agency, p.is_delegated), default=None)


def is_night(at: datetime, *, hours: Collection[int]) -> bool:
    """Whether the hour in Vietnam is one of ``hours``."""
    from motcua.kernel.clock import local

    return local(at).hour in hours
