"""The verdicts: what to do, why, and what the form may start with. They cover every row of dossier §2.6."""

from __future__ import annotations

from collections.abc import Mapping

from jingheng.contexts.records.rules.decision_aid.parts import Outcome, Verdict
from jingheng.contexts.records.rules.taxonomy import (
    CONTACTS,
    DESIGN,
    HOUSE,
    INSIDERS,
    INTERFERENCE,
    LAWYERS,
    NOT_REPORTABLE,
    READ,
    SPP_2019,
    UNDERSTOOD,
)
from jingheng.kernel.sources import RuleSource


def _verdict(
    code: str,
    outcome: Outcome,
    sentence: str,
    source: RuleSource,
    **prefill: tuple[str, ...],
) -> Verdict:
    return Verdict(code, outcome, sentence, source, prefill=prefill)


def _not_reportable(code: str, reason: str, sentence: str) -> Verdict:
    return Verdict(code, Outcome.DO_NOT_FILE, sentence, NOT_REPORTABLE[reason].source, reason)


VERDICTS: Mapping[str, Verdict] = {
    verdict.code: verdict
    for verdict in (
        _verdict(
            "PAPER_SECRET",
            Outcome.PAPER,
            "不要在本系统填写。请用纸质涉密登记簿登记，交保密室保管；这里只计一个件数。",
            RuleSource("《中华人民共和国保守国家秘密法》", "", UNDERSTOOD),
        ),
        _verdict(
            "PAPER_LEADERSHIP",
            Outcome.PAPER,
            "不要在本机填写，本机也没有留下您的回答。请打印空白表手填，装入信封密封，直接寄送上一级院检务督察部门。",
            RuleSource(INSIDERS, "第8条", UNDERSTOOD),
        ),
        _verdict(
            "MEMO_NOTHING",
            Outcome.MEMO,
            "没有遇到应当记录的情形，不需要填。想留个底的，可以记一条只有自己看得到的备忘。",
            RuleSource(SPP_2019, "第2条", READ),
        ),
        _verdict(
            "MEMO_UNSPOKEN",
            Outcome.MEMO,
            "对方没有说出具体的事，不需要填。可以记一条只有自己看得到的备忘，以后再来问时一并填报。",
            RuleSource(HOUSE, "参照“雷同彩铃”事例", DESIGN),
        ),
        _verdict(
            "MEMO_APPROVED",
            Outcome.MEMO,
            "经批准的接触不需要填。请把审批手续附卷，可以记一条备忘注明批准人。",
            RuleSource(CONTACTS, "第6条", READ),
        ),
        _verdict(
            "FILE_ASKED",
            Outcome.FILE,
            "应当填。对方已经说出具体的事，逢问必录。",
            RuleSource(SPP_2019, "第4条", READ),
            acts=("N1",),
        ),
        _verdict(
            "FILE_ACQUAINTANCE",
            Outcome.FILE,
            "应当填。亲属、同学、战友、熟人等来问，同样逢问必录。",
            RuleSource(SPP_2019, "第2、4条", READ),
            asker_types=("P41", "P42", "P43", "P44", "P53", "P99"),
            acts=("N1", "N2"),
        ),
        _verdict(
            "FILE_INSIDER",
            Outcome.FILE,
            "应当填。检察人员在职责之外过问，离退休人员过问，都要记录。",
            RuleSource(SPP_2019, "第2、3条", READ),
            asker_types=("P21", "P22", "P23", "P24", "P25", "P27"),
            acts=("N1", "B1", "B4"),
        ),
        _verdict(
            "FILE_ORAL",
            Outcome.FILE,
            "应当填。因履职要提意见的应按程序书面提出；口头、短信、微信、电话提的，先记录在案，再依程序办。",
            RuleSource(SPP_2019, "第3条", READ),
            asker_types=("P21", "P22", "P24"),
            acts=("N4", "B5"),
        ),
        _verdict(
            "FILE_JUSTICE",
            Outcome.FILE,
            "应当填。其他司法机关人员没有走程序来问，要记录。",
            RuleSource(INSIDERS, "第5条", UNDERSTOOD),
            asker_types=("P26", "P28"),
            acts=("N1", "B1", "B4"),
        ),
        _verdict(
            "FILE_DEMAND",
            Outcome.FILE,
            "应当填。对证据、事实或者处理提具体要求，已超出按程序了解情况的范围。",
            RuleSource(INTERFERENCE, "第3条", READ),
            asker_types=("P11", "P12"),
            acts=("A4",),
        ),
        _verdict(
            "FILE_LETTER",
            Outcome.FILE,
            "应当填。以组织名义来文来函提出处理要求的，要记录并留存原件。",
            RuleSource(INTERFERENCE, "第5条", READ),
            asker_types=("P15",),
            channel=("LETTER",),
            acts=("A4", "N4"),
        ),
        _verdict(
            "FILE_OFFICIAL",
            Outcome.FILE,
            "应当填。领导干部个人过问，身边工作人员、亲属出面的，都要记录并留存材料。",
            RuleSource(INTERFERENCE, "第5条", READ),
            asker_types=("P11", "P12", "P13", "P14"),
            acts=("N1", "A1"),
        ),
        _verdict(
            "FILE_DELEGATE",
            Outcome.FILE,
            "应当填。代表、委员在程序之外问具体案件，要记录。",
            RuleSource(HOUSE, "参照法院专表", DESIGN),
            asker_types=("P51",),
            acts=("N1", "N2"),
        ),
        _verdict(
            "FILE_LAWYER",
            Outcome.FILE,
            "应当填。律师没有走程序、私下打听或者托请的，要记录。",
            RuleSource(LAWYERS, "第3条", READ),
            asker_types=("P32",),
            acts=("N1", "H2"),
        ),
        _verdict(
            "FILE_PARTY",
            Outcome.FILE,
            "应当填。当事人及其近亲属在程序之外打听、托请的，要记录。",
            RuleSource(SPP_2019, "第4条", READ),
            asker_types=("P31", "P33"),
            acts=("N1", "N2"),
        ),
        _verdict(
            "FILE_PARTY_BY_PROCEDURE",
            Outcome.FILE,
            "按本院现行口径应当填，选“反映情况”或者“了解进展”。",
            RuleSource(HOUSE, "口径以《答复意见》为准", DESIGN),
            asker_types=("P31", "P33"),
            acts=("N1", "N2", "N4"),
        ),
        _verdict(
            "FILE_PRESS",
            Outcome.FILE,
            "应当填。媒体没有走新闻发布渠道、私下问承办人员的，要记录。",
            RuleSource(HOUSE, "", DESIGN),
            asker_types=("P52",),
            acts=("N1",),
        ),
        _verdict(
            "FILE_CONTACT_LAWYER",
            Outcome.FILE_CONTACT,
            "应当填，并填接触交往一段。与律师私下接触、利益往来属负面清单所列。",
            RuleSource(LAWYERS, "第3条", READ),
            asker_types=("P32",),
            acts=("H1", "H3", "H4", "H5"),
        ),
        _verdict(
            "FILE_CONTACT_MET",
            Outcome.FILE_CONTACT,
            "应当填，并填接触交往一段。已经在非工作时间或者非工作场所接触的，应当在规定的日数内报告。",
            RuleSource(CONTACTS, "第6、7条", UNDERSTOOD),
            asker_types=("P31", "P32", "P33", "P34"),
            acts=("C7",),
        ),
        _verdict(
            "FILE_CONTACT_BENEFIT",
            Outcome.FILE_CONTACT,
            "应当填，并填接触交往一段，写明费用由谁承担、财物怎样处理。",
            RuleSource(CONTACTS, "第5条", READ),
            asker_types=("P31", "P32", "P33", "P34"),
            acts=("C1", "C2", "C3", "C4", "C6"),
        ),
        _not_reportable("NO_DUTY", "DUTY", "不需要填。这是职责范围内的正常询问。"),
        _not_reportable("NO_WRITTEN", "WRITTEN", "不需要填。请把书面意见入卷。"),
        _not_reportable("NO_OTHER_JUSTICE", "OTHER_JUSTICE", "不需要填。请把来函入卷。"),
        _not_reportable(
            "NO_OVERSIGHT",
            "OVERSIGHT",
            "不需要填。一旦对证据、事实或者处理提出具体要求，就应当填。",
        ),
        _not_reportable("NO_DELEGATE", "DELEGATE", "不需要在这里填。请登记代表委员专册。"),
        _not_reportable("NO_LAWYER", "LAWYER", "不需要填。这是律师依法执业的正常联系。"),
        _not_reportable("NO_PARTY", "PARTY", "不需要填。请引导其按程序办理；本院另有口径的从其口径。"),
        _not_reportable("NO_PRESS", "PRESS", "不需要填。请转宣传部门答复。"),
    )
}
