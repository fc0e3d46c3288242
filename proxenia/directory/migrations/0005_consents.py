import django.db.models.deletion
import proxenia.core.fields
import proxenia.core.stamps
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0004_open_places_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='born',
            field=proxenia.core.fields.PartialDateField(blank=True, null=True, verbose_name='date of birth'),
        ),
        migrations.AddField(
            model_name='person',
            name='is_minor',
            field=models.BooleanField(default=False, help_text='Counts while no date of birth is known; a date decides by itself.', verbose_name='is a minor'),
        ),
        migrations.AddField(
            model_name='person',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=proxenia.core.stamps.new_uid, editable=False, max_length=32, unique=True)),
                ('purpose', models.CharField(max_length=30, verbose_name='purpose')),
                ('basis', models.CharField(max_length=30, verbose_name='basis')),
                ('source', models.CharField(blank=True, max_length=500, verbose_name='how it came about')),
                ('given_on', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='withdrawn on')),
                ('withdrawn_how', models.CharField(blank=True, max_length=500, verbose_name='how it was withdrawn')),
                ('recorded_at', models.DateTimeField(editable=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='directory.person')),
                ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'consents',
                'ordering': ['purpose', '-given_on', '-pk'],
                'indexes': [models.Index(fields=['person', 'purpose'], name='directory_consent_purpose')],
            },
        ),
        migrations.CreateModel(
            name='Guardian',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=proxenia.core.stamps.new_uid, editable=False, max_length=32, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('contact', models.CharField(blank=True, max_length=300, verbose_name='how to reach them')),
                ('consented_on', models.DateField(blank=True, null=True, verbose_name='agreed on')),
                ('source', models.CharField(blank=True, max_length=500, verbose_name='how they agreed')),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='withdrawn on')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guardians', to='directory.person')),
            ],
            options={
                'verbose_name_plural': 'guardians',
                'ordering': ['pk'],
            },
        ),
    ]
