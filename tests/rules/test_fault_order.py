"""Faults are told in the order of the table, whichever check found them first."""

from __future__ import annotations

from jingheng.platform.files.sheet_faults import Fault, FaultReport, Layout


def test_faults_stand_by_row_and_in_a_row_by_column() -> None:
    report = FaultReport(layout=Layout("表", 1, {"甲": 0, "乙": 1}))
    for row, column in ((9, "甲"), (2, "乙"), (2, ""), (2, "甲"), (0, "")):
        report.add(Fault("表", row, column, "", "不对。"))

    assert [(fault.row, fault.column) for fault in report.faults] == [(0, ""), (2, "甲"), (2, "乙"), (2, ""), (9, "甲")]
