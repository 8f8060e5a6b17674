//! What must hold for every problem, whatever its numbers: that the methods' gradients are the
//! gradients they claim to be, that the methods coincide where theory says so, that bad input
//! is answered and never computed with, that surfaces and minima mean what they say, and that the
//! file of a network holds it.

mod again;
mod bad_input;
mod drawings;
mod gradients;
mod identities;
mod problems;
mod proximal;
mod solver;
mod surfaces;
mod weights_file;
