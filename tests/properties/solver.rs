//! Conjugate gradient: right where it says so, and honest where it cannot be.

use maml_live::learn::Real;
use maml_live::learn::meta::conjugate_gradient::{Settings, Solution, Stop, solve};
use proptest::prelude::*;

const N: usize = 6;

fn run<R: Real>(matrix: &[[f64; N]; N], b: &[f64; N], settings: Settings) -> (Solution, [R; N]) {
    let product = |v: &[R], out: &mut [R]| {
        for (out, row) in out.iter_mut().zip(matrix) {
            *out = row.iter().zip(v).map(|(&m, &v)| R::of(m) * v).sum();
        }
    };
    let mut x = [R::of(0.0); N];
    let mut scratch = [[R::of(0.0); N]; 3];
    let scratch = scratch.each_mut().map(|v| &mut v[..]);
    let solution = solve(product, &b.map(R::of), &mut x, scratch, settings);
    (solution, x)
}

/// Σ_k e_k q_k q_kᵀ with the q_k from a reflection, hence orthonormal: a matrix with these
/// eigenvalues.
fn with_eigenvalues(eigenvalues: [f64; N], w: [f64; N]) -> [[f64; N]; N] {
    let square: f64 = w.iter().map(|w| w * w).sum();
    let reflection = |i: usize, k: usize| f64::from(i == k) - 2.0 * w[i] * w[k] / square;
    std::array::from_fn(|i| {
        std::array::from_fn(|j| {
            (0..N).map(|k| eigenvalues[k] * reflection(i, k) * reflection(j, k)).sum()
        })
    })
}

fn vector() -> impl Strategy<Value = [f64; N]> {
    prop::array::uniform6(0.1..1.0_f64)
}

/// The reported residual is that of x, to rounding, and decides whether it has converged.
fn check_residual<R: Real>(
    matrix: &[[f64; N]; N],
    b: &[f64; N],
    settings: Settings,
) -> Result<(), TestCaseError> {
    let (solution, x) = run::<R>(matrix, b, settings);
    let x = x.map(|x| x.into_f64());
    let norm = |v: [f64; N]| v.iter().map(|v| v * v).sum::<f64>().sqrt();
    let product = |row: &[f64; N]| row.iter().zip(x).map(|(m, x)| m * x).sum::<f64>();
    let left = norm(std::array::from_fn(|i| b[i] - product(&matrix[i]))) / norm(*b);
    // A product is known to ε times the sums of its terms' sizes, a few times over.
    let terms = |row: &[f64; N]| row.iter().zip(x).map(|(m, x)| (m * x).abs()).sum::<f64>();
    let sizes = norm(std::array::from_fn(|i| b[i].abs() + terms(&matrix[i]))) / norm(*b);
    let known = 8.0 * R::epsilon().into_f64() * sizes;
    prop_assert!((solution.residual - left).abs() <= known, "{solution:?}, but {left}");
    let epsilon = R::epsilon().into_f64();
    match solution.stop {
        Stop::Converged => prop_assert!(solution.residual <= settings.tolerance()),
        Stop::Stagnated => prop_assert!(solution.residual > settings.tolerance()),
        other => prop_assert!(false, "{other:?} at {}", solution.residual),
    }
    prop_assert!(solution.residual >= epsilon);
    Ok(())
}

proptest! {
    #[test]
    fn solves_what_is_positive_definite(
        eigenvalues in prop::array::uniform6(0.5..20.0_f64),
        w in vector(),
        b in prop::array::uniform6(-1.0..1.0_f64),
    ) {
        let matrix = with_eigenvalues(eigenvalues, w);
        let settings = Settings::new(3 * N, 1e-12).unwrap();
        let (solution, x) = run::<f64>(&matrix, &b, settings);
        prop_assert_eq!(solution.stop, Stop::Converged);
        for (row, b) in matrix.iter().zip(b) {
            let found: f64 = row.iter().zip(x).map(|(m, x)| m * x).sum();
            prop_assert!((found - b).abs() < 1e-10);
        }
        let (solution, _) = run::<f32>(&matrix, &b, Settings::new(3 * N, 1e-5).unwrap());
        prop_assert_eq!(solution.stop, Stop::Converged);
    }

    /// In single precision no residual falls to 1e-10, whatever the recurrence believes.
    #[test]
    fn reports_the_residual_that_is_left(
        eigenvalues in prop::array::uniform6(0.01..100.0_f64),
        w in vector(),
        b in prop::array::uniform6(-1.0..1.0_f64),
        exponent in -14.0..-1.0_f64,
        scale in prop::sample::select(vec![1e-25, 1e-12, 1.0, 1e12]),
    ) {
        let matrix = with_eigenvalues(eigenvalues, w).map(|row| row.map(|m| f64::from(m as f32)));
        let b = b.map(|b| f64::from((scale * b) as f32));
        let settings = Settings::new(200, 10_f64.powf(exponent)).unwrap();
        check_residual::<f64>(&matrix, &b, settings)?;
        check_residual::<f32>(&matrix, &b, settings)?;
    }

    #[test]
    fn tells_a_negative_definite_matrix(
        eigenvalues in prop::array::uniform6(-20.0..-0.5_f64),
        w in vector(),
        b in vector(),
    ) {
        let (solution, x) = run::<f64>(&with_eigenvalues(eigenvalues, w), &b, Settings::default());
        prop_assert_eq!((solution.stop, solution.iterations), (Stop::NegativeCurvature, 0));
        prop_assert_eq!(x, [0.0; N]);
    }

    /// Whichever direction comes first, one of them has negative curvature.
    #[test]
    fn tells_an_indefinite_matrix(
        positive in prop::array::uniform3(0.5..20.0_f64),
        negative in prop::array::uniform3(-20.0..-0.5_f64),
        w in vector(),
        b in vector(),
    ) {
        let [p, q, r] = positive;
        let [s, t, u] = negative;
        let matrix = with_eigenvalues([p, s, q, t, r, u], w);
        let (solution, x) = run::<f64>(&matrix, &b, Settings::new(50, 1e-12).unwrap());
        let told = matches!(solution.stop, Stop::Indefinite | Stop::NegativeCurvature);
        prop_assert!(told, "{:?}", solution);
        prop_assert_eq!(solution.stop == Stop::NegativeCurvature, solution.iterations == 0);
        prop_assert!(x.iter().all(|x| x.is_finite()));
    }
}

