"""How it begins and what is asked: openings by channel and place, requests by act.

Slots: {when} part of the day, {who} the asker with unit or relation, {case} the case or matter, {step} what is asked
of it, {favour} what is wished for, {litigant} whom it is about, {behind} on whose behalf, {concern} what the
asker says of it. An opening ends where the request begins, with the asker as its subject.
"""

from __future__ import annotations

#: Channel → openings. For face to face they stand by place below.
OPENINGS = {
    "PHONE": (
        "{when}接到{who}的电话，对方",
        "{who}{when}打来电话，寒暄几句后",
        "{when}{who}打我办公室座机，",
        "{when}手机上接到{who}来电，",
        "许久没有联系的{who}{when}忽然来电话，",
        "{when}正在看卷，{who}来电话，",
        "{who}{when}电话找我，先问家里好，接着",
        "{when}刚坐下就接到{who}电话，说有件事请教，",
        "{when}{who}在电话里",
    ),
    "SMS": (
        "{when}收到{who}的短信，",
        "{who}{when}发来一条长短信，",
        "{when}{who}连发两条短信，",
    ),
    "CHAT": (
        "{when}{who}发来微信，",
        "{who}{when}在微信上留言，",
        "{when}{who}发来几段微信语音，",
        "{when}{who}先在微信上问我忙不忙，随后",
        "{who}{when}在微信里问候之后",
        "{when}{who}在微信里转来一张照片，",
    ),
    "LETTER": (
        "{when}收到{who}签发的来函，",
        "{when}由{who}签发、以单位名义送来一份情况说明，",
        "{when}机要送来一份公函，由{who}签发，",
    ),
    "MEETING": (
        "{when}开协调会，{who}在会上",
        "{when}汇报工作间隙，{who}",
        "{when}联席会议散会时，{who}叫住我，",
    ),
    "NOTE": (
        "{when}{who}让人捎来一张便条，",
        "{when}转来的材料上有{who}的批注，",
    ),
    "MATERIAL": (
        "{when}{who}送来一份材料，",
        "{who}{when}托传达室转交一叠材料，",
        "{when}{who}把一个材料袋放在我桌上，",
    ),
    "POST": (
        "{when}收到{who}寄来的信件，信里",
        "{when}拆开一件快递，是{who}寄的，附信",
    ),
    "DINNER": (
        "{when}亲戚家办酒席，同桌的{who}",
        "{when}同学聚会上，{who}坐到我旁边，",
        "{when}参加朋友家孩子的升学宴，{who}过来敬茶，",
        "{when}在饭馆碰上{who}一桌人，被拉住坐下，对方",
    ),
    "ERRAND": (
        "{who}{when}替{behind}传话，",
        "{who}受{behind}之托，{when}找到我，",
        "{when}{who}说是{behind}请他来问，",
    ),
    "NET": (
        "{when}{who}给我的工作邮箱发来邮件，",
        "{when}院公开邮箱收到{who}写给我的邮件，",
    ),
    "OTHER": (
        "{when}视频接访结束后，{who}",
        "{when}庭审连线调试时，{who}在那一头",
    ),
}

#: Face to face in office hours: opening and place.
FACE_AT_WORK = (
    ("{when}{who}到我办公室，", "本人办公室"),
    ("{when}{who}在走廊里叫住我，", "本院办公楼走廊"),
    ("{when}在院门口遇见{who}，对方", "本院门口"),
    ("{when}{who}推门进来坐下，", "本人办公室"),
    ("{when}在电梯里碰到{who}，出来后对方", "本院办公楼"),
)
#: For ordinary people and lawyers too.
FACE_IN_THE_HALL = (
    ("{when}{who}等在检察服务大厅，见到我后", "12309检察服务大厅"),
    ("{when}接待窗口前，{who}叫住我，", "12309检察服务大厅"),
)
#: The same for whoever goes out on cases.
FACE_ON_A_CASE = (
    ("{when}去法院开庭，{who}在庭外", "法院审判区外"),
    ("{when}到看守所提讯，{who}在门外等着，", "看守所门外"),
    ("{when}下乡走访回来，{who}在村口拦住车，", "走访途中"),
)
#: Out of office hours: opening, place, and the hours in which it can be.
FACE_ELSEWHERE = (
    ("{when}在小区楼下碰到{who}，对方", "本人居住小区", 7, 22),
    ("{when}去菜市场买菜，{who}迎面过来，", "菜市场", 7, 19),
    ("{when}送孩子上兴趣班，{who}凑过来，", "兴趣班门口", 9, 20),
    ("{when}散步遇到{who}，走了一段，对方", "河边步道", 12, 22),
    ("{when}{who}找到我家里，", "本人家中", 9, 22),
    ("{when}回父母家，{who}上门来坐，", "父母家中", 10, 21),
    ("{when}在理发店排队，{who}认出我来，", "理发店", 9, 21),
    ("{when}在超市结账，{who}排在后面，", "超市", 9, 22),
)
DINNER_PLACES = ("亲戚家中", "城南一家饭馆", "酒店宴会厅", "农家院")

