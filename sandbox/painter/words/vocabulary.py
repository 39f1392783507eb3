"""The words that the painter knows, in English and Chinese, and what each of them means."""

from enum import Enum, auto


class Topic(Enum):
    """What a word decides."""

    LIGHT = auto()
    WEATHER = auto()
    GROUND = auto()
    SKY = auto()
    FIGURE = auto()


def _terms(kind: Topic, words: dict[str, str]) -> dict[str, tuple[Topic, str]]:
    return {term: (kind, name) for name, terms in words.items() for term in terms.split(", ")}


LIGHTS = {
    "night": "night, nighttime, midnight, nocturnal, 夜, 夜晚, 夜里, 深夜, 夜空, 星夜",
    "sunset": "sunset, dusk, evening, twilight, sundown, 日落, 黄昏, 傍晚, 夕阳, 晚霞, 落日",
    "dawn": "dawn, sunrise, morning, daybreak, 日出, 黎明, 清晨, 早晨, 晨, 朝霞",
    "day": "day, daylight, noon, midday, sunny, afternoon, summer, 白天, 正午, 晴天, 夏天, 午后",
}

WEATHERS = {
    "snow": "snow, snowy, snowing, winter, wintry, snowfall, ice, icy, blizzard, 雪, 冬天, 冬日, 冬, 冰",
    "rain": "rain, rainy, raining, storm, stormy, thunderstorm, 雨, 暴风雨, 风暴, 暴雨",
    "fog": "fog, foggy, mist, misty, haze, 雾, 薄雾",
}

GROUNDS = {
    "sea": (
        "sea, seaside, ocean, lake, river, water, wave, harbour, harbor, bay, coast, sail, 海, 大海, 海洋, 湖, "
        "湖面, 河, 江, 水面, 波浪, 海浪, 港口"
    ),
    "beach": "beach, shore, island, 海滩, 沙滩, 岛",
    "mountains": "mountain, peak, alps, cliff, 山, 雪山, 高山, 山脉, 山峰",
    "hills": (
        "hill, valley, meadow, field, grass, countryside, farm, garden, park, 山坡, 山丘, 丘陵, 山谷, "
        "草地, 草原, 田野, 花园, 小山"
    ),
    "forest": "forest, rainforest, wood, woods, jungle, 森林, 树林, 林间, 丛林, 林",
    "city": (
        "city, town, street, skyline, skyscraper, village, tokyo, paris, new york, 城市, 都市, 街道, 街, "
        "小镇, 高楼, 村庄"
    ),
    "desert": "desert, dune, sahara, 沙漠, 沙丘",
    "space": "space, galaxy, universe, cosmos, orbit, nebula, 太空, 宇宙, 银河, 星系, 星云",
}

SKIES = {
    "sun": "sun, sunshine, 太阳, 阳光",
    "moon": "moon, moonlight, moonlit, full moon, 月亮, 月, 月光, 满月, 明月",
    "crescent": "crescent, crescent moon, new moon, 新月, 弯月, 月牙",
    "stars": "star, starry, constellation, 星星, 星空, 繁星, 星",
    "clouds": "cloud, cloudy, overcast, 云, 白云, 云朵, 云海",
    "rainbow": "rainbow, 彩虹",
    "aurora": "aurora, northern lights, 极光",
    "planet": "planet, saturn, jupiter, mars, 行星, 星球, 土星",
}

