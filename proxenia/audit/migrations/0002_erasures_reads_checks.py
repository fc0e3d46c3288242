import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ErasedValues',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='erased', serialize=False, to='audit.event')),
                ('erasure', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='audit.event')),
            ],
            options={
                'verbose_name_plural': 'erased values',
            },
        ),
        migrations.CreateModel(
            name='ConfidentialRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('by_uid', models.CharField(max_length=32)),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_uid', models.CharField(max_length=32)),
                ('via', models.CharField(max_length=20)),
                ('outcome', models.CharField(choices=[('shown', 'opened'), ('refused', 'refused'), ('missing', 'asked for what is not there')], default='shown', max_length=8)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_uid', 'at'], name='audit_read_of'), models.Index(fields=['chain', 'at'], name='audit_read_at'), models.Index(fields=['by_uid', 'at'], name='audit_read_by')],
            },
        ),
        migrations.CreateModel(
            name='LogCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('anchor', 'anchored'), ('verify', 'verified')], max_length=8)),
                ('at', models.DateTimeField()),
                ('events', models.BigIntegerField(help_text='How many events the chains had.')),
                ('problems', models.JSONField(default=list, help_text='For each break: chain, seq, sentence.')),
                ('where', models.CharField(blank=True, help_text='Where the anchor went.', max_length=300)),
            ],
            options={
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['kind', '-at'], name='audit_logcheck_kind')],
            },
        ),
    ]
