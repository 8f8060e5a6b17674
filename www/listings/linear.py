import jax.numpy as jnp


def linear(theta, x, y):
    """The mean squared error of a model that is linear in five features."""
    ones = jnp.ones_like(x)
    features = jnp.stack([ones, jnp.cos(x), jnp.sin(x), jnp.cos(2 * x), jnp.sin(2 * x)])
    return jnp.mean((theta @ features - y) ** 2)
