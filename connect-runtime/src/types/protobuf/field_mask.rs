//! `FieldMask` in JSON: one string of paths in camel case.

use super::FieldMask;
use crate::message::{
    error::{DecodeError, EncodeError},
    json::{JsonCodec, read::JsonReader, write::JsonWriter},
};

/// ProtoJSON: paths joined by commas, each part in camel case. A path that would not come back the same
/// has no JSON.
impl JsonCodec for FieldMask {
    fn write_json(&self, writer: &mut JsonWriter) {
        let paths: Option<Vec<String>> = self.paths.iter().map(|path| camel(path)).collect();
        match paths {
            Some(paths) => writer.string(&paths.join(",")),
            None => writer.fail(EncodeError::new(
                "google.protobuf.FieldMask holds a path that JSON cannot have",
            )),
        }
    }

    fn read_json(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        let text = reader.string()?;
        let paths = text.split(',').filter(|_| !text.is_empty());
        self.paths = paths
            .map(snake)
            .collect::<Option<_>>()
            .ok_or_else(|| DecodeError::new("invalid google.protobuf.FieldMask"))?;
        Ok(())
    }
}

/// `foo_bar.baz` as `fooBar.baz`; `None` if that would not come back.
fn camel(path: &str) -> Option<String> {
    let mut camel = String::with_capacity(path.len());
    let mut chars = path.chars();
    while let Some(char) = chars.next() {
        match char {
            'A'..='Z' | ',' => return None,
            '_' => camel.push(
                chars
                    .next()
                    .filter(char::is_ascii_lowercase)?
                    .to_ascii_uppercase(),
            ),
            other => camel.push(other),
        }
    }
    Some(camel)
}

/// `fooBar.baz` as `foo_bar.baz`; `None` if it is not in camel case.
fn snake(path: &str) -> Option<String> {
    let mut snake = String::with_capacity(path.len() + 4);
    for char in path.chars() {
        match char {
            '_' => return None,
            'A'..='Z' => snake.extend(['_', char.to_ascii_lowercase()]),
            other => snake.push(other),
        }
    }
    Some(snake)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    #[test]
    fn paths_are_joined_in_camel_case() {
        for (paths, json) in [
            (&[][..], ""),
            (&["foo_bar"], "fooBar"),
            (&["a.b_c", "d"], "a.bC,d"),
        ] {
            let mask = FieldMask::default().with_paths(paths.iter().copied());
            let json = format!("\"{json}\"");
            assert_eq!(mask.to_json().expect("a JSON form"), json);
            assert_eq!(FieldMask::from_json(&json), Ok(mask));
        }
    }

    #[test]
    fn paths_that_would_change_are_refused() {
        for path in ["fooBar", "foo__bar", "foo_", "foo_3_bar", "a,b"] {
            assert!(
                FieldMask::default().with_paths([path]).to_json().is_err(),
                "{path}"
            );
        }
        assert!(FieldMask::from_json("\"foo_bar\"").is_err());
    }
}
