"""The dictionaries of the record-and-report system: matters, persons asked about, acts, channels, responses.

Codes are stable and stand in tables, imports and exports; names are what people read. Counting folds them into
buckets and subjects (`bucket_of`, `is_internal`), in one place.
"""

from __future__ import annotations

from collections.abc import Iterable

from jingheng.kernel.sources import Certainty, Dictionary, Entry, RuleSource

READ, UNDERSTOOD, DESIGN = Certainty.READ, Certainty.UNDERSTOOD, Certainty.DESIGN
INTERFERENCE = "《领导干部干预司法活动、插手具体案件处理的记录、通报和责任追究规定》（中办发〔2015〕23号）"
INSIDERS = "《司法机关内部人员过问案件的记录和责任追究规定》（中政委〔2015〕10号）"
CONTACTS = "《关于进一步规范司法人员与当事人、律师、特殊关系人、中介组织接触交往行为的若干规定》（2015）"
SPP_2019 = "最高检《关于建立过问或干预、插手检察办案等重大事项记录报告制度的实施办法》（2019）"
LAWYERS = "《关于建立健全禁止法官、检察官与律师不正当接触交往制度机制的意见》（司发通〔2021〕60号）"
HOUSE = "镜衡设计"


def _entries(instrument: str, article: str, certainty: Certainty, **names: str) -> list[Entry]:
    source = RuleSource(instrument, article, certainty)
    return [Entry(code, name, source) for code, name in names.items()]


MATTERS = Dictionary(
    "事项类别",
    *_entries(SPP_2019, "第2条", READ, M1="司法办案", M2="干部选拔任用", M3="项目安排", M4="工程建设", M5="监督执纪"),
    *_entries(SPP_2019, "第2条“等”字", DESIGN, M9="其他重大事项"),
)

CASE_KINDS = Dictionary(
    "案件种类",
    *_entries(
        HOUSE, "四大检察", DESIGN,
        K1="刑事检察", K2="民事检察", K3="行政检察", K4="公益诉讼检察", K5="检察侦查", K6="控告申诉",
    ),
)  # fmt: skip

CASE_STAGES = Dictionary(
    "办案环节",
    *_entries(
        INTERFERENCE, "第8条", UNDERSTOOD,
        S1="线索核查", S2="立案", S3="侦查", S4="审查逮捕", S5="审查起诉", S6="出庭（审判）", S7="执行",
    ),
    *_entries(HOUSE, "", DESIGN, S8="诉讼监督", S9="信访申诉"),
)  # fmt: skip

#: What makes a case touchy, whatever its kind. Several may hold; none is the rule, and the form never asks for one.
SENSITIVE_KINDS = Dictionary(
    "案件敏感类型",
    *_entries(
        HOUSE, "据上级院、政法委常问的类别", DESIGN,
        V1="涉黑涉恶", V2="职务犯罪", V3="涉民营企业", V4="未成年人", V5="涉众型经济犯罪", V6="生态环境和食药安全",
        V7="社会关注", V8="其他敏感",
    ),
)  # fmt: skip

ASKERS = Dictionary(
    "被记录人类别",
    *_entries(INTERFERENCE, "第12条", READ, P11="党政等领导干部（本级）"),
    *_entries(INTERFERENCE, "第7条", UNDERSTOOD, P12="上级党委管理的领导干部"),
    *_entries(
        INTERFERENCE, "第5条", READ,
        P13="领导干部身边工作人员", P14="领导干部亲属", P15="以组织名义来文来函的单位",
    ),
    *_entries(
        SPP_2019, "第2条", READ,
        P21="本院检察长、班子成员", P22="本院部门负责人", P23="本院其他检察人员",
    ),
    *_entries(INSIDERS, "第8条", UNDERSTOOD, P24="上级院人员", P25="下级院人员", P26="其他司法机关人员"),
    *_entries(SPP_2019, "第2条", READ, P27="检察机关离退休人员"),
    *_entries(INSIDERS, "第13条", UNDERSTOOD, P28="其他司法机关离退休人员"),
    *_entries(
        CONTACTS, "第5条", READ,
        P31="当事人", P32="律师、法律顾问、律所行政人员", P33="特殊关系人", P34="中介组织人员",
    ),
    *_entries(SPP_2019, "（对象范围，检察院科普材料）", READ, P41="亲属", P42="同学", P43="战友", P44="朋友、熟人"),
    *_entries(HOUSE, "参照法院专表", DESIGN, P51="人大代表、政协委员（程序外）"),
    *_entries(HOUSE, "", DESIGN, P52="媒体", P53="企业、商会", P99="其他"),
)  # fmt: skip

