//! A small tree in which everything is wrong that the floors can tell.
