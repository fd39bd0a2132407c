"""Loads into Flax and PyTorch what the tests of package convert wrote, and compares predictions with those stored.

Run: go test ./convert -out /tmp/written; cd testdata; python convert_check.py /tmp/written
"""
import collections, glob, os, sys
import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np
import torch
from flax import nnx
from flax.traverse_util import unflatten_dict
from safetensors.numpy import load_file
from safetensors.torch import load_file as load_torch

import convert_flax, convert_torch
from convert_common import HERE

FOLDER = sys.argv[1]


def arrays(path):
    return dict(np.load(path)) if path.endswith(".npz") else load_file(path)


def flax_predictions(name, tensors, x):
    tensors = {k.replace(".", "/"): v for k, v in tensors.items()}
    dtype = next(iter(tensors.values())).dtype
    if name == "nnx":
        net = convert_flax.NNX(nnx.Rngs(0))
        state = nnx.state(net, (nnx.Param, nnx.BatchStat))
        nnx.replace_by_pure_dict(state, unflatten_dict({k: jnp.asarray(v) for k, v in tensors.items()}, sep="/"))
        nnx.update(net, state)
        return net(jnp.asarray(x, dtype))
    net = convert_flax.NETS[name]
    variables = unflatten_dict(tensors, sep="/")
    want = jax.eval_shape(net.init, jax.random.key(0), x)
    assert jax.tree.structure(want) == jax.tree.structure(variables), (name, jax.tree.structure(variables))
    return net.apply(variables, jnp.asarray(x, dtype))


def torch_predictions(name, tensors, x):
    net = convert_torch.NETS[name]().eval()
    kind = next(t.dtype for t in tensors.values() if t.is_floating_point())
    net.to(kind if kind in (torch.float32, torch.float64) else torch.float64)
    net.load_state_dict(tensors)  # strict
    with torch.no_grad():
        out = net(torch.as_tensor(x, dtype=next(net.parameters()).dtype))
    return tuple(t.numpy() for t in out) if isinstance(out, tuple) else out.numpy()


def own_torch(x):
    """A module whose parts are called as this library calls them loads what ToTorch writes, strictly."""
    parts = dict(zip(("dense_0", "batchnorm_1", "a", "dense_3", "layernorm_4", "b", "dense_6", "c", "dense_7"), convert_torch.MLP().net))
    net = torch.nn.Sequential(collections.OrderedDict(parts)).eval()
    net.load_state_dict(load_torch(os.path.join(FOLDER, "own_torch_mlp_f64.safetensors")))
    with torch.no_grad():
        return net(torch.as_tensor(x)).numpy()


def compare(path, framework, name, kind, out):
    want = load_file(os.path.join(HERE, f"{framework}_{name}_{kind}_io.safetensors"))
    keys = ("logits", "loc", "scale") if name == "mdn" else ("y",)
    out = out if isinstance(out, tuple) else (out,)
    worst = max(float(np.max(np.abs(np.asarray(o) - want[k])) / np.std(want[k])) for k, o in zip(keys, out))
    print(f"{os.path.basename(path):40s} {worst:.1e}")
    return worst


def main():
    worst = {"again": 0.0, "other": 0.0}
    x = load_file(os.path.join(HERE, "torch_mlp_f64_io.safetensors"))["x"].astype(np.float64)
    worst["again"] = compare("own_torch_mlp_f64", "torch", "mlp", "f64", own_torch(x))
    for path in sorted(glob.glob(os.path.join(FOLDER, "*"))):
        base = os.path.basename(path).split(".")[0].split("_")
        if base[0] == "again":  # the file's own names: the same numbers, so the same bits
            _, framework, name, kind = base
            kind_of = "again"
        elif len(base) == 4 and base[2] == "as":  # one framework's network in the other
            trained, name, _, framework = base
            kind, kind_of = "f64", "other"
        else:
            continue
        x = load_file(os.path.join(HERE, f"{framework}_{name}_{kind}_io.safetensors"))["x"].astype(np.float64)
        if framework == "flax":
            out = flax_predictions(name, arrays(path), x)
        else:
            out = torch_predictions(name, load_torch(path), x)
        worst[kind_of] = max(worst[kind_of], compare(path, trained if kind_of == "other" else framework, name, kind, out))
    print("own files:", worst["again"], "standard deviations; across frameworks:", worst["other"])
    assert worst["again"] == 0 and worst["other"] < 1e-12


main()
