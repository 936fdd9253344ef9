"""The quality report of exchanged rows, for the rooms of the house (declared in ``gateway/translate/quality``)."""

from motcua.gateway.translate.errors import WrongDeclaration
from motcua.gateway.translate.quality import (
    NDOP_2026,
    WORDS,
    Compare,
    Dictionary,
    Dimension,
    Field,
    FieldReport,
    Group,
    National,
    PersonalNumber,
    Repair,
    Report,
    Severity,
    Standard,
    assess,
    read_dictionary,
)

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
    "WrongDeclaration",
    "assess",
    "read_dictionary",
]
