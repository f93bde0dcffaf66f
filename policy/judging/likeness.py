"""疑似相同。Which numbers look like one and the same, spelt otherwise: nobody is refused for it, and nobody passes unseen.

Looked up by stored keys, so that a million numbers take no longer than ten: a number without its separators, confusable letters and the
words around it, the same without leading zeros, and the tails of both, each within a scope of what could be the same at all. A different
digit alone is no likeness, because numbers come in series; a leading zero is, because it is written or not as one likes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from policy.language.subjects import Across, Identity, joined
from policy.text import Text

LEAST_CONTAINED: Final = 4
"""How many signs a number has at least that is looked for inside others: shorter ones are inside too many."""
# The signs that stand in numbers of documents, as they are written elsewhere.
_TRADITIONAL: Final = (
    "獎號證國術發學書電業創專門網資質檢測認計設標準軟機構聯會務經濟開區廳"
    "廠項課題類級進實驗優勝聲權織貸銀賬條約訂單記錄產屬團綠環醫藥車貿財稅"
)
_SIMPLIFIED: Final = (
    "奖号证国术发学书电业创专门网资质检测认计设标准软机构联会务经济开区厅"
    "厂项课题类级进实验优胜声权织贷银账条约订单记录产属团绿环医药车贸财税"
)
# Letters of other alphabets that nobody tells by eye from a Latin one, in lower case as they are folded; and the Chinese digits, in which
# years are written.
_WRITTEN_AS: Final = str.maketrans(
    _TRADITIONAL + "авсеніјкморѕтухԁԛԝ" + "αβεζηικμνορτυχϲ" + "〇零一二三四五六七八九",
    _SIMPLIFIED + "abcehijkmopstyxdqw" + "abezhikmnoptyxc" + "00123456789",
)
# Letters that are taken for digits.
_TAKEN_FOR: Final = str.maketrans("oil", "011")
# The zeros that a run of digits begins with, also an O before which no letter stands; a run may begin behind the year.
_LEADING_ZEROS: Final = re.compile("(?<![0-9a-z])[0o]+(?=[0-9])|(?<![0-9])0+(?=[0-9])|(?<=(?<![0-9])(?:19|20)[0-9][0-9])0+(?=[0-9])")

_CONFUSED: Final = Text(
    "编号去掉分隔符、文字说明和易混字符后相同", "The numbers are equal without separators, words around them and confusable signs"
)
_PADDED: Final = Text("编号仅数字前的零不同", "The numbers differ only in leading zeros")
_CONTAINED: Final = Text("一个编号包含另一个编号", "One number is contained in the other")
_SWAPPED: Final = Text("编号仅相邻两位互换", "The numbers differ in two neighbours that are swapped")
_OTHER_ITEM: Final = Text("编号相同，按另一事项申请", "The numbers are equal, under another item")
_OTHER_BENEFICIARY: Final = Text("编号相同，由另一单位申请", "The numbers are equal, of another beneficiary")
_ISSUER_UNKNOWN: Final = Text("编号相同，其中之一的签发单位未知", "The numbers are equal, and the issuer of one is unknown")
_ISSUER_WRITTEN_OTHERWISE: Final = Text(
    "编号相同，签发单位的写法不同", "The numbers are equal, and their issuers may be one, written otherwise"
)


def loose(number: str) -> str:
    """Return a folded number as its Latin letters and digits, confusable signs as what they are taken for.

    The words around them (第, 号, the name of a prize) stay where too little else would be left, and all of it where nothing would.
    """
    return _loose(_written(number)) or number


def unpadded(number: str) -> str:
    """Return a folded number as `loose` does, without the zeros that its runs of digits begin with."""
    return _loose(_LEADING_ZEROS.sub("", _written(number))) or number


def wholes(number: str) -> list[str]:
    """Return the loose numbers that stand for a number as a whole: with its leading zeros and, where it has some, without them."""
    return list(dict.fromkeys((loose(number), unpadded(number))))


def _loose(written: str) -> str:
    signs = _signs(written)
    bare = _bare(signs)
    return bare if len(bare) >= LEAST_CONTAINED else signs


def _written(number: str) -> str:
    """Return a number with the signs of other scripts as ours, its separators in place."""
    return "".join(_digit(sign) for sign in number).translate(_WRITTEN_AS)


def _signs(number: str) -> str:
    return "".join(sign for sign in _written(number) if sign.isalnum()).translate(_TAKEN_FOR)


def _bare(signs: str) -> str:
    return "".join(sign for sign in signs if sign.isascii())


def _words_agree(one: str, other: str) -> bool:
    """Tell whether the words around two numbers may be the same ones: what one leaves out says nothing, another word does."""
    both = [_signs(one), _signs(other)]
    if any(len(_bare(signs)) < LEAST_CONTAINED for signs in both):
        # They are compared with the rest.
        return True
    fewer, more = sorted(("".join(sign for sign in signs if not sign.isascii()) for signs in both), key=len)
    rest = iter(more)
    return all(word in rest for word in fewer)


def _digit(sign: str) -> str:
    """Return the digit that a sign of whatever script is, or the sign."""
    return str(unicodedata.digit(sign, sign))


def scopes(identity: Identity) -> list[str]:
    """Return within what a number is compared: its kind or item with what else makes the subject; its kind for one beneficiary."""
    identifier = identity.identifier
    own = joined((identifier.kind if identity.counts_across else identity.item, *identity.beside))
    return [own, f"{identifier.kind}@{identity.uscc}"] if identifier.across is Across.ASKED else [own]


def tails(key: str) -> list[str]:
    """Return the ends of a loose number that are stored beside it, so that what it contains is found by where it begins."""
    return [key[start:] for start in range(1, len(key) - LEAST_CONTAINED + 1)]


def forms(key: str) -> list[str]:
    """Return every loose number that is alike as a whole: itself, its neighbours swapped, whatever it contains."""
    swapped = {key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(len(key) - 1)}
    return sorted({key, *swapped, *_contained(key)})


def _contained(key: str) -> Iterator[str]:
    for start in range(len(key)):
        for end in range(start + LEAST_CONTAINED, len(key) + 1):
            yield key[start:end]


def are_same(one: Identity, other: Identity) -> bool:
    """Tell whether two are one subject: kind, issuer, number and what else makes it are equal, about a common day.

    What another beneficiary has typed proves nothing of this one: a prize may be won by several, and a number mistyped or taken.
    """
    if not (one.is_known and other.is_known and one.shares_days_with(other)):
        return False
    if one.uscc != other.uscc and not one.identifier.proves_others:
        return False
    return one.key == other.key and (one.item == other.item or one.counts_across)


def likeness(one: Identity, other: Identity) -> Text | None:
    """Return why an officer has to say whether two are the same, or None: they are the same, or clearly not."""
    if one.identifier.kind != other.identifier.kind or are_same(one, other) or not one.shares_days_with(other):
        return None
    looks = look_alike(one.number, other.number)
    if one.item != other.item and not one.counts_across:
        asked = one.identifier.across is Across.ASKED and one.uscc == other.uscc
        return (_OTHER_ITEM if one.number == other.number else looks) if asked else None
    if one.beside != other.beside:
        return None
    if one.number == other.number:
        return _of_equals(one, other)
    return looks if looks and _may_share_issuer(one, other) else None


def look_alike(one: str, other: str) -> Text | None:
    """Return how two folded numbers of one kind are alike, if they are: they may be one, written otherwise."""
    if not _words_agree(one, other):
        return None
    if looks := _looks(loose(one), loose(other)):
        return looks
    bare, others = unpadded(one), unpadded(other)
    return _PADDED if bare == others else _CONTAINED if _contains(bare, others) else None


def _looks(one: str, other: str) -> Text | None:
    """Return how two loose numbers are alike, if they are."""
    if one == other:
        return _CONFUSED
    if _contains(one, other):
        return _CONTAINED
    differing = [at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right]
    if len(one) == len(other) and len(differing) == len("ab") and differing[0] + 1 == differing[1]:
        first, second = differing
        return _SWAPPED if one[first] == other[second] and one[second] == other[first] else None
    return None


def _contains(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= LEAST_CONTAINED and shorter in longer


def _of_equals(one: Identity, other: Identity) -> Text | None:
    """Return why two equal numbers that are not the same subject may be so after all: it hangs on who issued them."""
    if one.uscc != other.uscc:
        # Two firms write one bank in two ways as easily as one does.
        return _OTHER_BENEFICIARY
    if not _may_share_issuer(one, other):
        return None
    return _ISSUER_WRITTEN_OTHERWISE if one.is_known and other.is_known else _ISSUER_UNKNOWN


def _may_share_issuer(one: Identity, other: Identity) -> bool:
    """Tell whether two numbers may come from one issuer: what is unknown may be, and so may a name that is written otherwise."""
    if one.issuer is not None and other.issuer is not None and one.issuer != other.issuer:
        return False
    if one.named is None or other.named is None or one.uscc == other.uscc:
        return True
    shorter, longer = sorted((loose(one.named), loose(other.named)), key=len)
    return shorter in longer
