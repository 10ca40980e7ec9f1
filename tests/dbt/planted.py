"""A corpus in which every rule of the checks meets its own small city: right, at the edge of its tolerance, or with a planted contradiction.

Belongs here: words and figures of the cities. Does not belong here: building and assertions. A case bears the name of its rule, behind `__`
what tells a second case of the same rule from the first. It takes its city and a size:
0 is right, EDGE is the largest difference that is none, 1, 2, 3 … are contradictions of growing size.
"""

from __future__ import annotations

from collections.abc import Callable

from planted_city import City, Row

EDGE = -1


def _one(city: City) -> City:
    city.doc()
    city.task()
    return city


def _n(size: int) -> int:
    """How far beyond the edge."""
    return max(size, 0)


def same_figure(c: City, size: int) -> None:
    _one(c).say("公共停车位投资", "87.06", "亿元", "。", "停车位投资额")
    c.task()
    c.say("停车泊位投资", "87.06" if size == 0 else f"{87.1 + 0.1 * _n(size):.1f}", "亿元", "。", "停车泊位投资额")


def built_and_newly_built(c: City, size: int) -> None:
    _one(c).say("今年共建成书房", 40 + _n(size), "个", "（", "书房数")
    c.say("新建成", 40, "个", "）。", "书房数", kind="increment")


def promise_and_plan(c: City, size: int) -> None:
    _one(c).promise("改造老旧小区", 125, "个", "。", "老旧小区数")
    c.say("2022年计划改造老旧小区", 125 + _n(size), "个", ",", "老旧小区数")
    c.claim("老旧小区", "老旧小区改造已全部完工。")


def fund_said_later(c: City, size: int) -> None:
    _one(c).promise("设立", 5, "亿元", "大学生创业基金。", "大学生创业基金")
    c.say("已设立", 5, "亿元", "大学生创业基金。", "大学生创业基金")
    c.doc(2024, document_type="article")
    c.task()
    c.say(
        "设立", {0: "5", EDGE: "5.0"}.get(size, f"{5 + 0.1 * size:.1f}"), "亿元", "大学生创业基金。", "大学生创业基金"
    )


def same_words(c: City, size: int) -> None:
    _one(c).words("印发《城市公园更新五年行动计划(2022-2026年)》。")
    c.task()
    c.words(f"落实《城市公园更新五年行动计划(2022-{2026 + _n(size)}年)》。")


def parts_make_total(c: City, size: int) -> None:
    _one(c).say("公路投资", "5.2", "亿元", "、", "公路投资")
    c.say("桥梁投资", "11.3", "亿元", ",", "桥梁投资")
    c.say("共计", {0: "16.5", EDGE: "16.6"}.get(size, f"{16.6 + 0.1 * size:.1f}"), "亿元", "。", "投资", total=True)


def part_within_whole(c: City, size: int) -> None:
    _one(c).say("改造道路", 40, "条", ",", "道路数")
    c.say("其中大修", {0: 27, EDGE: 40}.get(size, 40 + size), "条", "。", "大修道路数", part=True)


def stages_fall(c: City, size: int) -> None:
    _one(c).say("收集诉求", 431, "件", ",", "诉求件数")
    c.say("办结诉求", {0: 351, EDGE: 431}.get(size, 431 + size), "件", "。", "诉求件数")


def net_rise_within_passed(c: City, size: int) -> None:
    _one(c).say("通过省认定评审的高企", 684, "家", ",", "通过评审高企数")
    c.say("净增高企", {0: 322, EDGE: 684}.get(size, 684 + size), "家", "。", "高企数", kind="increment")


def people_behind_groups(c: City, size: int) -> None:
    _one(c).say("接待群众", 51, "批", "", "接待群众数")
    c.say("", {0: 62, EDGE: 51}.get(size, 51 - size), "人次", "。", "接待群众数")


def names_and_number(c: City, size: int) -> None:
    stated = {1: 6, 2: 4, 3: 7, 4: 3}.get(1 + (size - 1) % 4 if size > 0 else 0, 5)
    _one(c).say("打造欢乐滨江、魅力湖湾、探源古镇、乡约南山、生态北田", stated, "条", "旅游廊道。", "旅游廊道数")


