"""THE DOOR of the reports: chapters to read, to print, and one sentence at a time."""

from motcua.insight.reports.actions import build_chapter
from motcua.insight.reports.contracts import (
    BuildUnknown,
    BuiltChapter,
    Chapter,
    ChapterForm,
    ChapterUnknown,
    Figure,
    FormFaulty,
    NoData,
    Sentence,
    YearRefused,
)
from motcua.insight.reports.queries import build, builds, chapter, chapter_forms, sentence

__all__ = [
    "BuildUnknown",
    "BuiltChapter",
    "Chapter",
    "ChapterForm",
    "ChapterUnknown",
    "Figure",
    "FormFaulty",
    "NoData",
    "Sentence",
    "YearRefused",
    "build",
    "build_chapter",
    "builds",
    "chapter",
    "chapter_forms",
    "sentence",
]
