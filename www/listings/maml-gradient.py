import jax


def maml_gradient(loss, theta, train, test, alpha, m=1):
    """The meta-gradient of one task, by the recursion on u; train and test are (x, y)."""
    descent = lambda p, g: jax.tree.map(lambda p, g: p - alpha * g, p, g)

    support_gradient = lambda p: jax.grad(loss)(p, *train)
    path = [theta]
    for _ in range(m):  # keep every phi_j
        path.append(descent(path[-1], support_gradient(path[-1])))

    u = jax.grad(loss)(path[-1], *test)  # u_m
    for phi in reversed(path[:-1]):  # u_j = u_{j+1} - alpha * H(phi_j) u_{j+1}
        _, hessian_times_u = jax.jvp(support_gradient, (phi,), (u,))
        u = descent(u, hessian_times_u)
    return u