def register_holds_members(c: City, size: int) -> None:
    stated = {0: 1700, EDGE: 1620}.get(size, 1620 - size)
    _one(c).say("已建立", stated, "户", "外贸企业、高新技术企业、物流企业共享库。", "入库户数")
    c.task()
    c.say("高新技术企业总数达", 1620, "家", "。", "高新技术企业数", period="asof-2022", cumulative=True)


def register_holds_members__alliance(c: City, size: int) -> None:
    _one(c).say("名录收录博物馆、美术馆共", {0: 60, EDGE: 40}.get(size, 40 - size), "家", "。", "名录场馆数")
    c.task()
    c.say("全市博物馆总数达", 40, "家", "。", "博物馆数", period="asof-2022", cumulative=True)
    # What was built in the year says nothing of how many there are.
    c.task()
    c.say("新建博物馆、文化馆", 3, "家", "。", "新建场馆数")


def named_of_promised(c: City, size: int) -> None:
    _one(c).promise("开工建设东东高速等", 4 + _n(size), "条", "高速。", "高速数")
    c.words("西西高速已通车。南南高速、北北高速全面施工。")
    c.claim("东东高速", "东东高速已开工")


def parts_of_the_city(c: City, size: int) -> None:
    _one(c).say("完成演出市", 19, "场", ",", "演出数", scope="市本级")
    c.say("各县市区", 144, "场", ",", "演出数", scope="县市区")
    c.say("合计", 163 + _n(size), "场", "。", "演出数", total=True)


def completion_rate(c: City, size: int) -> None:
    _one(c).promise("改造棚户区", 3344, "户", "。", "棚户区户数")
    c.say("棚户区新开工", 3378, "户", ",", "棚户区户数")
    c.say("开工率", f"{101.02 + 0.01 * _n(size):.2f}", "%", "。", "棚户区开工率", kind="share")


def growth_of_levels(c: City, size: int) -> None:
    c.doc(2021)
    c.task()
    c.say("一般公共预算收入", "361.2", "亿元", "。", "一般公共预算收入")
    c.doc(2022)
    c.task()
    c.say("一般公共预算收入", "388.4", "亿元", ",", "一般公共预算收入")
    growth = {0: "7.5", EDGE: "7.6"}.get(size, f"{7.6 + 0.1 * size:.1f}")
    c.say("增长", growth, "%", "。", "一般公共预算收入", kind="growth")


def share_of_whole(c: City, size: int) -> None:
    _one(c).say("入库项目", 431, "个", ",", "入库项目数")
    c.say("其中省级项目", 351, "个", ",", "省级项目数")
    c.say("占比", f"{81.4 + 0.1 * _n(size):.1f}", "%", "。", "省级项目占比", kind="share")


def implied_plan(c: City, size: int) -> None:
    planned = 238 if size <= 0 else 230 + size + 0.5
    _one(c).say("建成住房", 441, "套", ",", "住房套数")
    c.say("完成率", f"{44100 / planned:.2f}", "%", "。", "住房完成率", kind="share")


def implied_base(c: City, size: int) -> None:
    before = 559 if size <= 0 else 540 + size + 0.5
    _one(c).say("签约项目", 590, "个", ",", "签约项目数")
    c.say("同比增长", f"{100 * (590 / before - 1):.2f}", "%", "。", "签约项目数", kind="growth")


def implied_whole(c: City, size: int) -> None:
    whole = 151 if size <= 0 else 140 + size + 0.5
    _one(c).say("建成卫生村", 128, "个", ",", "卫生村数")
    c.say("占行政村比重", f"{12800 / whole:.2f}", "%", "。", "卫生村占比", kind="share")


def change_of_levels(c: City, size: int) -> None:
    _one(c).say("参保人数", "110.67", "万人", ",", "参保人数")
    c.say("较上年增加", "6.14", "万人", ",", "参保人数", kind="increment")
    c.say("增长", f"{5.9 + 0.1 * _n(size):.1f}", "%", "。", "参保人数", kind="growth")


def stock_less_increment(c: City, size: int) -> None:
    _one(c).say("高企总数达", 1620, "家", ",", "高企数", period="asof-2022", cumulative=True)
    c.say("净增", {0: 322, EDGE: 1619}.get(size, 1620 + size), "家", "。", "高企数", kind="increment")


