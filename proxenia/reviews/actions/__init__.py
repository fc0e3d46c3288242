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
from proxenia.reviews.actions.sponsors import (
    add_political_date,
    end_carrier,
    name_carrier,
    open_carrier_task,
    open_handover,
    open_handovers,
    remove_political_date,
)
from proxenia.reviews.actions.vital_signs import judge_office, renew_ties

__all__ = [
    "add_political_date",
    "answer_review",
    "ask_partner",
    "begin_review",
    "carry_out_review",
    "change_exit_kit",
    "decide_review",
    "draft_exit_kit",
    "drop_review",
    "end_carrier",
    "give_partner_view",
    "judge_office",
    "looks_back_to",
    "name_carrier",
    "new_partner_link",
    "open_carrier_task",
    "open_handover",
    "open_handovers",
    "remove_political_date",
    "renew_ties",
    "send_partner_letter",
    "withdraw_partner_view",
]
