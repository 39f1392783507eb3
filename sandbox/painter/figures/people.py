"""A person, an astronaut, a robot, a snowman."""

from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Pen

DARK = (54, 46, 62)
SKIN = (246, 204, 172)
WHITE = (250, 249, 250)


def person(pen: Pen, colour: Colour | None = None) -> None:
    """Somebody in a coat and a scarf, who looks at the view."""
    coat = colour or (214, 84, 74)
    hair, scarf = (92, 62, 56), mixed(coat, (255, 226, 150), 0.8)
    for side in pen.sides():
        side.box((0.03, 0.04), (0.1, 0.26), (66, 70, 104))
        side.blob([(0.02, 0.07), (0.1, 0.08), (0.15, 0.03), (0.14, 0.0), (0.02, 0.0)], DARK)
        side.blob([(0.1, 0.66), (0.19, 0.56), (0.24, 0.34), (0.17, 0.31), (0.1, 0.5)], mixed(coat, DARK, 0.18))
        side.disc((0.205, 0.31), 0.038, SKIN)
    pen.blob(
        [(0, 0.7), (0.12, 0.66), (0.16, 0.44), (0.21, 0.2), (0, 0.17), (-0.21, 0.2), (-0.16, 0.44), (-0.12, 0.66)], coat
    )
    pen.blob([(0.03, 0.68), (0.12, 0.64), (0.16, 0.44), (0.21, 0.2), (0.08, 0.18)], mixed(coat, DARK, 0.16))
    pen.blob([(0, 1.0), (0.15, 0.94), (0.18, 0.8), (0.14, 0.68), (-0.14, 0.68), (-0.18, 0.8), (-0.15, 0.94)], hair)
    pen.oval((0, 0.81), (0.125, 0.125), SKIN)
    pen.blob([(-0.13, 0.84), (-0.1, 0.95), (0.03, 0.98), (0.13, 0.9), (0.13, 0.84), (0.03, 0.9)], hair)
    for side in pen.sides():
        side.oval((0.05, 0.8), (0.014, 0.02), DARK)
        side.oval((0.078, 0.765), (0.024, 0.014), (240, 150, 140))
    pen.stroke([(-0.03, 0.752), (0, 0.742), (0.03, 0.752)], 0.011, (180, 90, 84))
    pen.blob([(-0.13, 0.7), (0, 0.73), (0.13, 0.7), (0.12, 0.64), (0, 0.62), (-0.12, 0.64)], scarf)
    pen.blob([(0.05, 0.66), (0.12, 0.64), (0.14, 0.46), (0.07, 0.45)], mixed(scarf, DARK, 0.12))


def astronaut(pen: Pen, colour: Colour | None = None) -> None:
    suit, trim = WHITE, colour or (236, 126, 60)
    shade = mixed(suit, (90, 96, 150), 0.28)
    pen.box((-0.2, 0.3), (0.2, 0.66), shade)
    for side in pen.sides():
        side.blob([(0.02, 0.3), (0.15, 0.3), (0.16, 0.04), (0.17, 0.0), (0.03, 0.0), (0.03, 0.1)], suit)
        side.box((0.035, 0.07), (0.16, 0.1), trim)
        side.blob([(0.13, 0.64), (0.24, 0.56), (0.3, 0.36), (0.22, 0.31), (0.12, 0.48)], suit)
        side.disc((0.262, 0.31), 0.05, trim)
    pen.blob([(0, 0.68), (0.15, 0.63), (0.17, 0.3), (0, 0.25), (-0.17, 0.3), (-0.15, 0.63)], suit)
    pen.box((-0.09, 0.38), (0.09, 0.5), shade)
    for x, tone in ((-0.05, (222, 84, 72)), (0.0, (250, 204, 84)), (0.05, (98, 178, 120))):
        pen.disc((x, 0.44), 0.017, tone)
    pen.disc((0, 0.81), 0.19, suit)
    pen.oval((0, 0.8), (0.145, 0.125), (44, 52, 92))
    pen.oval((-0.05, 0.845), (0.045, 0.024), (150, 190, 236), 25)