def savings_of_one_comparison(c: City, size: int) -> None:
    _one(c).say("单均费用", "40.4", "元", ",", "单均费用", kind="ratio")
    c.say("平均每公里", "1.7", "元", ",", "平均每公里费用", kind="ratio")
    c.say("比市场租赁单均成本下降", "-77.3", "%", ",", "租赁单均成本", kind="growth")
    saved = {0: "-77.3", EDGE: "-77.2"}.get(size, f"-{77.2 - 0.1 * size:.1f}")
    c.say("平均每公里下降", saved, "%", "。", "平均每公里成本", kind="growth")


def savings_of_one_comparison__beds(c: City, size: int) -> None:
    _one(c).say("养老机构床均支出", "2100", "元", "、", "床均支出", kind="ratio")
    c.say("人均支出", "2500", "元", ",", "人均支出", kind="ratio")
    c.say("较民办机构床均支出低", "-12.0", "%", "、", "床均支出", kind="growth")
    c.say("人均支出低", f"-{12.0 + _n(size):.1f}", "%", "。", "人均支出", kind="growth")
    # Against the year before both may move apart.
    c.task()
    c.say("医院床均支出", "2100", "元", "、", "床均支出", kind="ratio")
    c.say("人均支出", "2500", "元", ",", "人均支出", kind="ratio")
    c.say("床均支出比上年增长", "3.0", "%", "、", "床均支出", kind="growth")
    c.say("人均支出增长", "9.0", "%", "。", "人均支出", kind="growth")


def average_in_span(c: City, size: int) -> None:
    _one(c).say("每期安排学员", "20", "人", "。", "每期学员人数", value_high="30")
    c.say("累计举办培训班", 10, "期", ",", "培训班数", cumulative=True)
    c.say("培训学员", {0: 250, EDGE: 300}.get(size, 300 + 5 * size), "人", "。", "培训学员人数")


def average_above_threshold(c: City, size: int) -> None:
    _one(c).say("开工5000万元以上项目", 40, "个", ",", "5000万元以上项目数")
    c.say("项目计划投资", {0: 61, EDGE: 20}.get(size, 19 - size), "亿元", "。", "5000万元以上项目计划投资")


def supplement_within_standard(c: City, size: int) -> None:
    _one(c).say("农村低保标准", 750, "元/月", ",", "农村低保标准", kind="ratio")
    c.say("人均补差", {0: 510, EDGE: 751}.get(size, 751 + 10 * size), "元/月", "。", "人均补差", kind="ratio")


def sorts_make_promise(c: City, size: int) -> None:
    _one(c).promise("新建改建农村公路", 60 + _n(size), "条", "。", "农村公路数")
    c.say("新建项目", 25, "条", "中,", "新建公路数")
    c.say("已完工", 20, "条", "。", "完工公路数")
    c.say("改建项目", 35, "条", "中,", "改建公路数")
    c.say("已完工", 30, "条", "。", "完工公路数")


def ordinal_behind_named(c: City, size: int) -> None:
    ordinal = {0: "三", EDGE: "三"}.get(size, "二四五六七八"[(size - 1) % 6])
    _one(c).words(f"东湖公园建成,成为继南山公园、北园公园之后的第{ordinal}个城市公园。")


def unit_cost(c: City, size: int) -> None:
    _one(c).say("订单", "13.9", "万次", ",", "订单数")
    c.say("费用", "559.5", "万元", ",", "费用")
    cost = {0: "40.3", EDGE: "40.4"}.get(size, f"{40.4 + 0.1 * size:.1f}")
    c.say("单均费用", cost, "元", "。", "单均费用", kind="ratio")


def hours_of_generation(c: City, size: int) -> None:
    energy = {0: "4.8", EDGE: "93.8"}.get(size, f"{94.5 + size:.1f}")
    _one(c).say("光伏发电量", energy, "亿千瓦时", "。", "光伏发电量")
    c.task()
    c.say("光伏装机", 107, "万千瓦", "。", "光伏装机")


def rhythm_and_number(c: City, size: int) -> None:
    _one(c).words("2021年3月以来,每周六举办“早餐会”。")
    c.say(
        "累计举办早餐会",
        {0: 40, EDGE: 33}.get(size, 33 - size),
        "场",
        "。",
        "早餐会数",
        cumulative=True,
        period="asof-2022",
    )


