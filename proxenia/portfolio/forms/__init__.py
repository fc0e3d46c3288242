"""Forms of the portfolio: HTTP text to typed values; the verbs decide what is right."""

from proxenia.portfolio.forms.agreements import AgreementForm, AmendForm, ApprovalForm, EndForm, SignForm
from proxenia.portfolio.forms.memberships import JoinForm, MembershipForm
from proxenia.portfolio.forms.ties import (
    ClassifyForm,
    PartyChangeForm,
    PartyForm,
    ReasonForm,
    StateForm,
    TieForm,
    counterpart_of,
)

__all__ = [
    "AgreementForm",
    "AmendForm",
    "ApprovalForm",
    "ClassifyForm",
    "EndForm",
    "JoinForm",
    "MembershipForm",
    "PartyChangeForm",
    "PartyForm",
    "ReasonForm",
    "SignForm",
    "StateForm",
    "TieForm",
    "counterpart_of",
]
