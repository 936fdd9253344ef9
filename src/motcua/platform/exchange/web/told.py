"""What a service tells, field by field, in words: as it was declared, else as its description says, else as other services call it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.kernel import openapi
from motcua.kit.web import language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import ServiceDetail

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Told:
    """A field in words: its name, and beside it its path, its kind, an example, where the name comes from when it is a guess."""

    path: str
    name: str
    hint: str


def told(request: HttpRequest, found: ServiceDetail) -> dict[str, Told]:
    """Every field that may be asked for, by its path: those declared, else those of the description."""
    language = language_of(request)
    described = next(iter(api.descriptions(service=found.id)), None)
    known = openapi.read(described.document, language=language).told() if described else {}
    if found.fields is not None:
        personal = _("dữ liệu cá nhân")
        names = {f.path: f"{(f.en or f.vi) if language == 'en' else f.vi}{' · ' + personal if f.personal else ''}"
            for f in found.fields if f.path}  # fmt: skip
        return {path: Told(path, name, _beside(path, known.get(path))) for path, name in names.items()}
    bare = [path for path, one in known.items() if not one.text]
    elsewhere = api.field_meanings(paths=bare, language=language) if bare else {}
    return {path: _described(path, one, elsewhere.get(path)) for path, one in known.items()}


def names(known: Mapping[str, Told], paths: Sequence[str]) -> list[str]:
    """Fields by their names, each with its path behind it where the name is another."""
    said = [(path, known.get(openapi.without_lists(path))) for path in paths]
    return [f"{one.name} ({path})" if one and one.name != path else path for path, one in said]


def suggested(found: ServiceDetail) -> list[str]:
    """Lines for fields that nobody declared yet, as the description or other services name them, to be read over by a person."""
    described = next(iter(api.descriptions(service=found.id)), None)
    held = {f.path for f in found.fields or ()}
    vi, en = (openapi.read(described.document, language=key).told() if described else {} for key in ("vi", "en"))
    bare = [path for path, one in vi.items() if not one.text]
    other = {key: api.field_meanings(paths=bare, language=key) if bare else {} for key in ("vi", "en")}

    def name(path: str, text: str, key: str) -> str:
        return (text or other[key].get(path, ("", ""))[0]).replace("|", "/").replace("\n", " ")

    lines = [(path, name(path, one.text, "vi"), name(path, en[path].text, "en")) for path, one in vi.items() if path not in held]
    return [f"{path} | {first} | {second}".rstrip(" |") if first else f"{path} | " for path, first, second in lines]


def _described(path: str, one: openapi.Field, elsewhere: tuple[str, str] | None) -> Told:
    if one.text or elsewhere is None:
        return Told(path, one.text or path, _beside(path if one.text else "", one))
    meaning, service = elsewhere
    guess = _("Tên theo dịch vụ “%(service)s”; dịch vụ này chưa nói trường nghĩa là gì") % {"service": service}
    return Told(path, meaning, f"{_beside(path, one)}. {guess}")


def _beside(path: str, one: openapi.Field | None) -> str:
    """The path, the kind in words and an example."""
    if one is None:
        return path
    example = "" if one.example is None or isinstance(one.example, dict | list) else str(one.example)[:_LONGEST]
    return " · ".join(filter(None, (path, kind_words(one.kind), _("ví dụ %(one)s") % {"one": example} if example else "")))


def kind_words(kind: str) -> str:
    """The kind of a field as people call it."""
    bare, _sign, values = kind.partition(": ")
    if values:
        return _("một trong: %(values)s") % {"values": values.replace(" | ", ", ")}
    words = {
        "string": _("chữ"), "string (date)": _("ngày tháng năm"), "string (date-time)": _("thời điểm"), "integer": _("số nguyên"),
        "number": _("số"), "boolean": _("có hoặc không"), "object": _("cả nhóm, gồm mọi trường bên trong"),
        "array": _("danh sách, gồm mọi trường bên trong"),
    }  # fmt: skip
    return words.get(bare, words["string"] if bare.startswith("string") else "")
