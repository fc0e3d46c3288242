from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "proxenia.accounts"
    label = "accounts"

    def ready(self) -> None:
        from proxenia.accounts.access import open_gate
        from proxenia.core.pages import set_gate

        set_gate(open_gate)
