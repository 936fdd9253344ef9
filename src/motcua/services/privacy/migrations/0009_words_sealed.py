"""What officers and units write to people about their requests, and the papers that prove them, become columns of ciphertext."""

from django.db import migrations

from motcua.kit.fields import EncryptedTextField


class Migration(migrations.Migration):
    """Schema only; ``0010_words_of_before`` encrypts what stands there."""

    dependencies = [("privacy", "0008_items")]
    operations = [
        migrations.AlterField(model_name="runstep", name="note", field=EncryptedTextField(blank=True, default="")),
        migrations.AlterField(model_name="task", name="ground", field=EncryptedTextField()),
    ]
