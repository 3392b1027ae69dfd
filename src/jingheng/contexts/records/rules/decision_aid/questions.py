"""The questions. Each answer names the question or the verdict that it leads to."""

from __future__ import annotations

from collections.abc import Mapping

from jingheng.contexts.records.rules.decision_aid.parts import Answer, Question


def _question(code: str, text: str, help_text: str, *answers: tuple[str, str, str]) -> Question:
    return Question(code, text, help_text, tuple(Answer(*answer) for answer in answers))


QUESTIONS: Mapping[str, Question] = {
    question.code: question
    for question in (
        _question(
            "SECRET",
            "内容是否涉及国家秘密？",
            "国家秘密不得录入本系统。拿不准的，先问保密办再动手。",
            ("NO", "不涉密", "OWN_LEADERSHIP"),
            ("YES", "涉密", "PAPER_SECRET"),
        ),
        _question(
            "OWN_LEADERSHIP",
            "来过问的人里有没有本院领导，或者替本院领导来问的人？",
            "本机由本院管理。涉及本院领导的，不在本机留下任何内容。",
            ("NO", "没有", "WHAT"),
            ("YES", "有", "PAPER_LEADERSHIP"),
        ),
        _question(
            "WHAT",
            "您遇到的是哪一种情形？",
            "案件、人事、项目、工程、执纪事项都算。两种都有的，选第二种。",
            ("ASKED", "有人来问、来说、来托某件事", "WHO"),
            ("CONTACT", "与当事人、律师、特殊关系人、中介组织有程序外的接触或往来", "CONTACT"),
            ("ALMOST", "对方像是要打听，但话没有说完就收住了", "UNSPOKEN"),
            ("NEITHER", "都不是", "MEMO_NOTHING"),
        ),
        _question(
            "UNSPOKEN",
            "对方说出具体的案件、人或者事项了吗？",
            "只要说出了是哪件事，哪怕没有提要求，也算过问。",
            ("NO", "没有说出", "MEMO_UNSPOKEN"),
            ("YES", "说出了", "FILE_ASKED"),
        ),
        _question(
            "WHO",
            "来的是什么人？",
            "替别人来问的，按来的这个人选，托他的人在表里另填。有几种身份的，选与事情最近的一种。",
            ("INSIDE", "检察机关的人（本院、上级院、下级院，含离退休人员）", "DUTY"),
            ("JUSTICE", "法院、公安、国安、司法行政机关的人", "JUSTICE"),
            ("ORGAN", "党委、人大、政府、政协、纪委监委等机关、单位或其领导干部，含身边人和亲属", "ORGAN"),
            ("DELEGATE", "人大代表、政协委员", "DELEGATE"),
            ("LAWYER", "律师、法律顾问、律所人员", "LAWYER"),
            ("PARTY", "当事人或者其近亲属", "PARTY"),
            ("PRESS", "媒体", "PRESS"),
            ("OTHER", "亲属、同学、战友、朋友熟人、企业商会等其他人", "FILE_ACQUAINTANCE"),
        ),
        _question(
            "DUTY",
            "这件事在他的职责范围内吗？",
            "例如案管催办、部门负责人听取汇报、检察长按程序审批。",
            ("YES", "在职责范围内", "FORM"),
            ("NO", "不在", "FILE_INSIDER"),
        ),
        _question(
            "FORM",
            "他是怎样提的？",
            "提意见的，要看是否按程序书面提出。",
            ("ASKED", "只是催办、询问、听取汇报或者按程序审批", "NO_DUTY"),
            ("WRITTEN", "按程序书面提出了意见", "NO_WRITTEN"),
            ("ORAL", "口头、电话、短信、微信等私下提出了意见", "FILE_ORAL"),
        ),
        _question(
            "JUSTICE",
            "对方是因履职、按程序来函了解的吗？",
            "来函应当入卷。",
            ("YES", "是，按程序来函来文", "NO_OTHER_JUSTICE"),
            ("NO", "不是，私下来问", "FILE_JUSTICE"),
        ),
        _question(
            "ORGAN",
            "对方是怎样过问的？",
            "负有领导职责的机关可以按程序了解情况、研究政策、统筹协调，但不得对证据、事实、处理作具体决定。",
            ("PROCEDURE", "机关按程序了解情况、研究政策、统筹协调", "NO_OVERSIGHT"),
            ("DEMAND", "对证据、事实或者处理提出了倾向性意见或具体要求（开会、来文提的也算）", "FILE_DEMAND"),
            ("LETTER", "以单位名义来文来函，要求怎样处理", "FILE_LETTER"),
            ("PRIVATE", "个人来问，或者身边工作人员、亲属出面", "FILE_OFFICIAL"),
        ),
        _question(
            "DELEGATE",
            "是经代表建议、委员提案、视察或者联络机构转办的吗？",
            "程序内的关注登记在代表委员专册。",
            ("YES", "是", "NO_DELEGATE"),
            ("NO", "不是，私下问具体案件", "FILE_DELEGATE"),
        ),
        _question(
            "LAWYER",
            "律师是怎样来的？",
            "正当的联系、阅卷、提交意见受法律保护，不需要填。",
            ("PROCEDURE", "持手续经案管或者12309联系、阅卷、提交意见", "NO_LAWYER"),
            ("PRIVATE", "私下打听或者托请", "FILE_LAWYER"),
            ("MEETING", "私下见面、吃请、馈赠、介绍案源等", "FILE_CONTACT_LAWYER"),
        ),
        _question(
            "PARTY",
            "当事人或其近亲属是怎样来的？",
            "工作时间、工作场所、按程序的查询、申诉、信访是正常渠道。",
            ("PROCEDURE", "在工作时间、工作场所按程序查询、申诉、信访", "PARTY_BY_PROCEDURE"),
            ("PRIVATE", "私下打听、反映或者托请", "FILE_PARTY"),
            ("MEETING", "在非工作时间或者非工作场所见了面，或者有宴请、财物往来", "FILE_CONTACT_MET"),
        ),
        _question(
            "PRESS",
            "是经新闻发布渠道来的吗？",
            "由宣传部门接待、答复的，属新闻发布渠道。",
            ("YES", "是", "NO_PRESS"),
            ("NO", "不是，私下问承办人员", "FILE_PRESS"),
        ),
        _question(
            "CONTACT",
            "是怎样的接触？",
            "事先不知情、偶然碰上的也算接触。",
            ("APPROVED", "办案需要，事先按规定经过批准", "MEMO_APPROVED"),
            ("MET", "未经批准，在非工作时间或者非工作场所见了面", "FILE_CONTACT_MET"),
            ("BENEFIT", "有吃请、礼品礼金、借用财物、介绍律师案源、透露案情等", "FILE_CONTACT_BENEFIT"),
        ),
    )
}
