"""第(二十)条 · Clause 20: high-tech qualification kept on a move.

A high-tech enterprise that moves here whole while its certificate is valid, the last day included, keeps the qualification until it
expires, wherever it comes from: the national rule on recognition (国科发火〔2016〕32号, article 18) says so of every area, and it is higher
law. No money is involved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.facts import Supplier, choice, day, flag, text
from policy.language.items import Evidence, Item, Outcome, Process
from policy.opinions_2022_8.identifiers import QUALIFICATION
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Reader, Values


def qualification_transfer(f: Values, law: Values, x: Reader) -> None:  # noqa: ARG001 - a qualification has no figure
    """第(二十)条: the qualification stays when the whole move ends in time."""
    x.need("moved_whole", f.moved_whole)
    x.need("moved_while_valid", f.move_completed_on <= f.valid_until, f.move_completed_on, f.valid_until, unit="day")


QUALIFICATION_TRANSFER = Item(
    code="qualification-transfer",
    clause=20,
    title=Text("高新技术企业资格保留", "High-tech qualification kept on a move"),
    summary=Text(
        "有效期内整体迁入的高新技术企业，保留其资格至有效期满",
        "A high-tech enterprise that moves in whole keeps its qualification until it expires",
    ),
    departments=("sti",),
    process=Process.RECOGNITION,
    outcome=Outcome.RECOGNISED,
    facts=(
        text("certificate_no", "高新技术企业证书编号", "Certificate number"),
        choice(
            "origin",
            "迁出地",
            "Where it moved from",
            options={
                "tianjin": Text("天津市", "Tianjin"),
                "hebei": Text("河北省", "Hebei"),
                "beijing": Text("北京市", "Beijing"),
                "other": Text("其他", "Elsewhere"),
            },
        ),
        flag("moved_whole", "整体迁移", "Moved whole"),
        day("move_completed_on", "迁移完成日期", "Day the move was complete", supplied_by=Supplier.SOURCE),
        day("valid_until", "证书有效期截止日", "Last day of the certificate", supplied_by=Supplier.SOURCE),
    ),
    subject=("certificate_no",),
    identifier=QUALIFICATION,
    rule=qualification_transfer,
    evidence=(
        Evidence("qualification_certificate", Text("高新技术企业证书", "High-tech enterprise certificate"), shows=("valid_until",)),
        Evidence("relocation_registration", Text("迁移登记证明", "Registration of the move"), shows=("move_completed_on",)),
    ),
    words={
        "moved_whole": Condition("企业整体迁移", "The enterprise moved as a whole", "企业并非整体迁移，不符合第（二十）条规定的条件"),
        "moved_while_valid": Condition(
            "在证书有效期内完成迁移",
            "The move was complete by the certificate's last day",
            "迁移完成日期晚于证书有效期截止日，不符合第（二十）条规定的条件",
        ),
    },
)

ITEMS = (QUALIFICATION_TRANSFER,)
