"""On whose behalf a job runs: asked when it runs, since a role may have been withdrawn meanwhile."""

from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.audit.actions import record
from proxenia.core.errors import NotAllowed
from proxenia.core.jobs import declared, set_gate
from proxenia.core.models import Job


class People:
    """The gate of jobs: people and their rights as they are now."""

    def owner(self, by_uid: str, chain: int | None, right: str) -> User:
        """Return who asked for a job, or raise NotAllowed where they may not do it (any more)."""
        user = User.objects.filter(uid=by_uid).first()
        if user is None or not (user.is_active or user.is_operator):
            raise NotAllowed(_("The account of whoever asked for this was closed."))
        if chain is None:
            return user
        office = Office.objects.filter(pk=chain).first()
        standing = user.standing(office) if office else None
        if standing is None or not standing.roles or (right and not standing.has_anywhere(right)):
            raise NotAllowed(_("Whoever asked for this no longer holds the role it takes."), where=right)
        return user

    def refused(self, job: Job, sentence: str) -> None:
        """Write into the log that a job was refused: in the name of whoever asked, else of the operator."""
        user = User.objects.filter(uid=job.by_uid).first() or User.objects.operator()
        work = declared(job.name)
        name = str(work.label) if work and work.label else job.name
        record(
            chain=job.chain, by=user, verb="refuse_job", kind="job", uid=job.uid, name=name, note=sentence,
            after={"job": job.name},
        )  # fmt: skip


set_gate(People())
