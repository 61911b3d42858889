"""Words of both languages that say what a figure is about: places, substances, measures and parts of a year.

The names of countries are those of the Unicode locale data, which Babel carries; adjectives and what stands for a
country (its capital, a mine) are listed here for the few places that indicators speak of.
"""

import re
from functools import cache, lru_cache

from babel import Locale

from intake.dates import MONTHS

# What stands for the places that indicators speak of.
_NAMED = {
    "russia": "russia moscow kremlin putin siberia angara yenisei krasnoyarsk lovozero tomtor "
    "俄罗斯 俄 莫斯科 普京 西伯利亚 安加拉 叶尼塞 托姆托尔 克拉斯诺亚尔斯克",
    "us": "u.s us usa united+states america washington trump pentagon white+house mountain+pass "
    "美国 美方 美军 美企 美专家 特朗普 五角大楼 白宫 芒廷帕斯",
    "china": "china chinese beijing 中国 中方 中企 北京 商务部",
    "europe": "europe eu brussels 欧",
}
PLACES = frozenset(_NAMED)
THEME_PLACES = {"RU": "russia", "US": "us", "EU": "europe"}
_CODES = {"RU", "US", "CN", "EU", "EZ"}
# Adjectives and short names that don't begin with the name of the country.
_ADJECTIVES = (
    "german french british britain dutch swiss swedish spanish danish finnish polish norwegian turkish turkey greek "
    "irish thai kazakh uzbek kyrgyz afghan congo burma burmese korea lao mongol filipino czech riyadh narva lynas"
)
_DEMONYM = r"(?:n|an|ian|ese|i|ish|ean|s)?"
# Names that are words or names of something else more often.
_LEFT_OUT = {"chad", "jersey", "guinea", "mali", "niger", "man", "sark", "georgia"}

# Substances, then measures of which a figure may speak beside another, then those that set it apart. Latin words stand
# for all that begin with them, short ones for themselves.
_TABLE = """
metals: lithium cobalt nickel copper tungsten gallium germanium antimony tantalum aluminium aluminum titanium uranium
  zinc tin silver gold platinum palladium magnesium manganese vanadium molybdenum niobium graphite bauxite iron+ore
  chromium zirconium hafnium bismuth thorium indium tellurium beryllium caesium rhenium potash phosphate lead+zinc
  steel rare+metals of+minerals critical+minerals strategic+minerals 种矿物 战略矿产 关键矿产 锂 钴 镍 铜 钨 镓 锗 锑 钽 铝 钛 铀 锌 锡 白银 黄金 铂 钯 锰 钒 钼 铌 铅 铬 锆 铪 铋 钍 铟 碲 铍 铯 铼 钾 磷 锶 石墨 铁矿 钢 稀有金属
goods: everything microelectronic drugs pharma fentanyl reciprocal ai artificial+intelligence lithography lithium-ion drones rocket chinese+goods all+goods indian+goods oil gas coal battery batteries software chip chips semiconductor solar soybean fertili helium diamond soy wine grain
  微电子 药品 芬太尼 对等 人工智能 光刻 火箭 无人机 化石 国商品 度商品 所有商品 石油 天然气 氦 钻石 化肥 煤 电池 锂电 软件 芯片 半导体 光伏 大豆 粮食
elements: dysprosium terbium neodymium praseodymium ndpr samarium yttrium scandium lanthanum cerium gadolinium lutetium
  镝 铽 氧化钕 镨 钐 钇 钪 镧 铈 钆 镥
heavy: heavy+rare separated+heavy light+rare medium+rare 重稀土 轻稀土
magnets: magnet 磁
output: output production produce mine+ mines mined mining 产量 年产 开采 生产
processing: processing processed processes separation separated 加工 分离
refining: refin 精炼 冶炼
reserves: reserve deposit 储量 探明
capacity: capacity can+make can+produce 产能
trade: trade export import shipment shipped ship+ sales sold took buy bought 出口 进口 销量 运往 输华 贸易
investment: invest funding budget 投资 投入 拨款
threat: threat warn 威胁 扬言 警告
control: control restrict rules licen permit ban list announcement 管制 管控 限制 清单 许可
chain: chain full+cycle 产业链 全链条 供应链
concentrate: concentrate ore ores 精矿 矿石 原矿
domestic: its+own domestic 国内 全国 本国 占中国
ending: suspend paused postpone withdraw withdrew expire lifted revok 暂停 取消 撤销 到期 中止
market: market 市场
works: defence defense railway rail+ road roads bridge port+ ports fleet icebreaker school hospital pension
  contract 合同 draft+budget federal+budget state+budget 预算 国防 军费 铁路 公路 港口 军舰 破冰船 学校 医院 养老
price: price priced sells sell+for sold+for 价格 报价 售价 均价 单价 股价 涨价
quota: quota 指标 配额
stock: inventor stockpile stocks 库存 存货
income: revenue profit earnings turnover income 营收 收入 利润 净利 负债 debt
demand: demand consum 需求 消费量 消耗
granted: granted approv application 获批 批准 的申请
recycling: recycl old+motors 废料 再生 回收专利 回收料 回收利用
people: trader respondent supplier analyst+ survey economist 供应商 受访 交易商
owner: company gazprom firm+ smelter+ group's corporation corp inc ltd holdings rosatom rosneft lynas shenghe jl+mag neo+ noveon solvay
  vacuumschmelze mp+ usa+rare+earth iluka arafura northern+rare+earth this+plant the+plant one+plant its+plant
  公司 一家 某企业 该企业 这家 集团 股份 北方稀土 盛和 金力永磁 厦门钨业 罗萨托姆 莱纳斯 该厂 该矿
employees: employs employees staff payroll 员工 雇员 在职
patents: patent 专利
research: papers journal researchers engineers graduates students 论文 研究人员 工程师 学生
tariff: tariff duty duties 关税
grade: grade grading ore+grade 品位
expenses: labour labor wage+ wages environmental energy+cost shipping 环保 人工 能耗 电费 运费
sectors: mining+industry 采矿业 产值 automotive automaker carmaker car+makers aerospace electronics robot turbine wind+ 汽车 车企 风电 机器人 航空
facilities: pilot demonstration 试验 中试 示范
sites: solikamsk lovozero tomtor zashikhinsk krasnoyarsk+plant mountain+pass bayan+obo baotou ganzhou jiangxi sichuan guangdong
  guangxi inner+mongolia texas california wyoming nechalacho mount+weld kalgoorlie narva la+rochelle
  索利卡姆斯克 洛沃泽罗 托姆托尔 芒廷帕斯 白云鄂博 包头 赣州 江西 四川 广东 广西 内蒙古 得州 加州
losses: lost loses losing laid+off lay+off shed closed closure shut 流失 裁员 亏损 关闭 停产
reliance: dependence dependency reliance rely relies self-sufficien 依赖 自给
"""
# A figure of a month, a quarter, a week or a day is none of a year.
_PARTS = re.compile(
    r"(?<![a-z])(?:january|february|march|april|june|july|august|september|october|november|december|months?|monthly|"
    r"in may|of may|quarters?|quarterly|weeks?|weekly|half-year|daily|a day)(?![a-z])|"
    r"[\d一二三四五六七八九十]月|单月|当月|个月|月度|每月|季度|上半年|下半年|环比|一周|每周|每天|日均"
)


