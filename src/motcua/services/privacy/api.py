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
from motcua.services.privacy.actions.clocks import follow_rule
from motcua.services.privacy.actions.exporting import export_breaches
from motcua.services.privacy.actions.impacts import (
    accept_impact,
    add_impact_evidence,
    approve_impact,
    begin_impact,
    drop_risk,
    end_impact,
    export_impacts,
    impact_docx,
    impact_pdf,
    open_impact_evidence,
    propose_impact,
    put_risk,
    record_impact_sent,
    refill_impact,
    refuse_impact,
    renew_impact,
    return_impact,
    warn_impacts,
    write_impact,
)
from motcua.services.privacy.actions.naming import answer_task, drop_item, item_offers, name_item
from motcua.services.privacy.actions.officers import end_dpo, name_dpo
from motcua.services.privacy.actions.requests import carry_out, continue_runs, forget_packages, may_carry_out, package, plan
from motcua.services.privacy.adapters.carried import data_kinds
from motcua.services.privacy.queries.breaches import breach, breaches, open_count
from motcua.services.privacy.queries.impacts import forms as impact_forms
from motcua.services.privacy.queries.impacts import gaps as impact_gaps
from motcua.services.privacy.queries.impacts import impact, impacts
from motcua.services.privacy.queries.items import open_tasks, tasks_of
from motcua.services.privacy.queries.officers import is_dpo, terms, unit_name
from motcua.services.privacy.queries.overseeing import open_requests
from motcua.services.privacy.queries.register import activities, uncovered
from motcua.services.privacy.queries.requests import my_requests, right_of, rights, run_of

__all__ = [
    "accept_impact",
    "activities",
    "add_evidence",
    "add_impact_evidence",
    "add_note",
    "answer_task",
    "approve_closing",
    "approve_impact",
    "assess",
    "begin_impact",
    "breach",
    "breaches",
    "carry_out",
    "contain",
    "continue_runs",
    "data_kinds",
    "drop_item",
    "drop_risk",
    "end_dpo",
    "end_impact",
    "export_breaches",
    "export_impacts",
    "follow_rule",
    "forget_packages",
    "impact",
    "impact_docx",
    "impact_forms",
    "impact_gaps",
    "impact_pdf",
    "impacts",
    "is_dpo",
    "item_offers",
    "may_carry_out",
    "my_requests",
    "name_dpo",
    "name_item",
    "notice_pdf",
    "notify_authority",
    "open_count",
    "open_evidence",
    "open_impact_evidence",
    "open_requests",
    "open_tasks",
    "package",
    "plan",
    "propose_closing",
    "propose_impact",
    "put_risk",
    "record_impact_sent",
    "refill_impact",
    "refuse_closing",
    "refuse_impact",
    "renew_impact",
    "repair",
    "report",
    "return_impact",
    "right_of",
    "rights",
    "run_of",
    "tasks_of",
    "tell_people",
    "terms",
    "uncovered",
    "unit_name",
    "warn_due",
    "warn_impacts",
    "write_impact",
]  # fmt: skip
