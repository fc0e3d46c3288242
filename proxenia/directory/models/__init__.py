"""Who is out there: organisations, people, posts; the diplomatic corps; the international bodies we host."""

from proxenia.directory.models.bodies import Distinct, Merge, Organisation, Person, Post
from proxenia.directory.models.corps import Head, Mission
from proxenia.directory.models.hosting import HostedAssessment, HostedBody, HostedLine, HostedReview
from proxenia.directory.models.leaving import PersonQuerySet, may_leave_q
from proxenia.directory.models.portraits import Portrait
from proxenia.directory.models.privacy import Consent, Guardian

__all__ = [
    "Consent",
    "Distinct",
    "Guardian",
    "Head",
    "HostedAssessment",
    "HostedBody",
    "HostedLine",
    "HostedReview",
    "Merge",
    "Mission",
    "Organisation",
    "Person",
    "PersonQuerySet",
    "Portrait",
    "Post",
    "may_leave_q",
]
