//! A small convolutional network that tells images apart, with softmax cross-entropy.
//!
//! | layer | computes | from | to |
//! |---|---|---|---|
//! | 1 | convolution 5 × 5, stride 2, ReLU | 14 × 14 pixels | 8 × 8 places, 16 channels |
//! | 2 | convolution 2 × 2, stride 2, ReLU | 8 × 8, 16 | 4 × 4, 32 |
//! | 3 | convolution 2 × 2, stride 2, ReLU | 4 × 4, 32 | 2 × 2, 48 |
//! | 4 | linear | 192 | a number for each class |
//!
//! Three zeros are put before the pixels of each row and column, two behind. The patches of
//! layers 2 and 3 do not overlap, so both are products of matrices. The loss is the mean over
//! images of −ln p(class), p being the softmax of the outputs of those classes that there are.
//!
//! θ is one flat vector, row-major: `W1[25][16]` (row 5 y + x of the patch), `b1[16]`,
//! `W2[64][32]` (row 16 · (2 y + x) + channel), `b2[32]`, `W3[128][48]` (row
//! 32 · (2 y + x) + channel), `b3[48]`, `W4[192][outputs]` (row 48 · (2 y + x) + channel),
//! `b4[outputs]`: 9653 numbers for five outputs.

mod first_layer;
mod head;
mod kernels;
mod layout;
mod network;
mod passes;

pub use layout::{FEATURES, parameter_count};
pub use network::ConvNet;
pub use passes::Tape;
