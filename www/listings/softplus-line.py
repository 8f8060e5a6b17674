import jax
import jax.numpy as jnp


def softplus_line(theta, x, y):
    """Half the sum of squares of a line bent by softplus."""
    return 0.5 * jnp.sum((jax.nn.softplus(theta[0] * x + theta[1]) - y) ** 2)
