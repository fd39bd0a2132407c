"""A process that trains in JAX and says "trained" after the first step, or after an epoch: FILE.npy NET BATCH EPOCH."""
import sys

import jax
import jax.numpy as jnp
import numpy as np

from jax_nets import epoch_of, start, step_of

file, kind, batch, whole = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "epoch"
rows = np.load(file)
x, y = np.ascontiguousarray(rows[:, :-1]), np.ascontiguousarray(rows[:, -1])
net, params, state = start(kind, (128, 128, 64))
if whole:
    params, state, loss = epoch_of(step_of(net), jnp.asarray(x), jnp.asarray(y), batch, len(x) // batch)(params, state, jax.random.PRNGKey(0))
else:
    params, state, loss = jax.jit(step_of(net), donate_argnums=(0, 1))(params, state, x[:batch], y[:batch])
loss.block_until_ready()
print("trained", flush=True)
