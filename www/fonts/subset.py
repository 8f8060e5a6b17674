"""Makes maths.woff2: STIX Two Math with the glyphs of glyphs and no others.

The whole font is 400 kB, more than everything else on the page together. To make
the subset again, after a formula asked for a new glyph:

    npm pack @fontsource/stix-two-math && tar xzf fontsource-stix-two-math-*.tgz
    pip install fonttools brotli
    python www/fonts/subset.py package/files/stix-two-math-latin-400-normal.woff2

The MATH table stays: from it browsers take the sizes of scripts and fractions, and
the larger variants of brackets, roots and sums. What it says of the spaces between
letters and their scripts goes: MathML Core, by which browsers set formulas, has no use
for that.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent

# Where the mathematical italic letters lie that a browser puts in the place of a
# letter that stands alone, and the letters that they stand for.
ITALICS = {
    "A": (0x1D434, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "a": (0x1D44E, "abcdefg"),
    "h": (0x210E, "h"),
    "i": (0x1D456, "ijklmnopqrstuvwxyz"),
    "Α": (0x1D6E2, "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ"),
    "α": (0x1D6FC, "αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"),
}


def characters() -> set[int]:
    """The code points of glyphs: of those that stand alone the italics."""
    # Invisible operators (function application, times, separator) and spaces.
    wanted = {0x20, 0xA0, 0x2061, 0x2062, 0x2063, 0x2064, 0x200B, 0x338}
    for line in (HERE / "glyphs").read_text("utf-8").splitlines():
        style, _, letters = line.partition(" ")
        wanted |= {italic(letter) if style == "italic" else ord(letter) for letter in letters}
    return wanted


def italic(letter: str) -> int:
    """The code point of a letter's mathematical italic; of one that has none, its own."""
    for first, letters in ITALICS.values():
        if letter in letters:
            return first + letters.index(letter)
    return ord(letter)


def keep_small_variants(font: TTFont) -> None:
    """Forgets the largest of a bracket's thirteen sizes: it can be put together of pieces.

    The five that stay reach around a fraction within a fraction.
    """
    for construction in font["MATH"].table.MathVariants.VertGlyphConstruction:
        if construction.GlyphAssembly:
            del construction.MathGlyphVariantRecord[5:]


def main(source: str) -> None:
    """Writes the subset of the font at source."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = []
    options.drop_tables += ["GPOS", "GSUB", "GDEF"]
    options.hinting = False
    # No formula runs from right to left.
    options.bidi_closure = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 13, 14]
    font = subset.load_font(source, options)
    keep_small_variants(font)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font["MATH"].table.MathGlyphInfo.MathKernInfo = None
    target = HERE / "maths.woff2"
    subset.save_font(font, str(target), options)
    print(f"{target.name}: {target.stat().st_size} bytes, {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    main(sys.argv[1])
