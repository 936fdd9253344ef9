"""THE DOOR of electronic forms."""

from motcua.platform.eforms.actions.drafts import discard_draft, expire_drafts, freeze, frozen, start_draft
from motcua.platform.eforms.actions.forms import publish_file, publish_form
from motcua.platform.eforms.actions.pages import save_page
from motcua.platform.eforms.contracts import Draft, DraftSummary, FormDefinition, FormRef, SubmittedForm
from motcua.platform.eforms.queries import (
    definition_of,
    draft,
    drafts_of,
    facts,
    form,
    page_errors,
    page_view,
    summary,
    validate_all,
)
from motcua.platform.eforms.rules.answers import asked_pages, possible_pages
from motcua.platform.eforms.rules.generic import ListedPaper, generic_document
from motcua.platform.eforms.rules.views import field_views
from motcua.platform.eforms.rules.words import answer_text

__all__ = [
    "Draft",
    "DraftSummary",
    "FormDefinition",
    "FormRef",
    "ListedPaper",
    "SubmittedForm",
    "answer_text",
    "asked_pages",
    "definition_of",
    "discard_draft",
    "draft",
    "drafts_of",
    "expire_drafts",
    "facts",
    "field_views",
    "form",
    "freeze",
    "frozen",
    "generic_document",
    "page_errors",
    "page_view",
    "possible_pages",
    "publish_file",
    "publish_form",
    "save_page",
    "start_draft",
    "summary",
    "validate_all",
]
