import jax


def model(loss):
    """All that a meta-learner asks of a model, derived from its loss."""
    gradient = jax.grad(loss)

    def hessian_vector(theta, x, y, vector):
        """How the gradient changes when theta moves along a vector."""
        along = lambda theta: gradient(theta, x, y)
        return jax.jvp(along, (theta,), (vector,))[1]

    return loss, gradient, hessian_vector