FIGURES = {
    "fox": "fox, vixen, 狐, 狐狸",
    "wolf": "wolf, wolves, husky, 狼",
    "cat": "cat, kitten, kitty, kitties, 猫, 小猫, 猫咪, 花猫",
    "tiger": "tiger, 虎, 老虎",
    "lion": "lion, 狮, 狮子",
    "dog": "dog, puppy, puppies, corgi, hound, 狗, 小狗, 犬, 柴犬",
    "rabbit": "rabbit, bunny, bunnies, hare, 兔, 兔子",
    "bear": "bear, teddy, teddy bear, polar bear, 熊, 北极熊",
    "panda": "panda, 熊猫",
    "bird": "bird, swallow, eagle, seagull, gull, dove, crane, parrot, 鸟, 小鸟, 鹰, 海鸥, 燕子, 鹤",
    "owl": "owl, 猫头鹰",
    "penguin": "penguin, 企鹅",
    "butterfly": "butterfly, butterflies, 蝴蝶",
    "fish": "fish, goldfish, koi, carp, salmon, 鱼, 金鱼, 锦鲤",
    "whale": "whale, orca, dolphin, 鲸, 鲸鱼, 虎鲸, 海豚",
    "flower": (
        "flower, rose, tulip, daisy, daisies, sunflower, poppy, poppies, blossom, 花, 花朵, 玫瑰, 郁金香, "
        "向日葵"
    ),
    "mushroom": "mushroom, toadstool, 蘑菇",
    "tree": "tree, oak, oak tree, maple, maple tree, 树, 大树, 枫树, 银杏, 银杏树",
    "pine": "pine, pine tree, fir, fir tree, christmas tree, 松, 松树, 圣诞树",
    "palm": "palm, palm tree, coconut, 棕榈, 棕榈树, 椰子树, 椰树",
    "cherry": "cherry, cherry tree, cherry blossom, sakura, 樱花, 樱花树",
    "cactus": "cactus, cacti, 仙人掌",
    "house": "house, cottage, cabin, hut, barn, home, 房子, 小屋, 屋, 木屋, 房屋, 家",
    "castle": "castle, fortress, palace, 城堡, 宫殿",
    "lighthouse": "lighthouse, 灯塔",
    "windmill": "windmill, mill, 风车",
    "pagoda": "pagoda, temple, shrine, tower, 塔, 宝塔, 寺庙, 寺, 神社",
    "tent": "tent, camp, camping, campfire, 帐篷, 露营",
    "boat": "boat, sailboat, sailing boat, ship, yacht, canoe, 船, 小船, 帆船, 舟",
    "paper boat": "paper boat, paper ship, 纸船",
    "car": "car, taxi, automobile, van, truck, bus, 车, 汽车, 轿车, 出租车",
    "rocket": "rocket, spaceship, spacecraft, starship, 火箭, 飞船, 宇宙飞船",
    "balloon": "balloon, hot air balloon, hot-air balloon, airship, 气球, 热气球",
    "lantern": "lantern, paper lantern, 灯笼, 纸灯笼, 孔明灯, 天灯",
    "robot": "robot, android, droid, cyborg, 机器人",
    "person": (
        "person, people, man, men, woman, women, children, girl, boy, child, kid, traveler, traveller, wizard, knight, "
        "princess, samurai, 人, 男孩, 女孩, 小女孩, 小男孩, 少女, 孩子, 男人, 女人, 旅人"
    ),
    "astronaut": "astronaut, spaceman, cosmonaut, 宇航员, 航天员",
    "snowman": "snowman, snowmen, 雪人",
}  # fmt: skip

VOCABULARY = {
    **_terms(Topic.LIGHT, LIGHTS),
    **_terms(Topic.WEATHER, WEATHERS),
    **_terms(Topic.GROUND, GROUNDS),
    **_terms(Topic.SKY, SKIES),
    **_terms(Topic.FIGURE, FIGURES),
}
"""What each term means: what it decides, and the painter's name for it."""

NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "dozen": 12, "pair of": 2, "several": 4, "many": 6, "flock of": 6,
    **{str(number): number for number in range(2, 13)},
    "两只": 2, "两": 2, "三只": 3, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十一": 11,
    "十二": 12, "几": 4, "一群": 6, "许多": 6,
}  # fmt: skip
"""Words before a figure that say how many there are."""

OTHERS = (
    "烟花", "火花", "棉花", "花瓶", "松鼠", "海狮", "海狗", "河马", "山羊", "火车", "自行车", "马车", "ice cream",
    "hot dog", "sea lion",
)  # fmt: skip
"""Things that the painter doesn't know, although it knows a word in them: fireworks (烟花) are no flower (花)."""

IRREGULAR = {
    "wolves", "puppies", "bunnies", "butterflies", "daisies", "poppies", "cacti", "people", "men", "women", "children",
    "snowmen", "kitties",
}  # fmt: skip
"""Plurals that are words of their own."""

PLURAL = 3
"""How many a mere plural means."""
