"""Names of places, works and organisations of which a text tells as of something of its own: 芜湖片区, 琅宣高速, 县中医院.

Belongs here: where a clause names one as its subject. Does not belong here: how far such a name carries, and the words for parts of a
territory (scopes). What names end with, what may follow them and what makes them general are words of the lexicon.

A site is taken only where it is plain that the clause tells of it: it opens the clause (behind 在, 其中 or a description: 更早动手的石渡镇), or
it is what a figure describes (总投资26亿元的晶澜光电项目). A name that says a sort (老旧小区, 省级开发区) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from documents.vocabulary import alternatives, words

#: A character of a name: no preposition, no conjunction, no verb of one character.
_C = r"(?:(?![的在为有和及与把将被由对从以是于已均共])[\u4e00-\u9fff])"
_BEFORE = r"(?:^|(?<=[,;。:!?(]))"
#: What a clause may say before the name of its subject: 其中, 在皋东县, 群山环抱的.
_LEAD = (
    r"(?:(?:目前|今年|全年|当年|年末|其中|另外|此外|而|且|因|后者因)?(?:位于|地处|坐落在|坐落于|在|走进)?(?:[\u4e00-\u9fff]{2}[县区市](?=[\u4e00-\u9fff]{2,3}[镇乡村]))?"
    r"|[^,。;:、“”]{0,14}[^,。;:、“”了过]的)"
)
#: The firm told of before, at the head of a clause.
_FIRM_AGAIN = re.compile(r"(?:^|[,;])(?:公司|企业|厂里|这家|凭)")
_QUOTE = re.compile(r"“(?P<said>[^“”]{4,160})”")
_SENTENCE = re.compile(r"^|[。!?]")
_SAID_OF = re.compile(r"(?:说起|谈起|提起|回忆起)[^,。]{1,14},")
_ROAD = rf"[A-Z]\d{{1,4}}(?:线|国道|省道|县道)(?:{_C}{{0,6}}(?:段|路|工程|项目))?|(?:{_C}{{2,4}})?\d{{1,2}}号(?:线|机组)(?:{_C}{{2,3}}段)?"


@cache
def _named() -> re.Pattern[str]:
    """A name that ends like a site's, with the part of it that is meant (东校区), at the head of a clause."""
    name = rf"{_C}{{1,9}}?(?:{alternatives('site_suffix')})(?:{_C}{{0,2}}?(?:{alternatives('site_part')}))?"
    water = rf"{_C}{{1,3}}[江河湖海](?={alternatives('water_told')})"
    return re.compile(
        rf"{_BEFORE}{_LEAD}(?P<site>{_ROAD}|{water}|{name})(?P<after>(?:{alternatives('site_goes_on')}|\))?)"
    )


@cache
def _alone() -> re.Pattern[str]:
    """A site that needs no name of its own (园区) at the head of a clause."""
    return re.compile(f"{_BEFORE}(?P<site>{alternatives('site_alone')})(?!{alternatives('site_goes_on')})")


@cache
def _territory() -> re.Pattern[str]:
    """A county, a town or a village: short names, which also stand in lists, before a verb, a rate or a number."""
    follows = rf"(?=(?:{alternatives('site_verb')})|\d[\d.,]*[^\d.,](?![,。;、]|$)|[\u4e00-\u9fff]{{1,4}}率)"
    name = rf"(?:(?!的)[\u4e00-\u9fff]){{2,4}}?(?:{alternatives('scope_suffix')})"
    return re.compile(
        rf"(?:{_BEFORE}{_LEAD}|(?<=[、及和]))(?P<site>{name}){follows}|{_BEFORE}(?:在|[^,。;:、“”]{{2,12}}的)(?:{_C}{{2}}[县区市])?(?P<topic>{name})(?=,)"
    )


@cache
def _described() -> re.Pattern[str]:
    name = rf"{_C}{{2,9}}?(?:{alternatives('site_suffix')})(?:{_C}{{0,2}}?(?:{alternatives('site_part')}))?"
    return re.compile(rf"的(?P<site>{name})(?!{alternatives('site_goes_on')})")


@cache
def _general() -> re.Pattern[str]:
    """Words that make a name one of a sort; a verb before a thing is no name either (建成跨江大桥)."""
    verbs = {word for cue in ("lead", "new", "deed", "deed_named") for word in words(cue) if len(word) > 1}
    return re.compile(rf"{alternatives('site_general')}|^(?:{'|'.join(sorted(map(re.escape, verbs)))})")


@cache
def _last_characters() -> frozenset[str]:
    return frozenset(word[-1] for cue in ("site_suffix", "site_alone", "scope_suffix") for word in words(cue)) | set(
        "线道组江河湖海"
    )


