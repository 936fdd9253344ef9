"""THE DOOR of the room."""

from motcua.services.privacy.actions.breaches import (
    add_evidence,
    add_note,
    approve_closing,
    assess,
    contain,
    notice_pdf,
    notify_authority,
    open_evidence,
    propose_closing,
    refuse_closing,
    repair,
    report,
    tell_people,
    warn_due,
)
from motcua.services.privacy.actions.exporting import export_breaches
from motcua.services.privacy.actions.officers import end_dpo, name_dpo
from motcua.services.privacy.actions.requests import carry_out, continue_runs, forget_packages, lift, may_carry_out, package, plan
from motcua.services.privacy.adapters.books import xlsx as workbook
from motcua.services.privacy.adapters.carried import data_kinds
from motcua.services.privacy.queries.breaches import breach, breaches, open_count
from motcua.services.privacy.queries.officers import is_dpo, terms
from motcua.services.privacy.queries.register import activities, uncovered
from motcua.services.privacy.queries.requests import my_requests, restricted, right_of, rights, run_of

__all__ = [
    "activities",
    "add_evidence",
    "add_note",
    "approve_closing",
    "assess",
    "breach",
    "breaches",
    "carry_out",
    "contain",
    "continue_runs",
    "data_kinds",
    "end_dpo",
    "export_breaches",
    "forget_packages",
    "is_dpo",
    "lift",
    "may_carry_out",
    "my_requests",
    "name_dpo",
    "notice_pdf",
    "notify_authority",
    "open_count",
    "open_evidence",
    "package",
    "plan",
    "propose_closing",
    "refuse_closing",
    "repair",
    "report",
    "restricted",
    "right_of",
    "rights",
    "run_of",
    "tell_people",
    "terms",
    "uncovered",
    "warn_due",
    "workbook",
]  # fmt: skip
