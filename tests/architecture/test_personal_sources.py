"""What is held about a person is told and erased on her request: every room that keeps it by person has a source, or a reason."""

from django.apps import apps

from motcua.foundation.consent.contracts import personal_sources
from motcua.kit import rooms

LINKS = {"person_id", "subject_id", "owner_ref", "owner_id", "payer_ref", "person_ref", "holder_ref", "holder"}
REASONS = {
    "signing": "pictures and requests of signatures hang on officers, and on people by a keyed digest only; the signed papers are dossiers'",
    "privacy": "the requests themselves, kept as proof of how they were carried out",
    "national": "what the national portal was told about a dossier; told with the dossier",
}


def linked(config):
    """Whether a room keeps rows with personal data that name their person."""
    models = [model for model in config.get_models() if getattr(model, "PERSONAL", ())]
    return any({field.name for field in model._meta.get_fields()} & LINKS for model in models)


def test_every_room_that_keeps_data_by_person_has_a_source():
    sources = {source.key for source in personal_sources}
    assert not [r.name for r in rooms.discover() if linked(apps.get_app_config(r.name)) and r.name not in sources | set(REASONS)]


def test_reasons_are_given_for_rooms_without_a_source_only():
    sources = {source.key for source in personal_sources}
    assert not set(REASONS) & sources
