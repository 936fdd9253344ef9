"""THE DOOR of casework: the catalogue, dossiers, their clocks and their life."""

from motcua.platform.casework.actions.appeals import appeal
from motcua.platform.casework.actions.assigning import assign, transfer
from motcua.platform.casework.actions.bulk import (
    BULK_VERBS,
    begin_bulk,
    bulk,
    continue_bulk,
    continue_open_bulks,
    forget_bulks,
)
from motcua.platform.casework.actions.catalogue import import_catalogue, load_reference
from motcua.platform.casework.actions.copies import copies
from motcua.platform.casework.actions.counter import begin_entry, forget_entries, submit_entry
from motcua.platform.casework.actions.counter import entry as counter_entry
from motcua.platform.casework.actions.definitions import (
    begin_draft,
    discard_draft,
    ensure_version,
    export_definitions,
    import_definitions,
    publish_definition,
    publish_draft,
    retire,
    save_draft,
    set_submission,
)
from motcua.platform.casework.actions.digitising import digitise, digitise_old_results
from motcua.platform.casework.actions.exporting import list_workbook
from motcua.platform.casework.actions.fees import settle as settle_fee
from motcua.platform.casework.actions.filing_choices import choices, choose, exemption_of, filing_of, forget_choices
from motcua.platform.casework.actions.form_signing import finish_form_signature, form_pdf, start_form_signature
from motcua.platform.casework.actions.history import import_history
from motcua.platform.casework.actions.history import uuid_of as history_uuid
from motcua.platform.casework.actions.intake import receive, receive_many, refuse
from motcua.platform.casework.actions.late import warn_late
from motcua.platform.casework.actions.lookup import forget_lookups, track
from motcua.platform.casework.actions.lookup_codes import ask_lookup_code, confirm_lookup_code, forget_codes, index_phones
from motcua.platform.casework.actions.notes import note, see_mentions
from motcua.platform.casework.actions.opinions import ask_opinions, give_opinion, recall_opinion
from motcua.platform.casework.actions.outside import dossier_by_ref, submit_outside
from motcua.platform.casework.actions.parts import close_part, open_sub_dossier
from motcua.platform.casework.actions.previewing import Wording, preview
from motcua.platform.casework.actions.printing import (
    control_slip_docx,
    control_slip_pdf,
    register_docx,
    register_pdf,
    register_rows,
    register_xlsx,
    sheet_docx,
)
from motcua.platform.casework.actions.processing import forward, propose_result, request_payment, send_back, stop, withdraw
from motcua.platform.casework.actions.rating import ask_for_ratings, rate, rating_of
from motcua.platform.casework.actions.reading import note_export, note_file, note_list, note_reading, note_register
from motcua.platform.casework.actions.rebasing import rebase_preview
from motcua.platform.casework.actions.rebasing import rebase_to as rebase
from motcua.platform.casework.actions.renewed import keep_renewed
from motcua.platform.casework.actions.reopening import correct, revoke_result
from motcua.platform.casework.actions.results import hand_back, sign_result
from motcua.platform.casework.actions.reusing import file_found, reuse, reuse_in_draft
from motcua.platform.casework.actions.scan_runs import begin_scans, blank_index, continue_scans, digitise_checked, refused_scans
from motcua.platform.casework.actions.submission import submit
from motcua.platform.casework.actions.succession import back_to_the_unit, succeed
from motcua.platform.casework.actions.supplements import extend_supplement, request_supplement, supply
from motcua.platform.casework.actions.telling import tell_owner
from motcua.platform.casework.actions.timing import extend_due, pause, recompute_due, resume, warn_due
from motcua.platform.casework.actions.views import choose_default_view, delete_view, move_view, rename_view, save_view
from motcua.platform.casework.adapters.templates import facts as definition_templates
from motcua.platform.casework.adapters.workbook import blank as definition_workbook
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
from motcua.platform.casework.policies import handled_units, machine_origin
from motcua.platform.casework.queries.beside import (
    EarlierPaper,
    OpinionAwaited,
    answers_given,
    opinions_awaited,
    papers_of_mine,
    sheets_made,
)
from motcua.platform.casework.queries.catalogue import (
    browse,
    catalogue_size,
    fields,
    hits_of,
    meant,
    open_procedures,
    procedure,
    procedures,
    receiving_units,
    search_procedures,
)
from motcua.platform.casework.queries.choices import filter_choices, officers_of
from motcua.platform.casework.queries.desk import bulk_report, led_units, saved_views, workload
from motcua.platform.casework.queries.deskpage import DeskPage, desk_page
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
from motcua.platform.casework.queries.inbox import COUNTED, counts, find, inbox, my_dossiers, open_of
from motcua.platform.casework.queries.inbox import chosen as chosen_dossiers
from motcua.platform.casework.queries.inbox import every as every_dossier
from motcua.platform.casework.queries.integrity import fold_check, verify_chains
from motcua.platform.casework.queries.issued import issued_file, issued_of
from motcua.platform.casework.queries.listing import definition_page, running_document
from motcua.platform.casework.queries.notes import mentions, notes, unread_mentions
from motcua.platform.casework.queries.opinions import opinion_inbox, opinions
from motcua.platform.casework.queries.register import register_book
from motcua.platform.casework.queries.related import escalations, related
from motcua.platform.casework.queries.report import lint_catalogue
from motcua.platform.casework.queries.reusable import find_old_results, reusable_papers, reusable_results
from motcua.platform.casework.queries.scanning import scan_run, scan_runs
from motcua.platform.casework.queries.versions import (
    diff_versions,
    draft_of,
    lint_definition,
    submission_of,
    submission_settings,
    version_document,
    versions,
)
from motcua.platform.casework.queries.watching import watched
from motcua.platform.casework.rules.trying import try_out

