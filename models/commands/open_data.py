"""开放数据的写入。Writes of editions of open data: their own rows, and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.turns import take_turns
from models.queries import open_data as queries
from models.tables import OpenDataContent, OpenDataEdition, OpenDataPart
from policy.open_data.dataset import MEDIA_TYPES
from policy.open_data.publisher import Publisher
from policy.working_days import BEIJING


@dataclass
class Writing:
    """An edition that is being written, file by file and part by part, with the one that everybody reads meanwhile.

    Attributes:
        session: The transaction.
        edition: The edition.
        before: The one before, if there is one.
    """

    session: AsyncSession
    edition: OpenDataEdition
    before: OpenDataEdition | None
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    _numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEDIA_TYPES, 0))

    async def add(self, form: str, content: str, *, counts: bool = True) -> None:
        """Add the next part of a file, if there is anything in it.

        Args:
            form: The format of the file.
            content: The part.
            counts: Whether it makes the edition another one; not when it says only when it was made.
        """
        if not content:
            return
        kept = content.encode()
        if counts:
            self._digest.update(kept)
        digest = hashlib.sha256(kept).hexdigest()
        # What stood so in an edition before is kept once.
        await self.session.execute(insert(OpenDataContent).values(digest=digest, content=kept).on_conflict_do_nothing())
        part = {"edition_id": self.edition.id, "format": form, "number": self._numbers[form], "content_digest": digest}
        await self.session.execute(insert(OpenDataPart).values(part))
        self._numbers[form] += 1

    async def end(self) -> bool:
        """Publish it, unless it is as the one before; whoever reads that one now can read it to its end.

        Returns:
            Whether it is another one.
        """
        self.edition.digest = self._digest.hexdigest()
        before, session, made_at = self.before, self.session, self.edition.made_at
        is_same = before is not None and (before.digest, before.publisher) == (self.edition.digest, self.edition.publisher)
        if before is not None and is_same:
            before.checked_at = max(self.edition.made_at, before.made_at)
            gone = OpenDataEdition.id == self.edition.id
        else:
            # Of a day the last edition is kept: that is what was public when the day was over. Nobody asks for one without an award.
            begins, ends = queries.day_of(made_at.astimezone(BEIJING).date())
            same_day = and_(OpenDataEdition.made_at >= begins, OpenDataEdition.made_at < ends)
            newest = [self.edition.id, *([before.id] if before else [])]
            gone = and_(or_(same_day, OpenDataEdition.awards == 0), OpenDataEdition.id.not_in(newest))
        await session.flush()
        await session.execute(delete(OpenDataPart).where(OpenDataPart.edition_id == OpenDataEdition.id, gone))
        await session.execute(delete(OpenDataEdition).where(gone))
        used = select(OpenDataPart).where(OpenDataPart.content_digest == OpenDataContent.digest)
        await session.execute(delete(OpenDataContent).where(~used.exists()))
        return not is_same


async def begin(session: AsyncSession, publisher: Publisher, at: datetime) -> Writing:
    """Begin an edition, one at a time."""
    await take_turns(session, "open-data")
    before = await queries.edition(session)
    edition = OpenDataEdition(digest="", awards=0, publisher=publisher.as_dict(), made_at=at, checked_at=at)
    session.add(edition)
    await session.flush()
    return Writing(session, edition, before)
