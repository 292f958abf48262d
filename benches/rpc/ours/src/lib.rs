//! Our code of the schema.

#[connect::proto("../../proto/echo/v1/echo.proto", include = ["../../proto"])]
pub mod echo {}
