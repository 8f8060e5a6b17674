//! A board as text, for links: six bits a sign, and a check that none of them was changed.
//!
//! First comes the sign of this way of writing, then two with a check of what follows. Each pad
//! is one bit where it is the example's, two where it is empty, else two and its strokes: how
//! many, of each how many points, the first point with seven bits a coordinate, each other one
//! with five if it is near the one before it, else with seven. The pads at the end that are the
//! example's are left out.

use super::board::{Board, Content};
use super::sketch::{LAST, MOST_POINTS, MOST_STROKES, Point, Sketch};

/// The longest text that is written, so that messengers keep a link whole.
pub const LONGEST: usize = 1880;

/// What stands for a board that is too long for a link.
pub const TOO_LONG: &str = "-";

/// The sign of this way of writing.
const VERSION: u8 = b'1';

/// The signs, by their six bits.
const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// How far a near point may lie from the one before it, in each coordinate.
const NEAR: i16 = 15;

/// The bits of a coordinate: anywhere, of a near point, and of counts.
const FAR_BITS: u32 = 7;
const NEAR_BITS: u32 = 5;
const STROKE_BITS: u32 = 4;
const POINT_BITS: u32 = 6;

/// Why a text is no board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It says that the board was too long for it.
    TooLong,
    /// Something in it was changed or is missing, or it never was one.
    Damaged,
}

/// The board as text, empty for the example's; none if it would be too long.
pub fn write(board: &Board) -> Option<String> {
    let mut bits = Writer::default();
    let count = board.pads.iter().rposition(|content| *content != Content::Example);
    let Some(last) = count else { return Some(String::new()) };
    for content in &board.pads[..=last] {
        match content {
            Content::Example => bits.put(0, 1),
            Content::Empty => bits.put(0b10, 2),
            Content::Own(sketch) => {
                bits.put(0b11, 2);
                put_sketch(&mut bits, sketch);
            }
        }
    }
    let check = checked(&bits.sextets);
    let mut text = String::from(char::from(VERSION));
    for sextet in [(check >> 6) as u8, (check & 63) as u8].iter().chain(&bits.sextets) {
        text.push(char::from(SIGNS[usize::from(*sextet)]));
    }
    (text.len() <= LONGEST).then_some(text)
}

/// The board that a text stands for.
///
/// # Errors
/// When it stands for none.
pub fn read(text: &str) -> Result<Board, Unreadable> {
    match text {
        "" => return Ok(Board::default()),
        TOO_LONG => return Err(Unreadable::TooLong),
        _ => {}
    }
    let sextet = |sign: u8| SIGNS.iter().position(|other| *other == sign).map(|place| place as u8);
    let (version, signs) = text.as_bytes().split_first().ok_or(Unreadable::Damaged)?;
    let sextets: Option<Vec<u8>> = signs.iter().map(|&sign| sextet(sign)).collect();
    let sextets = sextets.filter(|_| *version == VERSION && text.len() <= LONGEST);
    match sextets.as_deref() {
        Some([high, low, rest @ ..])
            if checked(rest) == u16::from(*high) << 6 | u16::from(*low) =>
        {
            take_board(rest).ok_or(Unreadable::Damaged)
        }
        _ => Err(Unreadable::Damaged),
    }
}

/// Twelve bits that change with any sign.
fn checked(sextets: &[u8]) -> u16 {
    // Fowler, Noll and Vo's way of mixing, folded.
    let mixed = sextets.iter().fold(0x811c_9dc5_u32, |hash, &sextet| {
        (hash ^ u32::from(sextet)).wrapping_mul(0x0100_0193)
    });
    ((mixed ^ (mixed >> 12) ^ (mixed >> 24)) & 0xfff) as u16
}

fn put_sketch(bits: &mut Writer, sketch: &Sketch) {
    bits.put(sketch.strokes.len() as u16, STROKE_BITS);
    for points in &sketch.strokes {
        bits.put(points.len() as u16, POINT_BITS);
        let mut last: Option<Point> = None;
        for &point in points {
            put_point(bits, point, last);
            last = Some(point);
        }
    }
}

