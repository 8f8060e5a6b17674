//! What runs in the page to measure it.

/// Notes when the first figure became ready, in milliseconds after navigation.
pub(crate) const WATCH: &str = "window.firstReady = 0;
    const look = () => {
        if (document.querySelector('figure.figure[data-state=ready]')) {
            window.firstReady = performance.now();
        } else setTimeout(look, 1);
    };
    look();";

/// Goes to a figure that the reader has not been near; how many milliseconds it takes until
/// it answers.
pub(crate) const JUMP: &str = "const [id, done] = arguments, start = performance.now();
    const figure = document.getElementById(id);
    figure.scrollIntoView({ behavior: 'instant' });
    const look = () => {
        if (figure.dataset.state === 'ready') done(performance.now() - start);
        else setTimeout(look, 1);
    };
    look()";

/// A fixed piece of arithmetic, to compare machines by.
pub(crate) const CALIBRATION: &str = "const [count, done] = arguments, times = [];
    for (let i = 0; i < count; i++) {
        const start = performance.now();
        let sum = 0;
        for (let k = 1; k < 1000000; k++) sum += Math.sqrt(k) / (k + 1);
        if (sum > 0) times.push(performance.now() - start);
    }
    done(times)";

/// Drags θ about in the first panel; the time of each move, and of its painting.
///
/// A callback asked for before the event runs before the figure's in the next frame, one
/// asked for after it runs after; between them lies what the figure paints.
pub(crate) const DRAG: &str = "const [id, count, done] = arguments, times = [];
    const canvas = document.querySelector(`#${id} .panel canvas`);
    const box = canvas.getBoundingClientRect();
    const send = (type, share) => canvas.dispatchEvent(new PointerEvent(type, {
        bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse', isPrimary: true,
        button: 0, buttons: 1,
        clientX: box.left + box.width * (0.35 + 0.3 * share),
        clientY: box.top + box.height * (0.4 + 0.2 * share) }));
    canvas.setPointerCapture = () => {};
    send('pointerdown', 0);
    const once = (i) => {
        if (i === count) { send('pointerup', 0); return done(times); }
        let painting = 0;
        requestAnimationFrame(() => { painting = performance.now(); });
        const start = performance.now();
        send('pointermove', 0.5 + 0.5 * Math.sin(i));
        const handled = performance.now() - start;
        requestAnimationFrame(() => {
            times.push(handled + performance.now() - painting);
            setTimeout(() => once(i + 1), 4);
        });
    };
    once(0)";

/// Moves a slider between two values; the time of each move, and of its painting.
pub(crate) const SLIDE: &str = "const [id, key, low, high, count, done] = arguments, times = [];
    const input = document.querySelector(`#${id} [name=${key}]`);
    const once = (i) => {
        if (i === count) return done(times);
        let painting = 0;
        requestAnimationFrame(() => { painting = performance.now(); });
        input.value = low + (high - low) * (0.5 + 0.5 * Math.sin(2.4 * i));
        const start = performance.now();
        input.dispatchEvent(new Event('input', { bubbles: true }));
        const handled = performance.now() - start;
        requestAnimationFrame(() => {
            times.push(handled + performance.now() - painting);
            setTimeout(() => once(i + 1), 4);
        });
    };
    once(0)";

/// Starts the training and waits until the error is at the limit: the seconds that took.
pub(crate) const TRAIN: &str = "const [limit, done] = arguments, start = performance.now();
    document.querySelector('#train [name=start]').click();
    const look = () => {
        const value = document.querySelector('#train output[name=error]').dataset.value;
        const seconds = (performance.now() - start) / 1000;
        if (value !== '' && Number(value) <= limit) done(seconds);
        else if (seconds > 25) done(null);
        else setTimeout(look, 5);
    };
    look()";

/// Times whatever the page does on the main thread on account of its workers: their messages,
/// and the frames.
pub(crate) const TIME_FRAMES: &str = "window.tasks = [];
    const timed = (work) => function (...given) {
        const start = performance.now();
        try { return work.apply(this, given); }
        finally { window.tasks.push(performance.now() - start); }
    };
    const frame = window.requestAnimationFrame;
    window.requestAnimationFrame = (work) => frame.call(window, timed(work));
    const message = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
    Object.defineProperty(Worker.prototype, 'onmessage', {
        ...message,
        set(work) { message.set.call(this, work && timed(work)); },
    });";

/// Presses start, and after some seconds returns the times of what the page did meanwhile.
pub(crate) const TRAIN_FOR: &str = "const [milliseconds, done] = arguments;
    window.tasks.length = 0;
    document.querySelector('#train [name=start]').click();
    setTimeout(() => done(window.tasks), milliseconds)";

/// Meta-steps per second on the page's own thread, by the module that the worker runs.
pub(crate) const BARE_RATE: &str = "const [tasks, milliseconds, done] = arguments;
    (async () => {
        const maml = await import(document.querySelector('link[href$=\"/maml_live.js\"]').href);
        await maml.default();
        const run = maml.Iterations.of(tasks, 1);
        run.run(500);
        let steps = 0, now = 0;
        const start = performance.now();
        while ((now = performance.now() - start) < milliseconds) { run.run(50); steps += 50; }
        run.free();
        done(1000 * steps / now);
    })()";

/// Trains once to the end; meta-steps per second between the first tenth and the last. Of the
/// buttons that begin a run, a page that has made none offers only *start*.
pub(crate) const WORKER_RATE: &str = "const [all, done] = arguments;
    const made = document.querySelector('#train output[name=meta-steps]');
    const button = (name) => document.querySelector(`#train [name=${name}]:enabled`);
    (button('restart') ?? button('start')).click();
    let first = null, last = null;
    const look = () => {
        const [steps, now] = [Number(made.dataset.value), performance.now()];
        if (steps >= 0.1 * all && steps <= 0.9 * all) {
            first ??= [steps, now];
            if (last?.[0] !== steps) last = [steps, now];
        }
        if (steps >= all) done(1000 * (last[0] - first[0]) / (last[1] - first[1]));
        else setTimeout(look, 2);
    };
    setTimeout(look, 100)";
