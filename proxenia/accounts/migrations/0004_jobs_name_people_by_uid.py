from django.db import migrations

NAMES = ("accounts.mail_link", "accounts.warn_of_tries")


def forget_addresses(apps, schema_editor):
    """Jobs about signing in named people by their address; from now on, and looking back, by their uid."""
    DBTaskResult = apps.get_model("django_tasks_database", "DBTaskResult")
    User = apps.get_model("accounts", "User")
    told = DBTaskResult.objects.filter(task_path="proxenia.core.jobs.run_job")
    for task in told.filter(job__name__in=NAMES):
        name, arguments = task.args_kwargs["args"]
        if "email" in arguments:
            uid = User.objects.filter(email=arguments["email"]).values_list("uid", flat=True).first()
            task.args_kwargs = {"args": [name, {"user_uid": uid or ""}], "kwargs": {}}
            task.save(update_fields=["args_kwargs"])


class Migration(migrations.Migration):

    dependencies = [("accounts", "0003_quarter_hours"), ("core", "0005_jobs_of_earlier_tasks")]

    operations = [migrations.RunPython(forget_addresses, migrations.RunPython.noop)]
