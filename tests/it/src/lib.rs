//! Holds the dependencies of the tests in `main.rs`.
