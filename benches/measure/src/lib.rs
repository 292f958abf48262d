//! What all benches share: how a thing is counted and timed, and how the figures are written down.
//!
//! A bench lists [`Cell`]s, and [`measure`] gives [`Results`], which are written as JSON; tables are made from
//! that file alone, so that no figure in the docs is typed. Nothing is known here of what is measured.

pub mod allocations;
pub mod callgrind;
pub mod cell;
pub mod figures;
pub mod markdown;
pub mod results;
pub mod time;

pub use crate::{
    allocations::Allocations,
    callgrind::Instructions,
    cell::{Cell, Cells},
    figures::Quartiles,
    results::{Measured, Results, Setup, measure},
};
