from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0013_switches'),
    ]

    operations = [
        migrations.AddField(
            model_name='certificate',
            name='pem',
            field=models.TextField(default=''),
        ),
    ]
