// The TensorFlow.js contestant of `cargo xtask bench`: exact MAML on the 1-40-40-1 ReLU
// network, all tasks of a batch in one tensor, Adam by the library's own optimiser.
//
// The inner gradient is written out in tensor operations, and the library differentiates
// through it; its own gradients of gradients lack some operations. The batch is drawn
// beforehand.

const ALPHA = 0.01;
const BETA = 0.006;
const POINTS = 10;

function load(file) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = file;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${file} cannot be loaded`));
    document.head.append(script);
  });
}

let ready;

/** Loads the library with the fastest of the backends that work here. */
async function start() {
  await load("tf.min.js");
  await load("tf-backend-wasm.min.js");
  const { tf } = globalThis;
  let best;
  for (const backend of ["wasm", "cpu"]) {
    if (!(await tf.setBackend(backend))) continue;
    await tf.ready();
    const work = prepare(tf, 4, 1);
    await work(2);
    const begin = performance.now();
    await work(3);
    const ms = performance.now() - begin;
    if (!best || ms < best.ms) best = { backend, ms };
  }
  await tf.setBackend(best.backend);
  return tf;
}

/** The parameters as variables: Glorot-uniform weights, zero biases. */
function parameters(tf) {
  const weights = (inputs, outputs) => {
    const bound = Math.sqrt(6 / (inputs + outputs));
    return tf.variable(tf.randomUniform([1, inputs, outputs], -bound, bound));
  };
  const biases = (outputs) => tf.variable(tf.zeros([1, 1, outputs]));
  return [weights(1, 40), biases(40), weights(40, 40), biases(40), weights(40, 1), biases(1)];
}

function forward(tf, [w1, b1, w2, b2, w3, b3], x) {
  const h1 = tf.relu(tf.add(tf.matMul(x, w1), b1));
  const h2 = tf.relu(tf.add(tf.matMul(h1, w2), b2));
  return { h1, h2, f: tf.add(tf.matMul(h2, w3), b3) };
}

/** One step of gradient descent for every task, in differentiable operations. */
function innerStep(tf, theta, { x, y }) {
  const { h1, h2, f } = forward(tf, theta, x);
  const error = tf.mul(tf.sub(f, y), 2 / POINTS);
  const delta2 = tf.mul(tf.matMul(error, theta[4], false, true), tf.step(h2));
  const delta1 = tf.mul(tf.matMul(delta2, theta[2], false, true), tf.step(h1));
  const sum = (delta) => tf.sum(delta, 1, true);
  const gradient = [
    tf.matMul(x, delta1, true, false),
    sum(delta1),
    tf.matMul(h1, delta2, true, false),
    sum(delta2),
    tf.matMul(h2, error, true, false),
    sum(error),
  ];
  return theta.map((value, i) => tf.sub(value, tf.mul(gradient[i], ALPHA)));
}

function prepare(tf, tasks, innerSteps) {
  const theta = parameters(tf);
  const optimiser = tf.train.adam(BETA, 0.9, 0.99, 1e-8);
  const amplitude = tf.randomUniform([tasks, 1, 1], 0.1, 5);
  const phase = tf.randomUniform([tasks, 1, 1], 0, Math.PI);
  const points = () => {
    const x = tf.randomUniform([tasks, POINTS, 1], -5, 5);
    return { x, y: tf.mul(amplitude, tf.sin(tf.add(x, phase))) };
  };
  const [support, query] = [points(), points()];
  const loss = () => {
    let phi = theta.map((value) => tf.tile(value, [tasks, 1, 1]));
    for (let step = 0; step < innerSteps; step++) phi = innerStep(tf, phi, support);
    return tf.mean(tf.square(tf.sub(forward(tf, phi, query.x).f, query.y)));
  };
  return async (count) => {
    for (let n = 0; n < count; n++) optimiser.minimize(loss, false, theta);
    await theta[0].data();
  };
}

const prepared = new Map();

/** A function that makes `count` meta-iterations. */
export async function iterate(tasks, innerSteps) {
  const tf = await (ready ??= start());
  const kind = `${tasks},${innerSteps}`;
  if (!prepared.has(kind)) prepared.set(kind, prepare(tf, tasks, innerSteps));
  return prepared.get(kind);
}
