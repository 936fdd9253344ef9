"""The mapping language for rows of the rooms of the house (declared in ``gateway/translate``)."""

from motcua.gateway.translate.errors import Untranslatable, WrongDeclaration
from motcua.gateway.translate.mapping import Mapping
from motcua.gateway.translate.rows import read_mapping

__all__ = ["Mapping", "Untranslatable", "WrongDeclaration", "read_mapping"]
