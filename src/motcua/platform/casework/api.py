"""THE DOOR of casework: the catalogue, dossiers, their clocks and their life."""

from motcua.platform.casework.actions.appeals import appeal
from motcua.platform.casework.actions.assigning import assign, transfer
from motcua.platform.casework.actions.catalogue import import_catalogue, load_reference
from motcua.platform.casework.actions.definitions import ensure_version, publish_definition
from motcua.platform.casework.actions.fees import settle as settle_fee
from motcua.platform.casework.actions.history import import_history
from motcua.platform.casework.actions.history import uuid_of as history_uuid
from motcua.platform.casework.actions.intake import receive, receive_many, refuse
from motcua.platform.casework.actions.lookup import forget_lookups, track
from motcua.platform.casework.actions.opinions import ask_opinions, give_opinion, recall_opinion
from motcua.platform.casework.actions.outside import dossier_by_ref, submit_outside
from motcua.platform.casework.actions.parts import close_part, open_sub_dossier
from motcua.platform.casework.actions.processing import forward, propose_result, request_payment, send_back, stop, withdraw
from motcua.platform.casework.actions.rebasing import rebase_preview
from motcua.platform.casework.actions.rebasing import rebase_to as rebase
from motcua.platform.casework.actions.reopening import correct, revoke_result
from motcua.platform.casework.actions.results import hand_back, sign_result
from motcua.platform.casework.actions.submission import submit
from motcua.platform.casework.actions.supplements import extend_supplement, request_supplement, supply
from motcua.platform.casework.actions.telling import tell_owner
from motcua.platform.casework.actions.timing import extend_due, pause, recompute_due, resume, warn_due
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
    dossier_page,
    due_of,
    paper_file,
    receipt_file,
    result_file,
    sheet_file,
    sheets_of,
    side_actions,
    timeline,
)
from motcua.platform.casework.queries.inbox import counts, find, inbox, my_dossiers
from motcua.platform.casework.queries.integrity import fold_check, verify_chains
from motcua.platform.casework.queries.opinions import opinion_inbox, opinions
from motcua.platform.casework.queries.related import escalations, related

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
    "appeal",
    "ask_opinions",
    "assign",
    "available_actions",
    "browse",
    "by_id",
    "catalogue_size",
    "close_part",
    "correct",
    "counts",
    "dossier",
    "dossier_by_ref",
    "dossier_page",
    "due_of",
    "ensure_version",
    "escalations",
    "extend_due",
    "extend_supplement",
    "fields",
    "find",
    "fold_check",
    "forget_lookups",
    "forward",
    "give_opinion",
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
    "open_sub_dossier",
    "opinion_inbox",
    "opinions",
    "paper_file",
    "pause",
    "procedure",
    "propose_result",
    "publish_definition",
    "rebase",
    "rebase_preview",
    "recall_opinion",
    "receipt_file",
    "receive",
    "receive_many",
    "receiving_units",
    "recompute_due",
    "refuse",
    "related",
    "request_payment",
    "request_supplement",
    "result_file",
    "resume",
    "revoke_result",
    "search_procedures",
    "send_back",
    "settle_fee",
    "sheet_file",
    "sheets_of",
    "side_actions",
    "sign_result",
    "stop",
    "submit",
    "submit_outside",
    "supply",
    "tell_owner",
    "timeline",
    "track",
    "transfer",
    "verify_chains",
    "warn_due",
    "withdraw",
]
