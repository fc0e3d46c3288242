"""Every write of the room of reviews."""

from proxenia.reviews.actions.exit_kits import change_exit_kit, draft_exit_kit
from proxenia.reviews.actions.partner_views import (
    ask_partner,
    give_partner_view,
    new_partner_link,
    send_partner_letter,
    withdraw_partner_view,
)
from proxenia.reviews.actions.reviews import (
    answer_review,
    begin_review,
    carry_out_review,
    decide_review,
    drop_review,
    looks_back_to,
)
from proxenia.reviews.actions.vital_signs import judge_office, renew_ties

__all__ = [
    "answer_review",
    "ask_partner",
    "begin_review",
    "carry_out_review",
    "change_exit_kit",
    "decide_review",
    "draft_exit_kit",
    "drop_review",
    "give_partner_view",
    "judge_office",
    "looks_back_to",
    "new_partner_link",
    "renew_ties",
    "send_partner_letter",
    "withdraw_partner_view",
]
