//! Tests from the outside, in one binary.

mod floors;
mod harness;
mod matrix;
