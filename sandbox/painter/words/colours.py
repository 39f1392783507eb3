"""The colours that a prompt can name."""

from sandbox.painter.tools.palette import Colour

COLOURS: dict[str, Colour] = {
    "red": (213, 66, 46),
    "orange": (236, 126, 47),
    "gold": (232, 178, 62),
    "yellow": (247, 205, 86),
    "green": (88, 158, 92),
    "teal": (48, 150, 150),
    "blue": (60, 112, 200),
    "purple": (128, 88, 180),
    "pink": (240, 142, 172),
    "white": (246, 243, 236),
    "black": (50, 48, 60),
    "grey": (146, 152, 164),
    "brown": (146, 98, 64),
}

TERMS: dict[str, str] = {
    **{name: name for name in COLOURS},
    "crimson": "red", "scarlet": "red", "ruby": "red", "golden": "gold", "emerald": "green", "turquoise": "teal",
    "cyan": "teal", "azure": "blue", "violet": "purple", "lilac": "purple", "rose-coloured": "pink", "gray": "grey",
    "silver": "grey",
    "红": "red", "橙": "orange", "橘": "orange", "金色": "gold", "金": "gold", "黄色": "yellow", "黄": "yellow",
    "绿": "green", "青": "teal", "蓝": "blue", "紫": "purple", "粉": "pink", "白色": "white", "白": "white",
    "黑": "black", "灰": "grey", "银": "grey", "棕": "brown", "褐": "brown",
}  # fmt: skip
"""Words for them, in English and Chinese."""