_MONTH = re.compile(rf"\b({'|'.join(MONTHS.keys() - {'may'})})\b|(?<!\d)(1[0-2]|[1-9]) ?月(?!内)")
# Texts whose words are kept: the figures of one sentence share them.
_KEPT = 1000


def _join(words: str, ending: str = "") -> str:
    """Join words into one pattern: Latin ones begin where a word does, and end there if short or given an ending."""
    latin = [re.escape(word.replace("+", " ")) for word in words.split() if word.isascii()]
    others = [word for word in words.split() if not word.isascii()]
    long, short = (
        "|".join(word for word in latin if (len(word) > 4 and not ending) == is_long) for is_long in (True, False)
    )
    either = [long] * bool(long) + [rf"(?:{short}){ending}(?![a-z])"] * bool(short)
    return "|".join([rf"(?<![a-z])(?:{'|'.join(either)})"] * bool(latin) + others)


_ROWS = (row.split(":") for row in _TABLE.strip().replace("\n  ", " ").splitlines())
_TOPICS = {name: re.compile(_join(words)) for name, words in _ROWS}
_NAMES = list(_TOPICS)
SUBSTANCES = frozenset(_NAMES[: _NAMES.index("output")])
OTHER_SUBSTANCES = frozenset({"metals", "goods"})
APART = frozenset(_NAMES[_NAMES.index("market") :])


@cache
def _compile_places() -> re.Pattern[str]:
    english, chinese = Locale("en").territories, Locale("zh").territories
    elsewhere, stems, local = _ADJECTIVES.split(), [], ["日方", "韩国", "缅"]
    for code in sorted(english.keys() & chinese.keys()):
        if len(code) > 2 or code in _CODES:
            continue
        names = re.findall(r"[a-zçéôüã]+(?: [a-zçéôüã]+)*", english[code].lower())
        names = [name for name in names if len(name) > 3 and name not in _LEFT_OUT and "china" not in name]
        names = [name.replace(" ", "+") for name in names]
        elsewhere += names
        stems += [name[:-1] for name in names if name[-1] in "aey"]
        local.append(re.sub("[((].*|中国|特别行政区", "", chinese[code]))
    named = "|".join(f"(?P<{place}>{_join(words)})" for place, words in _NAMED.items())
    others = _join(" ".join(sorted(elsewhere, key=len, reverse=True)), _DEMONYM)
    adjectives = _join(" ".join(stems), "(?:ian|an|ean|ese|ish)")
    return re.compile(f"{named}|(?P<elsewhere>{others}|{adjectives}|{'|'.join(local)})")


def list_places(text: str) -> list[str]:
    """Name the places of a text in small letters: one of `PLACES`, or the word for any other country."""
    found = _compile_places().finditer(text)
    return [match.group() if match.lastgroup == "elsewhere" else match.lastgroup for match in found]


def strip_places(text: str) -> str:
    """Take the places out of a text in small letters."""
    return _compile_places().sub("", text)


@lru_cache(maxsize=_KEPT)
def find_places(text: str) -> frozenset[str]:
    """Name the places of a text as `list_places` does, each once."""
    return frozenset(list_places(text))


@lru_cache(maxsize=_KEPT)
def find_topics(text: str) -> frozenset[str]:
    """Name the substances and measures of a text in small letters, such as ``{"magnets", "trade"}``."""
    return frozenset(name for name, pattern in _TOPICS.items() if pattern.search(text))


def names_part_of_year(text: str) -> bool:
    """Say whether a text in small letters speaks of a month, a quarter, a week or a day."""
    return bool(_PARTS.search(text))


def find_months(text: str) -> frozenset[int]:
    """Name the months of a text in small letters, but for May, which is a word of its own."""
    return frozenset(int(number or MONTHS[name]) for name, number in _MONTH.findall(text))
