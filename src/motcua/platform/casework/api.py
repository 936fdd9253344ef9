"""THE DOOR of casework: the catalogue, dossiers, their clocks and their life."""

from motcua.platform.casework.actions.catalogue import import_catalogue, load_reference
from motcua.platform.casework.actions.definitions import ensure_version, publish_definition
from motcua.platform.casework.actions.fees import settle as settle_fee
from motcua.platform.casework.actions.history import import_history
from motcua.platform.casework.actions.history import uuid_of as history_uuid
from motcua.platform.casework.actions.intake import receive, receive_many, refuse
from motcua.platform.casework.actions.lookup import forget_lookups, track
from motcua.platform.casework.actions.processing import forward, propose_result, request_payment, send_back, stop, withdraw
from motcua.platform.casework.actions.results import hand_back, sign_result
from motcua.platform.casework.actions.submission import submit
from motcua.platform.casework.actions.supplements import extend_supplement, request_supplement, supply
from motcua.platform.casework.actions.telling import tell_owner
from motcua.platform.casework.contracts import (
    AvailableAction,
    Change,
    Dossier,
    DossierRef,
    Due,
    HistoryRecord,
    HistoryReport,
    ImportReport,
    InboxPage,
    PaperGiven,
    Procedure,
    ProcedureHit,
    TimelineItem,
    TrackedDossier,
)
from motcua.platform.casework.policies import handled_units
from motcua.platform.casework.queries.catalogue import (
    browse,
    catalogue_size,
    fields,
    hits_of,
    open_procedures,
    procedure,
    receiving_units,
    search_procedures,
)
from motcua.platform.casework.queries.dossiers import (
    available_actions,
    by_id,
    dossier,
    due_of,
    paper_file,
    receipt_file,
    result_file,
    sheet_file,
    sheets_of,
    timeline,
)
from motcua.platform.casework.queries.inbox import counts, find, inbox, my_dossiers
from motcua.platform.casework.queries.integrity import fold_check, verify_chains

__all__ = [
    "AvailableAction",
    "Change",
    "Dossier",
    "DossierRef",
    "Due",
    "HistoryRecord",
    "HistoryReport",
    "ImportReport",
    "InboxPage",
    "PaperGiven",
    "Procedure",
    "ProcedureHit",
    "TimelineItem",
    "TrackedDossier",
    "available_actions",
    "browse",
    "by_id",
    "catalogue_size",
    "counts",
    "dossier",
    "due_of",
    "ensure_version",
    "extend_supplement",
    "fields",
    "find",
    "fold_check",
    "forget_lookups",
    "forward",
    "hand_back",
    "handled_units",
    "history_uuid",
    "hits_of",
    "import_catalogue",
    "import_history",
    "inbox",
    "load_reference",
    "my_dossiers",
    "open_procedures",
    "paper_file",
    "procedure",
    "propose_result",
    "publish_definition",
    "receipt_file",
    "receive",
    "receive_many",
    "receiving_units",
    "refuse",
    "request_payment",
    "request_supplement",
    "result_file",
    "search_procedures",
    "send_back",
    "settle_fee",
    "sheet_file",
    "sheets_of",
    "sign_result",
    "stop",
    "submit",
    "supply",
    "tell_owner",
    "timeline",
    "track",
    "verify_chains",
    "withdraw",
]
