"""What is true of every mail that leaves the house."""


def was_refused(error: OSError) -> bool:
    """Say whether the mail server surely did not take a mail: it answered so, or was not there to be asked."""
    answered = hasattr(error, "smtp_code") or hasattr(error, "recipients")
    return answered or isinstance(error, ConnectionRefusedError)
