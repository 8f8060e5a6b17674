import jax


def maml_update(loss, theta, train, test, alpha, beta, m=1):
    """One step of MAML; train and test are pairs (x, y) of shape (tasks, samples)."""

    def task_loss(theta, x_train, y_train, x_test, y_test):
        phi = theta
        for _ in range(m):  # fine-tune on the support set
            gradient = jax.grad(loss)(phi, x_train, y_train)
            phi = jax.tree.map(lambda p, g: p - alpha * g, phi, gradient)
        return loss(phi, x_test, y_test)  # judge on the query set

    def meta_loss(theta):
        each_task = jax.vmap(task_loss, in_axes=(None, 0, 0, 0, 0))
        return each_task(theta, *train, *test).sum()

    meta_gradient = jax.grad(meta_loss)(theta)  # through the steps above
    return jax.tree.map(lambda p, g: p - beta * g, theta, meta_gradient)
