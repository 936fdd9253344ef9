"""THE DOOR of electronic forms."""

from motcua.platform.eforms.actions.drafts import (
    clone_draft,
    discard_draft,
    expire_drafts,
    freeze,
    frozen,
    restore_draft,
    start_draft,
)
from motcua.platform.eforms.actions.editing import diff_forms, export_form, import_form, lint_form, preview_page
from motcua.platform.eforms.actions.forms import publish_file, publish_form
from motcua.platform.eforms.actions.pages import lend_file, save_page, settle_conflict
from motcua.platform.eforms.actions.prefill import fill_in_for, refresh_prefill, reread_registers
from motcua.platform.eforms.actions.reminding import send_link, warn_expiring
from motcua.platform.eforms.actions.searching import search_reference
from motcua.platform.eforms.actions.signers import (
    answer_invitation,
    invitation,
    invitations,
    invite_signer,
    signers,
    withdraw_invitation,
)
from motcua.platform.eforms.contracts import Draft, DraftSummary, Earlier, FormDefinition, FormRef, PrefilledValue, SubmittedForm
from motcua.platform.eforms.policies import kept_as
from motcua.platform.eforms.queries import (
    conflict,
    definition_of,
    discarded_drafts,
    draft,
    drafts_of,
    facts,
    form,
    page_errors,
    page_rules,
    page_view,
    print_data,
    summary,
    validate_all,
)
from motcua.platform.eforms.rules.answers import asked_pages, possible_pages
from motcua.platform.eforms.rules.generic import ListedPaper, generic_document
from motcua.platform.eforms.rules.views import field_views
from motcua.platform.eforms.rules.words import answer_text, held_text

__all__ = [
    "Draft",
    "DraftSummary",
    "Earlier",
    "FormDefinition",
    "FormRef",
    "ListedPaper",
    "PrefilledValue",
    "SubmittedForm",
    "answer_invitation",
    "answer_text",
    "asked_pages",
    "clone_draft",
    "conflict",
    "definition_of",
    "diff_forms",
    "discard_draft",
    "discarded_drafts",
    "draft",
    "drafts_of",
    "expire_drafts",
    "export_form",
    "facts",
    "field_views",
    "fill_in_for",
    "form",
    "freeze",
    "frozen",
    "generic_document",
    "held_text",
    "import_form",
    "invitation",
    "invitations",
    "invite_signer",
    "kept_as",
    "lend_file",
    "lint_form",
    "page_errors",
    "page_rules",
    "page_view",
    "possible_pages",
    "preview_page",
    "print_data",
    "publish_file",
    "publish_form",
    "refresh_prefill",
    "reread_registers",
    "restore_draft",
    "save_page",
    "search_reference",
    "send_link",
    "settle_conflict",
    "signers",
    "start_draft",
    "summary",
    "validate_all",
    "warn_expiring",
    "withdraw_invitation",
]
