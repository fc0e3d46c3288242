import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0003_jobs_schedules_drills"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        migrations.DeleteModel(name="Job"),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("task", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="job", serialize=False, to="django_tasks_database.dbtaskresult")),
                ("name", models.CharField(max_length=100)),
                ("key", models.CharField(blank=True, help_text="What waits under a key is asked for once.", max_length=200)),
                ("waits", models.BooleanField(default=True, help_text="Nobody has begun it (again).")),
                ("by_uid", models.CharField(blank=True, help_text="Whose rights it runs with.", max_length=32)),
                ("chain", models.BigIntegerField(help_text="The office's key; empty for the installation.", null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claim", models.BigIntegerField(default=0, help_text="Moves with every change of hands; tells workers apart.")),
                ("beat", models.BigIntegerField(default=0, help_text="Moves while a worker is at it.")),
            ],
            options={
                "ordering": ["task__enqueued_at"],
                "indexes": [models.Index(fields=["chain"], name="core_job_of_office")],
                "constraints": [models.UniqueConstraint(condition=models.Q(("waits", True), models.Q(("key", ""), _negated=True)), fields=("key",), name="core_job_key_waits_once")],
            },
        ),
    ]
