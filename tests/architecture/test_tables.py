import pytest
from django.db import models

from motcua.kit.models import Base
from tests.architecture import house


@pytest.mark.parametrize("model", house.own_models(), ids=lambda m: m.__name__)
def test_table_says_what_it_must(model):
    assert not house.table_faults(model)


def test_planted_faults_are_found():
    class Planted(Base):
        PERSONAL = ("nobody",)
        account = models.ForeignKey("identity.Account", on_delete=models.CASCADE)

        class Meta:
            app_label = "outbox"
            managed = False
            ordering = ("id",)

        def save(self, *args, **kwargs):
            raise NotImplementedError

    Planted.__module__ = "motcua.services.land.models"
    faults = " ".join(house.table_faults(Planted))
    for part in ("retention", "nobody", "CASCADE", "related_name", "ordering", "save()"):
        assert part in faults
    from django.apps import apps

    del apps.all_models["outbox"]["planted"]


def test_every_table_has_its_name_in_the_room():
    wrong = [m for m in house.own_models() if not m._meta.db_table.startswith(f"{m._meta.app_label}_")]
    assert not wrong
