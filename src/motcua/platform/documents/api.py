"""THE DOOR of the documents room: register templates, make PDFs and .docx files, write numbers and symbols."""

from motcua.platform.documents.actions import docx_template, font_file, render_docx, render_pdf, render_placed
from motcua.platform.documents.contracts import (
    CodeRefused,
    DataRefused,
    DocumentTemplate,
    DocumentType,
    Place,
    RenderFailed,
    TemplateUnknown,
    Typeset,
    WordTemplate,
    templates,
    word_templates,
)
from motcua.platform.documents.queries import document_type, document_types
from motcua.platform.documents.rules import copy_symbol, symbol_of

__all__ = [
    "CodeRefused", "DataRefused", "DocumentTemplate", "DocumentType", "Place", "RenderFailed", "TemplateUnknown", "Typeset", "WordTemplate",
    "copy_symbol", "document_type", "document_types", "docx_template", "font_file", "render_docx", "render_pdf", "render_placed",
    "symbol_of", "templates", "word_templates",
]
