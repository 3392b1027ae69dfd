"""The front door of the case registry."""

from __future__ import annotations

from jingheng.contexts.cases.importing import CASES, import_cases
from jingheng.contexts.cases.models import Case, CaseIntake, CaseMapping
from jingheng.contexts.cases.queries import (
    FAULTS_FILE,
    facts_of,
    file_of,
    find_case,
    find_intake,
    find_mapping,
    folder_of,
    head_rows,
    intakes,
    kept_until,
    mappings,
    proposal_for,
    samples,
)
from jingheng.contexts.cases.rules.intakes import INTAKE, OPEN
from jingheng.contexts.cases.rules.kinds import CASE_TYPES
from jingheng.contexts.cases.rules.lists import (
    ASIDE,
    FIELDS,
    HEAD_ROWS,
    HeadRow,
    spans_written,
)
from jingheng.contexts.cases.usecases import (
    HandlerChoice,
    choose_header,
    decide,
    delete_mapping,
    drop_intake,
    forget,
    handler_key,
    import_list,
    receive_list,
    rechoose,
    release_intake,
    remap,
    save_mapping,
    start_import,
    sweep_intakes,
)
from jingheng.contexts.cases.usual import usual

__all__ = [
    "ASIDE",
    "CASES",
    "CASE_TYPES",
    "FAULTS_FILE",
    "FIELDS",
    "HEAD_ROWS",
    "INTAKE",
    "OPEN",
    "Case",
    "CaseIntake",
    "CaseMapping",
    "HandlerChoice",
    "HeadRow",
    "choose_header",
    "decide",
    "delete_mapping",
    "drop_intake",
    "facts_of",
    "file_of",
    "find_case",
    "find_intake",
    "find_mapping",
    "folder_of",
    "forget",
    "handler_key",
    "head_rows",
    "import_cases",
    "import_list",
    "intakes",
    "kept_until",
    "mappings",
    "proposal_for",
    "receive_list",
    "rechoose",
    "release_intake",
    "remap",
    "samples",
    "save_mapping",
    "spans_written",
    "start_import",
    "sweep_intakes",
    "usual",
]
