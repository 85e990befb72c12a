"""Invented enterprises (synthetic: no name, code, person or number is real), spelled as bureaus' Excel files spell them.

A register and a bureau's list are made with known true pairs. The words come from this file and not from the region's content,
and some trades are missing there, so that the generator does not know what the matcher knows.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from opencc import OpenCC

from kechuang.resolution import Records
from kechuang.values import uscc_check_character

_BRAND = (
    "华美盛泰恒瑞宏达信诚远东方正天宇海川润泽博雅德胜康宁丰源永昌金桥银河龙腾凯旋嘉禾明辉鑫立新联合中兴国强安顺利通广元大成和平百川千禾万里星月日升云峰"
    "江洲河畔林森木春秋夏雨冬青松柏竹梅兰菊荣贵福禄寿喜祥麟凤鸣鹏飞鹤翔鹰隼虎跃骏马奔驰电光雷霆风火土石玉珠宝珍奇妙思创智慧能力行知启航锐意进取卓越超凡"
)
_TRADES = [
    "机械", "精密机械", "机电设备", "自动化设备", "智能装备", "环保科技", "生物科技", "信息技术", "网络科技", "新材料科技",
    "新能源", "汽车零部件", "金属制品", "五金制品", "塑料制品", "橡胶制品", "电子科技", "电气设备", "建筑工程", "装饰工程",
    "建材", "食品", "农业科技", "种业", "农机", "饲料", "医疗器械", "药业", "化工", "包装",
    "印刷", "服装", "家具", "物流", "商贸", "贸易", "国际贸易", "科技", "科技发展", "仪器仪表",
    "光电科技", "线缆", "阀门", "管业", "钢结构", "渔具", "帐篷", "钓具", "宠物用品", "休闲用品",
    "地毯", "乐器", "自行车", "电动车", "轮胎", "门窗", "彩钢", "厨具", "净水设备", "无人机",
    "数控刀具", "预制构件",
]  # fmt: skip
_PLACES = [
    ("天津市", "宝坻区", "120115"), ("天津市", "武清区", "120114"), ("天津市", "宁河区", "120117"), ("天津市", "", "120100"),
    ("天津市", "滨海新区", "120116"), ("北京市", "通州区", "110112"), ("北京市", "", "110100"), ("河北省", "香河县", "131024"),
    ("河北省唐山市", "玉田县", "130229"),
]  # fmt: skip
_WEIGHTS = (60, 6, 5, 12, 5, 3, 3, 3, 3)
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "厂", "专业合作社", "集团有限公司", "中心（有限合伙）")
_FORM_WEIGHTS = (72, 10, 4, 4, 5, 3, 2)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建国志文海波鹏飞宇晨浩轩梓涵欣怡子豪思琪雨佳俊凯"
_ROADS = [
    "广阳路", "南三路", "开元路", "建设路", "钰华街", "宝平大道", "津围公路", "九园路", "天宝路", "科技大道",
    "北城路", "渔阳路", "朝霞路", "兴业街", "环城西路",
]  # fmt: skip
_TOWNS = [
    "海滨街道", "宝平街道", "钰华街道", "潮阳街道", "朝霞街道", "周良街道", "大口屯镇", "林亭口镇", "新开口镇", "口东镇",
    "大白庄镇", "牛道口镇",
]  # fmt: skip
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_traditional = OpenCC("s2t")


@dataclass(frozen=True, slots=True)
class Firm:
    """One invented enterprise."""

    city: str
    district: str
    brand: str
    trade: str
    form: str
    code: str
    person: str
    phone: str
    address: str
    former: str = ""

    @property
    def name(self) -> str:
        return f"{self.city}{self.district}{self.brand}{self.trade}{self.form}"

    def row(self, identifier: str) -> dict[str, str]:
        return {
            "id": identifier, "name": self.name, "code": self.code, "address": self.address, "person": self.person,
            "phone": self.phone, "former_names": self.former,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lists:
    """A register, a bureau's list, and the ids (bureau, register) that belong together."""

    register: Records
    bureau: Records
    truth: frozenset[tuple[str, str]]

    @property
    def together(self) -> Records:
        """Both lists as one file."""
        columns = {name: self.register.columns[name] + self.bureau.columns[name] for name in self.register.columns}
        return Records(self.register.ids + self.bureau.ids, columns)


def make_lists(register: int, bureau: int, linked: int, *, seed: int) -> Lists:
    """``linked`` of the bureau's rows name a firm of the register; the others name firms that it does not hold."""
    draw = random.Random(seed)
    taken: set[tuple[str, ...]] = set()
    firms: list[Firm] = []
    while len(firms) < register + bureau - linked:
        firm = _related(draw, draw.choice(firms)) if firms and draw.random() < 0.06 else _firm(draw)
        # A registration office gives a brand once in a trade; a branch carries its head's name.
        given = (firm.city, firm.district, firm.brand, firm.trade, "分" if "分公司" in firm.form else "")
        if given not in taken:
            taken.add(given)
            firms.append(firm)
    draw.shuffle(firms)
    held, strangers = firms[:register], firms[register:]
    rows = [firm.row(f"r{number}") for number, firm in enumerate(held)]
    chosen = draw.sample(range(register), linked)
    entries = [(_bureau_row(draw, held[place]), f"r{place}") for place in chosen]
    entries += [(_bureau_row(draw, firm), "") for firm in strangers]
    draw.shuffle(entries)
    truth = frozenset((f"b{number}", target) for number, (_, target) in enumerate(entries) if target)
    listed = [{"id": f"b{number}", **row} for number, (row, _) in enumerate(entries)]
    return Lists(Records.from_rows(rows), Records.from_rows(listed), truth)