#: 检察人员 in every published figure; all the others are 非检察人员.
INTERNAL_ASKERS = frozenset({"P21", "P22", "P23", "P24", "P25", "P27"})
#: Somebody of our own house, who can be identified among the staff.
OWN_STAFF_ASKERS = frozenset({"P21", "P22", "P23"})
#: Private persons: never clustered or searched across records (个人信息保护法).
PRIVATE_ASKERS = frozenset({"P31", "P33", "P41", "P42", "P43", "P44"})

BODIES = Dictionary(
    "所在机关",
    *_entries(
        HOUSE, "decisions §3", DESIGN,
        PARTY="同级党委", COMMITTEE="同级党委政法委", DISCIPLINE="同级纪委监委", OTHER="其他机关、单位",
    ),
)  # fmt: skip
#: Whose askers may belong to one of these bodies: leaders, who acts for them, and units that write.
BODY_ASKERS = frozenset({"P11", "P12", "P13", "P14", "P15"})

ACTS = Dictionary(
    "行为类别",
    *_entries(
        INTERFERENCE, "第8条", UNDERSTOOD,
        A1="为当事人请托说情", A2="要求私下会见当事人等", A3="授意、纵容身边人或亲属请托说情",
        A4="越权提出倾向性意见或具体要求", A5="其他违法干预司法活动",
    ),
    *_entries(
        INSIDERS, "第9条", UNDERSTOOD,
        B1="内部人员请托说情", B2="邀请办案人员私下会见", B3="违规转递涉案材料", B4="违规打探案情、通风报信",
        B5="其他违规干预办案",
    ),
    *_entries(
        CONTACTS, "第5条", READ,
        C1="泄露办案秘密", C2="介绍律师、案源或要求更换律师", C3="接受请客送礼或其他利益",
        C4="借款、租借房屋、借用交通通讯工具等", C5="委托评估拍卖中徇私串通", C6="其他不当接触交往",
    ),
    *_entries(CONTACTS, "第6、7条", UNDERSTOOD, C7="未经批准在非工作时间、非工作场所接触"),
    *_entries(
        LAWYERS, "第3条", READ,
        H1="与律师私下接触", H2="律师请托插手案件", H3="与律师介绍案源", H4="与律师利益输送",
        H5="与律师不当交往", H6="与律师利益勾连", H7="与律师其他不正当接触交往",
    ),
    *_entries(
        HOUSE, "据公开通报口径", DESIGN,
        N1="了解案（事）件进展", N2="反映情况、陈述案情", N3="反映检察履职情况", N4="监督、督促依法公正办理",
    ),
    *_entries(SPP_2019, "第2条", UNDERSTOOD, X2="干部人事打招呼", X3="项目、工程、采购打招呼", X4="监督执纪说情"),
    *_entries(HOUSE, "", DESIGN, Z9="未归类"),
)  # fmt: skip

CHANNELS = Dictionary(
    "方式",
    *_entries(
        HOUSE, "据最高检2015《实施办法（试行）》“方式”要素", DESIGN,
        FACE="当面", PHONE="电话", SMS="短信", CHAT="即时通讯", LETTER="来函来文", MEETING="会议汇报",
        NOTE="批示批条", MATERIAL="转递材料", POST="信件快递", DINNER="饭局聚会", ERRAND="请托转达", NET="网络邮件",
        OTHER="其他",
    ),
)  # fmt: skip

RESPONSES = Dictionary(
    "处理方式",
    *_entries(INSIDERS, "第3条", READ, REFUSED="拒绝", PROCEDURE="告知按程序提出"),
    *_entries(
        HOUSE, "", DESIGN,
        LAW="告知依法处理", EDUCATED="批评教育", FORWARDED="按程序转办", RETURNED="退回", REPORTED="报告上级",
        RECUSED="申请回避", SILENT="未表态",
    ),
)  # fmt: skip

EFFECTS = Dictionary(
    "是否影响办案",
    *_entries(HOUSE, "据某市落实23号办法第12条", DESIGN, NONE="未受影响", POSSIBLE="可能影响", AFFECTED="已影响"),
)

EVIDENCE = Dictionary(
    "证据种类",
    *_entries(
        HOUSE, "据安徽实施办法留证方式", DESIGN,
        AUDIO="电话录音", DIGITAL="电子信息截图或导出", PAPER="纸质文字", LETTER="来文来函", MINUTES="会议记录",
        WITNESS="在场人", ABSENT="无",
    ),
)  # fmt: skip

CONTACT_REASONS = Dictionary(
    "接触事由",
    *_entries(
        HOUSE, "", DESIGN, WORK="办案需要", CHANCE="偶遇", GATHERING="亲友聚会", STUDY="学术活动", OTHER="其他",
    ),
)  # fmt: skip

