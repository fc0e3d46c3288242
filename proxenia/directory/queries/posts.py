"""Posts: who holds which now, and who held it before."""

import datetime as dt
from collections.abc import Iterable

from proxenia.directory.models import Post


def is_current(post: Post, today: dt.date) -> bool:
    """Say whether a post is held today.

    A partial date is taken for what it can mean: "2023" as an end is over when the year is, and as a
    beginning counts from its first day. A post of the future is not current.
    """
    begun = post.starts is None or post.starts.first() <= today
    return begun and (post.ends is None or post.ends.last() >= today)


def has_ended(post: Post, today: dt.date) -> bool:
    """Say whether a post is over."""
    return post.ends is not None and post.ends.last() < today


def split_posts(posts: Iterable[Post], today: dt.date) -> tuple[list[Post], list[Post]]:
    """Return the posts held now (or to come) and those that ended, each with the newest first."""
    rows = sorted(posts, key=lambda post: (str(post.starts or ""), post.pk), reverse=True)
    now = [post for post in rows if not has_ended(post, today)]
    before = [post for post in rows if has_ended(post, today)]
    return now, sorted(before, key=lambda post: str(post.ends), reverse=True)