def _firm(draw: random.Random) -> Firm:
    city, district, adcode = draw.choices(_PLACES, _WEIGHTS)[0]
    brand = "".join(draw.sample(_BRAND, draw.choices((2, 3, 4), (80, 14, 6))[0]))
    former = ""
    if draw.random() < 0.06:
        former = f"{city}{''.join(draw.sample(_BRAND, 2))}{draw.choice(_TRADES)}有限公司"
    return Firm(
        city, district, brand, draw.choice(_TRADES), draw.choices(_FORMS, _FORM_WEIGHTS)[0], _code(draw, adcode),
        _person(draw), _phone(draw), f"{city}{district}{_address(draw)}", former,
    )  # fmt: skip


def _related(draw: random.Random, firm: Firm) -> Firm:
    """A firm easily mistaken for another: of the same owner, a namesake elsewhere, a numbered unit or a branch."""
    kind = draw.random()
    code = _code(draw, firm.code[2:8])
    if kind < 0.5:
        phone = firm.phone if draw.random() < 0.5 else _phone(draw)
        address = firm.address if draw.random() < 0.6 else f"{firm.city}{firm.district}{_address(draw)}"
        return replace(firm, trade=draw.choice(_TRADES), code=code, phone=phone, address=address, former="")
    if kind < 0.8:
        stranger = _firm(draw)
        return replace(stranger, brand=firm.brand, trade=firm.trade)
    if kind < 0.9:
        return replace(firm, form="有限公司宝坻分公司", code=code, person=_person(draw), former="")
    return replace(firm, brand=firm.brand + draw.choice(("第二", "第三", "2号")), code=code, former="")


def _code(draw: random.Random, adcode: str) -> str:
    first = "91" + adcode + "".join(draw.choices(_ALPHABET, k=9))
    return first + uscc_check_character(first)


def _person(draw: random.Random) -> str:
    return draw.choice(_SURNAMES) + "".join(draw.choices(_GIVEN, k=draw.choice((1, 2, 2))))


def _phone(draw: random.Random) -> str:
    if draw.random() < 0.4:
        return f"022-{draw.randint(20_000_000, 89_999_999)}"
    return f"1{draw.choice('3578')}{draw.randint(0, 999_999_999):09}"


def _address(draw: random.Random) -> str:
    return f"{draw.choice(_TOWNS)}{draw.choice(_ROADS)}{draw.randint(1, 300)}号{draw.choice(('', '', f'{draw.randint(1, 20)}号楼'))}"


def _bureau_row(draw: random.Random, firm: Firm) -> dict[str, str]:
    """The firm as a bureau's clerk has it."""
    code = "" if draw.random() < 0.45 else firm.code
    if code and draw.random() < 0.03:
        place = draw.randrange(8, 18)
        code = code[:place] + draw.choice(_ALPHABET) + code[place + 1 :]
    person = _changed(draw, firm.person, _person(draw), missing=0.3, changed=0.1)
    phone = _changed(draw, firm.phone, _phone(draw), missing=0.4, changed=0.1)
    address = _changed(draw, firm.address, f"{firm.city}{firm.district}{_address(draw)}", missing=0.3, changed=0.08)
    if address and draw.random() < 0.3:
        address = address.replace(firm.city, "").replace("号楼", "#")
    former = firm.former if draw.random() < 0.2 else ""
    return {
        "name": _spelled(draw, firm), "code": code, "address": address, "person": person,
        "phone": phone.replace("-", "") if draw.random() < 0.3 else phone, "former_names": former,
    }  # fmt: skip


def _changed(draw: random.Random, value: str, other: str, *, missing: float, changed: float) -> str:
    kind = draw.random()
    return "" if kind < missing else other if kind < missing + changed else value


def _spelled(draw: random.Random, firm: Firm) -> str:
    if firm.former and draw.random() < 0.3:
        return firm.former
    city, district, trade, form = firm.city, firm.district, firm.trade, firm.form
    brand = firm.brand
    place = city + district
    kind = draw.random()
    if kind < 0.22:
        place = ""
    elif kind < 0.34:
        place = city.replace("市", "").replace("省", "")
    elif kind < 0.42:
        place = district or city
    elif kind < 0.48:
        place, form = "", f"（{city.replace('市', '').replace('河北省', '')}）{form}"
    kind = draw.random()
    if kind < 0.1:
        form = form.replace("有限公司", "").replace("有限责任公司", "")
    elif kind < 0.2:
        form = form.replace("有限责任公司", "有限公司") if "责任" in form else form.replace("有限公司", "有限责任公司")
    elif kind < 0.24:
        form = form.replace("有限公司", "公司")
    if draw.random() < 0.06:
        trade = trade[: len(trade) // 2 if len(trade) > 2 else 0]
        form = ""
    return _slipped(draw, f"{place}{brand}{trade}{form}", firm.former)


def _slipped(draw: random.Random, name: str, former: str) -> str:
    """A name with what the keyboard and the clerk do to it."""
    kind = draw.random()
    if kind < 0.03:
        spot = draw.randrange(len(name))
        name = name[:spot] + draw.choice(_BRAND) + name[spot + 1 :]
    elif kind < 0.04:
        spot = draw.randrange(len(name))
        name = name[:spot] + name[spot + 1 :]
    elif kind < 0.07:
        name = _traditional.convert(name)
    elif kind < 0.1:
        name = " " + name[:3] + "　" + name[3:]
    elif kind < 0.12:
        name = name.replace("（", "(").replace("）", ")") + "（盖章）"
    elif kind < 0.13 and former:
        name = f"{name}（原{former}）"
    return name
