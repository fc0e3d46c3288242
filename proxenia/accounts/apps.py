from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "proxenia.accounts"
    label = "accounts"

    def ready(self) -> None:
        from proxenia.accounts import jobs  # noqa: F401 (names itself as the gate of jobs)
        from proxenia.accounts.access import open_gate
        from proxenia.accounts.queries import office_names
        from proxenia.audit.queries import name_chains_by
        from proxenia.core.pages import set_gate

        set_gate(open_gate)
        name_chains_by(office_names)
        _tell_of_sign_on()


def _tell_of_sign_on() -> None:
    """Begin a visit whenever somebody signs in, and give the log its words."""
    from django.contrib.auth.signals import user_logged_in

    from proxenia.accounts.backends import began
    from proxenia.accounts.queries import names_of_offices
    from proxenia.accounts.rules.passwords import register_context_words
    from proxenia.core.registry import register_sentences

    user_logged_in.connect(began, dispatch_uid="accounts.began")
    register_sentences(SENTENCES)
    register_context_words(names_of_offices)


SENTENCES = {
    "sign_in": _("signed in"),
    "sign_in_from_new_device": _("signed in with a new device"),
    "make_sign_in_link": _("made a sign-in link"),
    "use_sign_in_link": _("used a sign-in link"),
    "send_invitation": _("sent an invitation"),
    "withdraw_invitation": _("withdrew an invitation"),
    "accept_invitation": _("took an invitation up"),
    "set_password": _("set a password"),
    "link_identity": _("signed in by an identity provider for the first time"),
    "close_account": _("closed the account"),
    "end_visit": _("ended a session"),
    "end_other_visits": _("ended all other sessions"),
    "end_visits_of": _("ended all sessions of a person"),
    "add_code_app": _("added a code app"),
    "remove_code_app": _("removed the code app"),
    "add_passkey": _("added a passkey"),
    "remove_passkey": _("removed a passkey"),
    "make_recovery_codes": _("made recovery codes"),
    "use_recovery_code": _("used a recovery code"),
}
