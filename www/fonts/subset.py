"""Makes maths.woff2: STIX Two Math with the glyphs of glyphs and no others.

The whole font is 400 kB, more than everything else on the page together. To make
the subset again, after a formula asked for a new glyph:

    npm pack @fontsource/stix-two-math && tar xzf fontsource-stix-two-math-*.tgz
    pip install fonttools brotli
    python www/fonts/subset.py package/files/stix-two-math-latin-400-normal.woff2

The MATH table stays: from it browsers take the sizes of scripts and fractions, and
the larger variants of brackets, roots and sums.
"""

import sys
from pathlib import Path

from fontTools import subset

HERE = Path(__file__).parent

# Where the mathematical italic letters lie that a browser puts in the place of a
# single upright one, and the letters that stand for.
ITALICS = {
    "A": (0x1D434, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "a": (0x1D44E, "abcdefgh"),
    "h": (0x210E, "h"),
    "i": (0x1D456, "ijklmnopqrstuvwxyz"),
    "Α": (0x1D6E2, "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ"),
    "α": (0x1D6FC, "αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"),
}


def characters() -> set[int]:
    """The code points of glyphs, and the italics that browsers show for them."""
    wanted = {ord(c) for c in (HERE / "glyphs").read_text("utf-8") if not c.isspace()}
    italics = {
        first + offset
        for first, letters in ITALICS.values()
        for offset, letter in enumerate(letters)
        if ord(letter) in wanted
    }
    # Invisible operators (function application, times, separator) and spaces.
    return wanted | italics | {0x20, 0xA0, 0x2061, 0x2062, 0x2063, 0x2064, 0x200B, 0x338}


def main(source: str) -> None:
    """Writes the subset of the font at source."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = []
    options.drop_tables += ["GPOS", "GSUB", "GDEF"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 13, 14]
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    target = HERE / "maths.woff2"
    subset.save_font(font, str(target), options)
    print(f"{target.name}: {target.stat().st_size} bytes, {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    main(sys.argv[1])
