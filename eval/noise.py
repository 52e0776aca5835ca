"""Noisy variants of a question, as people and other programs write them; all seeded.

The variant depends on the question and the seed alone, not on the order of the questions.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from eval.dataset import Question

SEED = 7
TYPO_SHARE = 0.05
ZERO_WIDTH_SHARE = 0.2
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"

# Characters typed for each other because they sound alike (tones aside).
_HOMOPHONES = """
啊阿 爱哎艾碍矮 安按案岸暗俺 把吧八巴爸罢拔 百白摆败拜 办半班般版板搬伴 帮棒邦榜
报保包宝抱暴饱 北被备背倍杯悲贝 本奔笨 比必笔币毕闭避鼻壁 边变便遍编辩鞭 表标彪 别憋
并病兵冰丙 博伯拨波播驳 不部步布补捕 才财菜材采彩猜 参惨残蚕餐 草操曹 策测册侧 查茶察插叉
产缠铲 常厂唱昌尝场 超朝潮炒吵 车彻撤 陈晨尘沉臣 成程城称承诚呈 持吃迟池尺齿 充冲虫崇
抽愁丑仇 出处初除楚厨 传船穿川 床创窗闯 春纯唇 次此词辞刺慈 从丛匆聪 促粗醋 村存寸 错措挫搓
大打达答 带代待袋贷戴 单但担淡胆蛋 当党档挡 到道倒导刀岛 等灯登邓凳 地第低底弟抵递 点电店典垫
掉钓雕吊 定顶订丁盯 动东懂冬洞栋 斗豆抖 度独毒督堵读 段短断端 对队堆 吨蹲盾 多夺朵躲 恶饿鹅
二而儿耳尔 法发罚乏 反范饭犯凡返 方放防房访仿 非费飞肥废 分份粉奋纷坟 风封丰峰奉
服付府福扶复副负富 改该盖概钙 干敢感赶甘 刚岗港钢缸 高告搞稿糕 个各格歌哥隔割 根跟
公工供功共宫贡 够构购狗沟 古故顾骨固股估 瓜挂刮 关管官馆惯 光广逛 规贵归鬼柜 国过果锅裹
海害孩 汉喊含寒旱 号好豪耗 合河何核盒贺和喝 很恨痕 红洪宏鸿 后候厚猴 户护湖互呼胡
话化花画滑华 坏怀淮 换患环欢缓 黄慌皇煌 会回汇慧惠徽 婚混魂昏 或火活获货
及级机记基集计技己纪积 家加价假架甲 见件间建健简监检 将讲江奖降 交较教角叫 接节结解届
进金今近尽津 经京精境警 就九旧救究酒 局居举具句据巨 卷捐倦 决绝掘 军均菌君 看砍刊 抗康扛
考靠烤 可课客科渴 空控恐孔 口扣寇 苦库哭酷 快块筷 宽款 况矿框狂 困昆捆 啦拉辣 来赖
蓝兰栏烂 浪朗郎 老劳牢捞 类累泪雷 里力理利立例历 联连脸练恋 两亮量粮良辆 料疗辽聊 列烈裂劣
林临邻淋 领零令另灵龄 六流留刘 龙隆笼 楼漏搂 路录陆鹿炉 率律绿旅虑 论轮伦 落罗络裸
妈马吗骂麻 买卖麦迈 满慢漫瞒 毛冒貌猫 每没美媒煤 们门闷 米密迷秘 面免棉眠 秒妙苗庙 民敏
明名命鸣 末模摸磨莫 目母木墓幕 那哪拿纳 耐奶 南难男 你尼泥拟 年念 农浓弄 排派牌拍 判盘盼攀
跑泡炮 配陪培赔 棚朋碰捧 批皮匹疲脾 片篇偏骗 票飘漂 品贫拼频 平评凭瓶屏 破迫婆坡 普铺谱扑
期其起企气七 前钱千签浅 强抢墙枪 桥巧敲 且切窃 亲勤琴侵 请情清轻庆 求球秋 去区取趣 全权劝泉
确却缺 群裙 然燃染 让嚷 人任认仁 容荣融绒 如入乳 三伞散 山善闪删衫 上商伤赏 少绍烧
社设射涉 身申神深审肾 生省升声胜 是时市事室适实式试师施食失示 收手受授首 书数属输署 水税睡
顺瞬 四思死司私 送松宋颂 诉速素俗 算酸蒜 岁随碎虽 所锁缩索 他她它塔 太台态抬 谈探坦滩
堂糖躺 套讨逃桃 提体题替梯 天田填甜 条跳挑 铁贴帖 听停庭厅 同通统童痛 头投透偷 图土突途徒
推退腿 托脱拖妥 外歪 完晚万碗弯 网往忘王望 为位未委卫威维 文问闻稳温 我握卧窝 五无务物武屋
西系习喜希息 下夏吓峡 先县现线险限 想向项象响 小校笑效消 写些谢协 新心信辛欣 型形姓幸性
修休秀 需许续须序 选宣旋 学雪血 训寻讯询 压鸭牙押 眼严言演研验 样养洋阳仰 要药腰摇
业也夜页野 一以已医依意益艺亿 因银引印音隐 应英营影硬 用永拥勇 有又友由油右优 与于预育鱼雨
员院原远愿元 月越阅 运云孕 在再载灾 早造遭枣 责择泽 增赠 宅摘债窄 站战占展 张章丈掌账障
照招找召 这者折哲浙 真诊镇振针阵 政证正整征争郑 只之直知制质职智指治支止值 中种重终钟众
周州洲粥 主住注助祝竹 专转砖赚 装状壮庄 子自字资紫 总宗综纵 走奏 足组族租祖 最罪嘴醉
做作坐座左 的得德 了乐 开凯 啥傻沙 层曾 星兴 阶街皆 卡咖 摊贪
"""

# Characters taken for each other because they look alike.
_LOOK_ALIKES = """
己已 未末 土士 日曰 人入八 大太犬 田由甲申 千干于 天夫 王玉主 午牛 木本术 目且 白自
问间闷 困因 今令 兔免 拨拔 住往 侯候 析折 抢枪 没设 区匹 历厉 几凡 刀力 贝见 体休
予子 名各 右石 左在 狠狼 持特 治冶 洒酒 科料 幸辛 便使 代伐 处外 失矢 兄只 亨享 买卖
刮乱 壮状 即既 陪倍培 清请晴情 蓝篮 检捡险 辩辨 坐座 喝渴 抱饱跑 吧把 低底 副幅 官宫
暑署 材村 旅族 准淮 何河 季李 帐账 练炼 待侍 妇扫 孤狐 园圆 厂广 医匠 叮盯 圾级极
护沪 冷泠 补扑 冈网 床庆
"""

_PREAMBLES = (
    (
        "尊敬的工作人员您好，很抱歉在您这么忙的时候打扰。我平时不太会用手机，这些话是孩子帮着打的，"
        "前前后后找了好几天也没找到说得清楚的地方，所以想麻烦您帮我看一看。我想问的是：",
        "要是方便的话请您告诉我一声，非常感谢，祝您工作顺利！",
    ),
    (
        "老师好呀，不好意思又来麻烦您。上回在社区门口听邻居聊起这件事，回家一琢磨总觉得没听明白，"
        "家里人也说法不一，谁都拿不准，想来想去还是问问您最放心。请问一下，",
        "谢谢您的耐心，辛苦啦。",
    ),
    (
        "您好，冒昧打扰了！我在外地上班，平常没什么时间跑窗口，打电话又总是排队，"
        "朋友说这里可以问，我就来试一试，说得不周到的地方还请多包涵。想请教您一个问题，",
        "麻烦您有空的时候回复我，万分感谢！",
    ),
    (
        "各位领导、各位同志，大家辛苦了。首先感谢你们一直以来的热心服务，街坊们都说好。"
        "我年纪大了，记性也差，有件事一直放在心里，今天鼓起勇气来打听打听：",
        "请多多关照，拜托拜托。",
    ),
)


def noisy(question: Question, kind: str, seed: int = SEED) -> Question:
    """The question with one kind of noise; its history and references stay.

    Args:
        question: Any question.
        kind: A key of NOISES.
        seed: Another seed makes another variant.

    Raises:
        KeyError: No such kind.
    """
    rng = random.Random(f"{seed} {kind} {question.id}")
    return replace(question, question=NOISES[kind](question.question, rng))


def typos(text: str, rng: random.Random) -> str:
    """Typing errors in 5 % of the Chinese characters, at least one.

    Half of them are homophones, as pinyin input makes them; the others are look-alikes
    and dropped, doubled or swapped characters.
    """
    places = [at for at, char in enumerate(text) if "\u4e00" <= char <= "\u9fff"]
    n = min(len(places), max(1, round(TYPO_SHARE * len(places))))
    # From the back, so that the places still to come stay where they are.
    for at in sorted(rng.sample(places, n), reverse=True):
        text = _mistyped(text, at, rng)
    return text


def traditional(text: str, _rng: random.Random) -> str:
    """Traditional characters, by OpenCC."""
    import opencc

    return str(opencc.OpenCC("s2t").convert(text))


def fullwidth(text: str, _rng: random.Random) -> str:
    """Full-width forms of all ASCII characters and spaces."""
    return "".join(
        "\u3000" if char == " " else chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char
        for char in text
    )


def zerowidth(text: str, rng: random.Random) -> str:
    """Zero-width characters after every fifth character or so, and one at the start."""
    marked = (
        char + rng.choice(_ZERO_WIDTH) if rng.random() < ZERO_WIDTH_SHARE else char for char in text
    )
    return rng.choice(_ZERO_WIDTH) + "".join(marked)


def preamble(text: str, rng: random.Random) -> str:
    """A long polite preamble before the question and thanks after it."""
    before, after = rng.choice(_PREAMBLES)
    return f"{before}{text}{after}"


NOISES: Mapping[str, Callable[[str, random.Random], str]] = {
    "typos": typos,
    "traditional": traditional,
    "fullwidth": fullwidth,
    "zerowidth": zerowidth,
    "preamble": preamble,
}


def _mistyped(text: str, at: int, rng: random.Random) -> str:
    """The text with one error at ``at``; a character without a like is dropped or doubled."""
    char, rest = text[at], text[at + 1 :]
    table = rng.choice((_SOUND, _SOUND, _SOUND, _SHAPE, {}, {}))
    if char in table:
        return text[:at] + rng.choice(table[char]) + rest
    moved = (rest, char + char + rest, rest[:1] + char + rest[1:])
    return text[:at] + rng.choice([form for form in moved if form != char + rest])


def _others(groups: str) -> dict[str, str]:
    """Character → the other characters of its group."""
    return {char: group.replace(char, "") for group in groups.split() for char in group}


_SOUND, _SHAPE = _others(_HOMOPHONES), _others(_LOOK_ALIKES)
