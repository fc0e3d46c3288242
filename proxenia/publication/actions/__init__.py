"""Writes of the papers: an office's own templates."""

from proxenia.publication.actions.templates import MOST_BYTES, add_template, remove_template, use_template

__all__ = ["MOST_BYTES", "add_template", "remove_template", "use_template"]
