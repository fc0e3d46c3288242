from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "proxenia.commitments"
    label = "commitments"

    def ready(self) -> None:
        from proxenia.commitments import jobs  # noqa: F401 (jobs register themselves by name)
        from proxenia.commitments.queries import counting
        from proxenia.commitments.rules import SENTENCES, keeping
        from proxenia.core.registry import register_pointer, register_sentences

        counting.register()
        register_sentences(SENTENCES)
        register_sentences(keeping.SENTENCES)
        register_pointer("directory.Person", "commitments.Commitment", "person")
        register_pointer("directory.Organisation", "commitments.Commitment", "organisation")
        for target, name in (("directory.Person", "person"), ("directory.Organisation", "organisation")):
            register_pointer(target, "commitments.Keeping", name, unique_with=("office",))
        register_pointer("directory.Person", "commitments.Colleague", "person", unique_with=("office",))
