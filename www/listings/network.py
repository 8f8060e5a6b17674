import jax
import jax.numpy as jnp


def network(theta, x, y, activation=jax.nn.relu):
    """The mean squared error of a network with two hidden layers."""
    (w1, b1), (w2, b2), (w3, b3) = theta
    hidden = activation(x[:, None] @ w1 + b1)
    hidden = activation(hidden @ w2 + b2)
    return jnp.mean(((hidden @ w3 + b3)[:, 0] - y) ** 2)
