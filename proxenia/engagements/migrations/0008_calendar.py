import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import proxenia.core.stamps


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_jobs_name_people_by_uid"),
        ("engagements", "0007_delegations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Hours",
            fields=[
                (
                    "engagement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="hours",
                        serialize=False,
                        to="engagements.engagement",
                    ),
                ),
                ("starts", models.TimeField(verbose_name="from")),
                ("ends", models.TimeField(blank=True, null=True, verbose_name="until")),
                ("zone", models.CharField(max_length=60, verbose_name="time zone")),
            ],
        ),
        migrations.CreateModel(
            name="SecretAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=proxenia.core.stamps.new_uid, editable=False, max_length=32, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("feed_own", "My own calendar"),
                            ("feed_office", "The calendar of the office"),
                            ("mail_own", "Mail for me to confirm"),
                            ("mail_office", "Mail for the office to confirm"),
                        ],
                        max_length=12,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("used_on", models.DateField(help_text="The last day somebody used it.", null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.office"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "secret addresses",
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=proxenia.core.stamps.new_uid, editable=False, max_length=32, unique=True
                    ),
                ),
                (
                    "inbox",
                    models.CharField(
                        blank=True, help_text="Whose it is: a user's uid; empty: the office's.", max_length=32
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("event", "Calendar entry"), ("mail", "Mail")], max_length=6),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Digest of what calendars and mail servers call it.", max_length=64
                    ),
                ),
                ("content", models.CharField(help_text="Digest of what it says.", max_length=64)),
                ("received_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "to confirm"),
                            ("taken", "confirmed"),
                            ("dismissed", "dismissed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "held_back",
                    models.CharField(
                        blank=True, help_text="Why it is not trusted as it stands.", max_length=300
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("sender", models.CharField(blank=True, max_length=320, verbose_name="sender")),
                ("words", models.TextField(blank=True, verbose_name="what it says")),
                ("facts", models.JSONField(default=dict, verbose_name="what was read")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        help_text="What it became.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.engagement",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.office"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at", "-pk"],
                "indexes": [
                    models.Index(fields=["office", "state", "received_at"], name="engagements_proposal_wait")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "inbox", "key"), name="engagements_proposal_once"
                    )
                ],
            },
        ),
    ]
