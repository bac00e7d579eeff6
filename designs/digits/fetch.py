"""Writes the four .npy files of this folder from scikit-learn's copy of the data set.

    pip install numpy scikit-learn
    python3 designs/digits/fetch.py
"""

import pathlib

import numpy
from sklearn.datasets import load_digits

TRAINING = 1437

here = pathlib.Path(__file__).parent
digits = load_digits()
# 17 gray levels, 0 to 16; the design's input lanes are u4.
images = numpy.minimum(digits.data, 15).astype(numpy.uint8)
labels = digits.target.astype(numpy.uint8)
for name, rows in (("train", slice(None, TRAINING)), ("test", slice(TRAINING, None))):
    numpy.save(here / f"{name}_images.npy", images[rows])
    numpy.save(here / f"{name}_labels.npy", labels[rows])
