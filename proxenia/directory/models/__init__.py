"""Who is out there: organisations, people and the posts they held."""

from proxenia.directory.models.bodies import Distinct, Merge, Organisation, Person, Post

__all__ = ["Distinct", "Merge", "Organisation", "Person", "Post"]
