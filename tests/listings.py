"""Runs the Python that the page lists, and compares it with the reference values.

`cargo xtask test` starts this where Python has JAX. The numbers in
tests/reference/toy.json were computed by other code than the listings'.
"""

import importlib.util
import json
import sys
from pathlib import Path

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)

ROOT = Path(__file__).parent.parent
TOY = json.loads((ROOT / "tests/reference/toy.json").read_text("utf-8"))
X = jnp.array(TOY["x"])
BETA = 0.1


def listing(name):
    """The function of a listing; it is called as its file is."""
    path = ROOT / "www/listings" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name.replace("-", "_"))


def model(theta, x):
    """The softplus line."""
    return jax.nn.softplus(theta[0] * x + theta[1])


def loss(theta, x, y):
    """Half the sum of squares, as the toy problem has it."""
    return 0.5 * jnp.sum((model(theta, x) - y) ** 2)


TARGETS = jnp.stack([model(jnp.array(task), X) for task in TOY["tasks"]])
INPUTS = jnp.stack([X for _ in TOY["tasks"]])


def check_fine_tune():
    """Where fine-tuning ends, for every start, rate and number of steps."""
    fine_tune = listing("fine-tune")
    for case in TOY["directions"]:
        for task, expected in enumerate(case["per_task"]):
            theta = jnp.array(case["theta"])
            yield fine_tune(loss, theta, X, TARGETS[task], case["alpha"], case["m"]), expected["phi"]


def check_maml_gradient():
    """The meta-gradient of one task, by the recursion."""
    maml_gradient = listing("maml-gradient")
    for case in TOY["directions"]:
        for task, expected in enumerate(case["per_task"]):
            data = (X, TARGETS[task])
            theta = jnp.array(case["theta"])
            yield maml_gradient(loss, theta, data, data, case["alpha"], case["m"]), expected["maml"]


def check_maml_update():
    """One step of MAML along the sum of the tasks' meta-gradients."""
    maml_update = listing("maml-update")
    for case in TOY["directions"]:
        theta, data = jnp.array(case["theta"]), (INPUTS, TARGETS)
        gradient = sum(jnp.array(expected["maml"]) for expected in case["per_task"])
        yield maml_update(loss, theta, data, data, case["alpha"], BETA, case["m"]), theta - BETA * gradient


def check_pretrained_update():
    """One step along the mean of the tasks' gradients."""
    pretrained_update = listing("pretrained-update")
    points = TOY["points"]
    for first, second in zip(points[::2], points[1::2]):
        theta = jnp.array(first["theta"])
        gradient = (jnp.array(first["grad"]) + jnp.array(second["grad"])) / 2
        yield pretrained_update(loss, theta, INPUTS, TARGETS, BETA), theta - BETA * gradient


def check_model():
    """The gradient, and the Hessian's columns, which are its products with unit vectors."""
    same_loss, gradient, hessian_vector = listing("model")(loss)
    for point in TOY["points"]:
        theta, targets = jnp.array(point["theta"]), TARGETS[point["task"]]
        yield same_loss(theta, X, targets), point["loss"]
        yield gradient(theta, X, targets), point["grad"]
        for unit, column in zip(jnp.eye(2), jnp.array(point["hess"]).T):
            yield hessian_vector(theta, X, targets, unit), column


def check_softplus_line():
    """The toy problem's losses."""
    for point in TOY["points"]:
        targets = TARGETS[point["task"]]
        yield listing("softplus-line")(jnp.array(point["theta"]), X, targets), point["loss"]


def check_linear():
    """The loss of a sinusoid's own weights is 0, and that of none the mean of its squares."""
    x = jnp.linspace(-5, 5, 11)
    y = 2 * jnp.sin(x + 0.3)
    truth = jnp.array([0, 2 * jnp.sin(0.3), 2 * jnp.cos(0.3), 0, 0])
    yield listing("linear")(truth, x, y), 0.0
    yield listing("linear")(jnp.zeros(5), x, y), jnp.mean(y**2)


def check_network():
    """The losses of the reference's ReLU network, on the support set and on the query set."""
    reference = json.loads((ROOT / "tests/reference/sinusoid_he.json").read_text("utf-8"))
    theta, sizes = jnp.array(reference["theta"]), [(1, 40), (40, 40), (40, 1)]
    layers, at = [], 0
    for inputs, outputs in sizes:
        after = at + inputs * outputs
        layers.append((theta[at:after].reshape(inputs, outputs), theta[after : after + outputs]))
        at = after + outputs
    for x, y, expected in [("xs", "ys", "support_loss"), ("xq", "yq", "query_loss_before")]:
        yield listing("network")(layers, *map(jnp.array, (reference[x], reference[y]))), reference[expected]


def check_conv_net():
    """The loss of the reference's network on its support set."""
    reference = json.loads((ROOT / "tests/reference/drawings.json").read_text("utf-8"))
    theta, layers, at = jnp.array(reference["theta"]), [], 0
    kernels = [(5, 5, 1, 16), (2, 2, 16, 32), (2, 2, 32, 48), (192, 5)]
    for (inputs, outputs), shape in zip(reference["shapes"], kernels):
        after = at + inputs * outputs
        layers.append((theta[at:after].reshape(shape), theta[after : after + outputs]))
        at = after + outputs
    images = (jnp.array(reference["support"]).reshape(5, 14, 14) / 255 - 0.15) * 2
    yield listing("conv-net")(layers, images, jnp.arange(5)), reference["support_loss"]


def main():
    """Runs every check; every listing must have one."""
    checks = {name[6:]: check for name, check in globals().items() if name.startswith("check_")}
    listed = {path.stem.replace("-", "_") for path in (ROOT / "www/listings").glob("*.py")}
    failed = listed - checks.keys()
    for name in sorted(failed):
        print(f"listing {name} has no check")
    for name, check in checks.items():
        for got, expected in check():
            if not jnp.allclose(got, jnp.array(expected), rtol=1e-9, atol=1e-12):
                print(f"listing {name}: {got} instead of {expected}")
                failed.add(name)
        print(f"listing {name} ... {'FAILED' if name in failed else 'ok'}")
    print(f"test result: {len(listed - failed)} passed; {len(failed)} failed")
    sys.exit(bool(failed))


main()
