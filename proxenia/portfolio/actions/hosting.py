"""The host agreement of an international body in our place, where it stands among the office's agreements."""

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.directory.models import HostedBody
from proxenia.portfolio.models import Agreement, HostAgreement
from proxenia.records.access import check_may_see, check_may_write
from proxenia.records.actions import change


@transaction.atomic
def name_host_agreement(body: HostedBody, *, by: User, agreement: Agreement) -> HostAgreement:
    """Say which agreement is the host agreement of a body; one event of the body."""
    check_may_write(by, body)
    check_may_see(by, agreement)
    check_may_see(by, agreement.partnership)
    if agreement.office_id != body.office_id:
        raise Refused(_("There is no such agreement in this office."), where="agreement")
    link, made = HostAgreement.objects.get_or_create(body=body, defaults={"agreement": agreement})
    before = {} if made else {"agreement": link.agreement.title}
    if made or link.agreement_id != agreement.pk:
        link.agreement = agreement
        link.save()
        after = {"agreement": agreement.title}
        change(body, by=by, verb="name_host_agreement", values={}, extra_before=before, extra_after=after)
    return link


@transaction.atomic
def drop_host_agreement(body: HostedBody, *, by: User) -> None:
    """Say that no agreement of ours is the host agreement of a body."""
    check_may_write(by, body)
    link = HostAgreement.objects.filter(body=body).select_related("agreement").first()
    if link is None:
        return
    before = {"agreement": link.agreement.title}
    link.delete()
    change(body, by=by, verb="drop_host_agreement", values={}, extra_before=before)
