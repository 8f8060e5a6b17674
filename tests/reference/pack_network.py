"""Packs the reference values of the networks, which JAX computed in float64, into
two binary files beside this script.

    python3 pack_network.py FOLDER    # FOLDER holds sinusoid_he.json and imaml_tanh.json

A packed file is one line of JSON, {"name": count, …} in order, a newline, and then
all numbers as little-endian doubles: exact, a third of the JSON's size, and read
by ten lines of Rust (tests/common/reference.rs).
"""

import json
import struct
import sys
from pathlib import Path

HERE = Path(__file__).parent


def numbers(tree, prefix=""):
    """All (name, list of numbers) of the tree; nested names are joined with a dot."""
    for name, value in tree.items():
        if name == "checks" or isinstance(value, str):
            continue
        if isinstance(value, dict):
            yield from numbers(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value if isinstance(value, list) else [value]


def pack(source, target):
    arrays = dict(numbers(json.loads(source.read_text())))
    index = {name: len(values) for name, values in arrays.items()}
    flat = [value for values in arrays.values() for value in values]
    target.write_bytes(json.dumps(index).encode() + b"\n" + struct.pack(f"<{len(flat)}d", *flat))
    print(target, len(arrays), "arrays,", target.stat().st_size, "bytes")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    pack(folder / "sinusoid_he.json", HERE / "network_relu.bin")
    pack(folder / "imaml_tanh.json", HERE / "network_tanh.bin")
