from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_sharing_and_openings'),
    ]

    operations = [
        migrations.AddField(
            model_name='file',
            name='scan',
            field=models.CharField(choices=[('none', 'not scanned: no scanner is set up'), ('clean', 'scanned, nothing found'), ('waiting', 'waits for the scanner'), ('infected', 'infected: locked away')], default='none', max_length=10),
        ),
        migrations.AddField(
            model_name='file',
            name='scanned_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='file',
            index=models.Index(condition=models.Q(('scan', 'waiting')), fields=['scan'], name='records_file_waiting'),
        ),
    ]
