"""Writes *.safetensors with Hugging Face's library, and what it reads in them as golden.json.

pip install -r requirements.txt; python safetensors.py
"""
import json
import sys

sys.path.pop(0)  # this folder, whose safetensors.py is not the library

import ml_dtypes
import numpy as np
from safetensors import deserialize
from safetensors.numpy import save

TYPES = [np.bool_, "i1", "u1", "i2", "u2", "f2", ml_dtypes.bfloat16, "i4", "u4", "f4", "i8", "u8", "f8"]


def tensors():
    """Each type with its extremes, and shapes that are easily wrong."""
    all = {}
    for t in TYPES:
        dtype = np.dtype(t)
        if dtype.kind in "iu":
            x = np.array([[0, 1, 2], [np.iinfo(dtype).min, np.iinfo(dtype).max, 7]], dtype)
        elif dtype.kind == "b":
            x = np.array([[True, False, True]])
        else:
            x = np.array([[0.1, -0.0, np.nan], [np.inf, -np.inf, 1e-7]], dtype)
        all["all/" + dtype.name] = x
    all["scalar"] = np.array(-1.5)
    all["empty"] = np.zeros((3, 0, 2), "f4")
    all["no axis long"] = np.zeros((0,), np.bool_)
    all["five axes"] = np.arange(24, dtype="i2").reshape(2, 1, 3, 1, 4)
    all['"quoted" \\ \n\t/é/\U0001f642/<&>'] = np.array([1], "u1")
    return all


FILES = {
    "types": (tensors(), {"deepprob": '{"note": "é <&> \\" \n"}'}),
    "metadata": ({}, {"key": ""}),
    "none": ({}, None),
}
golden = {}
for name, (content, metadata) in FILES.items():
    file = save(content, metadata=metadata)
    with open(name + ".safetensors", "wb") as f:
        f.write(file)
    golden[name] = {
        "Metadata": metadata,
        "Tensors": {k: {"Dtype": v["dtype"], "Shape": v["shape"], "Data": bytes(v["data"]).hex()} for k, v in deserialize(file)},
    }
with open("golden.json", "w") as f:
    json.dump(golden, f, indent=1, sort_keys=True)
    f.write("\n")
