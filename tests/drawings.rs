//! Drawings as a network sees them, and invented characters.

use maml_live::learn::task::alphabet::{self, Alphabet};
use maml_live::learn::task::character::Character;
use maml_live::learn::task::drawing::{Drawing, Image};
use maml_live::learn::task::images::Images;
use maml_live::learn::task::source::Source;
use proptest::prelude::*;
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// The largest difference of two images in a pixel.
fn difference(a: &Image, b: &Image) -> f32 {
    a.pixels.iter().zip(&b.pixels).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

fn moved(drawing: &Drawing, scale: f32, [x, y]: [f32; 2]) -> Drawing {
    let place = |point: &[f32; 2]| [scale * point[0] + x, scale * point[1] + y];
    let strokes = drawing.strokes.iter().map(|points| points.iter().map(place).collect());
    Drawing { strokes: strokes.collect() }
}

fn written(seed: u64) -> Drawing {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    Character::random(&mut rng).draw(&mut rng)
}

fn ink(image: &Image) -> f32 {
    image.pixels.iter().sum()
}

proptest! {
    #[test]
    fn place_and_size_do_not_matter(
        seed: u64,
        scale in 0.01_f32..1000.0,
        x in -10.0_f32..10.0,
        y in -10.0_f32..10.0,
    ) {
        let drawing = written(seed);
        let other = moved(&drawing, scale, [scale * x, scale * y]);
        let [one, other] = [drawing, other].map(|drawing| drawing.render().expect("ink"));
        // Coordinates up to ten times the drawing's size lose four bits.
        prop_assert!(difference(&one, &other) < 1e-3, "{}", difference(&one, &other));
    }

    /// Who draws slowly leaves more points, on the same line.
    #[test]
    fn the_number_of_points_does_not_matter(seed: u64) {
        let drawing = written(seed);
        let slow = |points: &Vec<[f32; 2]>| {
            let halves = points.windows(2).flat_map(|ends| {
                [ends[0], [0, 1].map(|axis| 0.5 * (ends[0][axis] + ends[1][axis]))]
            });
            halves.chain(points.last().copied()).collect()
        };
        let other = Drawing { strokes: drawing.strokes.iter().map(slow).collect() };
        let [one, other] = [drawing, other].map(|drawing| drawing.render().expect("ink"));
        prop_assert!(difference(&one, &other) < 1e-3);
    }

    #[test]
    fn whatever_is_drawn_every_pixel_is_ink_or_paper(
        strokes in prop::collection::vec(
            prop::collection::vec(prop::array::uniform2(any::<f32>()), 0..6), 0..5),
    ) {
        let drawn = Drawing { strokes: strokes.clone() }.render();
        let fine = |point: &[f32; 2]| point.iter().all(|x| x.abs() <= 1e9);
        prop_assert_eq!(drawn.is_some(), strokes.iter().flatten().any(fine));
        if let Some(image) = drawn {
            prop_assert!(image.pixels.iter().all(|ink| (0.0..=1.0).contains(ink)));
        }
    }
}

#[test]
fn nothing_drawn_is_nothing_seen() {
    let strokes = |strokes: &[&[[f32; 2]]]| Drawing {
        strokes: strokes.iter().map(|points| points.to_vec()).collect(),
    };
    assert_eq!(strokes(&[]).render(), None);
    assert_eq!(strokes(&[&[], &[]]).render(), None);
    assert_eq!(strokes(&[&[[f32::NAN, 0.0], [0.0, f32::INFINITY]]]).render(), None);
}

#[test]
fn a_dot_is_a_dot_in_the_middle() {
    let dot = Drawing { strokes: vec![vec![[7.0, -3.0]]] }.render().expect("a dot is ink");
    let still = Drawing { strokes: vec![vec![[7.0, -3.0]; 50]] }.render().expect("so is this");
    assert_eq!(dot, still);
    let middle = [90, 91, 104, 105];
    assert!(middle.iter().all(|&pixel| dot.pixels[pixel] > 0.75));
    assert!((3.0..3.4).contains(&ink(&dot)), "{}", ink(&dot));
}

#[test]
fn points_that_are_no_numbers_are_left_out() {
    let good = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 2.0]];
    let mut bad = good.clone();
    bad.insert(1, [f32::NAN, 1.0]);
    bad.insert(0, [f32::NEG_INFINITY, 1.0]);
    bad.push([3e38, -3e38]);
    let [good, bad] = [good, bad].map(|points| Drawing { strokes: vec![points] }.render());
    assert_eq!(good, bad);
}

