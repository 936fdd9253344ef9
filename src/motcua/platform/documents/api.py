"""THE DOOR of the documents room: register templates, make PDFs."""

from motcua.platform.documents.actions import font_file, render_pdf
from motcua.platform.documents.contracts import DataRefused, DocumentTemplate, RenderFailed, TemplateUnknown, templates

__all__ = ["DataRefused", "DocumentTemplate", "RenderFailed", "TemplateUnknown", "font_file", "render_pdf", "templates"]
