"""What crosses the door of the personal store."""

from motcua.services.vault.contracts.errors import (
    AlreadyHeld,
    CannotShare,
    CannotShow,
    CopyKept,
    DocumentUnknown,
    FactsChanged,
    KeyReused,
    LinkDead,
    LinkForUnit,
    LinksResting,
    NotYours,
    PaperIssued,
    PictureUnreadable,
    PinWrong,
    QuotaFull,
    RecordKept,
    RequestSettled,
    RequestUnknown,
    ShareUnknown,
)
from motcua.services.vault.contracts.kinds import FieldKind, PaperField, PaperKind, Sensitivity
from motcua.services.vault.contracts.papers import FactHeld, HeldDocument, Origin, PaperFilter, Standing, StoreUse, Trust
from motcua.services.vault.contracts.sharing import Act, Opening, PaperRequest, RequestState, Share, ShareMade, ShareState, Shown

__all__ = [
    "Act", "AlreadyHeld", "CannotShare", "CannotShow", "CopyKept", "DocumentUnknown", "FactHeld", "FactsChanged", "FieldKind",
    "HeldDocument", "KeyReused", "LinkDead", "LinkForUnit", "LinksResting", "NotYours", "Opening", "Origin", "PaperField",
    "PaperFilter", "PaperIssued", "PaperKind", "PaperRequest", "PictureUnreadable", "PinWrong", "QuotaFull", "RecordKept",
    "RequestSettled", "RequestState", "RequestUnknown", "Sensitivity", "Share", "ShareMade", "ShareState", "ShareUnknown", "Shown",
    "Standing", "StoreUse", "Trust",
]
