"""What may recur: something with a day, a year ahead at most, never without end."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.engagements.models import Engagement

MOST = 60
"""So many are made at once; an every-day series is asked for anew every other month."""
FURTHEST = dt.timedelta(days=366 * 3)
SENTENCES = {"repeat_engagement": gettext_lazy("planned it again on further days")}


def check_repeats(engagement: Engagement) -> None:
    """Refuse to repeat what has no day, and what was cancelled."""
    if engagement.date.day is None:
        raise Refused(_("Only what has a day can recur. Write the day first."), where="rule")
    if engagement.state == Engagement.State.CANCELLED:
        raise Refused(_("It was cancelled. Plan it again before it recurs."), where="rule")
    if hasattr(engagement, "occurrence"):
        raise Refused(_("It was made from a series. Repeat the first one instead."), where="rule")


def check_days(days: Sequence[dt.date], first: dt.date) -> None:
    """Refuse none, too many, or days that lie too far away."""
    if not days:
        raise Refused(_("The rule gives no further day. Choose another rule or a later end."), where="until")
    if len(days) > MOST:
        sentence = _("This would plan {n} at once; at most {most} are. Choose an earlier end.")
        raise Refused(sentence.format(n=len(days), most=MOST), where="until")
    if days[0] < first or days[-1] > first + FURTHEST:
        raise Refused(_("Days within three years after the first can be planned."), where="until")
