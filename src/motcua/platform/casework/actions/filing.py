"""Who files for whom: both persons on record, with the paper that gives the power."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from motcua.foundation.files import api as files
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor, ActorKind
from motcua.platform.casework.contracts import Filing, FilingKind, FilingWrong, Party, PartyKind, Principal

_PAPER_NEEDED = frozenset({FilingKind.AUTHORISED})


def parties(*, actor: Actor, form: Mapping[str, Any], filing: Filing | None) -> tuple[Party, Party | None]:
    """The owner and, when somebody else files, the submitter. ``FilingWrong`` names what is missing.

    Filing for oneself: the signed-in person or organisation; at the counter the person the form names, entered by the officer.
    """
    own = party_of(actor=actor, form=form)
    if filing is None or filing.kind is FilingKind.SELF:
        return own, None
    _check(filing, actor=actor)
    if filing.kind is FilingKind.EMPLOYEE and filing.principal is None:
        return own, _person(actor)
    if filing.principal is None:
        return own, None  # an officer of the desk enters what the form says; he is in the history
    if actor.kind is ActorKind.CITIZEN:
        return of_principal(filing.principal), own
    owner = of_principal(filing.principal)
    if filing.kind is FilingKind.OFFICER and not owner.phone:  # he stands at the counter, and the form asked him
        owner = replace(owner, phone=_phone(form))
    return owner, of_principal(filing.bearer) if filing.bearer is not None else None


def _check(filing: Filing, *, actor: Actor) -> None:
    wrong: dict[str, tuple[str, str]] = {}
    citizen = actor.kind is ActorKind.CITIZEN
    if filing.kind is FilingKind.OFFICER and citizen:
        wrong["kind"] = ("Chỉ cán bộ một cửa nhập hộ được.", "Only an officer of the desk enters for another.")
    for_organisation = filing.kind is FilingKind.EMPLOYEE and actor.organisation_id is not None
    if filing.principal is None and not for_organisation and filing.kind is not FilingKind.OFFICER:
        wrong["principal"] = ("Ghi người đứng tên hồ sơ.", "Name the owner of the dossier.")
    if filing.principal is not None and len(filing.principal.name.split()) < 1:
        wrong["principal.name"] = ("Ghi họ tên người đứng tên hồ sơ.", "Write the name of the owner.")
    if filing.kind in _PAPER_NEEDED and filing.paper_file_id is None:
        wrong["paper"] = ("Đính kèm giấy uỷ quyền.", "Attach the authorisation.")
    if wrong:
        raise FilingWrong(fields=wrong)
    if filing.paper_file_id is not None:
        stored = files.get(file_id=filing.paper_file_id)
        if citizen and stored.owner_ref not in ("", actor.ref):
            raise files.FileMissing


def of_principal(principal: Principal) -> Party:
    """A party from what was told of it; a known person is found by the number, never by the name."""
    person_id = principal.person_id
    if person_id is None and principal.number and principal.organisation_id is None:
        known = identity.person_by_number(number=principal.number)
        person_id = known.uuid if known else None
    return Party(
        kind=principal.kind, person_id=person_id, organisation_id=principal.organisation_id, name=principal.name.strip(),
        number=principal.number.strip(), phone=principal.phone.strip(), address=principal.address.strip(),
    )


def _person(actor: Actor) -> Party:
    assert actor.subject_id is not None
    person = identity.person(person_id=actor.subject_id)
    return Party(
        kind=PartyKind.CITIZEN, person_id=person.uuid, organisation_id=None, name=person.full_name, number=person.personal_number,
        phone=person.phone, address=person.residence_line,
    )


def _phone(form: Mapping[str, Any]) -> str:
    """The number that the form asked for: forms of their own call it ``phone``, the generic form ``applicant_phone``."""
    return str(form.get("phone") or form.get("applicant_phone") or "")


def party_of(*, actor: Actor, form: Mapping[str, Any]) -> Party:
    """Whose dossier it is: the signed-in person or organisation; at the counter the person the form names."""
    if actor.kind is ActorKind.CITIZEN and actor.subject_id is not None:
        person = identity.person(person_id=actor.subject_id)
        body = identity.organisation(organisation_id=actor.organisation_id) if actor.organisation_id else None
        return Party(
            kind=PartyKind.ENTERPRISE if body else PartyKind.CITIZEN, person_id=person.uuid, organisation_id=body.uuid if body else None,
            name=body.name if body else person.full_name, number=body.tax_code if body else person.personal_number,
            phone=_phone(form) or person.phone, address=person.residence_line,
        )
    number = str(form.get("applicant_number") or form.get("personal_number") or "")
    known = identity.person_by_number(number=number) if number else None
    return Party(
        kind=PartyKind.CITIZEN, person_id=known.uuid if known else None, organisation_id=None, number=number,
        name=str(form.get("applicant_name") or form.get("full_name") or (known.full_name if known else "")),
        phone=_phone(form) or (known.phone if known else ""), address="",
    )
