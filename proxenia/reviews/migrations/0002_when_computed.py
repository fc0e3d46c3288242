from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="vitalsign",
            index=models.Index(fields=["computed_at"], name="reviews_vital_computed"),
        ),
    ]
