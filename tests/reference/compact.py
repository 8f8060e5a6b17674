#!/usr/bin/env python3
"""Makes the compact reference values that the tests compare with.

    tests/reference/compact.py DIRECTORY

DIRECTORY holds the source values, computed in float64 with JAX by a program
that shares no code with this crate: sinusoid_he.json, imaml_tanh.json,
drawings.json, toy_linspace.json and toy_box_minima.json. The compact files are
written beside this script. Numbers keep every digit (the shortest decimal that
reads back as the same float64).

Of the vectors of 1761 numbers (9653 for the drawings), inputs and the most
telling results are kept whole. The others become a probe: every 13th entry, the
Euclidean norm, and the scalar product with the fixed vector `v`, which no wrong
entry escapes. Loss surfaces keep every fourth node of their 33 x 33.
"""

import json
import math
import pathlib
import sys

STRIDE = 13
KEPT_WHOLE = {
    "sinusoid_he": {
        "theta", "v", "support_grad", "support_hvp_v",
        "maml_grad_1", "maml_grad_5", "imaml10/phi", "imaml10/implicit_grad",
    },
    "drawings": {"theta", "v", "support", "query"},
    "imaml_tanh": {"theta", "v", "phi", "implicit_grad", "maml_grad_5"},
}
DROPPED = {"checks", "tag", "scheme"}


def probe(values, v):
    """What stands in for a long vector."""
    return {
        "stride": STRIDE,
        "entries": values[::STRIDE],
        "norm": math.sqrt(math.fsum(x * x for x in values)),
        "dot_v": math.fsum(x * y for x, y in zip(values, v)),
    }


def network(source, kept, v, prefix=""):
    """The fields of a network file, long vectors thinned out."""
    compact = {}
    for name, value in source.items():
        path = prefix + name
        if name in DROPPED:
            continue
        if isinstance(value, dict):
            compact[name] = network(value, kept, v, path + "/")
        elif isinstance(value, list) and len(value) > 100 and path not in kept:
            compact[name] = probe(value, v)
        else:
            compact[name] = value
    return compact


def toy(source, box):
    """The toy problem's fields, surfaces thinned out, and the minima in the square."""
    nodes = [row * 33 + column for row in range(0, 33, 4) for column in range(0, 33, 4)]
    surfaces = [
        {**surface, "values": [surface["values"][node] for node in nodes]}
        for surface in source["surfaces"]
    ]
    return {
        "x": source["x"],
        "tasks": source["tasks"],
        "points": source["points"],
        "surfaces": surfaces,
        "minima": source["minima"],
        "directions": source["directions"],
        "box_minima": box["linspace"],
    }


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(__file__).parent

    def read(name):
        return json.loads((source / f"{name}.json").read_text())

    compact = {"toy": toy(read("toy_linspace"), read("toy_box_minima"))}
    for name, kept in KEPT_WHOLE.items():
        values = read(name)
        compact[name] = network(values, kept, values["v"])
    for name, values in compact.items():
        text = json.dumps(values, separators=(",", ":"), allow_nan=False)
        path = target / f"{name}.json"
        path.write_text(text + "\n")
        print(f"{path.name}: {len(text) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
