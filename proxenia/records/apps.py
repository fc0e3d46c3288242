from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "proxenia.records"
    label = "records"

    def ready(self) -> None:
        from proxenia.core.registry import register_erased_again, register_eraser, register_sentences
        from proxenia.records import jobs  # noqa: F401 (jobs register themselves by name)
        from proxenia.records.actions import erasing, erasing_users

        register_erased_again("user", erasing_users.erase_users_again)
        register_eraser("log", erasing.erase_log)
        register_eraser("hangings", erasing.erase_hangings)
        register_eraser("imports", erasing.erase_imports)
        register_eraser("mentions", erasing.erase_mentions)
        register_eraser("mail", erasing.erase_mail)
        register_sentences(
            {
                "archive": _("put it away"),
                "restore": _("brought it back"),
                "share": _("shared it with a reader"),
                "unshare": _("took a reader away"),
                "set_visibility": _("changed who may see it"),
                "break_glass": _("opened it for a reason, without being named on it"),
                "add_note": _("added a note"),
                "share_note": _("changed how far a note may go"),
                "add_file": _("added a file"),
                "put_away_file": _("put a file away"),
                "bring_back_file": _("brought a file back"),
                "scan_file": _("had a file scanned"),
                "erase_user": _("erased this account"),
                "erase_user_again": _("erased this account again, which an old backup had brought back"),
                "export_user": _("wrote down everything about this account"),
                "keep_until": _("said that it must be kept"),
                "lift_hold": _("said that it need not be kept any more"),
                "set_retention": _("changed how long something is kept"),
                "retention": _("let go of what was kept long enough"),
                "keep_view": _("kept a view"),
                "remove_view": _("removed a view"),
                "open_office": _("opened the office"),
                "change_settings": _("changed the settings"),
                "add_unit": _("added a unit"),
                "give_role": _("gave a role"),
                "withdraw_role": _("withdrew a role"),
                "make_sign_in_link": _("made a sign-in link"),
                "sign_in": _("signed in by a link"),
                "set_password": _("set a password"),
                "add_place": _("added a place"),
                "set_home": _("named the home of the office"),
                "add_by_import": _("added it from a file"),
                "change_by_import": _("changed it from a file"),
                "archive_by_undo": _("put it away when an import was undone"),
                "restore_by_undo": _("put it back as it was when an import was undone"),
                "start_import": _("began an import"),
                "map_columns": _("said what the columns of a file mean"),
                "read_import_again": _("had a file read again"),
                "import": _("imported a file"),
                "discard_import": _("put an import aside"),
                "undo_import": _("undid an import"),
                "refuse_job": _("was refused a job: the right was gone when it ran"),
                "retry_job": _("had a job tried again"),
                "give_up_job": _("gave a job up"),
                "restore_backup": _("brought a backup back"),
            }
        )
