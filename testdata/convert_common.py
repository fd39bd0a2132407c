"""Data of the fixtures of package convert, and how they are stored: what convert_flax.py and convert_torch.py share.

Each network NAME is stored as convert/FRAMEWORK_NAME_TYPE.safetensors, the parameters as a user of the framework saves
them, and convert/FRAMEWORK_NAME_TYPE_io.safetensors: x, rows of features with the channels last, and what the framework
predicts for them in that type.
"""
import os
import numpy as np
from safetensors.numpy import save_file

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "convert")
ROWS = 24


def data(name, shape):
    """Features and targets to train on; each network its own, the same for both frameworks."""
    rng = np.random.default_rng(sum(name.encode()))
    x = rng.normal(size=(200,) + shape)
    if name == "embed":
        x[:, 0] = rng.integers(0, 7, size=200)
    flat = x.reshape(200, -1)
    w = rng.normal(size=(flat.shape[1], 3)) / np.sqrt(flat.shape[1])
    y = np.tanh(flat @ w) + .5 * flat[:, :1] ** 2 + .1 * rng.normal(size=(200, 3))
    return x.astype(np.float32).astype(np.float64), y


def store(framework, name, kind, x, **out):
    """Inputs and predictions, x in float32, which holds them exactly."""
    tensors = dict(x=np.ascontiguousarray(x[:ROWS], np.float32))
    tensors.update({k: np.ascontiguousarray(v) for k, v in out.items()})
    save_file(tensors, os.path.join(HERE, f"{framework}_{name}_{kind}_io.safetensors"))


def path(framework, name, kind, ext="safetensors"):
    return os.path.join(HERE, f"{framework}_{name}_{kind}.{ext}")


def log_density(logits, loc, scale, y):
    """Of a mixture of normals, in float64 from its parameters."""
    logits, loc, scale, y = (np.asarray(a, np.float64) for a in (logits, loc, scale, y[:, None]))
    w = logits - np.log(np.sum(np.exp(logits - logits.max(1, keepdims=True)), 1, keepdims=True)) - logits.max(1, keepdims=True)
    each = w - .5 * ((y - loc) / scale) ** 2 - np.log(scale) - .5 * np.log(2 * np.pi)
    top = each.max(1, keepdims=True)
    return (top + np.log(np.exp(each - top).sum(1, keepdims=True)))[:, 0]