__all__ = [
    "BULK_VERBS",
    "COUNTED",
    "AvailableAction",
    "Change",
    "DeskPage",
    "Dossier",
    "DossierRef",
    "Due",
    "EarlierPaper",
    "HistoryRecord",
    "HistoryReport",
    "ImportReport",
    "InboxPage",
    "OpinionAwaited",
    "PaperGiven",
    "Procedure",
    "ProcedureHit",
    "TimelineItem",
    "TrackedDossier",
    "Wording",
    "answers_given",
    "appeal",
    "ask_for_ratings",
    "ask_lookup_code",
    "ask_opinions",
    "assign",
    "available_actions",
    "back_to_the_unit",
    "begin_bulk",
    "begin_draft",
    "begin_entry",
    "begin_scans",
    "blank_index",
    "browse",
    "bulk",
    "bulk_report",
    "by_id",
    "catalogue_size",
    "choices",
    "choose",
    "choose_default_view",
    "chosen_dossiers",
    "close_part",
    "confirm_lookup_code",
    "continue_bulk",
    "continue_open_bulks",
    "continue_scans",
    "control_slip_docx",
    "control_slip_pdf",
    "copies",
    "correct",
    "counter_entry",
    "counts",
    "definition_page",
    "definition_templates",
    "definition_workbook",
    "delete_view",
    "desk_page",
    "diff_versions",
    "digitise",
    "digitise_checked",
    "digitise_old_results",
    "discard_draft",
    "dossier",
    "dossier_by_ref",
    "dossier_page",
    "draft_of",
    "due_of",
    "ensure_version",
    "escalations",
    "every_dossier",
    "exemption_of",
    "export_definitions",
    "extend_due",
    "extend_supplement",
    "fields",
    "file_found",
    "filing_of",
    "filter_choices",
    "find",
    "find_old_results",
    "finish_form_signature",
    "fold_check",
    "forget_bulks",
    "forget_choices",
    "forget_codes",
    "forget_entries",
    "forget_lookups",
    "form_pdf",
    "forward",
    "give_opinion",
    "hand_back",
    "handled_units",
    "history_uuid",
    "hits_of",
    "import_catalogue",
    "import_definitions",
    "import_history",
    "inbox",
    "index_phones",
    "issued_file",
    "issued_of",
    "keep_renewed",
    "led_units",
    "lint_catalogue",
    "lint_definition",
    "list_workbook",
    "load_reference",
    "machine_origin",
    "meant",
    "mentions",
    "move_view",
    "my_dossiers",
    "note",
    "note_export",
    "note_file",
    "note_list",
    "note_reading",
    "note_register",
    "notes",
    "officers_of",
    "open_of",
    "open_procedures",
    "open_sub_dossier",
    "opinion_inbox",
    "opinions",
    "opinions_awaited",
    "paper_file",
    "papers_of_mine",
    "pause",
    "preview",
    "procedure",
    "procedures",
    "propose_result",
    "publish_definition",
    "publish_draft",
    "rate",
    "rating_of",
    "rebase",
    "rebase_preview",
    "recall_opinion",
    "receipt_file",
    "receive",
    "receive_many",
    "receiving_units",
    "recompute_due",
    "refuse",
    "refused_scans",
    "register_book",
    "register_docx",
    "register_pdf",
    "register_rows",
    "register_xlsx",
    "related",
    "rename_view",
    "request_payment",
    "request_supplement",
    "result_file",
    "resume",
    "retire",
    "reusable_papers",
    "reusable_results",
    "reuse",
    "reuse_in_draft",
    "revoke_result",
    "running_document",
    "save_draft",
    "save_view",
    "saved_views",
    "scan_run",
    "scan_runs",
    "search_procedures",
    "see_mentions",
    "send_back",
    "set_submission",
    "settle_fee",
    "sheet_docx",
    "sheet_file",
    "sheets_made",
    "sheets_of",
    "side_actions",
    "sign_result",
    "start_form_signature",
    "stop",
    "submission_of",
    "submission_settings",
    "submit",
    "submit_entry",
    "submit_outside",
    "succeed",
    "supply",
    "tell_owner",
    "timeline",
    "track",
    "transfer",
    "try_out",
    "unread_mentions",
    "verify_chains",
    "version_document",
    "versions",
    "warn_due",
    "warn_late",
    "watched",
    "withdraw",
    "workload",
]
