"""What a person can put right."""

from __future__ import annotations


class Problem(Exception):
    """Something outside the program is wrong. The message is one line that names the thing and the way out;
    the command line prints it as it is, without a traceback.
    """
