//! What the benches of this package measure. How they measure is in `connect-measure`.

pub mod codec;
