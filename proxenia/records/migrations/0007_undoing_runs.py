from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0006_keeping"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("reading", "Reading"),
                    ("previewed", "Previewed"),
                    ("committing", "Committing"),
                    ("done", "Done"),
                    ("undoing", "Undoing"),
                    ("failed", "Failed"),
                    ("undone", "Undone"),
                    ("discarded", "Discarded"),
                ],
                default="reading",
                max_length=12,
            ),
        ),
    ]