def average_alike(c: City, size: int) -> None:
    for year, amount in ((2022, 90.0), (2024, 90 * {0: 1.0, EDGE: 1.24}.get(size, 1.2 + 0.1 * size))):
        c.doc(year, document_type=f"report of {year}")
        c.task()
        c.say("发放创业贷", f"{amount:.1f}", "亿元", ",", "创业贷")
        c.say("惠及创业贷", 2000, "家", "。", "创业贷")


def at_least_one_each(c: City, size: int) -> None:
    _one(c).say("连锁经营企业", 17, "家", ",", "连锁经营企业数")
    c.say("总门店", {0: 600, EDGE: 17}.get(size, 17 - size), "家", "。", "连锁经营企业总门店数")


def cumulative_falls(c: City, size: int) -> None:
    c.doc(2022)
    c.task()
    c.say("累计兑付", "87.06", "亿元", "。", "政策兑付资金", cumulative=True, period="asof-2022")
    c.doc(2024, document_type="article")
    c.task()
    later = {0: "90.1", EDGE: "87.01"}.get(size, f"{87.0 - 0.1 * size:.1f}")
    c.say(
        "累计兑付", "87.1" if size == EDGE else later, "亿元", "。", "政策兑付资金", cumulative=True, period="asof-2024"
    )


def cumulative_falls__stage(c: City, size: int) -> None:
    c.doc(2022)
    c.task()
    c.say("累计受理居民更新申请", 900, "件", "。", "受理居民更新申请数", cumulative=True, period="asof-2022")
    c.doc(2024, document_type="article")
    c.task()
    later = {0: 1200, EDGE: 900}.get(size, 900 - 10 * size)
    c.say("居民更新申请受理已达", later, "件", "。", "居民更新申请受理数", period="asof-2024", cumulative=True)


def cumulative_falls__lent(c: City, size: int) -> None:
    c.doc(2022)
    c.task()
    c.say(
        "累计为农户提供创业担保贷款", "3.2", "亿元", "。", "农户提供创业担保贷款", cumulative=True, period="asof-2022"
    )
    c.doc(2024, document_type="article")
    c.task()
    later = {0: "4.1", EDGE: "3.1"}.get(size, f"{3.1 - 0.1 * size:.1f}")
    c.say("农户通过该平台获得创业担保贷款", later, "亿元", "。", "农户通过该平台获得创业担保贷款", period="asof-2024")


def stock_moves_by_increment(c: City, size: int) -> None:
    c.doc(2021)
    c.task()
    c.say("经营主体总数达", 1000, "家", "。", "经营主体数", cumulative=True, period="asof-2021")
    c.doc(2022)
    c.task()
    stock = {0: 1300, EDGE: 1322}.get(size, 1322 + size)
    c.say("经营主体总数达", stock, "家", ",", "经营主体数", cumulative=True, period="asof-2022")
    c.say("新增", 322, "家", "。", "经营主体数", kind="increment")


def rank_moves_as_said(c: City, size: int) -> None:
    past = {"period": "2012", "period_start": "2012-01-01", "period_end": "2012-12-31"}
    _one(c).say("经济总量由全国第", 78, "位", "", "经济总量全国排名", kind="rank", **past)
    c.say("上升到第", {0: 57, EDGE: 77}.get(size, 78 + size), "位", "。", "经济总量全国排名", kind="rank")


def year_within_since(c: City, size: int) -> None:
    _one(c).say("引进人才团队", 50, "个", "。", "人才团队数")
    c.task()
    since = {0: 362, EDGE: 50}.get(size, 50 - size)
    c.say("2021年以来累计引进人才团队", since, "个", "。", "人才团队数", cumulative=True, period="2021-")


def impossible_share(c: City, size: int) -> None:
    share = {0: "95.5", EDGE: "100"}.get(size, f"{100 + 0.5 * size:.1f}")
    _one(c).say("森林占国土", share, "%", "。", "森林占国土比例", kind="share")


def increment_within_stock(c: City, size: int) -> None:
    _one(c).say("新增科技型中小企业", 322, "家", "。", "科技型中小企业数", kind="increment")
    c.task()
    stock = {0: 2026, EDGE: 322}.get(size, 322 - size)
    c.say("科技型中小企业总数达", stock, "家", "。", "科技型中小企业数", cumulative=True, period="asof-2022")


