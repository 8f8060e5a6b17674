import jax


def fine_tune(loss, theta, x, y, alpha, m):
    """U^(m): m steps of gradient descent on one task, from theta."""
    phi = theta
    for _ in range(m):
        gradient = jax.grad(loss)(phi, x, y)
        phi = jax.tree.map(lambda p, g: p - alpha * g, phi, gradient)
    return phi
