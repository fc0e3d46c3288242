from django.db import migrations


def adopt(apps, schema_editor):
    """Tasks that were asked for before jobs stood beside them are done like all others."""
    DBTaskResult = apps.get_model("django_tasks_database", "DBTaskResult")
    Job = apps.get_model("core", "Job")
    open_ones = DBTaskResult.objects.filter(
        task_path="proxenia.core.jobs.run_job", status__in=("READY", "RUNNING"), job=None
    )
    for task in list(open_ones):
        Job.objects.create(task=task, name=task.args_kwargs["args"][0], waits=task.status == "READY")


class Migration(migrations.Migration):

    dependencies = [("core", "0004_jobs_beside_the_tasks_of_the_queue")]

    operations = [migrations.RunPython(adopt, migrations.RunPython.noop)]