#: Requests about a case. {case} is replaced by 该案 and the like where the case has been named already.
ASKS = {
    "N1": (
        "问{case}{step}",
        "打听{case}{step}，说家里人着急",
        "想知道{case}{step}，由谁承办",
        "询问{case}目前的进度，主要想知道{step}",
        "请我看看{case}{step}，方便时给回个话",
        "说起{case}等了很久没有消息，问{step}",
        "听说{case}有了新进展，来问{step}",
        "问{case}是不是这个月能有眉目，{step}",
        "问{case}还要多久，{step}",
        "拐弯抹角提到{case}，最后才问{step}",
        "想了解{case}走到哪个环节，{step}",
        "问{case}有没有换承办人，{step}",
    ),
    "N2": (
        "反映{case}有些情况没有查清",
        "陈述{case}的来龙去脉，希望办案的人听一听",
        "就{case}讲了自己知道的经过",
        "说{case}另有隐情，愿意补充材料",
        "把{case}前后的事从头说了一遍",
        "反映{case}里有的说法与实际不符",
        "对{case}提出几点不同看法，请转告办案人员",
    ),
    "N3": (
        "反映{case}的承办人电话总打不通",
        "对{case}的承办人听取意见时间太短有看法",
        "说{case}办得细致，只是答复慢了些",
        "反映{case}的释法说理听不明白",
        "提出{case}文书送达晚了几天",
    ),
    "N4": (
        "希望{case}依法尽快办理，不要久拖",
        "要求对{case}加强监督，公正处理",
        "请检察机关对{case}依法把关，一碗水端平",
        "说{case}关注的人多，希望依法从快",
        "建议{case}公开听证，让大家心服",
    ),
    "A1": (
        "要我在{case}上照顾一下，最好{favour}",
        "替人说情，说{case}能不能{favour}",
        "开口就要我帮忙，希望{case}{favour}",
    ),
    "A2": ("要我抽空见一见{case}的家属，当面听他们说", "提出由他作东，让{case}的当事人家属同我见个面"),
    "A3": ("说是领导知道这件事，让我在{case}上照顾", "打着领导的旗号，要求{case}{favour}"),
    "A4": ("以保护企业为由，要求{case}{favour}", "以影响地方发展为由，对{case}提出具体意见，要求{favour}"),
    "A5": ("要求{case}先停下来，等他们研究后再办", "要求把{case}的处理意见先报他过目"),
    "B1": ("为{case}说情，希望{favour}", "说{case}是自家亲戚，托我给承办人递句话，{favour}"),
    "B2": ("约我晚上一起坐坐，说{case}的家属也来", "想安排承办人与{case}的家属私下见面"),
    "B3": ("转来{case}当事人写的一份材料，让我直接交给承办人", "递过来一份{case}的情况说明，请我带给办案组"),
    "B4": ("打探{case}讨论时都有什么意见", "追问{case}承办人的倾向和内部意见"),
    "B5": ("对{case}的处理提了一套意见，要求照办", "让我劝承办人把{case}{favour}"),
    "C1": ("反复追问{case}，我一时不防，说出了承办人是谁", "套问{case}的内部讨论，我失口说了一句"),
    "C2": ("为{case}请我推荐一名律师", "说想换掉{case}现在的律师，让我给介绍一个"),
    "C3": ("为{case}道谢，留下两条烟和一盒茶叶", "要为{case}请我吃饭，临走塞来一张购物卡"),
    "C4": ("说{case}让我费心了，要把车借给我开几天", "提起{case}后，说有套房子可以便宜租给我"),
    "C5": ("说{case}的财物评估时请我关照，价格压低一些", "提出{case}涉案财物拍卖时先给他透个底"),
    "C6": ("借{case}套近乎，邀我参加公司开业", "说起{case}，又要拉我进一个同乡群"),
    "C7": ("谈起{case}，我才知道对方与该案有关", "认出我后说起{case}，想当场说说案情"),
    "H1": ("约我在茶楼谈{case}", "说起自己代理{case}，想私下坐坐"),
    "H2": ("请我出面，为{case}跟承办人说说", "代理{case}，要我帮着递话，{favour}"),
    "H3": ("谈完{case}，提出以后有案源互相介绍", "借{case}说起合作，想让我给他介绍当事人"),
    "H4": ("为{case}送来两盒茶叶", "说{case}辛苦了，放下一张购物卡"),
    "H5": ("说完{case}，邀我去律所年会讲课", "除了{case}，还邀我参加律所的登山活动"),
    "H6": ("说起{case}之外，想拉我合伙投资一家餐馆", "谈到{case}，又问我要不要入股他朋友的公司"),
    "H7": ("因{case}认识后常发节日红包，这次又", "代理{case}期间几次邀我打球，这次又来约"),
    "Z9": ("说起{case}，翻来覆去诉苦，没有说明要什么", "就{case}感慨了一番，没有提具体要求"),
}

