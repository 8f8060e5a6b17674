theta = theta - beta * gradient
