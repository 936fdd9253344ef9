"""Facts of the room: ids and codes, never names or addresses."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("post.consignment.handed_over.v1", stream="dossier_id")
class HandedOver:
    """The post took a result; ``fee`` đồng are collected on delivery."""

    dossier_id: UUID
    dossier_code: str
    tracking_code: str
    fee: int
    handed_over_at: datetime


@event("post.consignment.delivered.v1", stream="dossier_id")
class Delivered:
    """The result reached its owner: by law it is handed back."""

    dossier_id: UUID
    dossier_code: str
    tracking_code: str
    delivered_at: datetime


@event("post.consignment.returned.v1", stream="dossier_id")
class Returned:
    """Nobody took the result; it is back at the desk."""

    dossier_id: UUID
    dossier_code: str
    tracking_code: str
    returned_at: datetime