def after_own_date(c: City, size: int) -> None:
    month = {0: "2022-11", EDGE: "2023-01"}.get(size, f"2023-{1 + size:02d}")
    days = {"period": month, "period_start": f"{month}-01", "period_end": f"{month}-28"}
    _one(c).say(f"{month}月接待游客", "3.2", "万人次", "。", "接待游客数", **days)


def factor_of_ten_thousand(c: City, size: int) -> None:
    for year, value in ((2021, "2067.5"), (2022, {0: "2100.4", EDGE: "0.6"}.get(size, f"{0.4 - 0.04 * size:.2f}"))):
        c.doc(year)
        c.task()
        c.say("固定资产投资", value, "亿元", "。", "固定资产投资")


def promise_and_result(c: City, size: int) -> None:
    _one(c).promise("建设绿道", 30 + _n(size), "公里", "。", "绿道长度")
    value, unit = {0: ("31", "公里"), EDGE: ("31000", "米")}.get(size, (str(10 + size), "条"))
    c.say("建设绿道", value, unit, "。", "绿道长度" if size <= 0 else "绿道数")


def one_period(c: City, size: int) -> None:
    part = {"period": "2022Q1-Q3", "period_start": "2022-01-01", "period_end": "2022-09-30"}
    _one(c).say("农村居民收入增长", "7.2", "%", "。", "农村居民收入", kind="growth", scope="农村", **part)
    town = part if size <= 0 else {}
    c.say("城镇居民收入增长", f"{6.4 + size / 10:.1f}", "%", "。", "城镇居民收入", kind="growth", scope="城镇", **town)


def promise_answered(c: City, size: int) -> None:
    _one(c).promise("实现旅客吞吐量", 50 + _n(size), "万人次", "。", "旅客吞吐量")
    if size <= 0:
        c.say("旅客吞吐量", 52, "万人次", "。", "旅客吞吐量")
    else:
        c.say("保障航班起降", 6374, "架次", "。", "航班起降数")


def same_promise(c: City, size: int) -> None:
    _one(c).promise("建设高标准农田", 46, "万亩", "。", "高标准农田面积")
    c.say("建设高标准农田", "60.2", "万亩", "。", "高标准农田面积")
    c.doc(2022, document_type="breakdown")
    c.task(has_report=False)
    c.promise("建设高标准农田", 46 + _n(size), "万亩", "。", "高标准农田面积")


def still_reported(c: City, size: int) -> None:
    for year, value in ((2021, "700.1"), (2022, "759.2")):
        c.doc(year)
        c.task()
        c.say("实现旅游收入", value, "亿元", "。", "旅游收入")
        if year == 2021 or size <= 0:
            c.say("实现进出口", value, "亿元", "。", "进出口总额")


def change_from_to(c: City, size: int) -> None:
    past = {"period": "2021", "period_start": "2021-01-01", "period_end": "2021-12-31"}
    _one(c).say("规上服务业企业由", 200, "家", "", "规上服务业企业数", **past)
    c.say("增加到", 248, "家", ",", "规上服务业企业数")
    growth = {0: "24.0", EDGE: "24.0"}.get(size, f"{24.1 + 0.1 * size:.1f}")
    c.say("增长", growth, "%", "。", "规上服务业企业数", kind="growth")


def change_from_to__last_year(c: City, size: int) -> None:
    past = {"period": "2021", "period_start": "2021-01-01", "period_end": "2021-12-31"}
    _one(c).say("实现旅游收入", "126", "亿元", ",", "旅游收入")
    c.say("上年为", "105", "亿元", ",", "旅游收入", **past)
    change = {0: "21", EDGE: "22"}.get(size, str(22 + size))
    c.say("增加", change, "亿元", "。", "旅游收入", kind="increment")


def change_from_to__points(c: City, size: int) -> None:
    past = {"period": "2021", "period_start": "2021-01-01", "period_end": "2021-12-31"}
    _one(c).say("绿化覆盖率由", "40.2", "%", "", "绿化覆盖率", kind="share", **past)
    c.say("提高到", "41.5", "%", ",", "绿化覆盖率", kind="share")
    points = {0: "1.3", EDGE: "1.4"}.get(size, f"{1.4 + 0.1 * size:.1f}")
    c.say("提高", points, "个百分点", "。", "绿化覆盖率", kind="increment")


