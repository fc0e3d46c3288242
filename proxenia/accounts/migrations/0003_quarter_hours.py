from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sign_on")]

    operations = [
        migrations.AddField(
            model_name="office",
            name="quarter_hours",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="staff hours a quarter"),
        ),
    ]