def robot(pen: Pen, colour: Colour | None = None) -> None:
    shell = colour or (116, 160, 190)
    light, dark = mixed(shell, WHITE, 0.45), mixed(shell, DARK, 0.45)
    pen.stroke([(0, 0.88), (0, 0.98)], 0.02, dark)
    pen.disc((0, 0.99), 0.034, (250, 120, 90), glow=True)
    for side in pen.sides():
        side.box((0.05, 0.04), (0.13, 0.22), dark)
        side.blob([(0.02, 0.08), (0.16, 0.08), (0.18, 0.0), (0.02, 0.0)], shell)
        side.stroke([(0.2, 0.52), (0.3, 0.4), (0.28, 0.26)], 0.055, dark)
        side.disc((0.28, 0.24), 0.05, shell)
        side.disc((0.205, 0.52), 0.055, light)
        side.box((0.2, 0.7), (0.25, 0.8), dark)
    rounded(pen, (-0.2, 0.2), (0.2, 0.58), 0.06, shell)
    rounded(pen, (-0.13, 0.3), (0.13, 0.48), 0.03, light)
    for x, tone in ((-0.07, (240, 100, 84)), (0.0, (250, 206, 88)), (0.07, (104, 190, 130))):
        pen.disc((x, 0.43), 0.022, tone, glow=pen.light.lit)
    pen.stroke([(-0.08, 0.35), (-0.03, 0.35), (0, 0.385), (0.03, 0.33), (0.08, 0.35)], 0.012, dark)
    rounded(pen, (-0.21, 0.62), (0.21, 0.88), 0.07, light)
    rounded(pen, (-0.16, 0.67), (0.16, 0.83), 0.05, (40, 48, 78))
    for x in (-0.075, 0.075):
        pen.oval((x, 0.755), (0.032, 0.042), (124, 240, 230), glow=True)
    pen.stroke([(-0.045, 0.695), (0, 0.685), (0.045, 0.695)], 0.012, (124, 240, 230), glow=True)


def rounded(pen: Pen, low: tuple[float, float], high: tuple[float, float], radius: float, colour: Colour) -> None:
    """A rectangle with round corners."""
    (left, bottom), (right, top) = low, high
    pen.box((left + radius, bottom), (right - radius, top), colour)
    pen.box((left, bottom + radius), (right, top - radius), colour)
    for x in (left + radius, right - radius):
        for y in (bottom + radius, top - radius):
            pen.disc((x, y), radius, colour)


def snowman(pen: Pen, colour: Colour | None = None) -> None:
    snow, shade = WHITE, (206, 216, 236)
    scarf = colour or (218, 74, 66)
    for side in pen.sides():
        side.stroke([(0.18, 0.46), (0.34, 0.56), (0.44, 0.62)], 0.02, (106, 78, 62))
        side.stroke([(0.34, 0.56), (0.4, 0.55)], 0.014, (106, 78, 62))
    for y, radius in ((0.21, 0.25), (0.5, 0.19), (0.74, 0.14)):
        pen.disc((0.015, y - 0.01), radius, shade)
        pen.disc((-0.01, y + 0.01), radius * 0.95, snow)
    for y in (0.56, 0.48, 0.4):
        pen.disc((0, y), 0.018, DARK)
    pen.blob([(-0.14, 0.65), (0, 0.6), (0.14, 0.65), (0.13, 0.6), (0, 0.55), (-0.13, 0.6)], scarf)
    pen.blob([(0.06, 0.6), (0.13, 0.59), (0.13, 0.4), (0.07, 0.4)], mixed(scarf, DARK, 0.15))
    for x in (-0.05, 0.05):
        pen.disc((x, 0.78), 0.018, DARK)
    pen.polygon([(0, 0.76), (0, 0.715), (0.17, 0.725)], (244, 146, 60))
    pen.box((-0.15, 0.85), (0.15, 0.875), DARK)
    pen.box((-0.095, 0.86), (0.095, 1.0), DARK)
    pen.box((-0.095, 0.875), (0.095, 0.9), scarf)
