"""The words in which the log speaks of the verbs of this room."""

from proxenia.reviews.rules import exit_kits, partner_views, reviews, sponsors

SENTENCES = {**reviews.SENTENCES, **exit_kits.SENTENCES, **partner_views.SENTENCES, **sponsors.SENTENCES}
