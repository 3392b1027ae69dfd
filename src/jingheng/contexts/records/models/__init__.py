"""Tables of the record-and-report system.

`Record` holds codes only, for rights, deadlines and figures. What a record says stands in `Revision.payload`, sealed
through `safe`; whoever must not know stands in `Exclusion`. Drafts are their own table, so that every row of `Record`
has been filed.
"""

from jingheng.contexts.records.models.filed import (
    Copy,
    Draft,
    Exclusion,
    Hearing,
    IdentityQuestion,
    Reading,
    Record,
    Revision,
    Step,
)
from jingheng.contexts.records.models.files import Attachment, BlackedOut, Destruction, PaperSigning
from jingheng.contexts.records.models.registers import (
    Clearance,
    NationalDifference,
    NationalMonth,
    NationalNumber,
    PaperCount,
    Series,
)
from jingheng.contexts.records.models.reports import (
    Adjustment,
    MonthSeal,
    OutgoingPaper,
    Reminder,
    Report,
    ReportRevision,
    ReportStep,
    Statement,
)

__all__ = [
    "Adjustment",
    "Attachment",
    "BlackedOut",
    "Clearance",
    "Copy",
    "Destruction",
    "Draft",
    "Exclusion",
    "Hearing",
    "IdentityQuestion",
    "MonthSeal",
    "NationalDifference",
    "NationalMonth",
    "NationalNumber",
    "OutgoingPaper",
    "PaperCount",
    "PaperSigning",
    "Reading",
    "Record",
    "Reminder",
    "Report",
    "ReportRevision",
    "ReportStep",
    "Revision",
    "Series",
    "Statement",
    "Step",
]
