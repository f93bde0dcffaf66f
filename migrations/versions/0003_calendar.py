"""节假日安排。The State Council's notices for 2025 and 2026, and the statutory holidays of 2027, whose notice is not out yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NOTICES = {2025: "国办发明电〔2024〕12号", 2026: "国办发明电〔2025〕7号"}

# Days that differ from the plain Monday-to-Friday week.
OFFICIAL = (
    ("2025-01-01", "off", "元旦"),
    ("2025-01-26", "working", "春节调休上班"),
    ("2025-01-28", "off", "春节"),
    ("2025-01-29", "off", "春节"),
    ("2025-01-30", "off", "春节"),
    ("2025-01-31", "off", "春节"),
    ("2025-02-03", "off", "春节"),
    ("2025-02-04", "off", "春节"),
    ("2025-02-08", "working", "春节调休上班"),
    ("2025-04-04", "off", "清明节"),
    ("2025-04-27", "working", "劳动节调休上班"),
    ("2025-05-01", "off", "劳动节"),
    ("2025-05-02", "off", "劳动节"),
    ("2025-05-05", "off", "劳动节"),
    ("2025-06-02", "off", "端午节"),
    ("2025-09-28", "working", "国庆节调休上班"),
    ("2025-10-01", "off", "国庆节"),
    ("2025-10-02", "off", "国庆节"),
    ("2025-10-03", "off", "国庆节"),
    ("2025-10-06", "off", "中秋节"),
    ("2025-10-07", "off", "国庆节"),
    ("2025-10-08", "off", "国庆节"),
    ("2025-10-11", "working", "国庆节调休上班"),
    ("2026-01-01", "off", "元旦"),
    ("2026-01-02", "off", "元旦"),
    ("2026-01-04", "working", "元旦调休上班"),
    ("2026-02-14", "working", "春节调休上班"),
    ("2026-02-16", "off", "春节"),
    ("2026-02-17", "off", "春节"),
    ("2026-02-18", "off", "春节"),
    ("2026-02-19", "off", "春节"),
    ("2026-02-20", "off", "春节"),
    ("2026-02-23", "off", "春节"),
    ("2026-02-28", "working", "春节调休上班"),
    ("2026-04-06", "off", "清明节"),
    ("2026-05-01", "off", "劳动节"),
    ("2026-05-04", "off", "劳动节"),
    ("2026-05-05", "off", "劳动节"),
    ("2026-05-09", "working", "劳动节调休上班"),
    ("2026-06-19", "off", "端午节"),
    ("2026-09-20", "working", "国庆节调休上班"),
    ("2026-09-25", "off", "中秋节"),
    ("2026-10-01", "off", "国庆节"),
    ("2026-10-02", "off", "国庆节"),
    ("2026-10-05", "off", "国庆节"),
    ("2026-10-06", "off", "国庆节"),
    ("2026-10-07", "off", "国庆节"),
    ("2026-10-10", "working", "国庆节调休上班"),
)
# Holidays by law; which weekends are worked for them only the notice will say.
PROVISIONAL = (
    ("2027-01-01", "off", "元旦"),
    ("2027-02-05", "off", "春节"),
    ("2027-02-06", "off", "春节"),
    ("2027-02-07", "off", "春节"),
    ("2027-02-08", "off", "春节"),
    ("2027-02-09", "off", "春节"),
    ("2027-02-10", "off", "春节"),
    ("2027-04-05", "off", "清明节"),
    ("2027-05-01", "off", "劳动节"),
    ("2027-05-02", "off", "劳动节"),
    ("2027-05-03", "off", "劳动节"),
    ("2027-05-04", "off", "劳动节"),
    ("2027-06-09", "off", "端午节"),
    ("2027-09-15", "off", "中秋节"),
    ("2027-10-01", "off", "国庆节"),
    ("2027-10-02", "off", "国庆节"),
    ("2027-10-03", "off", "国庆节"),
    ("2027-10-04", "off", "国庆节"),
    ("2027-10-05", "off", "国庆节"),
)


def upgrade() -> None:
    """Apply."""
    # No notice named here sets a day of another year than its own.
    day = sa.text(
        "INSERT INTO calendar_dates (day, notice_year, kind, status, name) VALUES (CAST(:day AS date), :year, :kind, :status, :name)"
    )
    for status, days in (("official", OFFICIAL), ("provisional", PROVISIONAL)):
        for on, kind, name in days:
            op.execute(day.bindparams(day=on, year=int(on[:4]), kind=kind, status=status, name=name))
    year = sa.text("INSERT INTO calendar_years (year, document_no, imported_by) VALUES (:year, :document_no, 'migration')")
    for number, document_no in NOTICES.items():
        op.execute(year.bindparams(year=number, document_no=document_no))


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM calendar_dates")
    op.execute("DELETE FROM calendar_years")