def sites(stretch: str) -> Iterator[tuple[int, str]]:
    """Where sites are named as subjects in a stretch of squeezed text, and their names."""
    if _last_characters().isdisjoint(stretch):
        return
    for match in _named().finditer(stretch):
        if not match["after"] and not is_general(match["site"]):
            yield match.start("site"), match["site"]
    for match in _alone().finditer(stretch):
        yield match.start("site"), match["site"]
    for match in _territory().finditer(stretch):
        site = "site" if match["site"] else "topic"
        if not is_general(match[site]):
            yield match.start(site), match[site]


@cache
def _subject() -> re.Pattern[str]:
    """What a promise or a paragraph opens with: (开工建设)珑川东站综合交通枢纽, (一)红石水库除险加固."""
    name = rf"{_C}{{1,12}}(?:{alternatives('site_suffix')})(?:{_C}{{0,2}}?(?:{alternatives('site_part')}))?"
    verbs = rf"(?:{alternatives('lead')}|开工)*+"
    return re.compile(rf"(?:\(?[\d一二三四五六七八九十]{{1,3}}[)、.])?{verbs}(?P<site>{name}|{_ROAD})(?![、和及与等])")


def subject_of(text: str) -> str | None:
    """The site that a squeezed promise or paragraph is about from its first words on; None where it opens with something else."""
    match = _subject().match(text)
    return match["site"] if match and not is_general(match["site"]) else None


@cache
def _scene() -> re.Pattern[str]:
    name = rf"(?:{_C}{{1,9}}?(?:{alternatives('site_suffix')}|{alternatives('scope_suffix')}|市))"
    return re.compile(
        rf"(?:^|(?<=[。!?;]))(?:走进|来到|在|[^,。;:“”\d]{{2,14}}的)(?:{_C}{{2}}[县区市])?(?P<site>{name})(?=,)"
    )


def scenes(text: str) -> list[tuple[int, str]]:
    """The sites that a squeezed passage sets as its scene, and where they end.

    A place at the head of a sentence (在皋东县柳塘镇,…; 群山环抱的云岭县,…), or the firm of somebody who is told of (恒岳轴承的项目经理高岩只用了…).
    """
    found = [(m.end(), m["site"]) for m in _firm().finditer(text)]
    for quote in _QUOTE.finditer(text) if found else ():
        if speaker := _speaker(text, quote.end()):
            found += [(quote.start("said") + at.end(), speaker) for at in _SENTENCE.finditer(quote["said"])]
    if not _last_characters().isdisjoint(text):
        found += [(m.end(), m["site"]) for m in _scene().finditer(text) if not is_general(m["site"])]
        found += [(m.end(), m["site"]) for m in _river().finditer(text) if not is_general(m["site"])]
    return sorted(found)


@cache
def _firm() -> re.Pattern[str]:
    """A firm before the office of one of its people; an authority (市商务局负责人) is none."""
    name = r"(?:[\u4e00-\u9fff]{2}市)?(?P<site>(?:(?![的和与及等是说为])[\u4e00-\u9fff]){2,8}?)(?<![市县区厅局委办部处科院校心会府社村镇户])"
    return re.compile(rf"(?:^|(?<=[,。;!?”])|(?<=走进)){name}的?(?:{alternatives('firm_office')})")


@cache
def _river() -> re.Pattern[str]:
    """A river or a lake at the head of a sentence: 岚江干流92公里,沿岸…"""
    return re.compile(rf"(?:^|(?<=[。!?]))(?P<site>{_C}{{1,3}}[江河湖])(?=干流|{alternatives('water_told')})")


def _speaker(text: str, at: int) -> str | None:
    """The firm of the one who says the quotation that ends here."""
    lead = _SAID_OF.match(text, at)
    match = _firm().match(text, lead.end() if lead else at)
    return match["site"] if match else None


def takes_up(sentence: str) -> bool:
    """Whether a sentence up to its number takes up the site of the sentence before (镇上, 该公司)."""
    return _again().search(sentence) is not None or _FIRM_AGAIN.search(sentence) is not None


@cache
def _again() -> re.Pattern[str]:
    return re.compile(alternatives("site_again"))


def site_before(stretch: str) -> str | None:
    """The site told of last in the clauses of a sentence so far, None where another subject came after it (全市)."""
    last = max(sites(stretch), default=None)
    whole = max((found.start() for found in _whole().finditer(stretch)), default=-1)
    return last[1] if last is not None and last[0] > whole else None


def goes_on(head: str) -> bool:
    """Whether a clause up to its number tells on of the site named before it (占年度计划的…) instead of something of its own."""
    return _told().match(head) is not None


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(alternatives("scope"))


@cache
def _told() -> re.Pattern[str]:
    return re.compile(rf"(?:其中|并|且|又|再)?(?:{alternatives('site_told')})")


def described(after: str) -> str | None:
    """The site that a figure describes: (总投资26亿元)的晶澜光电项目; None where none stands there."""
    match = _described().match(after)
    return match["site"] if match and not is_general(match["site"]) else None


def is_general(name: str) -> bool:
    """Whether a name that ends like a site's names a sort of things: 老旧小区, 省级开发区."""
    return name in words("site_suffix") or bool(_general().search(name))
