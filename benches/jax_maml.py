"""The JAX contestant of `cargo xtask bench`: exact MAML on the 1-40-40-1 ReLU network,
and on the convolutional network that tells drawings apart.

Answers one line of JSON with another. Two engines: "call by call", one jitted call
for each meta-iteration, and "in lax.scan", many iterations inside one call, which
spares JAX its dispatch. Both do the meta-gradient of a batch and Adam. The batches
are drawn beforehand, while our sinusoids are drawn as part of the measured time (our
drawings are not). So are the patches of the first convolution, which makes products
of matrices of all three.
"""

import json
import math
import sys
import time

import jax
import jax.numpy as jnp

DECAY1, DECAY2, EPSILON = 0.9, 0.99, 1e-8


class Sinusoids:
    """The regression problem."""

    scanned, alpha, beta = 100, 0.01, 0.006

    @staticmethod
    def start(key):
        """Glorot-uniform weights, zero biases."""

        def layer(key, inputs, outputs):
            bound = (6 / (inputs + outputs)) ** 0.5
            weights = jax.random.uniform(key, (inputs, outputs), minval=-bound, maxval=bound)
            return weights, jnp.zeros(outputs)

        keys = jax.random.split(key, 3)
        return [layer(k, i, o) for k, (i, o) in zip(keys, [(1, 40), (40, 40), (40, 1)])]

    @staticmethod
    def loss(theta, x, y):
        (w1, b1), (w2, b2), (w3, b3) = theta
        h1 = jax.nn.relu(x @ w1 + b1)
        h2 = jax.nn.relu(h1 @ w2 + b2)
        return jnp.mean((h2 @ w3 + b3 - y) ** 2)

    @classmethod
    def batches(cls, key, tasks):
        """((x, y), (x, y)), each of shape [scanned, tasks, 10, 1]."""
        a, p, s, q = jax.random.split(key, 4)
        amplitude = jax.random.uniform(a, (cls.scanned, tasks, 1, 1), minval=0.1, maxval=5.0)
        phase = jax.random.uniform(p, (cls.scanned, tasks, 1, 1), maxval=jnp.pi)

        def points(key):
            x = jax.random.uniform(key, (cls.scanned, tasks, 10, 1), minval=-5.0, maxval=5.0)
            return x, amplitude * jnp.sin(x + phase)

        return points(s), points(q)


class Drawings:
    """The classification problem. Its images are noise: what they show takes no time."""

    scanned, alpha, beta = 10, 0.1, 0.003

    @staticmethod
    def start(key):
        """Normal weights, zero biases."""
        shapes = [(25, 16), (64, 32), (128, 48), (192, 5)]
        keys = jax.random.split(key, len(shapes))
        scale = lambda inputs: (2 / inputs) ** 0.5
        return [(scale(i) * jax.random.normal(k, (i, o)), jnp.zeros(o)) for k, (i, o) in zip(keys, shapes)]

    @staticmethod
    def loss(theta, patches, labels):
        """`patches` of shape [images, 64, 25], in the order in which four make one of layer 2."""
        images = patches.shape[0]
        h = patches
        for (w, b), rows in zip(theta[:3], (64, 16, 4)):
            h = jax.nn.relu(h.reshape(images * rows, -1) @ w + b)
        w, b = theta[3]
        logits = h.reshape(images, 192) @ w + b
        return -jnp.mean(jnp.sum(labels * jax.nn.log_softmax(logits), axis=1))

    @classmethod
    def batches(cls, key, tasks):
        """((patches, labels), (patches, labels)) for five classes, one and five drawings each."""
        keys = jax.random.split(key, 2)

        def images(key, each):
            patches = jax.random.uniform(key, (cls.scanned, tasks, 5 * each, 64, 25), minval=-0.3)
            labels = jnp.repeat(jnp.eye(5), each, axis=0)
            return patches, jnp.broadcast_to(labels, (cls.scanned, tasks, 5 * each, 5))

        return images(keys[0], 1), images(keys[1], 5)


def adapted_loss(problem, theta, task, inner_steps):
    support, query = task
    for _ in range(inner_steps):
        gradient = jax.grad(problem.loss)(theta, *support)
        theta = jax.tree.map(lambda p, g: p - problem.alpha * g, theta, gradient)
    return problem.loss(theta, *query)


def meta_iteration(problem, state, batch, inner_steps):
    theta, mean, square, step = state
    gradient = jax.grad(
        lambda theta: jnp.mean(
            jax.vmap(lambda task: adapted_loss(problem, theta, task, inner_steps))(batch)
        )
    )(theta)
    step = step + 1
    mean = jax.tree.map(lambda m, g: DECAY1 * m + (1 - DECAY1) * g, mean, gradient)
    square = jax.tree.map(lambda s, g: DECAY2 * s + (1 - DECAY2) * g * g, square, gradient)
    scale = problem.beta * jnp.sqrt(1 - DECAY2**step) / (1 - DECAY1**step)
    theta = jax.tree.map(
        lambda p, m, s: p - scale * m / (jnp.sqrt(s) + EPSILON), theta, mean, square
    )
    return theta, mean, square, step


class Iterations:
    """Meta-iterations of one kind, compiled once."""

    def __init__(self, problem, tasks, inner_steps):
        self.scanned = problem.scanned
        theta = problem.start(jax.random.PRNGKey(0))
        zeros = jax.tree.map(jnp.zeros_like, theta)
        self.state = (theta, zeros, zeros, jnp.zeros(()))
        self.all = problem.batches(jax.random.PRNGKey(1), tasks)
        self.each = [jax.tree.map(lambda v: v[i], self.all) for i in range(self.scanned)]
        step = lambda state, batch: meta_iteration(problem, state, batch, inner_steps)
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


def slices(work, scanned, total_ms):
    """The time of one iteration in each of many short slices, after a warm-up."""

    def run():
        begin = time.perf_counter()
        work()
        return (time.perf_counter() - begin) * 1e3

    rough = min(run(), run())
    return [run() / scanned for _ in range(max(3, math.ceil(total_ms / rough)))]


def main():
    kinds = {}
    for line in sys.stdin:
        asked = json.loads(line)
        problem = Drawings if asked.get("problem") == "drawings" else Sinusoids
        kind = problem, asked["tasks"], asked["inner_steps"]
        if kind not in kinds:
            kinds[kind] = Iterations(*kind)
        run = kinds[kind]
        work = run.in_scan if "scan" in asked["engine"] else run.call_by_call
        print(json.dumps({"ms": slices(work, run.scanned, asked["for_ms"])}), flush=True)


if __name__ == "__main__":
    main()
