"""Definitions as BPMN 2.0 and back: interchange with other tools (GovStack asks for it), never the engine."""

from motcua.platform.casework.rules.bpmn.documents import document_of
from motcua.platform.casework.rules.bpmn.profile import BpmnRefused
from motcua.platform.casework.rules.bpmn.read import from_bpmn
from motcua.platform.casework.rules.bpmn.write import to_bpmn

__all__ = ["BpmnRefused", "document_of", "from_bpmn", "to_bpmn"]
