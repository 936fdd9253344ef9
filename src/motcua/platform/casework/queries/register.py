"""The register book (Sổ theo dõi hồ sơ, Mẫu 07) page by page."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.errors import Forbidden
from motcua.kernel.periods import midnight
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import Channel, DossierStatus
from motcua.platform.casework.contracts.desk import RegisterPage, RegisterRow
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries.inbox import COUNTED
from motcua.platform.casework.queries.keysets import page_of

_MOST = 200


def register_book(
    *, unit_code: str, from_on: date, to_on: date, actor: Actor, cursor: str = "", limit: int = 50
) -> RegisterPage:
    """Dossiers filed in the name of the unit from ``from_on`` up to, without, ``to_on``, as they came. ``Forbidden`` for other units'.

    ``total`` counts up to ``COUNTED``.
    """
    if actor.kind is not ActorKind.SYSTEM and unit_code not in policies.handled_units(actor=actor):
        raise Forbidden(reason_vi="sổ này không thuộc đơn vị của bạn.", reason_en="this register does not belong to your unit.")
    mine = policies.visible_to(actor=actor).filter(unit_code=unit_code)
    rows = mine.filter(submitted_at__gte=midnight(from_on), submitted_at__lt=midnight(to_on))
    shown = rows.select_related("definition__procedure").defer("definition__document", "definition__procedure__details", "form_data")
    page, after = page_of(shown, column="submitted_at", cursor=cursor, limit=min(limit, _MOST))
    return RegisterPage(rows=tuple(_row(r) for r in page), next_cursor=after, total=rows.order_by()[:COUNTED].count())


def book_of(*, unit_code: str, from_on: date, to_on: date, actor: Actor) -> QuerySet[Dossier] | None:
    """The dossiers of the book that the actor may take as a file, of that period; None without any power in the unit."""
    covered = policies.matters(actor=actor, unit_code=unit_code)
    if covered is None:
        return None
    return Dossier.objects.filter(covered, unit_code=unit_code, submitted_at__gte=midnight(from_on), submitted_at__lt=midnight(to_on))


def _row(row: Dossier) -> RegisterRow:
    return RegisterRow(
        code=row.code, procedure_name=row.definition.procedure.name.rstrip(": "), party_name=row.party_name,
        contact=", ".join(part for part in (row.party_address, row.party_phone) if part), submitted_at=row.submitted_at,
        received_at=row.received_at, due_at=row.due_at, done_at=row.handed_back_at or row.resolved_at, channel=Channel(row.channel),
        status=DossierStatus(row.status),
    )
