import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import proxenia.core.stamps


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0006_corps_and_hosting"),
        ("engagements", "0006_states"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CostLine",
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
                            ("travel", "Travel"),
                            ("lodging", "Lodging"),
                            ("per_diem", "Per diems"),
                            ("meals", "Meals and hospitality"),
                            ("interpreting", "Interpreting"),
                            ("venue", "Rooms and equipment"),
                            ("gifts", "Gifts"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("what", models.CharField(max_length=300, verbose_name="what for")),
                ("on", models.DateField(verbose_name="date of the price")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, default=1, max_digits=9, verbose_name="how many"),
                ),
                ("rate", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="at")),
                ("amount", models.DecimalField(decimal_places=2, editable=False, max_digits=16)),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "paid_by",
                    models.CharField(
                        choices=[
                            ("us", "Us"),
                            ("them", "Them"),
                            ("both", "Both"),
                            ("other", "Somebody else"),
                        ],
                        default="us",
                        max_length=6,
                        verbose_name="who pays",
                    ),
                ),
                ("is_spent", models.BooleanField(default=False, verbose_name="spent, not planned")),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cost_lines",
                        to="engagements.engagement",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "cost lines",
                "ordering": ["kind", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "engagement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="delegation",
                        serialize=False,
                        to="engagements.engagement",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being planned"),
                            ("submitted", "Waits for a decision"),
                            ("sent_back", "Sent back"),
                            ("approved", "Approved"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="approval",
                    ),
                ),
                ("submitted_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision", models.TextField(blank=True, verbose_name="words of the decision")),
                ("override_reason", models.TextField(blank=True, verbose_name="why rules were set aside")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1: ordinary care"),
                            (2, "2: more care"),
                            (3, "3: only when it is needed"),
                            (4, "4: no travel"),
                        ],
                        null=True,
                        verbose_name="highest risk level when it was decided",
                    ),
                ),
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
                    "organiser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who organises it",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "delegations",
            },
        ),
        migrations.CreateModel(
            name="Leg",
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
                ("on", models.DateField(verbose_name="date")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("air", "Air"),
                            ("rail", "Rail"),
                            ("coach", "Coach"),
                            ("car", "Car"),
                            ("hotel", "Hotel"),
                        ],
                        max_length=5,
                        verbose_name="how",
                    ),
                ),
                ("origin", models.CharField(blank=True, max_length=200, verbose_name="from")),
                ("target", models.CharField(blank=True, max_length=200, verbose_name="to")),
                (
                    "fare",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("economy", "Economy"),
                            ("premium", "Premium economy"),
                            ("business", "Business"),
                            ("first", "First"),
                            ("average", "Average, not known"),
                        ],
                        max_length=8,
                        verbose_name="class",
                    ),
                ),
                ("people", models.PositiveIntegerField(default=1, verbose_name="people")),
                ("nights", models.PositiveIntegerField(blank=True, null=True, verbose_name="nights")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("km", models.FloatField(editable=False, null=True, verbose_name="kilometres")),
                ("factor", models.FloatField(editable=False)),
                ("factor_year", models.PositiveSmallIntegerField(editable=False)),
                ("rf", models.BooleanField(editable=False)),
                ("kg", models.FloatField(editable=False, verbose_name="kg CO₂e")),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="engagements.engagement",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "legs of journeys",
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Member",
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
                ("post_title", models.CharField(blank=True, max_length=200, verbose_name="post")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("head", "Head of the delegation"),
                            ("deputy", "Deputy head"),
                            ("member", "Member"),
                            ("business", "Business member"),
                            ("staff", "Staff"),
                            ("interpreter", "Interpreter"),
                            ("press", "Press"),
                            ("companion", "Companion"),
                        ],
                        default="member",
                        max_length=12,
                        verbose_name="role in the delegation",
                    ),
                ),
                (
                    "payer",
                    models.CharField(
                        choices=[
                            ("office", "Our own office"),
                            ("self", "The traveller"),
                            ("public", "Another public body of our own country"),
                            ("network", "A network we belong to, or an international organisation"),
                            ("host", "The hosts, or another public body abroad"),
                            ("company", "A company or association"),
                            ("private", "A private person"),
                            ("unknown", "Not known"),
                        ],
                        default="office",
                        max_length=10,
                        verbose_name="whose money it is",
                    ),
                ),
                ("sponsor", models.CharField(blank=True, max_length=300, verbose_name="name of who pays")),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="engagements.engagement",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "members of delegations",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SafeguardTick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("done_at", models.DateTimeField()),
                (
                    "done_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safeguard_ticks",
                        to="engagements.engagement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Slot",
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
                            ("meeting", "Meeting"),
                            ("visit", "Visit"),
                            ("ceremony", "Ceremony"),
                            ("event", "Event"),
                            ("press", "Press"),
                            ("meal", "Meal"),
                            ("transport", "Transport"),
                            ("free", "Free time"),
                        ],
                        default="meeting",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="what it is")),
                ("on", models.DateField(verbose_name="day")),
                ("starts", models.TimeField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("ends", models.TimeField(verbose_name="until")),
                ("zone", models.CharField(max_length=60, verbose_name="time zone")),
                ("end_zone", models.CharField(max_length=60, verbose_name="time zone where it ends")),
                ("venue", models.CharField(blank=True, max_length=300, verbose_name="venue")),
                ("host_text", models.CharField(blank=True, max_length=300, verbose_name="who receives them")),
                (
                    "transport",
                    models.CharField(blank=True, max_length=300, verbose_name="how they get there"),
                ),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
                ("interpreter", models.CharField(blank=True, max_length=200, verbose_name="interpreter")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("for_all", models.BooleanField(default=True, verbose_name="for the whole delegation")),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="engagements.engagement",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                        verbose_name="hosting organisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "items of programmes",
                "ordering": ["on", "starts", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SlotMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="engagements.member",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taking_part",
                        to="engagements.slot",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Stop",
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
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("city", models.CharField(blank=True, max_length=200, verbose_name="city")),
                ("zone", models.CharField(max_length=60, verbose_name="time zone")),
                ("starts", models.DateField(verbose_name="from")),
                ("ends", models.DateField(verbose_name="until")),
                ("lodging", models.CharField(blank=True, max_length=300, verbose_name="where they stay")),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="engagements.engagement",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "stops of delegations",
                "ordering": ["starts", "ends", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TravelDetails",
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
                ("until", models.DateField(verbose_name="last day of the journey")),
                (
                    "digest",
                    models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True),
                ),
                ("sent_at", models.DateTimeField(editable=False, null=True)),
                ("expires_at", models.DateTimeField(editable=False, null=True)),
                ("filled_at", models.DateTimeField(editable=False, null=True)),
                (
                    "passport_country",
                    models.CharField(blank=True, max_length=2, verbose_name="passport issued by"),
                ),
                (
                    "passport_expires",
                    models.DateField(blank=True, null=True, verbose_name="passport valid until"),
                ),
                (
                    "diet",
                    models.CharField(blank=True, max_length=300, verbose_name="what they eat or do not eat"),
                ),
                (
                    "needs",
                    models.CharField(blank=True, max_length=500, verbose_name="what they need on the way"),
                ),
                (
                    "emergency_name",
                    models.CharField(blank=True, max_length=200, verbose_name="whom to call in an emergency"),
                ),
                (
                    "emergency_contact",
                    models.CharField(blank=True, max_length=200, verbose_name="how to reach them"),
                ),
                (
                    "photos",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not answered"),
                            ("yes", "Yes, pictures of me may be used"),
                            ("no", "No pictures of me, please"),
                        ],
                        max_length=3,
                        verbose_name="pictures",
                    ),
                ),
                (
                    "guardian",
                    models.CharField(blank=True, max_length=200, verbose_name="guardian who filled it in"),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="travel_details",
                        to="engagements.engagement",
                    ),
                ),
                (
                    "filled_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="details",
                        to="engagements.member",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "second forms of travellers",
            },
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                fields=("engagement", "person"), name="engagements_member_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="safeguardtick",
            constraint=models.UniqueConstraint(
                fields=("engagement", "code"), name="engagements_safeguard_once"
            ),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(fields=["engagement", "on", "starts"], name="engagements_slot_order"),
        ),
        migrations.AddConstraint(
            model_name="slotmember",
            constraint=models.UniqueConstraint(
                fields=("slot", "member"), name="engagements_slot_member_once"
            ),
        ),
        migrations.AddIndex(
            model_name="traveldetails",
            index=models.Index(fields=["until"], name="engagements_details_until"),
        ),
    ]
