"""Whether a dossier is a person's own, for whoever asks before using her data (``consent.own_matters``)."""

from __future__ import annotations

from uuid import UUID

from motcua.foundation.consent.contracts import MatterStanding
from motcua.foundation.identity import api as identity
from motcua.kernel.errors import NamedError
from motcua.kit.fields import blind_index
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries.filters import OPEN
from motcua.platform.casework.rules.codes import normal_dossier_code


class DossierStandings:
    """A dossier is hers who is its party or filed it, by account or, from a counter, by number; it runs until it is answered or ended."""

    key = "casework"

    def standing(self, *, person_id: UUID, dossier: str) -> MatterStanding:
        """How the dossier stands to the person; ``NONE`` for a code that there is not."""
        row = Dossier.objects.filter(code=normal_dossier_code(dossier)).only("person_id", "submitter_id", "number_index", "status").first()
        if row is None or not (person_id in (row.person_id, row.submitter_id) or _by_number(row, person_id)):
            return MatterStanding.NONE
        return MatterStanding.RUNNING if row.status in OPEN else MatterStanding.ENDED


def _by_number(row: Dossier, person_id: UUID) -> bool:
    if row.person_id is not None or not row.number_index:
        return False
    try:
        number = identity.person(person_id=person_id).personal_number
    except NamedError:
        return False
    return row.number_index == blind_index(number, purpose="casework.number")
