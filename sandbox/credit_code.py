"""统一社会信用代码。The shape of a credit code in a request."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

Uscc = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]