fn put_point(bits: &mut Writer, point: Point, last: Option<Point>) {
    let step = |axis: usize| last.map(|last| i16::from(point[axis]) - i16::from(last[axis]));
    let near = [0, 1].map(|axis| step(axis).filter(|step| step.abs() <= NEAR));
    match (near, last) {
        ([Some(across), Some(down)], _) => {
            bits.put(1, 1);
            [across, down].iter().for_each(|step| bits.put((step + NEAR) as u16, NEAR_BITS));
        }
        (_, last) => {
            if last.is_some() {
                bits.put(0, 1);
            }
            point.iter().for_each(|&along| bits.put(along.into(), FAR_BITS));
        }
    }
}

fn take_board(sextets: &[u8]) -> Option<Board> {
    let mut bits = Reader { sextets, at: 0 };
    let mut board = Board::default();
    for content in &mut board.pads {
        // What is left out at the end is the example's.
        if bits.is_over() || bits.take(1)? == 0 {
            continue;
        }
        *content = match bits.take(1)? {
            0 => Content::Empty,
            _ => Content::Own(take_sketch(&mut bits)?),
        };
    }
    bits.is_over().then_some(board)
}

fn take_sketch(bits: &mut Reader<'_>) -> Option<Sketch> {
    let count = usize::from(bits.take(STROKE_BITS)?);
    if !(1..=MOST_STROKES).contains(&count) {
        return None;
    }
    let strokes: Option<Vec<Vec<Point>>> = (0..count).map(|_| take_stroke(bits)).collect();
    strokes.map(|strokes| Sketch { strokes })
}

fn take_stroke(bits: &mut Reader<'_>) -> Option<Vec<Point>> {
    let count = usize::from(bits.take(POINT_BITS)?);
    if !(1..=MOST_POINTS).contains(&count) {
        return None;
    }
    let mut points: Vec<Point> = Vec::with_capacity(count);
    for _ in 0..count {
        let point = take_point(bits, points.last().copied())?;
        points.push(point);
    }
    Some(points)
}

fn take_point(bits: &mut Reader<'_>, last: Option<Point>) -> Option<Point> {
    if let Some(last) = last
        && bits.take(1)? == 1
    {
        let steps = [bits.take(NEAR_BITS)?, bits.take(NEAR_BITS)?];
        let along = |axis: usize| {
            let along = i16::from(last[axis]) + steps[axis] as i16 - NEAR;
            u8::try_from(along).ok().filter(|along| *along <= LAST)
        };
        return Some([along(0)?, along(1)?]);
    }
    Some([bits.take(FAR_BITS)? as u8, bits.take(FAR_BITS)? as u8])
}

/// Bits on their way into signs.
#[derive(Default)]
struct Writer {
    sextets: Vec<u8>,
    count: usize,
}

impl Writer {
    /// Writes the lowest `count` bits of `value`, the highest of them first.
    fn put(&mut self, value: u16, count: u32) {
        for place in (0..count).rev() {
            if self.count.is_multiple_of(6) {
                self.sextets.push(0);
            }
            let bit = (value >> place & 1) as u8;
            if let Some(last) = self.sextets.last_mut() {
                *last |= bit << (5 - self.count % 6);
            }
            self.count += 1;
        }
    }
}

/// Bits on their way out of signs.
struct Reader<'s> {
    sextets: &'s [u8],
    at: usize,
}

