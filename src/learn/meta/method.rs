//! The list of all methods: one line each.

use super::fomaml::Fomaml;
use super::imaml::Imaml;
use super::learned_rate::{LearnedRate, MetaSgd, TensorRates};
use super::learner::{Learner, Listed, Moves, Split};
use super::maml::Maml;
use super::pretrained::Pretrained;
use super::reptile::Reptile;
use super::workspace::Workspace;
use crate::learn::adapt::Inner;
use crate::learn::check::Checked;
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::task::Task;

/// Makes [`Method`] of the types in the list, each of which is [`Listed`].
macro_rules! methods {
    (compared { $($compared:ident,)* } others { $($other:ident,)* }) => {
        methods!(enum $($compared,)* $($other,)*);

        impl Method {
            /// All methods that are compared with each other, each with the inner loop that
            /// suits it.
            pub const ALL: &'static [Self] = &[$(Self::$compared($compared::USUAL),)*];
        }
    };
    (enum $($learner:ident,)*) => {
        /// Any of the methods, with its settings: which direction θ is moved in.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub enum Method {
            $(
                #[doc = concat!("[`", stringify!($learner), "`].")]
                $learner($learner),
            )*
        }

        $(
            impl From<$learner> for Method {
                fn from(learner: $learner) -> Self {
                    Self::$learner(learner)
                }
            }
        )*

        impl Method {
            /// What the method is called in links.
            pub const fn word(&self) -> &'static str {
                match self {
                    $(Self::$learner(_) => $learner::WORD,)*
                }
            }

            /// What the method is called in text, tables and legends.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$learner(_) => $learner::NAME,)*
                }
            }

            /// The outer rate that suits it; see [`Listed::PEAK`].
            pub const fn peak(&self) -> f64 {
                match self {
                    $(Self::$learner(_) => $learner::PEAK,)*
                }
            }

            /// The method with another inner loop; see [`Listed::with_inner`].
            pub fn with_inner(self, inner: Inner) -> Self {
                match self {
                    $(Self::$learner(own) => Self::$learner(Listed::with_inner(own, inner)),)*
                }
            }
        }

        impl Learner for Method {
            fn split(&self) -> Split {
                match self {
                    $(Self::$learner(learner) => learner.split(),)*
                }
            }

            fn inner(&self) -> Option<Inner> {
                match self {
                    $(Self::$learner(learner) => learner.inner(),)*
                }
            }

            fn learned_rates<M: Model>(&self, model: &M) -> usize {
                match self {
                    $(Self::$learner(learner) => learner.learned_rates(model),)*
                }
            }

            fn moves(&self) -> Moves {
                match self {
                    $(Self::$learner(learner) => learner.moves(),)*
                }
            }

            fn direction<M: Model>(
                &self,
                model: &M,
                omega: Checked<'_, M::Real>,
                task: Task<'_, M::Data>,
                workspace: &mut Workspace<M>,
                direction: &mut [M::Real],
            ) -> Result<M::Real, Error> {
                match self {
                    $(
                        Self::$learner(learner) => {
                            learner.direction(model, omega, task, workspace, direction)
                        }
                    )*
                }
            }
        }
    };
}

methods! {
    compared {
        Maml,
        Pretrained,
        Fomaml,
        Reptile,
        Imaml,
        LearnedRate,
        MetaSgd,
    }
    others {
        TensorRates,
    }
}

impl Method {
    /// The method that links call `word`, with the inner loop that suits it.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|method| method.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_and_every_name_is_one_methods_own() {
        for method in Method::ALL {
            assert_eq!(Method::from_word(method.word()), Some(*method));
            let same = Method::ALL.iter().filter(|other| other.name() == method.name());
            assert_eq!(same.count(), 1, "{}", method.name());
        }
        assert_eq!(Method::from_word("unheard-of"), None);
    }
}
