"""How a contact reads: who moved, in two words, and on which side of the line it stands."""

from django.utils.translation import gettext_lazy as _

from proxenia.engagements.models import Engagement

US, THEM = Engagement.By.US.value, Engagement.By.THEM.value
IN, OUT = Engagement.Direction.IN.value, Engagement.Direction.OUT.value

_BY_KIND = {
    ("call", US): _("we called"),
    ("call", THEM): _("they called"),
    ("correspondence", US): _("we wrote"),
    ("correspondence", THEM): _("they wrote"),
}
_BY_DIRECTION = {IN: _("they came"), OUT: _("we travelled")}
_BY_SIDE = {US: _("we began it"), THEM: _("they began it"), "both": _("both sides began it")}
_BY_MODE = {"virtual": _("online"), "hybrid": _("partly online")}


def side_of(engagement: Engagement) -> str:
    """Return who moved: ``us``, ``them``, or an empty text where the record does not say."""
    if engagement.initiated_by in (US, THEM):
        return engagement.initiated_by
    if engagement.direction in (IN, OUT):
        return THEM if engagement.direction == IN else US
    return {"delegation_in": THEM, "delegation_out": US}.get(engagement.kind, "")


def who_moved(engagement: Engagement) -> str:
    """Return in two words who moved, or how people met: "we called", "they came", "online"."""
    side = side_of(engagement)
    direction = {"delegation_in": IN, "delegation_out": OUT}.get(engagement.kind, engagement.direction)
    words = (
        _BY_KIND.get((engagement.kind, side))
        or _BY_DIRECTION.get(direction)
        or _BY_SIDE.get(engagement.initiated_by)
        or _BY_MODE.get(engagement.mode)
    )
    return str(words or "")
