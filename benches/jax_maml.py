"""The JAX contestant of `cargo xtask bench`: exact MAML on the 1-40-40-1 ReLU network.

Answers one line of JSON with another. Two engines: "call by call", one jitted call
for each meta-iteration, and "in lax.scan", 100 iterations inside one call, which
spares JAX its dispatch. Both do the meta-gradient of a batch and Adam. The batches
are drawn beforehand, while ours are drawn as part of the measured time.
"""

import json
import math
import sys
import time

import jax
import jax.numpy as jnp

SCANNED = 100
ALPHA, BETA = 0.01, 0.006
DECAY1, DECAY2, EPSILON = 0.9, 0.99, 1e-8


def start(key):
    """Glorot-uniform weights, zero biases."""

    def layer(key, inputs, outputs):
        bound = (6 / (inputs + outputs)) ** 0.5
        weights = jax.random.uniform(key, (inputs, outputs), minval=-bound, maxval=bound)
        return weights, jnp.zeros(outputs)

    keys = jax.random.split(key, 3)
    return [layer(k, i, o) for k, (i, o) in zip(keys, [(1, 40), (40, 40), (40, 1)])]


def loss(theta, x, y):
    (w1, b1), (w2, b2), (w3, b3) = theta
    h1 = jax.nn.relu(x @ w1 + b1)
    h2 = jax.nn.relu(h1 @ w2 + b2)
    return jnp.mean((h2 @ w3 + b3 - y) ** 2)


def adapted_loss(theta, task, inner_steps):
    (x, y), query = task
    for _ in range(inner_steps):
        gradient = jax.grad(loss)(theta, x, y)
        theta = jax.tree.map(lambda p, g: p - ALPHA * g, theta, gradient)
    return loss(theta, *query)


def meta_iteration(state, batch, inner_steps):
    theta, mean, square, step = state
    gradient = jax.grad(
        lambda theta: jnp.mean(
            jax.vmap(lambda task: adapted_loss(theta, task, inner_steps))(batch)
        )
    )(theta)
    step = step + 1
    mean = jax.tree.map(lambda m, g: DECAY1 * m + (1 - DECAY1) * g, mean, gradient)
    square = jax.tree.map(lambda s, g: DECAY2 * s + (1 - DECAY2) * g * g, square, gradient)
    scale = BETA * jnp.sqrt(1 - DECAY2**step) / (1 - DECAY1**step)
    theta = jax.tree.map(
        lambda p, m, s: p - scale * m / (jnp.sqrt(s) + EPSILON), theta, mean, square
    )
    return theta, mean, square, step


def batches(key, tasks):
    """SCANNED batches: ((x, y), (x, y)) of shape [SCANNED, tasks, 10, 1]."""
    a, p, s, q = jax.random.split(key, 4)
    amplitude = jax.random.uniform(a, (SCANNED, tasks, 1, 1), minval=0.1, maxval=5.0)
    phase = jax.random.uniform(p, (SCANNED, tasks, 1, 1), maxval=jnp.pi)

    def points(key):
        x = jax.random.uniform(key, (SCANNED, tasks, 10, 1), minval=-5.0, maxval=5.0)
        return x, amplitude * jnp.sin(x + phase)

    return points(s), points(q)


class Iterations:
    """Meta-iterations of one kind, compiled once."""

    def __init__(self, tasks, inner_steps):
        theta = start(jax.random.PRNGKey(0))
        zeros = jax.tree.map(jnp.zeros_like, theta)
        self.state = (theta, zeros, zeros, jnp.zeros(()))
        self.all = batches(jax.random.PRNGKey(1), tasks)
        self.each = [jax.tree.map(lambda v: v[i], self.all) for i in range(SCANNED)]
        step = lambda state, batch: meta_iteration(state, batch, inner_steps)
        self.step = jax.jit(step)
        self.scan = jax.jit(
            lambda state, all: jax.lax.scan(lambda s, b: (step(s, b), None), state, all)[0]
        )

    def call_by_call(self):
        for batch in self.each:
            self.state = self.step(self.state, batch)
        jax.block_until_ready(self.state)

    def in_scan(self):
        self.state = jax.block_until_ready(self.scan(self.state, self.all))


def slices(work, total_ms):
    """The time of one iteration in each of many short slices, after a warm-up."""

    def run():
        begin = time.perf_counter()
        work()
        return (time.perf_counter() - begin) * 1e3

    rough = min(run(), run())
    return [run() / SCANNED for _ in range(max(3, math.ceil(total_ms / rough)))]


def main():
    kinds = {}
    for line in sys.stdin:
        asked = json.loads(line)
        kind = asked["tasks"], asked["inner_steps"]
        if kind not in kinds:
            kinds[kind] = Iterations(*kind)
        work = kinds[kind].in_scan if "scan" in asked["engine"] else kinds[kind].call_by_call
        print(json.dumps({"ms": slices(work, asked["for_ms"])}), flush=True)


if __name__ == "__main__":
    main()
