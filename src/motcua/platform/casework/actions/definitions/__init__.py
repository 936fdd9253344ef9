"""The life of definitions: drafts, publication with a day, retirement, imports, where procedures are handed in."""

from motcua.platform.casework.actions.definitions.drafts import begin_draft, discard_draft, publish_draft, save_draft
from motcua.platform.casework.actions.definitions.importing import export_definitions, import_definitions
from motcua.platform.casework.actions.definitions.publishing import ensure_version, ensure_versions, publish_definition, retire
from motcua.platform.casework.actions.definitions.settings import set_submission

__all__ = [
    "begin_draft", "discard_draft", "ensure_version", "ensure_versions", "export_definitions", "import_definitions", "publish_definition",
    "publish_draft", "retire", "save_draft", "set_submission",
]