def moves_as_said(c: City, size: int) -> None:
    past = {"period": "2021", "period_start": "2021-01-01", "period_end": "2021-12-31"}
    _one(c).say("平均办理时限由", 10, "天", "", "平均办理时限", kind="ratio", **past)
    c.say("压缩至", {0: 4, EDGE: 10}.get(size, 11 + size), "天", "。", "平均办理时限", kind="ratio")


def parts_within_whole(c: City, size: int) -> None:
    _one(c).say("培育上市企业", 7, "家", ",", "上市企业数")
    c.say("其中主板", 2, "家", "、", "主板上市企业数", part=True)
    c.say("创业板", 3, "家", "、", "创业板上市企业数", part=True)
    c.say("北交所", {0: 1, EDGE: 2}.get(size, 2 + min(size, 4)), "家", "。", "北交所上市企业数", part=True)


def parts_make_total__side_by_side(c: City, size: int) -> None:
    _one(c).say("新建幼儿园、小学分别为", 5, "所", "、", "幼儿园数", kind="increment")
    c.say("", 4, "所", ",", "小学数", kind="increment")
    c.say("共", 9 + _n(size), "所", "。", "小学数")


def share_of_whole__between(c: City, size: int) -> None:
    _one(c).say("清洁能源公交车", 640, "辆", ",", "清洁能源公交车数")
    c.say("占公交车总数", 800, "辆", "的", "公交车总数")
    c.say("", {0: "80", EDGE: "80.0"}.get(size, f"{80 + size}"), "%", "。", "公交车总数", kind="share")


def completion_rate__of_its_neighbour(c: City, size: int) -> None:
    """The rate is that of the works begun, not of the money told before."""
    _one(c).promise("招引项目总投资", 450, "亿元", "。", "项目总投资")
    c.say("计划招引项目", 43, "个", ",", "招引项目数")
    c.say("总投资", "318.5", "亿元", ",", "项目总投资")
    c.say("开工", 26, "个", ",", "开工项目数")
    c.say("开工率", f"{60.5 + 0.1 * _n(size):.1f}", "%", "。", "项目开工率", kind="share")


def unit_cost__per_mu(c: City, size: int) -> None:
    _one(c).say("茶园面积", 20, "万亩", ",", "茶园面积")
    c.say("茶叶产值", 18, "亿元", ",", "茶叶产值")
    value = {0: "9000", EDGE: "9400"}.get(size, str(9800 + 100 * size))
    c.say("亩均产值", value, "元", "。", "亩均产值", kind="ratio")


CASES: dict[str, Callable[[City, int], None]] = {
    case.__name__: case
    for case in (
        same_figure, built_and_newly_built, promise_and_plan, fund_said_later, same_words, parts_make_total, part_within_whole, stages_fall,
        net_rise_within_passed, people_behind_groups, names_and_number, register_holds_members, register_holds_members__alliance,
        named_of_promised, parts_of_the_city, sorts_make_promise, ordinal_behind_named,
        completion_rate, growth_of_levels, share_of_whole, implied_plan, implied_base, implied_whole, change_of_levels, stock_less_increment,
        savings_of_one_comparison, savings_of_one_comparison__beds,
        average_in_span, average_above_threshold, supplement_within_standard, unit_cost, hours_of_generation,
        rhythm_and_number, average_alike, at_least_one_each,
        cumulative_falls, cumulative_falls__stage,
        cumulative_falls__lent,
        stock_moves_by_increment, rank_moves_as_said, year_within_since, impossible_share, increment_within_stock, after_own_date,
        change_from_to, change_from_to__last_year, change_from_to__points, moves_as_said, parts_within_whole, parts_make_total__side_by_side,
        share_of_whole__between, completion_rate__of_its_neighbour, unit_cost__per_mu,
        factor_of_ten_thousand, promise_and_result, one_period, promise_answered, same_promise, still_reported,
    )
}  # fmt: skip
SIZES = (1, 2, 3, 4, 5, 6)


def rule_of(case: str) -> str:
    """The rule that a case is about."""
    return case.split("__")[0]


def corpus(*, planted: bool) -> dict[str, list[Row]]:
    """Every case in a city for each size, one at its edge and one that is right; not planted: all of them right."""
    rows: dict[str, list[Row]] = {}
    for rule, case in CASES.items():
        for size in (*SIZES, EDGE, 0):
            city = City(f"{rule}@{size}")
            case(city, size if planted else 0)
            for table, more in city.rows.items():
                rows.setdefault(table, []).extend(more)
    return rows
