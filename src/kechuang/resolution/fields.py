"""Fields that are compared, the levels of agreement each knows, and the sentence that states each level."""

from __future__ import annotations

from collections.abc import Mapping

from kechuang.values import Sentence

#: Field → its levels of agreement. A field that one side leaves empty says nothing and has no level.
LEVELS: Mapping[str, tuple[str, ...]] = {
    "code": ("same", "same_faulty", "near", "differs"),
    "name": (
        "same",
        "plain",
        "form",
        "reorganised",
        "typo",
        "short",
        "brand_typo",
        "group",
        "numbered",
        "kind",
        "differs",
    ),
    "former": ("same", "form"),
    "place": ("same", "differs"),
    "region": ("same", "differs"),
    "address": ("same", "near", "differs"),
    "person": ("same", "near", "differs"),
    "phone": ("same", "near", "differs"),
    "given_name": ("same", "swapped", "near", "differs"),
    "surname": ("same", "swapped", "near", "differs"),
    "date_of_birth": ("same", "near", "differs"),
    "soc_sec_id": ("same", "near", "differs"),
    "street_number": ("same", "near", "differs"),
    "address_1": ("same", "near", "differs"),
    "suburb": ("same", "near", "differs"),
    "postcode": ("same", "near", "differs"),
}
#: Columns a file may have besides ``id``.
COLUMNS = (*tuple(field for field in LEVELS if field not in ("former", "place")), "former_names")
#: Fields compared as plain text.
TEXT_FIELDS = tuple(field for field in LEVELS if field not in ("code", "name", "former", "place", "region"))

_NAMES: Mapping[str, Sentence] = {
    "address": Sentence("地址", "address"),
    "person": Sentence("负责人", "person"),
    "phone": Sentence("电话", "phone"),
    "region": Sentence("所在区域", "region"),
    "given_name": Sentence("名", "given name"),
    "surname": Sentence("姓", "surname"),
    "date_of_birth": Sentence("出生日期", "date of birth"),
    "soc_sec_id": Sentence("社会保障号", "social security number"),
    "street_number": Sentence("门牌号", "street number"),
    "address_1": Sentence("街道地址", "street"),
    "suburb": Sentence("城区", "suburb"),
    "postcode": Sentence("邮政编码", "postcode"),
}
_SPECIAL: Mapping[tuple[str, str], Sentence] = {
    ("code", "same"): Sentence("统一社会信用代码相同", "the credit codes are the same"),
    ("code", "same_faulty"): Sentence(
        "统一社会信用代码写法相同，但校验不通过", "the credit codes are written alike but fail their check"
    ),
    ("code", "near"): Sentence(
        "统一社会信用代码只差一处，其中有校验不通过的", "the credit codes differ in one place and one fails its check"
    ),
    ("code", "differs"): Sentence("统一社会信用代码不同", "the credit codes differ"),
    ("name", "same"): Sentence("名称相同", "the names are the same"),
    ("name", "plain"): Sentence("名称相同（未写区划）", "the names are the same and state no place"),
    ("name", "form"): Sentence("去掉区划和法律形式后名称相同", "the names are the same without place and legal form"),
    ("name", "reorganised"): Sentence(
        "名称只差法律形式（如改制）", "the names differ in the legal form only, as after a reorganisation"
    ),
    ("name", "typo"): Sentence("字号相同，行业用字只差一处", "same brand, the trade differs in one character"),
    ("name", "short"): Sentence("字号相同，一方是简称", "same brand, one name is a short form"),
    ("name", "brand_typo"): Sentence("字号只差一个字，行业相同", "the brands differ in one character, same trade"),
    ("name", "group"): Sentence("字号相同，行业不同", "same brand, another trade"),
    ("name", "numbered"): Sentence("名称中的序号不同", "the names carry different numbers"),
    ("name", "kind"): Sentence(
        "组织形式不同（如总部与分支）", "different kinds of organisation, such as branch and head"
    ),
    ("name", "differs"): Sentence("名称不同", "the names differ"),
    ("former", "same"): Sentence("曾用名相同", "a former name is the same"),
    ("former", "form"): Sentence(
        "去掉区划和法律形式后曾用名相同", "a former name is the same without place and legal form"
    ),
    ("place", "same"): Sentence("名称中的行政区划相同", "the names state the same division"),
    ("place", "differs"): Sentence("名称中的行政区划不同", "the names state different divisions"),
}
_GENERAL: Mapping[str, tuple[str, str]] = {
    "same": ("{}相同", "the {} is the same"),
    "near": ("{}相近", "the {} is nearly the same"),
    "differs": ("{}不同", "the {} differs"),
    "swapped": ("{}与另一方的姓或名对调", "the {} stands in the other name's place"),
}


def reason(field: str, level: str) -> Sentence:
    """What a level of agreement says.

    >>> reason("person", "same").zh, reason("code", "same").en
    ('负责人相同', 'the credit codes are the same')
    """
    special = _SPECIAL.get((field, level))
    if special is not None:
        return special
    zh, en = _GENERAL[level]
    name = _NAMES[field]
    return Sentence(zh.format(name.zh), en.format(name.en))
