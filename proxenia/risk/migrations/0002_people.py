import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0006_corps_and_hosting"),
        ("risk", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="gift",
            options={"verbose_name_plural": "entries of the register of gifts"},
        ),
        migrations.AlterModelOptions(
            name="sponsoredtrip",
            options={"verbose_name_plural": "journeys and who pays for them"},
        ),
        migrations.AddField(
            model_name="gift",
            name="other_person",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.person",
            ),
        ),
        migrations.AddField(
            model_name="gift",
            name="our_person",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.person",
            ),
        ),
        migrations.AddField(
            model_name="sponsoredtrip",
            name="person",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.person",
            ),
        ),
    ]
