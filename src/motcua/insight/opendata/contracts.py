"""What crosses the door of the open data portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.kernel.errors import NamedError


@dataclass(frozen=True, slots=True)
class DatasetColumn:
    """One published column: its name, its type (text, date, int8, numeric, bool, timestamp) and what it says."""

    name: str
    type: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """One published dataset. ``sql`` is the statement over the warehouse that makes it, with ``params``; ``order`` sorts it."""

    id: UUID
    slug: str
    title_vi: str
    title_en: str
    notes_vi: str
    notes_en: str
    publisher_vi: str
    publisher_en: str
    publisher_slug: str
    licence_id: str
    licence_title_vi: str
    licence_title_en: str
    licence_url: str
    legal_basis_vi: str
    legal_basis_en: str
    frequency_vi: str
    frequency_en: str
    privacy_vi: str
    privacy_en: str
    tags: tuple[str, ...]
    columns: tuple[DatasetColumn, ...]
    sql: str
    params: Mapping[str, Any]
    order: tuple[str, ...]
    created_at: datetime
    modified_at: datetime

    def say(self, field: str, language: str) -> str:
        """A text of the dataset in ``vi`` or ``en``."""
        return str(getattr(self, f"{field}_{'en' if language == 'en' else 'vi'}"))


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a dataset at one snapshot; ``total`` is how many match, None when not asked for."""

    columns: tuple[DatasetColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int | None
    snapshot: str
    query_hash: str
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class DatasetsLoaded:
    """What loading the definitions did."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]


class DatasetUnknown(NamedError):
    """No published dataset has this name."""

    code = "opendata.dataset_unknown"
    vi = "Không có bộ dữ liệu mở tên {slug}."
    en = "There is no open dataset named {slug}."
    status = 404


class FormatUnknown(NamedError):
    """A download was asked for in a format that is not offered."""

    code = "opendata.format_unknown"
    vi = "Không có định dạng {format}. Có thể tải: {offered}."
    en = "There is no format {format}. Offered are: {offered}."
    status = 404


class NoDataYet(NamedError):
    """The warehouse has not taken its first snapshot."""

    code = "opendata.no_data_yet"
    vi = "Kho dữ liệu chưa có số liệu. Hãy quay lại sau ít phút."
    en = "The warehouse holds no data yet. Come back in a few minutes."
    status = 503


class TooManyRows(NamedError):
    """More rows than a spreadsheet should hold."""

    code = "opendata.too_many_rows"
    vi = "Bộ dữ liệu có hơn {limit} dòng, quá lớn cho XLSX. Hãy tải CSV hoặc Parquet."
    en = "The dataset has more than {limit} rows, too many for XLSX. Download CSV or Parquet."
    status = 413


class DefinitionFaulty(NamedError):
    """A dataset definition cannot be published."""

    code = "opendata.definition_faulty"
    vi = "Định nghĩa bộ dữ liệu {source} chưa đúng: {reason}"
    en = "The dataset definition {source} is not right: {reason}"
    status = 500


class SearchInvalid(NamedError):
    """A row search with wrong arguments; ``field`` names the argument (as CKAN's validation errors do)."""

    code = "opendata.search_invalid"
    vi = "Tham số {field} chưa đúng: {reason}"
    en = "The argument {field} is not right: {reason}"
    status = 409
