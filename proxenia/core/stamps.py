"""Short random names for addresses and exports."""

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_BITS = 5


def new_uid() -> str:
    """Return 16 letters and digits (about 79 bits) that are easy to read aloud: no 0, 1, i, l, o."""
    number = secrets.randbits(128)
    letters = []
    for _ in range(16):
        number, index = divmod(number, 31)
        letters.append(_ALPHABET[index])
    return "".join(letters)
