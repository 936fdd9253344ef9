"""The kinds of question and what a typed value of each looks like.

A typed value is JSON-ready:

========================  =============================================================
kind                      value
========================  =============================================================
text, textarea, select,   str
radios, email
integer, money            int (money in đồng)
decimal                   number with at most two decimals
date                      ``YYYY-MM-DD``
checkboxes                list of str
boolean, declaration      bool
personal_number           12 digits
tax_code                  10 digits, ``NNNNNNNNNN-NNN`` or 12 digits
phone                     ``0`` and 9 digits
unit                      code of a commune that exists on the day of the answer
address                   ``{"unit": code, "line": str}``
file                      list of ``{"file_id", "name", "size", "mime", "sha256"}``
repeated                  list of objects
info                      none: a text between questions
========================  =============================================================
"""

from __future__ import annotations

from enum import StrEnum


class FieldKind(StrEnum):
    """The kinds of question that a form may ask."""

    TEXT = "text"
    TEXTAREA = "textarea"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    SELECT = "select"
    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    BOOLEAN = "boolean"
    PERSONAL_NUMBER = "personal_number"
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"
    UNIT = "unit"
    ADDRESS = "address"
    FILE = "file"
    REPEATED = "repeated"
    DECLARATION = "declaration"
    INFO = "info"
