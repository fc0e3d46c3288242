"""Every write about promises."""

from proxenia.commitments.actions.promises import add_commitment, change_commitment, move_commitment

__all__ = ["add_commitment", "change_commitment", "move_commitment"]
