//! Small whole numbers in as few bytes as can be: arithmetic coding.
//!
//! A number is eight choices, of a half of what is left each time; how likely each choice is, is
//! counted on the way, by the writer and the reader alike, so that no table has to travel. The
//! weights of a network take a sixth less room so than by the means of gzip, which
//! looks for repetitions where there are none.
//!
//! The build script packs by this very file.

/// The halves that are told apart: one for each choice that may come before.
const CHOICES: usize = 256;

/// Below this the range of what may follow is widened by a byte.
const NARROW: u32 = 1 << 24;

/// Of every choice, twice how often it went either way, and one: then what was never seen is
/// possible still, and costs what it must.
type Counts = [[u32; 2]; CHOICES];

/// The part of `range` that belongs to the first way of a choice.
fn first(range: u32, [first, second]: [u32; 2]) -> u32 {
    range / (first + second) * first
}

/// The lists of `lengths` numbers that [`pack`] has made of them: zeros where `bytes` end too
/// soon.
pub fn unpack(bytes: &[u8], lengths: impl Iterator<Item = usize>) -> Vec<i8> {
    let mut bytes = bytes.iter().copied();
    let mut next = move || u32::from(bytes.next().unwrap_or(0));
    let mut code = (0..4).fold(0, |code, _| code << 8 | next());
    let (mut range, mut numbers) = (u32::MAX, Vec::new());
    for length in lengths {
        let mut counts: Counts = [[1; 2]; CHOICES];
        for _ in 0..length {
            let mut choice = 1;
            while choice < CHOICES {
                let count = &mut counts[choice];
                let part = first(range, *count);
                let way = usize::from(code >= part);
                if way == 0 {
                    range = part;
                } else {
                    (code, range) = (code - part, range - part);
                }
                count[way] += 2;
                choice = 2 * choice + way;
                while range < NARROW {
                    (code, range) = (code << 8 | next(), range << 8);
                }
            }
            numbers.push((choice as u8 ^ 0x80) as i8);
        }
    }
    numbers
}

/// Lists of numbers in as few bytes as can be, each list by what is likely in it.
pub fn pack<'n>(lists: impl Iterator<Item = &'n [i8]>) -> Vec<u8> {
    let (mut bytes, mut low, mut range) = (Vec::new(), 0_u64, u32::MAX);
    for list in lists {
        let mut counts: Counts = [[1; 2]; CHOICES];
        for &number in list {
            let byte = usize::from(number as u8 ^ 0x80);
            let mut choice = 1;
            for bit in (0..8).rev() {
                let way = byte >> bit & 1;
                let part = first(range, counts[choice]);
                if way == 0 {
                    range = part;
                } else {
                    (low, range) = (low + u64::from(part), range - part);
                }
                counts[choice][way] += 2;
                choice = 2 * choice + way;
                while range < NARROW {
                    shift(&mut low, &mut bytes);
                    range <<= 8;
                }
            }
        }
    }
    (0..4).for_each(|_| shift(&mut low, &mut bytes));
    bytes
}

/// Writes the highest of four bytes, and carries what is beyond it.
fn shift(low: &mut u64, bytes: &mut Vec<u8>) {
    if *low >> 32 > 0 {
        for byte in bytes.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
    }
    bytes.push((*low >> 24) as u8);
    *low = *low << 8 & 0xffff_ffff;
}

#[cfg(test)]
mod tests {
    use rand::rngs::ChaCha8Rng;
    use rand::{Rng, SeedableRng};

    use super::*;
    use crate::learn::random::normal;

    fn round_trip(lists: &[Vec<i8>]) -> usize {
        let bytes = pack(lists.iter().map(Vec::as_slice));
        assert_eq!(unpack(&bytes, lists.iter().map(Vec::len)), lists.concat());
        bytes.len()
    }

    #[test]
    fn what_was_packed_comes_back() {
        round_trip(&[]);
        round_trip(&[vec![], vec![-128, 127, 0, -1, 1], vec![]]);
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for length in [1, 2, 3, 1000, 20_000] {
            let any: Vec<i8> = (0..length).map(|_| rng.next_u32() as i8).collect();
            // Bytes that are all ones have carries run far.
            let skewed: Vec<i8> = (0..length).map(|_| (rng.next_u32() % 99 == 0) as i8).collect();
            round_trip(&[any, vec![0; length], skewed, vec![-1; length], vec![127; length]]);
        }
    }

    #[test]
    fn numbers_take_hardly_more_than_their_entropy() {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        let bell: Vec<i8> = (0..6000).map(|_| (4.0 * normal(&mut rng)).round() as i8).collect();
        // log₂(4 √(2πe)) = 4.05 bits each.
        let bytes = round_trip(&[bell]) as f64;
        assert!((3000.0..3150.0).contains(&bytes), "{bytes}");
        assert!(round_trip(&[vec![7; 6000]]) < 30);
    }

    #[test]
    fn bytes_that_nobody_packed_are_numbers_too() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        for length in [0, 1, 3, 500] {
            let bytes: Vec<u8> = (0..length).map(|_| rng.next_u32() as u8).collect();
            assert_eq!(unpack(&bytes, [700, 30].into_iter()).len(), 730);
        }
    }
}
