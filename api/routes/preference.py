"""接收方式。How somebody wants to hear of their messages outside the system."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api.schemas.objection import CodeSent
from api.schemas.preference import AddressesShown, AddressGiven, ChannelsChosen, PreferencesGiven, PreferencesShown
from api.web.address_codes import VALID_MINUTES, require_code, send_code
from api.web.idempotency import Answer, RunOnce
from api.web.permissions import Signed, may
from api.web.problems import language_of
from api.web.services import Served, Services
from models.commands import preference as commands
from models.queries import reader as readers
from models.session import Session
from policy.actors import Actor
from policy.telling import Channel
from policy.text import Text

router = APIRouter(tags=["messages"])
_CODE_SAID = Text(
    f"您正在设置接收通知的手机号码，验证码{{code}}，{VALID_MINUTES}分钟内有效。如非本人操作，请忽略。",
    f"{{code}} is your code to hear of messages at this telephone, for {VALID_MINUTES} minutes. Ignore it if it was not you.",
)
_CODE_MAILED = Text(
    f"您正在设置接收通知的邮箱，验证码{{code}}，{VALID_MINUTES}分钟内有效。如非本人操作，请忽略。",
    f"{{code}} is your code to hear of messages at this mailbox, for {VALID_MINUTES} minutes. Ignore it if it was not you.",
)


@router.get("/me/preferences", operation_id="get_preferences", summary="我的接收方式 My preferences", **may("message:read"))
async def get_preferences(served: Served, actor: Signed) -> PreferencesShown:
    """Show by which channels one hears of one's messages, and where one is reached."""
    async with served.database.reading() as session:
        return await _shown(served, session, actor)


@router.put("/me/preferences", operation_id="put_preferences", summary="设置接收方式 Choose", **may("message:read"))
async def put_preferences(given: PreferencesGiven, served: Served, actor: Signed) -> PreferencesShown:
    """Choose by which channels one hears of which messages, in place of what one chose before.

    What is sent says that there is something to read and where, and nothing of it. An address that is new here has to be proved by the
    code that was sent to it; one that is not named stays as it is.
    """
    async with served.database.reading() as session:
        known = await _shown(served, session, actor)
    for address, before, code in ((given.phone, known.phone, given.code), (given.email, known.email, given.email_code)):
        if address is not None and address != before:
            await require_code(served, _purpose(actor), address, code)
    seal, named = served.database.seal, given.model_fields_set & {"email", "phone"}
    addresses = {name: seal.veil(said) if (said := getattr(given, name)) else None for name in named}
    chosen = {"channels": given.channels.model_dump(), "digest": given.digest, "language": given.language}
    async with served.database.writing() as session:
        await commands.put(session, actor, addresses | chosen)
        return await _shown(served, session, actor)


@router.post(
    "/me/preferences/codes",
    status_code=202,
    operation_id="send_preference_code",
    summary="发送验证码 Send a code",
    response_model=CodeSent,
    **may("message:read"),
)
async def send_preference_code(given: AddressGiven, request: Request, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Send a code to a telephone or a mailbox at which one wants to hear of one's messages: it proves that it is one's own.

    Nothing else is sent there before.
    """
    address, said = (given.email, _CODE_MAILED) if given.email else (str(given.phone), _CODE_SAID)

    async def run(_: Session) -> Answer:
        await send_code(served, _purpose(actor), address, said, language_of(request) if given.email else "zh")
        return Answer(202, CodeSent(valid_minutes=VALID_MINUTES), {})

    return await once.in_transaction(run)


def _purpose(actor: Actor) -> str:
    return f"preferences {actor.subject}"


async def _shown(served: Services, session: Session, actor: Actor) -> PreferencesShown:
    seal = served.database.seal
    reader, row = await readers.find(session, seal, actor.subject), await readers.preference_of(session, actor.subject)
    addresses = reader.addresses if reader else {}
    reached = AddressesShown(email=addresses.get(Channel.EMAIL), sms=addresses.get(Channel.SMS))
    if row is None:
        return PreferencesShown(email=None, phone=None, channels=ChannelsChosen(), digest=False, language="zh", reached=reached)
    return PreferencesShown(
        email=readers.unveiled(seal, row.email) or None,
        phone=readers.unveiled(seal, row.phone) or None,
        channels=ChannelsChosen.model_validate(row.channels),
        digest=row.digest,
        language="en" if row.language == "en" else "zh",
        reached=reached,
    )
