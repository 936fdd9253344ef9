"""Descriptions of services (OpenAPI 3): read for people, compared, written from declarations, turned into code samples. Pure."""

from motcua.kernel.openapi.answering import Sample, answer
from motcua.kernel.openapi.changes import Change, changes
from motcua.kernel.openapi.reading import Answer, Description, DescriptionUnreadable, Field, Operation, Parameter, read, without_lists
from motcua.kernel.openapi.samples import LANGUAGES, Sent, sample
from motcua.kernel.openapi.writing import describe

__all__ = [
    "LANGUAGES",
    "Answer",
    "Change",
    "Description",
    "DescriptionUnreadable",
    "Field",
    "Operation",
    "Parameter",
    "Sample",
    "Sent",
    "answer",
    "changes",
    "describe",
    "read",
    "sample",
    "without_lists",
]