#[test]
fn ten_thousand_points_are_a_drawing_too() {
    let turn = |n: usize| {
        let angle = n as f32 * 0.01;
        [angle.cos() * (1.0 + 0.05 * angle), angle.sin() * (1.0 + 0.05 * angle)]
    };
    let spiral = Drawing { strokes: vec![(0..10_000).map(turn).collect()] };
    assert!(spiral.render().is_some_and(|image| ink(&image) > 100.0));
}

/// A line straight down the middle, as a picture that one can check by eye.
#[test]
fn a_line_is_two_pixels_wide_and_as_long_as_its_spread_asks_for() {
    let line = Drawing { strokes: vec![vec![[0.0, 0.0], [0.0, 1.0]]] }.render().expect("ink");
    let row = |y: usize| &line.pixels[14 * y..14 * y + 14];
    let paper = [0.0; 6];
    assert_eq!((&row(7)[..6], &row(7)[8..]), (&paper[..], &paper[..]));
    assert_eq!(row(7)[6..8], [1.0, 1.0]);
    // 0.36 · 11 pixels of spread are a line of √12 times that, 13.7 pixels.
    assert!(row(0)[6] == 1.0 && row(13)[7] == 1.0);
}

/// The same on every machine: the words that a character takes never depend on rounding.
#[test]
fn a_seed_is_an_alphabet() {
    let sample = |seed: u64| {
        let (alphabet, mut images) = (Alphabet::default(), Images::<f32>::default());
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let task = Source::<Images<f32>>::task(&alphabet, &mut rng);
        alphabet.sample(&task, 2, &mut rng, &mut images);
        (images, rng.get_word_pos())
    };
    let (images, words) = sample(3);
    assert_eq!(sample(3), (images.clone(), words));
    assert_ne!(sample(4).0, images);
    assert_eq!(images.labels(), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    assert_eq!(images.ways(), 5);
}

/// Drawings of one character are more alike than those of two.
#[test]
fn drawings_of_a_character_resemble_each_other() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut closer = 0;
    for _ in 0..200 {
        let [one, two] = [(); 2].map(|()| Character::random(&mut rng));
        let [a, b, c] = [&one, &one, &two].map(|character| alphabet::image(character, &mut rng));
        let apart = |x: &Image, y: &Image| -> f32 {
            x.pixels.iter().zip(&y.pixels).map(|(x, y)| (x - y) * (x - y)).sum()
        };
        closer += u32::from(apart(&a, &b) < apart(&a, &c));
    }
    assert!(closer > 180, "{closer} of 200");
}

#[test]
fn characters_have_one_to_four_strokes_and_stay_near_their_square() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let mut counts = [0; 4];
    for _ in 0..1000 {
        let character = Character::random(&mut rng);
        counts[character.strokes() - 1] += 1;
        let drawing = character.draw(&mut rng);
        assert_eq!(drawing.strokes.len(), character.strokes());
        for point in drawing.strokes.iter().flatten() {
            assert!(point.iter().all(|x| x.abs() < 10.0), "{point:?}");
        }
    }
    assert!(counts.iter().all(|&count| count > 100), "{counts:?}");
}

/// Whoever shares a seed sees the same drawings: no sine, exponential or logarithm in them is the
/// machine's own.
#[test]
fn drawings_are_the_same_everywhere_to_the_last_bit() {
    let mut rng = ChaCha8Rng::seed_from_u64(2026);
    // FNV-1a, 64 bits.
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    let mut take = |number: f32| {
        for byte in number.to_bits().to_le_bytes() {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for _ in 0..300 {
        let character = Character::random(&mut rng);
        let drawing = character.draw(&mut rng);
        drawing.strokes.iter().flatten().flatten().for_each(|&x| take(x));
        alphabet::image(&character, &mut rng).pixels.into_iter().for_each(&mut take);
    }
    assert_eq!(digest, 0xed71_5a4f_5420_91c4, "{digest:#x}");
}
