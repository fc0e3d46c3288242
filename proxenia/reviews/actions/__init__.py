"""Every write of the room of reviews."""

from proxenia.reviews.actions.vital_signs import judge_office, renew_ties

__all__ = ["judge_office", "renew_ties"]
