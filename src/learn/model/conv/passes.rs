//! The network's three passes: forward (loss), backward (gradient), and forward and backward
//! along a direction (Hessian-vector product).

use super::first_layer::{Inked, PLACES, convolve, outer_of_patches};
use super::head::{self, Row};
use super::kernels::Finish::{self, Plain, Relu, Through};
use super::kernels::{add_outer, product, sum, transpose};
use super::layout::{C1, C2, C3, FEATURES, P2, P3, Weights, WeightsMut};
use crate::learn::footprint::Footprint;
use crate::learn::lanes::{LANES, Lanes as _};
use crate::learn::real::Real;
use crate::learn::task::images::Images;

/// What a gradient remembers for Hessian-vector products at the same θ and images, and room to
/// work in: in `f32` some 26 kB for each image, and 100 kB.
#[derive(Clone, Debug)]
pub struct Tape<R> {
    ways: usize,
    labels: Vec<usize>,
    images: Vec<Inked<R>>,
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

/// Transposed weights.
#[derive(Clone, Debug)]
struct Turned<R> {
    two: Box<[[R; P2]; C2]>,
    three: Box<[[R; P3]; C3]>,
    head: Vec<Row<R>>,
}

impl<R: Real> Default for Tape<R> {
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

impl<R: Real> Default for Turned<R> {
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

impl<R: Real> Layers<R> {
    fn resize(&mut self, images: usize) {
        self.one.resize(images * PLACES, [R::zero(); C1]);
        self.two.resize(images * PLACES / 4, [R::zero(); C2]);
        self.three.resize(images * PLACES / 16, [R::zero(); C3]);
    }

    fn features(&self) -> &[Row<R>] {
        self.three.as_flattened().as_chunks().0
    }

    fn features_mut(&mut self) -> &mut [Row<R>] {
        self.three.as_flattened_mut().as_chunks_mut().0
    }
}

impl<R: Real> Turned<R> {
    fn take(&mut self, weights: &Weights<'_, R>, ways: usize) {
        transpose(weights.w2, &mut self.two);
        transpose(weights.w3, &mut self.three);
        self.take_head(weights, ways);
    }

