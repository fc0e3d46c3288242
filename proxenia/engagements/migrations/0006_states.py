from typing import Any

from django.db import migrations, models
from django.utils import timezone


def plan_what_lies_ahead(apps: Any, _schema_editor: Any) -> None:
    """What has a day to come is planned; everything else took place, as it was counted until now."""
    engagements = apps.get_model("engagements", "Engagement").objects
    engagements.filter(date__gt=timezone.localdate().isoformat()).update(state="planned")


class Migration(migrations.Migration):
    dependencies = [("engagements", "0005_story_index")]

    operations = [
        migrations.RemoveIndex(model_name="engagement", name="engagements_date"),
        migrations.RemoveIndex(model_name="engagement", name="engagements_story"),
        migrations.AddField(
            model_name="engagement",
            name="nothing_to_follow",
            field=models.BooleanField(db_default=False, default=False, verbose_name="nothing has to follow"),
        ),
        migrations.AddField(
            model_name="engagement",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "Planned"),
                    ("held", "Took place"),
                    ("closed", "Closed"),
                    ("cancelled", "Cancelled"),
                ],
                db_default="held",
                default="held",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="engagement",
            index=models.Index(
                condition=models.Q(("archived_at", None)),
                fields=["office", "date", "anchor", "state"],
                name="engagements_date",
            ),
        ),
        migrations.AddIndex(
            model_name="engagement",
            index=models.Index(
                condition=models.Q(("archived_at", None)),
                fields=["anchor", "date", "visibility", "state"],
                name="engagements_story",
            ),
        ),
        migrations.RunPython(plan_what_lies_ahead, migrations.RunPython.noop),
    ]
