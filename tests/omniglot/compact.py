#!/usr/bin/env python3
"""Makes strokes.bin, the real handwriting that networks are measured on.

    tests/omniglot/compact.py DIRECTORY

DIRECTORY is the unpacked strokes_background_small1.zip of the Omniglot data
set, https://github.com/brendenlake/omniglot: ALPHABET/characterNN/NAME_WW.txt,
the pen's path of writer WW, with x, y (growing upwards) and the time in each
line. What is kept of a path are points from which it strays by no more than
half a unit, rounded to whole units of its 105 x 105 sheet.

The file is a list of bytes: the number of alphabets; for each its number of
characters; for each 20 drawings; for each its number of strokes; for each its
number of points; for each x and y, y downwards.
"""

import pathlib
import sys

TOLERANCE = 0.5


def strokes(path):
    """The strokes of a drawing, lists of (x, y)."""
    found, stroke = [], []
    for line in path.read_text().split("\n"):
        if line in ("START", "BREAK", ""):
            if stroke:
                found.append(stroke)
            stroke = []
        else:
            x, y, _ = line.split(",")
            stroke.append((float(x), -float(y)))
    return found


def distance(point, start, end):
    """How far a point is from a segment."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    px, py = point[0] - start[0], point[1] - start[1]
    square = dx * dx + dy * dy
    along = 0.0 if square == 0 else min(1.0, max(0.0, (px * dx + py * dy) / square))
    return ((px - along * dx) ** 2 + (py - along * dy) ** 2) ** 0.5


def simplified(points):
    """Ramer, Douglas and Peucker's choice of points."""
    if len(points) < 3:
        return points
    apart = [distance(point, points[0], points[-1]) for point in points[1:-1]]
    farthest = max(range(len(apart)), key=apart.__getitem__)
    if apart[farthest] <= TOLERANCE:
        return [points[0], points[-1]]
    middle = farthest + 1
    return simplified(points[: middle + 1])[:-1] + simplified(points[middle:])


def whole(points):
    """Points in whole units, none twice in a row."""
    found = []
    for x, y in points:
        point = (min(255, max(0, round(x))), min(255, max(0, round(y))))
        if not found or found[-1] != point:
            found.append(point)
    return found


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.setrecursionlimit(10_000)
    alphabets = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.is_dir())
    out = bytearray([len(alphabets)])
    for alphabet in alphabets:
        characters = sorted(alphabet.glob("character*"))
        out.append(len(characters))
        for character in characters:
            drawings = sorted(character.glob("*.txt"))
            assert len(drawings) == 20, character
            for drawing in drawings:
                kept = [whole(simplified(stroke)) for stroke in strokes(drawing)]
                out.append(len(kept))
                for stroke in kept:
                    out.append(len(stroke))
                    out.extend(number for point in stroke for number in point)
        print(f"{alphabet.name}: {len(characters)} characters")
    (pathlib.Path(__file__).parent / "strokes.bin").write_bytes(out)
    print(f"{len(out) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
