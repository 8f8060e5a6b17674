//! The network's three passes: forward (loss), backward (gradient), and forward and backward
//! along a direction (Hessian-vector product).

use super::head::{self, Row};
use super::kernels::{add_outer, convolve, load, outer_of_patches, product, sum, transpose};
use super::layout::{C1, C2, C3, FEATURES, P2, P3, Weights, WeightsMut};
use super::places::{PLACES, Padded, pad};
use crate::learn::footprint::Footprint;
use crate::learn::lanes::{Lanes, Vectorised};
use crate::learn::task::images::Images;

/// What a gradient remembers for Hessian-vector products at the same θ and images, and room to
/// work in: in `f32` some 25 kB for each image, and 100 kB.
#[derive(Clone, Debug)]
pub struct Tape<R> {
    ways: usize,
    labels: Vec<usize>,
    images: Vec<Padded<R>>,
    /// What the three convolutions let through, and its rate of change.
    active: Layers<R>,
    active_dot: Layers<R>,
    /// ∂L by what goes into their activations, and its rate of change.
    delta: Layers<R>,
    delta_dot: Layers<R>,
    /// A number for each image and class: the outputs, then probabilities.
    probabilities: Vec<R>,
    /// ∂L by the outputs, and the outputs' rates of change, then those of their errors.
    errors: Vec<R>,
    errors_dot: Vec<R>,
    /// W2, W3 and W4 transposed, and the same of a direction.
    turned: Turned<R>,
    turned_dot: Turned<R>,
    /// The gradient by W4, a row for each class.
    by_head: Vec<Row<R>>,
}

/// A number for each place and channel of the three convolutions, image after image.
#[derive(Clone, Debug, Default)]
struct Layers<R> {
    one: Vec<[R; C1]>,
    two: Vec<[R; C2]>,
    three: Vec<[R; C3]>,
}

/// Layers as patches of layer 2, as patches of layer 3, and as features.
type Views<'a, R> = (&'a [[R; P2]], &'a [[R; P3]], &'a [Row<R>]);

/// Transposed weights.
#[derive(Clone, Debug)]
struct Turned<R> {
    two: Box<[[R; P2]; C2]>,
    three: Box<[[R; P3]; C3]>,
    head: Vec<Row<R>>,
}

impl<R: Vectorised> Default for Tape<R> {
    fn default() -> Self {
        Self {
            ways: 1,
            labels: Vec::new(),
            images: Vec::new(),
            active: Layers::default(),
            active_dot: Layers::default(),
            delta: Layers::default(),
            delta_dot: Layers::default(),
            probabilities: Vec::new(),
            errors: Vec::new(),
            errors_dot: Vec::new(),
            turned: Turned::default(),
            turned_dot: Turned::default(),
            by_head: Vec::new(),
        }
    }
}

impl<R: Vectorised> Default for Turned<R> {
    fn default() -> Self {
        let two = Box::new([[R::zero(); P2]; C2]);
        Self { two, three: Box::new([[R::zero(); P3]; C3]), head: Vec::new() }
    }
}

impl<R: Copy> Footprint for Tape<R> {
    fn bytes(&self) -> usize {
        let layers = [&self.active, &self.active_dot, &self.delta, &self.delta_dot].into_iter();
        let layers: usize = layers.map(|l| l.one.bytes() + l.two.bytes() + l.three.bytes()).sum();
        let turned = [&self.turned, &self.turned_dot].into_iter();
        let turned: usize =
            turned.map(|t| size_of_val(&*t.two) + size_of_val(&*t.three) + t.head.bytes()).sum();
        let numbers = [&self.probabilities, &self.errors, &self.errors_dot].into_iter();
        let numbers: usize = numbers.map(Footprint::bytes).sum();
        layers + turned + numbers + self.labels.bytes() + self.images.bytes() + self.by_head.bytes()
    }
}

impl<R: Vectorised> Layers<R> {
    fn resize(&mut self, images: usize) {
        self.one.resize(images * PLACES, [R::zero(); C1]);
        self.two.resize(images * PLACES / 4, [R::zero(); C2]);
        self.three.resize(images * PLACES / 16, [R::zero(); C3]);
    }

    /// The numbers as patches of layer 2, as patches of layer 3, and as features.
    fn views(&self) -> Views<'_, R> {
        let Self { one, two, three } = self;
        (
            one.as_flattened().as_chunks().0,
            two.as_flattened().as_chunks().0,
            three.as_flattened().as_chunks().0,
        )
    }

    fn features_mut(&mut self) -> &mut [Row<R>] {
        self.three.as_flattened_mut().as_chunks_mut().0
    }
}

impl<R: Vectorised> Turned<R> {
    fn take(&mut self, weights: &Weights<'_, R>, ways: usize) {
        transpose(weights.w2, &mut self.two);
        transpose(weights.w3, &mut self.three);
        self.take_head(weights, ways);
    }

