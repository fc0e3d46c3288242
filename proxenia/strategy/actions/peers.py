"""Every write on what peers scored by our own set of deployment indicators."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.records.access import check_may_write
from proxenia.strategy.actions.shared import clean, tell
from proxenia.strategy.models import GovernanceProfile, PeerLook
from proxenia.strategy.queries.governance import form_of
from proxenia.strategy.rules.peers import check_peer

FIELDS = ("name", "on", "version", "scores", "source", "caveat")


def _ready(profile: GovernanceProfile, values: Mapping[str, Any]) -> dict[str, Any]:
    ready = clean(values, lines=("caveat",))
    check_peer(ready, form_of(profile.office, ready["version"]), timezone.localdate())
    return {**ready, "scores": {code: float(score) for code, score in ready["scores"].items()}}


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    scores = ", ".join(f"{code} {score:g}" for code, score in values["scores"].items())
    return {**values, "scores": scores}


@transaction.atomic
def add_peer_look(profile: GovernanceProfile, *, by: User, values: Mapping[str, Any]) -> PeerLook:
    """Write down what a peer scored by our own set; ``scores`` are section code -> 0 to 100, unknown ones left out.

    ``version`` is that of the form; None is the one in use.
    """
    check_may_write(by, profile)
    version = values.get("version") or form_of(profile.office).number
    ready = _ready(profile, {"caveat": "", "scores": {}, **values, "version": version})
    tell(profile, by=by, verb="add_peer_look", after=_told(ready))
    return PeerLook.objects.create(profile=profile, **ready)


@transaction.atomic
def change_peer_look(peer: PeerLook, *, by: User, values: Mapping[str, Any]) -> PeerLook:
    """Change what is said of a peer; it stays by the version of the form it was written by."""
    check_may_write(by, peer.profile)
    before = {name: getattr(peer, name) for name in FIELDS}
    ready = _ready(peer.profile, {**before, **values, "version": peer.version})
    if ready == before:
        return peer
    tell(peer.profile, by=by, verb="change_peer_look", before=_told(before), after=_told(ready))
    for name, value in ready.items():
        setattr(peer, name, value)
    peer.save()
    return peer


@transaction.atomic
def remove_peer_look(peer: PeerLook, *, by: User) -> None:
    """Take off a peer that was written down by mistake."""
    check_may_write(by, peer.profile)
    tell(peer.profile, by=by, verb="remove_peer_look", before=_told({n: getattr(peer, n) for n in FIELDS}))
    peer.delete()
