//! Random events for one figure by name: not for "train".

fn lives() {
    live_through("fit");
}
