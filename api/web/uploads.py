"""上传。Files as they are uploaded, read no further than they may be large."""

from __future__ import annotations

from fastapi import UploadFile

from policy.errors import Code, Fault, Refusal
from policy.text import Text

_CHUNK_BYTES = 256 * 1024


async def read_upload(file: UploadFile, most: int) -> bytes:
    """Return what is uploaded.

    Raises:
        Refusal: `too_large` past `most` bytes, `invalid_input` for nothing.
    """
    content = bytearray()
    while chunk := await file.read(_CHUNK_BYTES):
        content += chunk
        if len(content) > most:
            raise Refusal(Code.TOO_LARGE, Text(f"文件不得超过{most}字节。", f"A file may have {most} bytes at most."))
    if not content:
        raise Refusal(Code.INVALID_INPUT, Text("文件为空。", "The file is empty."), [Fault("file", Text("文件为空", "is empty"))])
    return bytes(content)
