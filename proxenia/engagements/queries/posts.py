"""Which post somebody held on the day of a contact."""

from collections.abc import Sequence

from proxenia.core.values import PartialDate
from proxenia.directory.models import Post


def posts_held(people: Sequence[int], on: PartialDate) -> dict[int, Post]:
    """Return the post each person (by key) held at a date: the latest begun of those it can have been.

    A partial date is taken for every day it can mean; somebody without a post then is left out.
    """
    held: dict[int, Post] = {}
    rows = Post.objects.filter(person__in=people).select_related("organisation")
    for post in sorted(rows, key=lambda row: (str(row.starts or ""), row.pk)):
        begun = post.starts is None or post.starts.first() <= on.last()
        going_on = post.ends is None or post.ends.last() >= on.first()
        if begun and going_on:
            held[post.person_id] = post
    return held
