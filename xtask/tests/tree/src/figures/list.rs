//! Two figures, one of which is not tested.

macro_rules! for_all_figures {
    ($then:ident) => {
        $then! {
            fit "fit" $crate::figures::fit::Fit::new;
            train "train" $crate::figures::train::Train::new;
        }
    };
}