#: Where an act has no words of its own outside casework.
AFFAIR_DEMANDS = ("要求{case}按他的意见办", "对{case}提出具体要求，让我照办")
#: What only ordinary people would say.
CITIZEN_ASKS = {
    "N1": (
        "问起{case}，说平时抽不出空来跑，想提前知道{step}",
        "代家里老人问{case}{step}",
        "说自己不懂程序，请教{case}接下来怎么走，{step}",
        "担心{case}没有人管，问{step}",
    ),
    "N2": ("把{case}的难处说了一通，希望办案的人知道", "说起{case}很着急，讲了前后经过"),
}
#: Short forms for a second request about a case that has been named.
SECOND_ASKS = {
    "N1": ("问{case}{step}", "顺便问{case}{step}", "想知道{case}{step}"),
    "N2": ("反映{case}有些情况没有查清", "对{case}提出几点不同看法", "讲了自己所知道的{case}经过"),
    "N4": ("希望{case}依法尽快办理", "要求公正处理{case}", "请检察机关对{case}依法把关", "盼{case}早日依法了结"),
}

#: Requests about anything but a case.
AFFAIR_ASKS = {
    "N1": (
        "打听{case}什么时候定",
        "问{case}现在进行到哪一步",
        "想知道{case}由哪个部门负责",
        "问{case}的结果出来没有",
        "问{case}有哪些条件",
    ),
    "N2": ("就{case}反映了一些情况", "说起{case}，讲了自己的看法", "反映{case}中有人议论", "对{case}提了两条意见"),
    "N4": ("希望{case}按规定公开办", "要求{case}公平公正", "请我们对{case}加强监督"),
    "X2": ("在{case}中推荐{litigant}，请我关照", "为{litigant}的事打招呼，希望{case}时多考虑"),
    "X3": ("推荐{litigant}的公司参加{case}，请我帮忙说话", "希望{case}能交给{litigant}的公司做"),
    "X4": ("为{litigant}说情，希望{case}点到为止", "请我对{litigant}手下留情，{case}不要再往下查"),
    "Z9": ("说起{case}，发了一通牢骚", "就{case}东拉西扯，没有提要求"),
}

#: How what the asker says of it is joined on; outside casework people wonder rather than argue.
AFFAIR_LINKS = ("还问{concern}", "顺带问{concern}", "关心的是{concern}", "又问{concern}", "话里问{concern}")
LINKS = (
    "称{concern}",
    "说{concern}",
    "理由是{concern}",
    "据其讲，{concern}",
    "强调{concern}",
    "一再说{concern}",
    "提到{concern}",
)
#: For contacts, where nothing is argued.
CONTACT_LINKS = ("说{concern}", "提到{concern}", "话里说{concern}")

#: Pronouns for a case that has been named, and for any other matter.
THAT_CASE = ("该案", "此案", "这个案子")
THAT_AFFAIR = ("此事", "这件事", "这项工作")
