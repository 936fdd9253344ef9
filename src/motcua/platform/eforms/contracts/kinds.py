"""The kinds of question and what a typed value of each looks like.

A typed value is JSON-ready:

=================================  =============================================================
kind                               value
=================================  =============================================================
text, textarea, select, radios,    str
email
yes_no_unknown                     ``yes``, ``no`` or ``unknown``
integer, money, year               int (money in đồng)
decimal, percentage                number with at most two decimals
area, length, weight               number in m², m or kg, whatever unit it was typed in
quantity                           ``{"amount": number, "unit": option}``
rating                             int from 1 to 5
date, month                        ``YYYY-MM-DD``, ``YYYY-MM``
partial_date                       ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``: as much as is known
time, datetime                     ``HH:MM``, ``YYYY-MM-DDTHH:MM`` on Vietnam's clock
date_range                         ``{"from": date, "to": date}``, both days included
checkboxes, multi_select           list of str
matrix                             ``{row: option}``
boolean, declaration               bool
personal_number                    12 digits
old_identity_number                9 digits (CMND)
tax_code                           10 digits, ``NNNNNNNNNN-NNN`` or 12 digits
passport                           6 to 9 capital letters and digits
social_insurance                   10 digits
health_insurance                   10 digits, or two letters and 13 digits
licence_plate                      ``15A-123.45``
dossier_code                       ``H24.12-260907-0001``
bank_account                       ``{"bank": BIN, "number": digits}``
phone                              ``0`` and 9 digits
country, nationality               two letters (ISO 3166-1)
ethnicity, religion                code of the list; sensitive personal data
unit                               code of a commune that exists on the day of the answer
old_unit                           ``{"old": code before 1 July 2025, "new": code today}``
address                            ``{"unit": code, "line": str}``
any_address                        the same, with ``"old"`` when the address was given by its unit before 1 July 2025
place                              ``{"province": code, "commune": code or "", "name": str}``
linked                             list of codes from the root of a list to its leaf
reference                          ``{"source", "id", "label", "facts", "at"}`` of an entry in a register
parcel                             ``{"sheet": int, "parcel": int}``
map_point                          GeoJSON Point (WGS 84, longitude first), or ``{"text": str}`` where no place can be marked
map_area                           GeoJSON Polygon with one ring, or ``{"text": str}``
file, photo                        list of ``{"file_id", "name", "size", "mime", "sha256"}``
repeated, table                    list of objects
calculated                         what its expression gives; never typed
hidden                             the constant of the form; never typed
info, heading, picture             none: words and pictures between questions
=================================  =============================================================
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


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
    HEADING = "heading"
    PICTURE = "picture"
    YES_NO_UNKNOWN = "yes_no_unknown"
    TIME = "time"
    DATETIME = "datetime"
    MONTH = "month"
    YEAR = "year"
    DATE_RANGE = "date_range"
    PARTIAL_DATE = "partial_date"
    PERCENTAGE = "percentage"
    AREA = "area"
    LENGTH = "length"
    WEIGHT = "weight"
    QUANTITY = "quantity"
    RATING = "rating"
    MULTI_SELECT = "multi_select"
    MATRIX = "matrix"
    TABLE = "table"
    OLD_UNIT = "old_unit"
    ANY_ADDRESS = "any_address"
    PLACE = "place"
    LINKED = "linked"
    REFERENCE = "reference"
    COUNTRY = "country"
    NATIONALITY = "nationality"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    BANK_ACCOUNT = "bank_account"
    LICENCE_PLATE = "licence_plate"
    SOCIAL_INSURANCE = "social_insurance"
    HEALTH_INSURANCE = "health_insurance"
    PASSPORT = "passport"
    OLD_IDENTITY_NUMBER = "old_identity_number"
    DOSSIER_CODE = "dossier_code"
    PARCEL = "parcel"
    MAP_POINT = "map_point"
    MAP_AREA = "map_area"
    PHOTO = "photo"
    CALCULATED = "calculated"
    HIDDEN = "hidden"


SILENT: Final = frozenset({FieldKind.INFO, FieldKind.HEADING, FieldKind.PICTURE})
UPLOADS: Final = frozenset({FieldKind.FILE, FieldKind.PHOTO})
ROWS: Final = frozenset({FieldKind.REPEATED, FieldKind.TABLE})
GIVEN: Final = frozenset({FieldKind.CALCULATED, FieldKind.HIDDEN})  # the form knows them; nobody types them
# Race, belief and health are sensitive personal data (Luật 91/2025/QH15, Điều 2 khoản 3): shown to officers on purpose only.
SENSITIVE: Final = frozenset({FieldKind.ETHNICITY, FieldKind.RELIGION, FieldKind.HEALTH_INSURANCE})
