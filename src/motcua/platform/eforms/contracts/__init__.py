"""What crosses the door of ``eforms``: form documents, drafts, field views, prefill sources and named errors."""

from motcua.platform.eforms.contracts.drafts import (
    Draft,
    DraftState,
    DraftSummary,
    Facts,
    FieldError,
    PageResult,
    SubmittedFile,
    SubmittedForm,
    Upload,
)
from motcua.platform.eforms.contracts.errors import (
    DraftFrozen,
    DraftUnknown,
    FormRefused,
    FormUnknown,
    PageUnknown,
)
from motcua.platform.eforms.contracts.forms import (
    Check,
    Expression,
    FormDefinition,
    FormRef,
    Option,
    UiField,
    UiPage,
)
from motcua.platform.eforms.contracts.kinds import FieldKind
from motcua.platform.eforms.contracts.sources import PrefilledValue, Prefiller, SourceNote, prefillers
from motcua.platform.eforms.contracts.views import Answer, AnswerGroup, FieldView

__all__ = [
    "Answer",
    "AnswerGroup",
    "Check",
    "Draft",
    "DraftFrozen",
    "DraftState",
    "DraftSummary",
    "DraftUnknown",
    "Expression",
    "Facts",
    "FieldError",
    "FieldKind",
    "FieldView",
    "FormDefinition",
    "FormRef",
    "FormRefused",
    "FormUnknown",
    "Option",
    "PageResult",
    "PageUnknown",
    "PrefilledValue",
    "Prefiller",
    "SourceNote",
    "SubmittedFile",
    "SubmittedForm",
    "UiField",
    "UiPage",
    "Upload",
    "prefillers",
]
