"""How good the rows of an exchanged batch are: a data dictionary, eight groups of errors, five measures, one index."""

from motcua.gateway.translate.quality.assess import assess
from motcua.gateway.translate.quality.dictionary import Compare, Dictionary, Field, National, PersonalNumber, read_dictionary
from motcua.gateway.translate.quality.report import FieldReport, Repair, Report
from motcua.gateway.translate.quality.standard import NDOP_2026, WORDS, Dimension, Group, Severity, Standard

__all__ = [
    "NDOP_2026",
    "WORDS",
    "Compare",
    "Dictionary",
    "Dimension",
    "Field",
    "FieldReport",
    "Group",
    "National",
    "PersonalNumber",
    "Repair",
    "Report",
    "Severity",
    "Standard",
    "assess",
    "read_dictionary",
]