    fn take_head(&mut self, weights: &Weights<'_, R>, ways: usize) {
        head::take(weights.w4, weights.b4.len(), ways, &mut self.head);
    }
}

impl<R: Real> Tape<R> {
    /// L = mean of −ln p(label).
    pub(super) fn loss(&mut self, weights: &Weights<'_, R>, data: &Images<R>) -> R {
        assert!(data.ways() <= weights.b4.len(), "the network has fewer outputs than classes");
        self.ways = data.ways();
        self.labels.clear();
        self.labels.extend_from_slice(data.labels());
        self.images.resize(data.len(), Inked::none());
        for (image, inked) in data.inputs().iter().zip(&mut self.images) {
            inked.read(image);
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
        self.active.features()
    }

    fn forward(&mut self, weights: &Weights<'_, R>) {
        self.active.resize(self.images.len());
        let Layers { one, two, three } = &mut self.active;
        convolve(&self.images, weights.w1, weights.b1, None, one);
        up_2(one, weights, Some(weights.b2), Relu, two);
        up_3(two, weights, Some(weights.b3), Relu, three);

        self.turned.take_head(weights, self.ways);
        repeat(weights.b4, self.ways, self.images.len(), &mut self.probabilities);
        let features = self.active.features();
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
        let Layers { one, two, three } = &*active;

        by_head.clear();
        by_head.resize(*ways, [R::zero(); FEATURES]);
        head::add_outer(errors, active.features(), by_head);
        head::put(by_head, weights.b4.len(), out.w4);
        sum_classes(errors, *ways, out.b4);

        let back = delta.features_mut();
        back.fill([R::zero(); FEATURES]);
        head::add_back(errors, &turned.head, back);
        mask(three, &mut delta.three);
        let Layers { one: delta_1, two: delta_2, three: delta_3 } = delta;
        down_3(delta_3, turned, Some(&[R::zero(); _]), Through(wide(two)), delta_2);
        down_2(delta_2, turned, Some(&[R::zero(); _]), Through(wide(one)), delta_1);

        out.w3.fill([R::zero(); C3]);
        add_outer_3(two, delta_3, out.w3);
        sum(delta_3, out.b3);
        out.w2.fill([R::zero(); C2]);
        add_outer_2(one, delta_2, out.w2);
        sum(delta_2, out.b2);
        outer_of_patches(images, delta_1, out.w1, out.b1);
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
        let Layers { one, two, .. } = &*active;
        let Layers { one: one_dot, two: two_dot, .. } = &*active_dot;

        by_head.clear();
        by_head.resize(*ways, [R::zero(); FEATURES]);
        head::add_outer(errors_dot, active.features(), by_head);
        head::add_outer(errors, active_dot.features(), by_head);
        head::put(by_head, weights.b4.len(), out.w4);
        sum_classes(errors_dot, *ways, out.b4);

        out.w3.fill([R::zero(); C3]);
        add_outer_3(two, &delta_dot.three, out.w3);
        add_outer_3(two_dot, &delta.three, out.w3);
        sum(&delta_dot.three, out.b3);
        out.w2.fill([R::zero(); C2]);
        add_outer_2(one, &delta_dot.two, out.w2);
        add_outer_2(one_dot, &delta.two, out.w2);
        sum(&delta_dot.two, out.b2);
        outer_of_patches(images, &delta_dot.one, out.w1, out.b1);
    }

    /// The rates of change of all activations, and of the outputs.
    fn rates_forward(&mut self, weights: &Weights<'_, R>, vector: &Weights<'_, R>) {
        self.active_dot.resize(self.images.len());
        let Layers { one, two, three } = &self.active;
        let Layers { one: one_dot, two: two_dot, three: three_dot } = &mut self.active_dot;

        convolve(&self.images, vector.w1, vector.b1, Some(one), one_dot);
        up_2(one, vector, Some(vector.b2), Plain, two_dot);
        up_2(one_dot, weights, None, Through(two), two_dot);
        up_3(two, vector, Some(vector.b3), Plain, three_dot);
        up_3(two_dot, weights, None, Through(three), three_dot);

        repeat(vector.b4, self.ways, self.images.len(), &mut self.errors_dot);
        head::add_outputs(self.active.features(), &self.turned_dot.head, &mut self.errors_dot);
        head::add_outputs(self.active_dot.features(), &self.turned.head, &mut self.errors_dot);
    }

    /// The rates of change of all errors below the outputs.
    fn rates_backward(&mut self) {
        self.delta_dot.resize(self.images.len());
        let Self { active, delta, delta_dot, errors, errors_dot, turned, turned_dot, .. } = self;
        let Layers { one, two, three } = &*active;

        let back = delta_dot.features_mut();
        back.fill([R::zero(); FEATURES]);
        head::add_back(errors_dot, &turned.head, back);
        head::add_back(errors, &turned_dot.head, back);
        mask(three, &mut delta_dot.three);

        let Layers { one: one_dot, two: two_dot, three: three_dot } = delta_dot;
        down_3(three_dot, turned, Some(&[R::zero(); _]), Plain, two_dot);
        down_3(&delta.three, turned_dot, None, Through(wide(two)), two_dot);
        down_2(two_dot, turned, Some(&[R::zero(); _]), Plain, one_dot);
        down_2(&delta.two, turned_dot, None, Through(wide(one)), one_dot);
    }
}

/// From layer 1 to layer 2.
fn up_2<R: Real>(
    one: &[[R; C1]],
    weights: &Weights<'_, R>,
    start: Option<&[R; C2]>,
    finish: Finish<'_, R, C2>,
    two: &mut [[R; C2]],
) {
    product::<_, 4, _, _>(wide(one), weights.w2, start, finish, two);
}

/// From layer 2 to layer 3.
fn up_3<R: Real>(
    two: &[[R; C2]],
    weights: &Weights<'_, R>,
    start: Option<&[R; C3]>,
    finish: Finish<'_, R, C3>,
    three: &mut [[R; C3]],
) {
    product::<_, 6, _, _>(wide(two), weights.w3, start, finish, three);
}

/// From layer 3 back to layer 2.
fn down_3<R: Real>(
    three: &[[R; C3]],
    turned: &Turned<R>,
    start: Option<&[R; P3]>,
    finish: Finish<'_, R, P3>,
    two: &mut [[R; C2]],
) {
    product::<_, 4, _, _>(three, &turned.three, start, finish, wide_mut(two));
}

/// From layer 2 back to layer 1.
fn down_2<R: Real>(
    two: &[[R; C2]],
    turned: &Turned<R>,
    start: Option<&[R; P2]>,
    finish: Finish<'_, R, P2>,
    one: &mut [[R; C1]],
) {
    product::<_, 4, _, _>(two, &turned.two, start, finish, wide_mut(one));
}

/// Adds the gradient by W2, given what layer 1 lets through and layer 2's errors.
fn add_outer_2<R: Real>(one: &[[R; C1]], errors: &[[R; C2]], w2: &mut [[R; C2]; P2]) {
    add_outer::<_, 4, _, _>(wide(one), errors, w2);
}

/// Adds the gradient by W3, given what layer 2 lets through and layer 3's errors.
fn add_outer_3<R: Real>(two: &[[R; C2]], errors: &[[R; C3]], w3: &mut [[R; C3]; P3]) {
    add_outer::<_, 6, _, _>(wide(two), errors, w3);
}

/// Rows of four places' channels as one row: a patch of the next layer.
fn wide<R, const N: usize, const W: usize>(rows: &[[R; N]]) -> &[[R; W]] {
    rows.as_flattened().as_chunks().0
}

/// [`wide()`], to be written.
fn wide_mut<R, const N: usize, const W: usize>(rows: &mut [[R; N]]) -> &mut [[R; W]] {
    rows.as_flattened_mut().as_chunks_mut().0
}

/// Sets to 0 what belongs to units that let nothing through.
fn mask<R: Real>(active: &[[R; C3]], delta: &mut [[R; C3]]) {
    let active = active.as_flattened().as_chunks::<LANES>().0;
    for (&active, delta) in active.iter().zip(delta.as_flattened_mut().as_chunks_mut().0) {
        *delta = R::Lanes::from(*delta).where_positive(active.into()).into();
    }
}

/// Writes the first `ways` numbers of `row` so many times to `out`.
fn repeat<R: Real>(row: &[R], ways: usize, times: usize, out: &mut Vec<R>) {
    out.clear();
    (0..times).for_each(|_| out.extend_from_slice(&row[..ways]));
}

/// Writes the sum over images of the errors of each class to `out`, and zeros for the others.
fn sum_classes<R: Real>(errors: &[R], ways: usize, out: &mut [R]) {
    out.fill(R::zero());
    for errors in errors.chunks_exact(ways) {
        for (sum, &error) in out.iter_mut().zip(errors) {
            *sum += error;
        }
    }
}