    fn take_head(&mut self, weights: &Weights<'_, R>, ways: usize) {
        head::take(weights.w4, weights.b4.len(), ways, &mut self.head);
    }
}

impl<R: Vectorised> Tape<R> {
    /// L = mean of −ln p(label).
    pub(super) fn loss(&mut self, weights: &Weights<'_, R>, data: &Images<R>) -> R {
        assert!(data.ways() <= weights.b4.len(), "the network has fewer outputs than classes");
        self.ways = data.ways();
        self.labels.clear();
        self.labels.extend_from_slice(data.labels());
        self.images.resize(data.len(), [R::zero(); _]);
        for (image, padded) in data.inputs().iter().zip(&mut self.images) {
            pad(image, padded);
        }
        self.forward(weights);
        head::softmax(&mut self.probabilities, &self.labels, self.ways)
    }

    /// The probabilities that the last pass found, one for each class and image after image.
    pub(super) fn probabilities(&self) -> &[R] {
        &self.probabilities
    }

    /// The features that the last pass found.
    pub(super) fn features(&self) -> &[Row<R>] {
        self.active.views().2
    }

    fn forward(&mut self, weights: &Weights<'_, R>) {
        self.active.resize(self.images.len());
        let Layers { one, two, three } = &mut self.active;
        let relu = |_, _, z: R::Lanes| z.positive_part();
        convolve(&self.images, weights.w1, weights.b1, one, relu);
        let patches = one.as_flattened().as_chunks().0;
        product::<_, 4, _, _>(patches, weights.w2, two, |_, chunk| load(weights.b2, chunk), relu);
        let patches = two.as_flattened().as_chunks().0;
        product::<_, 6, _, _>(patches, weights.w3, three, |_, chunk| load(weights.b3, chunk), relu);

        self.turned.take_head(weights, self.ways);
        repeat(weights.b4, self.ways, self.images.len(), &mut self.probabilities);
        let features = self.active.views().2;
        head::add_outputs(features, &self.turned.head, &mut self.probabilities);
    }

    /// Back-propagation.
    pub(super) fn gradient(
        &mut self,
        weights: &Weights<'_, R>,
        data: &Images<R>,
        gradient: &mut [R],
    ) -> R {
        let loss = self.loss(weights, data);
        self.errors.clone_from(&self.probabilities);
        head::errors(&mut self.errors, &self.labels, self.ways);
        self.turned.take(weights, self.ways);
        self.delta.resize(self.images.len());

        let Self { ways, images, active, delta, errors, turned, by_head, .. } = self;
        let out = WeightsMut::of(gradient, weights.b4.len());
        let (patches, wider, features) = active.views();

        by_head.clear();
        by_head.resize(*ways, [R::zero(); FEATURES]);
        head::add_outer(errors, features, by_head);
        head::put(by_head, weights.b4.len(), out.w4);
        sum_classes(errors, *ways, out.b4);

        let back = delta.features_mut();
        back.fill([R::zero(); FEATURES]);
        head::add_back(errors, &turned.head, back);
        mask(&active.three, &mut delta.three);
        let zero = R::Lanes::splat(R::zero());
        product::<_, 4, _, _>(
            &delta.three,
            &turned.three,
            wide(&mut delta.two),
            |_, _| zero,
            through(wider),
        );
        product::<_, 4, _, _>(
            &delta.two,
            &turned.two,
            wide(&mut delta.one),
            |_, _| zero,
            through(patches),
        );

        out.w3.fill([R::zero(); C3]);
        add_outer::<_, 6, _, _>(wider, &delta.three, out.w3);
        sum(&delta.three, out.b3);
        out.w2.fill([R::zero(); C2]);
        add_outer::<_, 4, _, _>(patches, &delta.two, out.w2);
        sum(&delta.two, out.b2);
        outer_of_patches(images, &delta.one, out.w1);
        sum(&delta.one, out.b1);
        loss
    }

    /// Pearlmutter's R-operator: the gradient's own pass, differentiated along `vector`. A dot
    /// marks a rate of change along it.
    pub(super) fn hessian_vector(
        &mut self,
        weights: &Weights<'_, R>,
        vector: &Weights<'_, R>,
        product_out: &mut [R],
    ) {
        self.turned_dot.take(vector, self.ways);
        self.rates_forward(weights, vector);
        head::error_rates(&mut self.errors_dot, &self.probabilities, self.ways);
        self.rates_backward();

        let Self { ways, images, active, active_dot, delta, delta_dot, .. } = self;
        let Self { errors, errors_dot, by_head, .. } = self;
        let out = WeightsMut::of(product_out, weights.b4.len());
        let (patches, wider, features) = active.views();
        let (patches_dot, wider_dot, features_dot) = active_dot.views();

        by_head.clear();
        by_head.resize(*ways, [R::zero(); FEATURES]);
        head::add_outer(errors_dot, features, by_head);
        head::add_outer(errors, features_dot, by_head);
        head::put(by_head, weights.b4.len(), out.w4);
        sum_classes(errors_dot, *ways, out.b4);

        out.w3.fill([R::zero(); C3]);
        add_outer::<_, 6, _, _>(wider, &delta_dot.three, out.w3);
        add_outer::<_, 6, _, _>(wider_dot, &delta.three, out.w3);
        sum(&delta_dot.three, out.b3);
        out.w2.fill([R::zero(); C2]);
        add_outer::<_, 4, _, _>(patches, &delta_dot.two, out.w2);
        add_outer::<_, 4, _, _>(patches_dot, &delta.two, out.w2);
        sum(&delta_dot.two, out.b2);
        outer_of_patches(images, &delta_dot.one, out.w1);
        sum(&delta_dot.one, out.b1);
    }

