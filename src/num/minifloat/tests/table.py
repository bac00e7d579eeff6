"""Makes `ml_dtypes.safetensors`: small floats as `ml_dtypes` (https://github.com/jax-ml/ml_dtypes) has them.

    pip install ml_dtypes numpy safetensors
    python3 table.py

For each format the real value of every code, and the code of every bfloat16 value, rounded.
"""

import os

import ml_dtypes
import numpy
from safetensors.numpy import save_file

FORMATS = {
    "e4m3": (ml_dtypes.float8_e4m3fn, 8),
    "e5m2": (ml_dtypes.float8_e5m2, 8),
    "e8m0": (ml_dtypes.float8_e8m0fnu, 8),
    "e2m3": (ml_dtypes.float6_e2m3fn, 6),
    "e3m2": (ml_dtypes.float6_e3m2fn, 6),
    "e2m1": (ml_dtypes.float4_e2m1fn, 4),
}

every_bfloat16 = numpy.arange(1 << 16, dtype=numpy.uint16).view(ml_dtypes.bfloat16)
tensors = {}
with numpy.errstate(all="ignore"):
    for name, (kind, bits) in FORMATS.items():
        codes = numpy.arange(1 << bits, dtype=numpy.uint8).view(kind)
        tensors[f"{name}.values"] = codes.astype(numpy.float32)
        tensors[f"{name}.rounded"] = every_bfloat16.astype(numpy.float32).astype(kind).view(numpy.uint8)
here = os.path.dirname(os.path.abspath(__file__))
save_file(tensors, os.path.join(here, "ml_dtypes.safetensors"))
