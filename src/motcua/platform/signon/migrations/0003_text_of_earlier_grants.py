"""Under which text the earlier sign-ins were agreed to: that of the consent which stood when they were made."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def tell(apps: Any, _editor: Any) -> None:
    """Where no consent is kept, the first text stays."""
    stood = apps.get_model("signon", "ConsentRow").objects.filter(
        application_id=OuterRef("application_id"), subject_id=OuterRef("subject_id"), given_at__lte=OuterRef("created_at")
    )
    version = Subquery(stood.order_by("-given_at", "-pk").values("text_version")[:1])
    apps.get_model("signon", "GrantRow").objects.update(text_version=Coalesce(version, 1))


class Migration(migrations.Migration):
    """Data apart from the schema."""

    dependencies = [("signon", "0002_text_of_grants")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
