"""What can go wrong while starting, in words for the person who reads the terminal."""

import errno


class StartError(RuntimeError):
    """Nothing was started, or everything was stopped again. The message says why and what to do."""


def describe(error: OSError) -> str:
    """One sentence for an operating system error met in the state folder."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{where}. Free some space and start again: nothing acknowledged is lost."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"The state folder cannot be written{where}. Give this user the right, or set FLYWHEEL_HOME."
    return f"The operating system refused{where}: {error.strerror or error}."
