"""离开进程。Ends a short-lived process that has spoken to Temporal, or tried to."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """End this process with an exit code, and what it has said is out.

    The SDK's threads may be in the middle of something: to take the interpreter down around them aborts the process now and then.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
