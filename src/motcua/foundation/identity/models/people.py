"""People."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.foundation.identity.models.accounts import Account
from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base


class Person(Base):
    """A citizen or foreigner who signed in or whom a dossier names."""

    RETENTION = "while any dossier of the person is kept, then anonymised (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)"
    PERSONAL = ("personal_number", "full_name", "born_on", "sex", "phone", "email", "residence_unit_code", "residence_line")

    uuid = models.UUIDField(default=uuid7, unique=True)
    account = models.OneToOneField(Account, null=True, on_delete=models.PROTECT, related_name="person")
    personal_number = EncryptedTextField()
    number_index = models.CharField(max_length=64, unique=True)
    full_name = EncryptedTextField()
    born_on = models.DateField(null=True)
    sex = models.CharField(max_length=6)
    phone = EncryptedTextField(default="")
    email = EncryptedTextField(default="")
    residence_unit_code = models.CharField(max_length=5, default="")
    residence_line = EncryptedTextField(default="")
    level = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "identity_person"
        verbose_name = "người dân"
        constraints = [
            models.CheckConstraint(condition=Q(level__in=[0, 1, 2]), name="identity_person_level"),
            models.CheckConstraint(condition=Q(sex__in=["male", "female"]), name="identity_person_sex"),
        ]
