"""Loading the purposes and texts that the product carries; doing it again changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from django.db import transaction

from motcua.foundation.consent import contracts, models
from motcua.foundation.consent.adapters import reference

_COMPARED = (
    "name_vi", "name_en", "plain_vi", "plain_en", "ground", "citation", "retention_vi", "retention_en", "effective_to", "trust",
)  # fmt: skip


@transaction.atomic
def load_reference(*, now: datetime, folder: Path = reference.DATA) -> contracts.PurposesLoaded:
    """Bring purposes up to the files and add new versions of texts; ``PurposesFaulty`` when a published text was rewritten.

    ``now`` is taken for the sake of one signature for all rooms; reference data carry their own dates.
    """
    tally: Counter[str] = Counter()
    given, texts = reference.read_purposes(folder), reference.read_texts(folder)
    _check(given, texts)
    known = {(row.code, row.effective_from): row for row in models.Purpose.objects.all()}
    for purpose in given:
        _put_purpose(tally, purpose, known.get((purpose.code, purpose.effective_from)))
    published = {(row.purpose, row.version): row for row in models.ConsentText.objects.all()}
    for text in texts:
        _put_text(tally, text, published.get((text.purpose, text.version)))
    return contracts.PurposesLoaded(added=tally["added"], changed=tally["changed"], kept=tally["kept"])


def _check(purposes: tuple[contracts.Purpose, ...], texts: tuple[contracts.ConsentText, ...]) -> None:
    """Every consent purpose has a text, every text a consent purpose, and versions follow each other in time."""
    by_consent = {p.code for p in purposes if p.ground is contracts.GroundKind.CONSENT}
    with_text = {t.purpose for t in texts}
    if by_consent != with_text:
        raise contracts.PurposesFaulty(reason=f"purposes by consent and texts differ: {sorted(by_consent ^ with_text)}")
    for code in by_consent:
        versions = [t for t in texts if t.purpose == code]
        if [t.version for t in versions] != list(range(1, len(versions) + 1)) or not versions[0].widens:
            raise contracts.PurposesFaulty(reason=f"{code}: versions count from 1, the first one asks everybody")
        if any(b.effective_from < a.effective_from for a, b in pairwise(versions)):
            raise contracts.PurposesFaulty(reason=f"{code}: a later version begins earlier")


def _put_purpose(tally: Counter[str], purpose: contracts.Purpose, row: models.Purpose | None) -> None:
    values = {name: getattr(purpose, name) for name in _COMPARED}
    values |= {"ground": purpose.ground.value, "controllers": list(purpose.controllers), "categories": list(purpose.categories)}
    if row is None:
        models.Purpose.objects.create(code=purpose.code, effective_from=purpose.effective_from, **values)
        tally["added"] += 1
    elif all(getattr(row, name) == value for name, value in values.items()):
        tally["kept"] += 1
    else:
        models.Purpose.objects.filter(pk=row.pk).update(**values)
        tally["changed"] += 1


def _put_text(tally: Counter[str], text: contracts.ConsentText, row: models.ConsentText | None) -> None:
    if row is None:
        models.ConsentText.objects.create(
            purpose=text.purpose, version=text.version, effective_from=text.effective_from, widens=text.widens, vi=text.vi, en=text.en,
            hash_vi=text.hash_vi, hash_en=text.hash_en,
        )  # fmt: skip
        tally["added"] += 1
        return
    if (row.hash_vi, row.hash_en, row.widens, row.effective_from) != (text.hash_vi, text.hash_en, text.widens, text.effective_from):
        raise contracts.PurposesFaulty(reason=f"{text.purpose} v{text.version} was published and may not change; write the next version")
    tally["kept"] += 1