    /// The rates of change of all activations, and of the outputs.
    fn rates_forward(&mut self, weights: &Weights<'_, R>, vector: &Weights<'_, R>) {
        self.active_dot.resize(self.images.len());
        let (patches, wider, features) = self.active.views();
        let Layers { one, two, three } = &mut self.active_dot;

        convolve(&self.images, vector.w1, vector.b1, one, through(&self.active.one));
        let patches_dot = one.as_flattened().as_chunks().0;
        product::<_, 4, _, _>(
            patches,
            vector.w2,
            two,
            |_, c| load(vector.b2, c),
            |_, _, sums| sums,
        );
        product::<_, 4, _, _>(patches_dot, weights.w2, two, load, through(&self.active.two));
        let wider_dot = two.as_flattened().as_chunks().0;
        product::<_, 6, _, _>(
            wider,
            vector.w3,
            three,
            |_, c| load(vector.b3, c),
            |_, _, sums| sums,
        );
        product::<_, 6, _, _>(wider_dot, weights.w3, three, load, through(&self.active.three));

        repeat(vector.b4, self.ways, self.images.len(), &mut self.errors_dot);
        head::add_outputs(features, &self.turned_dot.head, &mut self.errors_dot);
        let features_dot = self.active_dot.views().2;
        head::add_outputs(features_dot, &self.turned.head, &mut self.errors_dot);
    }

    /// The rates of change of all errors below the outputs.
    fn rates_backward(&mut self) {
        self.delta_dot.resize(self.images.len());
        let Self { active, delta, delta_dot, errors, errors_dot, turned, turned_dot, .. } = self;
        let (patches, wider, _) = active.views();

        let back = delta_dot.features_mut();
        back.fill([R::zero(); FEATURES]);
        head::add_back(errors_dot, &turned.head, back);
        head::add_back(errors, &turned_dot.head, back);
        mask(&active.three, &mut delta_dot.three);

        let zero = R::Lanes::splat(R::zero());
        let (from, to) = (&delta_dot.three, wide(&mut delta_dot.two));
        product::<_, 4, _, _>(from, &turned.three, to, |_, _| zero, |_, _, sums| sums);
        product::<_, 4, _, _>(&delta.three, &turned_dot.three, to, load, through(wider));
        let (from, to) = (&delta_dot.two, wide(&mut delta_dot.one));
        product::<_, 4, _, _>(from, &turned.two, to, |_, _| zero, |_, _, sums| sums);
        product::<_, 4, _, _>(&delta.two, &turned_dot.two, to, load, through(patches));
    }
}

/// Rows of four places' channels as one row.
fn wide<R, const N: usize, const W: usize>(rows: &mut [[R; N]]) -> &mut [[R; W]] {
    rows.as_flattened_mut().as_chunks_mut().0
}

/// Lets sums pass where `active` is positive.
#[inline(always)]
fn through<R: Vectorised, const N: usize>(
    active: &[[R; N]],
) -> impl Fn(usize, usize, R::Lanes) -> R::Lanes {
    move |row, chunk, sums| sums.where_positive(load(&active[row], chunk))
}

/// Sets to 0 what belongs to units that let nothing through.
fn mask<R: Vectorised, const N: usize>(active: &[[R; N]], delta: &mut [[R; N]]) {
    let values = active.as_flattened().iter().zip(delta.as_flattened_mut());
    for (&active, delta) in values {
        // Written so that a NaN stays.
        if active <= R::zero() {
            *delta = R::zero();
        }
    }
}

/// Writes the first `ways` numbers of `row` so many times to `out`.
fn repeat<R: Vectorised>(row: &[R], ways: usize, times: usize, out: &mut Vec<R>) {
    out.clear();
    (0..times).for_each(|_| out.extend_from_slice(&row[..ways]));
}

/// Writes the sum over images of the errors of each class to `out`, and zeros for the others.
fn sum_classes<R: Vectorised>(errors: &[R], ways: usize, out: &mut [R]) {
    out.fill(R::zero());
    for errors in errors.chunks_exact(ways) {
        for (sum, &error) in out.iter_mut().zip(errors) {
            *sum += error;
        }
    }
}
