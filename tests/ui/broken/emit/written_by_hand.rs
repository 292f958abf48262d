//! Not generated.
