"""The names of figures that their own clause does not name: planted sentences and the indicators in their order."""

from __future__ import annotations

import pytest

import documents
from documents.reading import KnownFacts

KNOWN = KnownFacts("test", jurisdiction="江城市", year=2023, period="2023", document_type="communique")

NAMED = [
    # what a figure is compared with, and how it moved, names nothing
    ("企业利润总额82亿元，比上年多6亿元。", ["企业利润总额", "企业利润总额"]),
    ("污水处理率由81%升至93%。", ["污水处理率", "污水处理率"]),
    ("火灾事故由19起减少到11起。", ["火灾事故起数", "火灾事故起数"]),
    # shares of the three industries
    ("三次产业结构为9.1∶48.2∶42.7。", [f"第{which}产业增加值占比" for which in "一二三"]),
    # as many names as figures
    ("审批环节、申报材料、办理时间平均压缩30%、45%、60%。", ["审批环节", "申报材料", "办理时间"]),
    ("小麦产量40万吨，玉米产量30万吨，比上年分别增长2.5%和1.5%。", ["小麦产量", "玉米产量"] * 2),
    # a share before its whole
    ("82%的行政村通了公交车。", ["行政村通了公交车占比"]),
    # a part of the thing before it
    ("商品零售额90亿元，其中城镇60亿元。", ["商品零售额", "商品零售额"]),
    # short names and codes, but not as parts of other names
    ("GDP增长6%，单位GDP能耗下降3%。", ["地区生产总值", "单位GDP能耗"]),
    ("CPI上涨0.4%。", ["居民消费价格"]),
    # the word by which a thing is counted or measured is that of the printed unit
    ("治理河道12公里。", ["河道治理里程"]),
    ("改造道路14条21.6公里。", ["道路改造条数", "道路改造里程"]),
    ("受理政务服务事项40项。", ["政务服务事项受理项数"]),
    ("拆除违建28万平方米。", ["违建拆除面积"]),
    # what was done with the thing stands behind it, said once for a list; what is new or finished is no part of the name
    ("拆除高炉2座、转炉3座。", ["高炉拆除数", "转炉拆除数"]),
    ("新引进首店20家。", ["首店引进数"]),
    ("新增充电桩300个。", ["充电桩数"]),
    ("加装电梯完工16台、在建5台。", ["电梯加装完工台数", "电梯加装在建台数"]),
    # sums of money that is given, and of trade and taxes
    ("发放救助金82万元，惠及287人。", ["救助金发放额", "救助金人数"]),
    ("进出口总额31亿元，其中出口22亿元。", ["进出口总额", "出口总额"]),
    ("契税5亿元。", ["契税收入"]),
    # words that begin like a verb or a link
    ("打造和美乡村9个。", ["和美乡村数"]),
    ("实际使用外资3亿美元。", ["实际使用外资"]),
    # what is told of those that are counted stands before them, and is left to the next figure where that is told of it
    ("96个行政村完成污水治理。", ["完成污水治理的行政村数"]),
    ("42个水利项目完成投资98亿元。", ["水利项目数", "水利项目完成投资"]),
    ("建成12个“周末剧场”舞台。", ["周末剧场舞台数"]),
    # a rate of what stands before it, and rates that stand on their own
    ("整治入河排污口120个，整治率87%。", ["入河排污口整治数", "入河排污口整治率"]),
    ("本科上线300人，上线率60%。", ["本科上线人数", "本科上线率"]),
    ("住户存款余额90亿元，资产利润率2%。", ["住户存款余额", "资产利润率"]),
    # the label of a list item that is not named otherwise
    ("亭子：新建12座；凉棚：新增30个。", ["亭子数", "凉棚数"]),
    # how the number moved, who allowed it and how often it is paid are no part of the name
    ("居民满意率平均为91%。", ["居民满意率"]),
    ("补贴标准由每月50元提高到60元。", ["补贴标准", "补贴标准"]),
    ("凉棚经市里同意调减为20个。", ["凉棚数"]),
    ("各项贷款增长8%。", ["各项贷款"]),
    # the same amount in another currency
    ("出口总额4亿美元，折合人民币28亿元。", ["出口总额", "出口总额"]),
    # a gap to something that is no territory
    ("工业投资增长9%，快于服务业投资2.5个百分点。", ["工业投资", "工业投资与服务业投资之差"]),
]


@pytest.mark.parametrize(("sentence", "names"), NAMED, ids=lambda value: value[:8] if isinstance(value, str) else "")
def test_a_figure_is_named_by_what_it_measures(sentence: str, names: list[str]) -> None:
    reading = documents.read(f"江城市2023年统计公报\n一、综合\n{sentence}\n".encode(), KNOWN)
    assert [each.indicator for each in reading.observations] == names


def test_a_report_that_names_nothing_is_of_what_its_task_promised() -> None:
    page = "序号\n工作任务\n牵头单位\n完成情况\n1\n新建养老驿站30家。\n市民政局\n新建34家。\n2\n种树。\n市林业局\n已种树5万株。\n"
    reading = documents.read(page.encode(), KNOWN)
    assert [each.indicator for each in reading.targets] == ["养老驿站数"]
    assert reading.observations[0].indicator == "养老驿站数"


def test_two_goals_told_in_one_breath_are_named_by_the_promises_in_their_order() -> None:
    page = (
        "序号\n工作任务\n牵头单位\n完成情况\n1\n凉亭完好率达到90%，凉棚覆盖率达到55%，新增石凳30个。\n市民政局\n"
        "两项指标分别为93.1%、57.3%。\n2\n种树。\n市林业局\n已种树5万株。\n"
    )
    reading = documents.read(page.encode(), KNOWN)
    told = {each.value: each.indicator for each in reading.observations}
    assert (told["93.1"], told["57.3"]) == ("凉亭完好率", "凉棚覆盖率")
