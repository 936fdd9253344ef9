"""Readings and purposes in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from motcua.foundation.consent import api as consent
from motcua.foundation.consent import conf
from motcua.foundation.consent.adapters import reference
from motcua.foundation.units import api as units
from motcua.kernel.actors import ActorKind
from motcua.kernel.clock import local, local_date


@dataclass
class Words:
    """What a page needs to name readings: units and purposes read once, officers' names only where the city shows them."""

    language: str
    now: datetime
    officers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.units = units.labels(on=local_date(self.now), language=self.language)
        self.purposes = consent.known_purposes()

    def agency(self, code: str) -> str:
        """The full name of a unit; what is no unit's code stands as it is (a partner's name)."""
        return self.units.get(code, code)

    def purpose(self, code: str) -> str:
        """The name of a purpose."""
        known = self.purposes.get(code)
        return known.name(self.language) if known else code

    def who(self, read: consent.Access) -> tuple[str, str]:
        """Agency and post of who read; "you" for the person herself; the name only where the city shows names."""
        if read.by_herself:
            return _("Chính bạn"), ""
        if read.reader_kind is ActorKind.CITIZEN:
            return _("Người được bạn uỷ quyền hoặc người đại diện"), ""
        if read.reader_kind is ActorKind.SYSTEM:
            return self.agency(read.agency) or _("Hệ thống của thành phố"), _("tự động")
        if read.reader_kind is ActorKind.MACHINE:
            return self.agency(read.agency) or read.reader_post, _("phần mềm %(name)s") % {"name": read.reader_post}
        name = self.officers.get(read.reader_ref, "")
        post = _post(read.reader_post)
        return self.agency(read.agency or read.reader_unit) or _("Cán bộ"), f"{post} · {name}" if name else post

    def facts(self, read: consent.Access) -> str:
        """The facts that were read, by their names."""
        known = reference.words()["categories"]
        return ", ".join(dict.fromkeys(_pick(known.get(code.partition(":")[0]), self.language) or code for code in read.fields))

    def place(self, read: consent.Access) -> str:
        """Where it was read."""
        place, _colon, more = read.source.partition(":")
        text = _pick(reference.words()["sources"].get(place), self.language) or place
        return f"{text} · {more}" if more else text

    def categories(self, purpose: consent.Purpose) -> str:
        """The kinds of data of a purpose."""
        known = reference.words()["categories"]
        return "; ".join(_pick(known.get(code), self.language) or code for code in purpose.categories)


def names_of(page: consent.AccessPage, *, now: datetime) -> dict[str, str]:
    """Names of the officers of a page, for the person: only where the city's setting shows them."""
    return consent.officer_names(refs={a.reader_ref for a in page.accesses}) if conf.SHOW_OFFICER_NAMES else {}


def at(when: datetime | None) -> str:
    """An instant as people read it."""
    return local(when).strftime("%H:%M %d/%m/%Y") if when else ""


def dossier_href(code: str) -> str:
    """The page of a dossier for its owner; empty where no room shows dossiers."""
    try:
        return reverse("casework_status", args=[code]) if code else ""
    except NoReverseMatch:
        return ""


def _post(post: str) -> str:
    """The title of a post; a bare role in words."""
    roles = {
        "reception": _("Cán bộ tiếp nhận"), "appraiser": _("Cán bộ thẩm định"), "leader": _("Lãnh đạo ký duyệt"),
        "operator": _("Trực điều hành"), "admin": _("Quản trị"),
    }  # fmt: skip
    return roles.get(post, post)


def _pick(pair: tuple[str, str] | None, language: str) -> str:
    return "" if pair is None else pair[language == "en"]
