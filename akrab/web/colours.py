"""A company's own accent colour, brought to where text on it and text in it can be read in both themes."""

READABLE = 4.5
WHITE, DARK = (255, 255, 255), (26, 25, 28)

Rgb = tuple[int, int, int]


def accents(colour: str) -> str:
    """The stylesheet that puts a colour (`#7a3070`) in the place of the product's accent; nothing for none."""
    if len(colour) != 7:
        return ""
    said: Rgb = (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
    fill = _towards(said, (0, 0, 0), WHITE)
    light, dark = _hex(fill), _hex(_towards(said, WHITE, DARK))
    press = _hex(_mixed(fill, (0, 0, 0), 0.15))
    return (
        f":root, [data-bs-theme] {{ --ak-accent: light-dark({light}, {dark}); --ak-accent-fill: {light};"
        f" --ak-accent-press: {press}; --ak-accent-soft: color-mix(in srgb, {light} 10%, var(--ak-surface));"
        f" --ak-accent-line: color-mix(in srgb, {light} 35%, var(--ak-surface));"
        f" --tblr-primary: {light}; --tblr-link-color: var(--ak-accent); }}\n"
    )


def contrast(one: Rgb, other: Rgb) -> float:
    """How far two colours stand apart, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _towards(colour: Rgb, end: Rgb, ground: Rgb) -> Rgb:
    """The colour, taken towards `end` no further than it needs to be readable beside `ground`."""
    for step in range(21):
        found = _mixed(colour, end, step / 20)
        if contrast(found, ground) >= READABLE:
            return found
    return end


def _mixed(colour: Rgb, end: Rgb, share: float) -> Rgb:
    red, green, blue = (round(one + (other - one) * share) for one, other in zip(colour, end, strict=True))
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
