"""Pure decisions of the documents room: clean texts, bars of a code, numbers and symbols of official documents."""

from motcua.platform.documents.rules.barcodes import NotInCode128, bars
from motcua.platform.documents.rules.cleaning import NotData, clean
from motcua.platform.documents.rules.official import copy_symbol, parse_symbol, symbol_of

__all__ = ["NotData", "NotInCode128", "bars", "clean", "copy_symbol", "parse_symbol", "symbol_of"]
