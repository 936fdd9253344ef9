"""Decision tables (DMN 1.3): fees, eligibility and deadlines as data that an administrator writes and anybody can check.

``from_document`` reads and checks a table, ``decide`` asks it, ``lint`` finds contradictions and gaps, ``to_dmn_xml``/``from_dmn_xml``
exchange it with other tools.
"""

from motcua.kernel.decisions.decide import Decided, decide
from motcua.kernel.decisions.dmn import from_dmn_xml, to_dmn_xml
from motcua.kernel.decisions.documents import from_document, to_document
from motcua.kernel.decisions.errors import DecisionError
from motcua.kernel.decisions.lint import lint
from motcua.kernel.decisions.model import DecisionTable, HitPolicy, Input, Output, Rule, TableProblem, ValueType

__all__ = [
    "Decided",
    "DecisionError",
    "DecisionTable",
    "HitPolicy",
    "Input",
    "Output",
    "Rule",
    "TableProblem",
    "ValueType",
    "decide",
    "from_dmn_xml",
    "from_document",
    "lint",
    "to_dmn_xml",
    "to_document",
]
