//! A figure with one point in the square, which a pointer drags and arrow keys move: what all
//! such figures do with events.

use super::square::{self, Drag};
use crate::contract::{Changed, Grip, Key, Pointer, Tip};
use crate::plot::{Plot, Px, Size};

/// A figure with one point in the square. It says where the point is, and how it looks; the
/// functions of this module wire it to hands and keys.
pub trait Dragged {
    /// Whether a panel has the point in it; all have, where a figure says nothing else.
    fn is_in(_panel: usize) -> bool {
        true
    }

    /// The square in a panel of `size` that has the point in it.
    fn plot(panel: usize, size: Size) -> Plot;

    /// Where the point is.
    fn place(&self) -> [f64; 2];

    /// What the hand does with it.
    fn hand(&self) -> &Drag;

    /// The same, to be changed.
    fn hand_mut(&mut self) -> &mut Drag;

    /// Brings it to `place`, which a hand or a key chose.
    fn move_to(&mut self, place: [f64; 2]) -> Changed;
}

/// Follows a pointer.
pub fn pointer<F: Dragged>(figure: &mut F, pointer: &Pointer) -> Changed {
    if !F::is_in(pointer.panel) {
        return Changed::Nothing;
    }
    let plot = F::plot(pointer.panel, pointer.size);
    let (place, before) = (figure.place(), *figure.hand());
    match figure.hand_mut().moved(&plot, place, pointer) {
        Some(place) => figure.move_to(place),
        None if *figure.hand() != before => Changed::Picture,
        None => Changed::Nothing,
    }
}

/// Follows an arrow key; others are not for the point.
pub fn key<F: Dragged>(figure: &mut F, panel: usize, key: Key) -> Changed {
    match square::walked(figure.place(), key) {
        Some(place) if F::is_in(panel) => figure.move_to(place),
        _ => Changed::Nothing,
    }
}

/// What a hand would find at `at`.
pub fn grip<F: Dragged>(figure: &F, panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
    if !F::is_in(panel) {
        return Grip::Nothing;
    }
    square::grip(&F::plot(panel, size), figure.hand(), figure.place(), at, tip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Action, Stride};

    /// A point in the first of two panels, and how often it was moved.
    struct Point {
        at: [f64; 2],
        hand: Drag,
        moves: usize,
    }

    impl Dragged for Point {
        fn is_in(panel: usize) -> bool {
            panel == 0
        }

        fn plot(_panel: usize, size: Size) -> Plot {
            square::plot(size, 14.0)
        }

        fn place(&self) -> [f64; 2] {
            self.at
        }

        fn hand(&self) -> &Drag {
            &self.hand
        }

        fn hand_mut(&mut self) -> &mut Drag {
            &mut self.hand
        }

        fn move_to(&mut self, place: [f64; 2]) -> Changed {
            self.at = place;
            self.moves += 1;
            Changed::Settings
        }
    }

    const SIZE: Size = Size::new(400.0, 400.0);

    fn point() -> Point {
        Point { at: [0.5, 0.5], hand: Drag::default(), moves: 0 }
    }

    fn at(place: [f64; 2]) -> Px {
        Point::plot(0, SIZE).px(place[0], place[1])
    }

    fn follow(figure: &mut Point, panel: usize, action: Action, place: [f64; 2]) -> Changed {
        let at = at(place);
        pointer(figure, &Pointer { panel, size: SIZE, at, action, tip: Tip::Fine })
    }

    #[test]
    fn a_hand_takes_it_along_and_lets_it_go() {
        let mut figure = point();
        assert_eq!(follow(&mut figure, 0, Action::Hover, [0.5, 0.5]), Changed::Nothing);
        assert_eq!(
            follow(&mut figure, 0, Action::Down, [0.5, 0.5]),
            Changed::Picture,
            "it is held"
        );
        assert_eq!(grip(&figure, 0, SIZE, at([0.9, 0.9]), Tip::Fine), Grip::Held);
        assert_eq!(follow(&mut figure, 0, Action::Drag, [0.2, 0.7]), Changed::Settings);
        assert_eq!(figure.at, [0.2, 0.7]);
        assert_eq!(follow(&mut figure, 0, Action::Up, [0.2, 0.7]), Changed::Picture);
        assert_eq!(follow(&mut figure, 0, Action::Drag, [0.9, 0.9]), Changed::Nothing);
        assert_eq!(figure.moves, 1);
    }

    #[test]
    fn a_hand_that_the_system_takes_away_brings_it_back() {
        let mut figure = point();
        follow(&mut figure, 0, Action::Down, [0.5, 0.5]);
        follow(&mut figure, 0, Action::Drag, [0.1, 0.1]);
        assert_eq!(follow(&mut figure, 0, Action::Cancel, [0.1, 0.1]), Changed::Settings);
        assert_eq!(figure.at, [0.5, 0.5]);
    }

    #[test]
    fn arrow_keys_move_it_and_others_do_not() {
        let mut figure = point();
        assert_eq!(key(&mut figure, 0, Key::Up(Stride::Normal)), Changed::Settings);
        assert_eq!(figure.at, [0.5, 0.51]);
        assert_eq!(key(&mut figure, 0, Key::Enter), Changed::Nothing);
        assert_eq!(figure.moves, 1);
    }

    #[test]
    fn a_panel_without_it_knows_nothing_of_it() {
        let mut figure = point();
        assert_eq!(follow(&mut figure, 1, Action::Down, [0.5, 0.5]), Changed::Nothing);
        assert_eq!(key(&mut figure, 1, Key::Up(Stride::Normal)), Changed::Nothing);
        assert_eq!(grip(&figure, 1, SIZE, at([0.5, 0.5]), Tip::Fine), Grip::Nothing);
        assert_eq!(figure.at, [0.5, 0.5]);
    }
}
