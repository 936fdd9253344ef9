"""What crosses the door of the documents room."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from motcua.kernel.errors import NamedError
from motcua.kit.registry import Registry

_FORBIDDEN = {
    r"\beval\s*\(": "eval would run data as code",
    r"\bplugin\s*\(": "plugins are not allowed",
    r"\bread\s*\(": "templates read no files",
    r"#?\bimport\s+\"@": "packages would come from the network",
    r"#?\binclude\b": "templates include no files",
}
_HOUSE = re.compile(r"\bimport\s+\"(?!/house\.typ\")")


def source_faults(source: str) -> list[str]:
    """Why a template's source is refused; empty when it is not."""
    found = [reason for pattern, reason in _FORBIDDEN.items() if re.search(pattern, source)]
    if _HOUSE.search(source):
        found.append('only "/house.typ" may be imported')
    return found


@dataclass(frozen=True, slots=True)
class DocumentTemplate:
    """A template of the room that owns the document.

    ``source`` is Typst text. It begins with ``#import "/house.typ": *`` and gets ``data`` (what the caller passed), ``language``
    and ``qr(key, alt: …)`` from there. ValueError for a source that could read files, load packages or run data as code.
    """

    key: str
    source: str

    def __post_init__(self) -> None:
        faults = source_faults(self.source)
        if faults:
            raise ValueError(f"template {self.key}: {'; '.join(faults)}")


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A .docx template of the room that owns the document: ``content`` is the file, with ``{{ name }}`` where data go.

    Any office can open it in its word processor and change its words and looks. ValueError for a file with macros or one that is none.
    """

    key: str
    content: bytes

    def __post_init__(self) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
                names = archive.namelist()
        except zipfile.BadZipFile as error:
            msg = f"template {self.key}: no .docx file"
            raise ValueError(msg) from error
        if "word/document.xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
            msg = f"template {self.key}: no .docx file, or one with macros"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page in points from its lower left corner; ``page`` counts from 0. Where a signature's picture goes."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF and the places that its template kept free, by their key (``signer``)."""

    pdf: bytes
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of official document: abbreviation (``QĐ``), name, and its number in the archive's list (TT 05/2025/TT-BNV)."""

    abbreviation: str
    vi: str
    en: str
    code: int


templates: Registry[DocumentTemplate] = Registry(key=lambda template: template.key)
word_templates: Registry[WordTemplate] = Registry(key=lambda template: template.key)


class TemplateUnknown(NamedError):
    """No room registered a template of this key."""

    code = "documents.template_unknown"
    vi = "Chưa có mẫu văn bản “{template}”."
    en = "There is no document template “{template}”."
    status = 500


class RenderFailed(NamedError):
    """The template and the data do not fit; ``reason`` is for the log."""

    code = "documents.render_failed"
    vi = "Chưa tạo được văn bản theo mẫu “{template}”. Việc của bạn chưa bị ảnh hưởng; hãy thử lại hoặc báo quản trị."
    en = "The document “{template}” could not be made. Nothing you did is lost; try again or tell the administrator."
    status = 500


class DataRefused(NamedError):
    """A value that is no JSON value: ``path`` says which."""

    code = "documents.data_refused"
    vi = "Dữ liệu của văn bản không hợp lệ ở “{path}”."
    en = "The document's data is not valid at “{path}”."
    status = 500


class CodeRefused(NamedError):
    """A bar code's text with letters that hand scanners cannot read."""

    code = "documents.code_refused"
    vi = "Mã vạch chỉ ghi được chữ không dấu, số và dấu câu: “{text}”."
    en = "A bar code holds only unaccented letters, digits and punctuation: “{text}”."
    status = 500
