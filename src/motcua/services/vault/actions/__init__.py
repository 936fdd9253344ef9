"""Writes of the personal store."""

from motcua.services.vault.actions.archiving import export_archive, import_archive, import_limit
from motcua.services.vault.actions.keeping import keep_shared
from motcua.services.vault.actions.national import (
    agree_to_national,
    bring_papers,
    exchange_national,
    file_looked_up,
    forget_lookups,
    kinds_for,
    line_up_daily,
    line_up_missed,
    line_up_national,
    look_up_for_dossier,
    lookup,
    may_look_up,
    open_looked_up,
    send_again,
    set_daily,
    stop_national,
    withdraw_national,
)
from motcua.services.vault.actions.opening import open_document, see_document
from motcua.services.vault.actions.papers import PaperTyped, add_paper, correct_paper, replace_paper, take_over
from motcua.services.vault.actions.picturing import clean_pictures
from motcua.services.vault.actions.receiving import Key, check_shared, forget_tries, look, open_share, open_shared_file, seen_of
from motcua.services.vault.actions.removing import purge_removed, remove_paper, restore_paper
from motcua.services.vault.actions.requests import agree, ask_for_paper, decline, end_requests, take_back
from motcua.services.vault.actions.results import keep_old_result, keep_result, revoke, void
from motcua.services.vault.actions.sharing import ShareTerms, renew_link, revoke_share, share
from motcua.services.vault.actions.watching import recheck, recheck_due, warn_ending

__all__ = [
    "Key", "PaperTyped", "ShareTerms", "add_paper", "agree", "agree_to_national", "ask_for_paper", "bring_papers", "check_shared",
    "clean_pictures", "correct_paper", "decline", "end_requests", "exchange_national", "export_archive", "file_looked_up", "forget_lookups",
    "forget_tries", "import_archive", "import_limit", "keep_old_result", "keep_result", "keep_shared", "kinds_for", "line_up_daily",
    "line_up_missed", "line_up_national", "look", "look_up_for_dossier", "lookup", "may_look_up", "open_document", "open_looked_up",
    "open_share", "open_shared_file", "purge_removed", "recheck", "recheck_due", "remove_paper", "renew_link", "replace_paper",
    "restore_paper", "revoke", "revoke_share", "see_document", "seen_of", "send_again", "set_daily", "share", "stop_national",
    "take_back", "take_over", "void", "warn_ending", "withdraw_national",
]