/// Squares of small numbers vanish in single precision; what is solved does not depend on it.
#[test]
fn a_small_right_hand_side_is_solved_like_any_other() {
    let matrix =
        with_eigenvalues([0.5, 1.0, 3.0, 7.0, 20.0, 90.0], [1.0, 0.5, -0.3, 0.2, 0.9, -1.0]);
    let settings = Settings::new(50, 1e-5).unwrap();
    let (usual, expected) = run::<f32>(&matrix, &[1.0; N], settings);
    assert_eq!(usual.stop, Stop::Converged);
    for power in [-90, -40, 40, 90] {
        let scale = 2.0_f64.powi(power);
        let (solution, x) = run::<f32>(&matrix, &[scale; N], settings);
        assert_eq!((solution.stop, solution.iterations), (usual.stop, usual.iterations));
        assert_eq!(x, expected.map(|entry| entry * scale as f32));
    }
}

#[test]
fn what_is_solved_in_every_digit_is_not_singular() {
    let matrix = std::array::from_fn(|i| std::array::from_fn(|j| if i == j { 4.0 } else { 0.0 }));
    let (solution, x) = run::<f32>(&matrix, &[1.0; N], Settings::new(9, 0.0).unwrap());
    assert_eq!((solution.stop, solution.iterations, x), (Stop::Stagnated, 1, [0.25; N]));
}

#[test]
fn tells_a_singular_matrix() {
    // The last coordinate is mapped to zero, and b has a part there: no solution.
    let entry = |i: usize, j: usize| if i == j && i < N - 1 { 1.0 + i as f64 } else { 0.0 };
    let matrix = std::array::from_fn(|i| std::array::from_fn(|j| entry(i, j)));
    for run in [run::<f64>(&matrix, &[1.0; N], Settings::default()).0, {
        run::<f32>(&matrix, &[1.0; N], Settings::default()).0
    }] {
        assert_eq!(run.stop, Stop::Singular, "{run:?}");
    }
    let (solution, x) = run::<f64>(&[[0.0; N]; N], &[1.0; N], Settings::default());
    assert_eq!((solution.stop, x), (Stop::Singular, [0.0; N]));
}

#[test]
fn tells_an_indefinite_matrix_from_a_singular_one_where_the_curvature_is_zero() {
    // b = (1, 1, 0, …) has no curvature under diag(1, −1, …), yet A b is not zero.
    let mut matrix = [[0.0; N]; N];
    (matrix[0][0], matrix[1][1]) = (1.0, -1.0);
    let b = [1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(run::<f64>(&matrix, &b, Settings::default()).0.stop, Stop::Indefinite);
}

#[test]
fn ends_cleanly_at_the_edges() {
    let identity = with_eigenvalues([1.0; N], [1.0; N]);
    let (solution, x) = run::<f64>(&identity, &[0.0; N], Settings::default());
    assert_eq!((solution.stop, solution.iterations, x), (Stop::Converged, 0, [0.0; N]));
    let none = Settings::new(0, 0.0).unwrap();
    let (solution, _) = run::<f64>(&identity, &[1.0; N], none);
    assert_eq!((solution.stop, solution.residual), (Stop::IterationLimit, 1.0));
    let (solution, x) = run::<f64>(&identity, &[f64::NAN; N], Settings::default());
    assert_eq!((solution.stop, x), (Stop::NotFinite, [0.0; N]));
    assert!(Settings::new(1, f64::NAN).is_err() && Settings::new(1, -1.0).is_err());
}
