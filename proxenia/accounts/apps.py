from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "proxenia.accounts"
    label = "accounts"

    def ready(self) -> None:
        from proxenia.accounts import jobs  # noqa: F401 (names itself as the gate of jobs)
        from proxenia.accounts.access import open_gate
        from proxenia.core.pages import set_gate
        from proxenia.accounts.queries import office_names
        from proxenia.audit.queries import name_chains_by

        set_gate(open_gate)
        name_chains_by(office_names)