impl Reader<'_> {
    /// Reads so many bits; none if there are fewer.
    fn take(&mut self, count: u32) -> Option<u16> {
        let mut value = 0;
        for _ in 0..count {
            let sextet = self.sextets.get(self.at / 6)?;
            value = value << 1 | u16::from(sextet >> (5 - self.at % 6) & 1);
            self.at += 1;
        }
        Some(value)
    }

    /// Whether nothing is left but what fills the last sign.
    fn is_over(&self) -> bool {
        let left = self.sextets.len() * 6 - self.at;
        let filling = |&sextet: &u8| sextet & ((1 << left) - 1) == 0;
        left == 0 || (left < 6 && self.sextets.last().is_some_and(filling))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_sketch() -> impl Strategy<Value = Sketch> {
        let point = (0..=LAST, 0..=LAST).prop_map(|(x, y)| [x, y]);
        let near = prop::collection::vec((40..60_u8, 40..60_u8).prop_map(|(x, y)| [x, y]), 1..9);
        let far = prop::collection::vec(point, 1..=MOST_POINTS);
        prop::collection::vec(prop_oneof![3 => near, 1 => far], 1..=MOST_STROKES)
            .prop_map(|strokes| Sketch { strokes })
    }

    fn any_board() -> impl Strategy<Value = Board> {
        let content = prop_oneof![
            20 => Just(Content::Example),
            10 => Just(Content::Empty),
            1 => any_sketch().prop_map(Content::Own),
        ];
        prop::collection::vec(content, super::super::spot::PADS)
            .prop_map(|pads| Board { pads: pads.try_into().expect("one for each pad") })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(board in any_board()) {
            match write(&board) {
                Some(text) => prop_assert_eq!(read(&text), Ok(board)),
                None => prop_assert!(board.pads.iter().any(|pad| matches!(pad, Content::Own(_)))),
            }
        }

        #[test]
        fn any_text_is_read_without_a_fault(text in "[A-Za-z0-9_-]{0,60}") {
            let _ = read(&text);
        }

        /// With its check put right, whatever follows is read or refused.
        #[test]
        fn any_bits_are_read_without_a_fault(bits in prop::collection::vec(0..64_u8, 0..400)) {
            let check = checked(&bits);
            let sextets = [(check >> 6) as u8, (check & 63) as u8].into_iter().chain(bits);
            let signs = sextets.map(|sextet| char::from(SIGNS[usize::from(sextet)]));
            let text: String = std::iter::once('1').chain(signs).collect();
            if let Ok(board) = read(&text) {
                // What is read is a board like any other.
                prop_assert_eq!(write(&board).map(|text| read(&text)), Some(Ok(board)));
            }
        }
    }

    fn board_of_lines() -> Board {
        let mut board = Board::empty();
        let sketch = Sketch { strokes: vec![vec![[10, 20], [100, 20], [90, 30]], vec![[5, 5]]] };
        board.pads[0] = Content::Own(sketch.clone());
        board.pads[7] = Content::Own(sketch);
        board
    }

    #[test]
    fn a_changed_sign_is_noticed() {
        let text = write(&board_of_lines()).expect("it is short");
        assert_eq!(read(&text), Ok(board_of_lines()));
        for place in 0..text.len() {
            for other in ['A', 'z', '_'] {
                let mut changed: Vec<char> = text.chars().collect();
                if changed[place] != other {
                    changed[place] = other;
                    let changed: String = changed.into_iter().collect();
                    assert_eq!(read(&changed), Err(Unreadable::Damaged), "{changed}");
                }
            }
            assert_eq!(read(&text[..place]).is_ok(), place == 0, "cut after {place}");
        }
        assert_eq!(read(&[&text, "A"].concat()), Err(Unreadable::Damaged));
    }

    #[test]
    fn the_example_is_no_text_and_too_much_is_none() {
        assert_eq!(write(&Board::default()), Some(String::new()));
        assert_eq!(read(TOO_LONG), Err(Unreadable::TooLong));
        assert!(write(&Board::empty()).is_some_and(|text| text.len() < 16));
        let mut board = Board::empty();
        let far = |i: usize, by: usize| (i * by % 128) as u8;
        let points = (0..MOST_POINTS).map(|i| [far(i, 53), far(i, 91)]).collect();
        let scribble = Sketch { strokes: vec![points; MOST_STROKES] };
        board.pads.fill(Content::Own(scribble));
        assert_eq!(write(&board), None);
    }

    /// A check of twelve bits cannot tell every text from every other; what it lets through must
    /// still be a board.
    #[test]
    fn a_text_from_elsewhere_is_refused() {
        for text in ["1", "1A", "1AA_", "hello", "2AAA", "0", "_"] {
            assert_eq!(read(text), Err(Unreadable::Damaged), "{text}");
        }
    }
}
