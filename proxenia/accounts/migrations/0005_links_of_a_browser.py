from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("accounts", "0004_jobs_name_people_by_uid")]

    operations = [
        migrations.AddField(
            model_name="signinlink",
            name="browser",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Digest of the secret of the browser that asked; others cannot use it.",
                max_length=64,
            ),
            preserve_default=False,
        ),
    ]
