//! How much memory something holds: counted, so that the price of a method can be shown.

/// What holds memory of its own.
pub trait Footprint {
    /// The bytes that it holds, in itself and on the heap.
    fn bytes(&self) -> usize;
}

/// Plain numbers hold no more than themselves.
impl<T: Copy> Footprint for Vec<T> {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.len() * size_of::<T>()
    }
}
