"""Reads ``data/``: the chapters that people write, and what the city published before."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from motcua.insight.reports import rules
from motcua.insight.reports.contracts import ChapterForm, FormFaulty, PublishedFigure, SectionForm, SentenceForm

DATA = Path(__file__).resolve().parents[1] / "data"


@lru_cache(maxsize=1)
def chapters() -> tuple[ChapterForm, ...]:
    """The chapters that the product carries."""
    return read(DATA / "chapters.yaml")


@lru_cache(maxsize=1)
def published() -> tuple[PublishedFigure, ...]:
    """The figures of the chapter on digital government that the city published for 2022."""
    with (DATA / "published_2022.csv").open(encoding="utf-8", newline="") as file:
        return tuple(PublishedFigure(**row) for row in csv.DictReader(file))


def read(path: Path) -> tuple[ChapterForm, ...]:
    """The chapters of a file; FormFaulty when one cannot be read or asks differently in the two languages."""
    try:
        found = tuple(_chapter(row) for row in yaml.safe_load(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, yaml.YAMLError) as error:
        raise FormFaulty(reason=str(error)) from error
    for chapter in found:
        rules.indicators_of(chapter)
    return found


def check_config() -> str:
    """For the page of self-checks: every chapter can be read."""
    return f"{len(chapters())} chapters, {len(published())} figures published before"


def _chapter(row: dict[str, Any]) -> ChapterForm:
    return ChapterForm(
        code=row["code"],
        vi=row["vi"],
        en=row["en"],
        sections=tuple(_section(section) for section in row["sections"]),
        table_vi=row["table"]["vi"],
        table_en=row["table"]["en"],
        table_indicators=tuple(row["table"]["indicators"]),
    )


def _section(row: dict[str, Any]) -> SectionForm:
    sentences = tuple(SentenceForm(code=s["code"], vi=s["vi"], en=s["en"], units_of=s.get("units_of", "")) for s in row["sentences"])
    return SectionForm(vi=row["vi"], en=row["en"], sentences=sentences)
