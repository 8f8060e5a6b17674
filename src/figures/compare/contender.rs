//! Who is compared: five methods.

use crate::plot::Ink;

/// One of the methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contender {
    /// Down the true meta-gradient.
    Maml,
    /// Down the gradients where fine-tuning ended.
    Fomaml,
    /// Towards where fine-tuning ended.
    Reptile,
    /// Down the implicit gradient at the proximal solutions.
    Imaml,
    /// Down the tasks' own gradients.
    Descent,
}

/// How many there are.
pub const COUNT: usize = 5;

impl Contender {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; COUNT] =
        [Self::Maml, Self::Fomaml, Self::Reptile, Self::Imaml, Self::Descent];

    /// Its place in [`ALL`](Self::ALL).
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its name beside its marks.
    pub const fn name(self) -> &'static str {
        ["MAML", "FOMAML", "Reptile", "iMAML", "descent"][self.index()]
    }

    /// Its ink. Plain descent is how the pretrained model is trained.
    pub const fn ink(self) -> Ink {
        [Ink::Maml, Ink::Fomaml, Ink::Reptile, Ink::Imaml, Ink::Pretrained][self.index()]
    }
}
