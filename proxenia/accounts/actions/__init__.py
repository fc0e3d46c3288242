"""Every write about offices, units, people, their roles, and how they sign in."""

from proxenia.accounts.actions.offices import (
    add_unit,
    change_settings,
    ensure_unit,
    invite,
    make_sign_in_link,
    mark_seen,
    open_office,
    set_password,
    use_sign_in_link,
    withdraw_role,
)

__all__ = [
    "add_unit",
    "change_settings",
    "ensure_unit",
    "invite",
    "make_sign_in_link",
    "mark_seen",
    "open_office",
    "set_password",
    "use_sign_in_link",
    "withdraw_role",
]