BUCKETS = Dictionary(
    "内容分类",
    *_entries(
        HOUSE, "据全国通报口径", DESIGN,
        NORMAL="反映情况、了解进展、督促依法公正办案", IMPROPER="不当过问或干预、插手",
        CONTACT="非工作时间、非办公地点接触交往", UNSORTED="未归类",
    ),
)  # fmt: skip

SUBJECTS = Dictionary(
    "被记录人",
    *_entries(HOUSE, "据全国通报口径", DESIGN, INTERNAL="检察人员", EXTERNAL="非检察人员"),
)

#: The filer's position as published figures know it.
POSITIONS = Dictionary(
    "填报人职务",
    *_entries(HOUSE, "据铜川、广东等公开通报口径", DESIGN, LEADER="班子成员", HEAD="部门负责人", OTHER="其他人员"),
)

TRIAGE = Dictionary(
    "甄别结论",
    *_entries(
        "《检务督察部门开展“三个规定”填报信息甄别核查工作指引（试行）》（2024，据东莞公布口径）", "", UNDERSTOOD,
        T1="涉嫌过问或干预、插手司法办案", T2="涉嫌说情打招呼、违规打听案情", T3="受委托了解、反映情况，甄别未发现问题",
    ),
    *_entries(HOUSE, "", DESIGN, T4="不当接触交往", T0="不属填报范围"),
)  # fmt: skip

RETURN_REASONS = Dictionary(
    "退回理由",
    *_entries(
        HOUSE, "据漯河“不规范、不完整、不符合的退回重填”", DESIGN,
        R1="要素不完整", R2="内容过于笼统，未写明原话要点", R3="类别选择与内容不符", R4="时间、地点不明",
        R5="缺少案件或事项名称", R6="涉及事项应当分别填报", R9="其他",
    ),
)  # fmt: skip

OUTCOMES = Dictionary(
    "核查结论",
    *_entries(
        HOUSE, "据记录—甄别—核查—追责—通报闭环", DESIGN,
        UNSUBSTANTIATED="未查实，予以澄清", EDUCATION="批评教育", TALK="谈话提醒",
        TRANSFERRED="移送有权限机关", NOTICE_OTHER_UNIT="通报其所在单位",
    ),
)  # fmt: skip

#: Outcomes that lay something on somebody of our own house: not without a hearing (公职人员政务处分法第43条).
ADVERSE_OUTCOMES = frozenset({"EDUCATION", "TALK", "TRANSFERRED"})

NOT_REPORTABLE = Dictionary(
    "不需填报的情形",
    *_entries(SPP_2019, "第2、4条", READ, DUTY="职责范围内的正常询问"),
    *_entries(SPP_2019, "第3条", READ, WRITTEN="因履职按程序书面提出的意见（入卷）"),
    *_entries(INSIDERS, "第5条", UNDERSTOOD, OTHER_JUSTICE="其他司法机关因履职按程序来函（入卷）"),
    *_entries(INTERFERENCE, "第3条", READ, OVERSIGHT="负有领导职责的机关按程序了解情况"),
    *_entries(HOUSE, "参照法院专表", DESIGN, DELEGATE="代表建议、委员提案等程序内关注（另册）"),
    *_entries(CONTACTS, "第6条", READ, LAWYER="律师按程序联系、阅卷、提交意见"),
    *_entries(HOUSE, "口径以《答复意见》为准", DESIGN, PARTY="当事人按程序查询、申诉、信访"),
    *_entries(HOUSE, "", DESIGN, PRESS="媒体经新闻发布渠道"),
)

#: Several acts: the first of this order decides the bucket (contract: "Bucket").
_BUCKET_ORDER = ("IMPROPER", "CONTACT", "NORMAL", "UNSORTED")
_BUCKET_BY_LETTER = {"A": "IMPROPER", "B": "IMPROPER", "X": "IMPROPER", "C": "CONTACT", "H": "CONTACT", "N": "NORMAL"}


def bucket_of(acts: Iterable[str]) -> str:
    """The bucket that a record with these act codes counts in; without any act, 未归类."""
    buckets = {_BUCKET_BY_LETTER.get(act[0], "UNSORTED") for act in acts}
    return next((bucket for bucket in _BUCKET_ORDER if bucket in buckets), "UNSORTED")


def is_internal(askers: Iterable[str]) -> bool:
    """Whether a record counts under 检察人员: any person asked about is P21–P25 or P27."""
    return not INTERNAL_ASKERS.isdisjoint(askers)


def subject_of(askers: Iterable[str]) -> str:
    return "INTERNAL" if is_internal(askers) else "EXTERNAL"


def is_contact(acts: Iterable[str]) -> bool:
    """Whether the contact branch (接触交往, three days) applies."""
    return any(act[0] in "CH" for act in acts)
