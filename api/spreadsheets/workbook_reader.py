"""表格读取进程。A process of its own that reads the first sheet of an XLSX file from standard input and writes its rows as JSON lines.

What somebody uploads is read under a limit of memory and time of its own: a file made to burst takes this process down and nothing else.
"""

from __future__ import annotations

import json
import resource
import sys
from io import BytesIO

MOST_BYTES = 768 * 1024 * 1024
MOST_SECONDS = 20


def main(most_rows: int) -> None:
    """Read standard input; more than `most_rows` rows are not read, one more is, so that the reader of this knows."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - under the limit like everything it does

    sheet = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)
    for number, row in enumerate(sheet.iter_rows()):
        if number > most_rows:
            break
        sys.stdout.write(json.dumps([_cell(value) for value in row], ensure_ascii=False) + "\n")


def _cell(value: object) -> object:
    """Return a cell: a number as the shortest decimal that is that number, anything else as text, nothing as null."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {"number": repr(value)}
    return str(value).strip() or None


if __name__ == "__main__":
    main(int(sys.argv[1]))
