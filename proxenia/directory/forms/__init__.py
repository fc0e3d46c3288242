"""Forms of organisations, people and their posts: words for places and organisations become records here."""

from proxenia.directory.forms.bodies import (
    LATER,
    BasePostFormSet,
    MergeForm,
    OrganisationForm,
    PersonForm,
    PostForm,
    PostFormSet,
    SharedFields,
    choice_of_place,
    one_called,
    place_label,
    sought_words,
    suggest_organisations,
    units_to_choose,
)

__all__ = [
    "LATER",
    "BasePostFormSet",
    "MergeForm",
    "OrganisationForm",
    "PersonForm",
    "PostForm",
    "PostFormSet",
    "SharedFields",
    "choice_of_place",
    "one_called",
    "place_label",
    "sought_words",
    "suggest_organisations",
    "units_to_choose",
]
