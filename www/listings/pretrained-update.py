import jax


def pretrained_update(loss, theta, x, y, alpha):
    """One step for the pretrained model; x and y have the shape (tasks, samples)."""

    def batch_loss(theta):
        task_losses = jax.vmap(loss, in_axes=(None, 0, 0))(theta, x, y)
        return task_losses.mean()

    gradient = jax.grad(batch_loss)(theta)
    return jax.tree.map(lambda p, g: p - alpha * g, theta, gradient)
