"""Officers by name, from identity's door: whoever has left stays named."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import ActorKind


class OfficerNames:
    """See ``ActorNames``."""

    key = str(ActorKind.OFFICER)

    def names(self, *, refs: Collection[str]) -> dict[str, str]:
        """In one statement for all; a reference that is none is left out."""
        found = {}
        for ref in refs:
            try:
                found[UUID(ref.partition(":")[2])] = ref
            except ValueError:
                continue
        return {found[officer_id]: name for officer_id, name in identity.officer_names(officer_ids=found).items()}
