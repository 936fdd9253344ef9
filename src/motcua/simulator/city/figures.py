"""The figures that the city published, each with its document; where two documents disagree, both versions are kept."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

DOCUMENTS: Mapping[str, tuple[str, str]] = {
    "000": ("Phát biểu tại phiên họp ngày 24/04/2024", "Speech of 24 April 2024"),
    "001": ("Bài giới thiệu dự án, tháng 11/2021", "Article on the project, November 2021"),
    "002": ("Phỏng vấn báo chí, tháng 3/2022", "Press interview, March 2022"),
    "003": ("Diễn đàn ngày 27/12/2023", "Forum of 27 December 2023"),
    "004": ("Báo cáo chuyển đổi số năm 2022", "Report on digital transformation in 2022"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One published value. ``unit`` and ``period`` are as printed; ``document`` is a key of ``DOCUMENTS``."""

    id: str
    name_vi: str
    name_en: str
    value: Decimal
    unit: str
    period: str
    document: str
    chapter: str

    @property
    def source(self) -> tuple[str, str]:
        """The document in Vietnamese and English."""
        return DOCUMENTS[self.document]


@dataclass(frozen=True, slots=True)
class Versions:
    """One quantity that was published more than once; no version is chosen over the other."""

    quantity: str
    name_vi: str
    name_en: str
    figures: tuple[Figure, ...]
    remark_vi: str
    remark_en: str


@cache
def figures() -> Mapping[str, Figure]:
    """All published figures by id."""
    return {
        row["id"]: Figure(
            id=row["id"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            value=Decimal(row["value"]),
            unit=row["unit"],
            period=row["period"],
            document=row["seed"],
            chapter=row["chapter"],
        )
        for row in _rows("figures.csv")
    }


def value(figure_id: str) -> Decimal:
    """The value of one figure; KeyError when there is none of that id."""
    return figures()[figure_id].value


@cache
def versions() -> tuple[Versions, ...]:
    """Quantities with more than one published version."""
    known = figures()
    return tuple(
        Versions(
            quantity=row["quantity"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            figures=tuple(known[i] for i in row["figures"].split()),
            remark_vi=row["remark_vi"],
            remark_en=row["remark_en"],
        )
        for row in _rows("versions.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))
