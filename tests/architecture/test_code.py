from pathlib import Path

import pytest

from motcua.kit import rooms
from tests.architecture import house


def test_no_room_looks_modules_up_by_name():
    found = [f"{path}:{line}" for path in house.room_files(".py") for line in house.string_imports(path.read_text())]
    assert not found


def test_a_planted_string_import_is_found():
    assert house.string_imports("from django.apps import apps\napps.get_model('casework', 'Dossier')") == [2]


def test_no_file_has_a_name_that_means_nothing():
    assert not [p for p in house.SRC.rglob("*.py") if p.stem in house.BANNED_NAMES]


def test_nobody_uses_signals():
    users = [p for p in house.room_files(".py") if "django.db.models.signals" in p.read_text() or "django.dispatch" in p.read_text()]
    assert not users


@pytest.mark.parametrize("room", rooms.discover(), ids=lambda r: r.name)
def test_doors_are_keyword_only_and_explained(room):
    door = rooms.part(room, "api")
    assert door is None or not house.door_faults(door)


def test_a_planted_positional_door_is_found():
    import types

    module = types.ModuleType("planted.api")
    exec("def look(thing): ...", module.__dict__)
    module.look.__module__ = "planted.api"
    assert len(house.door_faults(module)) == 2


@pytest.mark.parametrize("room", rooms.discover(), ids=lambda r: r.name)
def test_every_room_explains_itself(room):
    assert not house.readme_faults(room.folder / "README.md")


def test_a_planted_empty_readme_is_found(tmp_path):
    (tmp_path / "README.md").write_text("# Room")
    assert len(house.readme_faults(tmp_path / "README.md")) == len(house.HEADINGS)


def test_rooms_say_what_they_are_in_both_languages():
    from django.apps import apps

    configs = [apps.get_app_config(room.name) for room in rooms.discover()]
    assert not [c.label for c in configs if not (c.verbose_name and c.title_en and c.summary_vi and c.summary_en)]


def test_glossary_has_every_table():
    glossary = (house.ROOT / "docs" / "glossary.md").read_text().lower()
    names = {str(m._meta.verbose_name).lower() for m in house.own_models()}
    assert not sorted(n for n in names if f"| {n} |" not in glossary)


def test_no_template_is_unused():
    templates = {p.relative_to(p.parents[[q.name for q in p.parents].index("templates")]) for p in house.room_files(".html")}
    text = "\n".join(Path(p).read_text() for p in house.SRC.rglob("*") if p.suffix in {".py", ".html"})
    by_library = ("account/", "mfa/", "socialaccount/", "allauth/", "usersessions/")
    assert not sorted(str(t) for t in templates if str(t) not in text and not str(t).startswith(by_library))


def test_every_room_is_ready():
    from django.apps import apps

    assert not [room.name for room in rooms.discover() if not isinstance(apps.get_app_config(room.name), rooms.RoomConfig)]
