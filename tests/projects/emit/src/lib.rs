//! Generated code in a file beside the others, which editors read and people can review.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

/// Notes.
#[connect::proto("proto/notes/v1/notes.proto", emit = "src/gen/notes.rs")]
pub mod notes {
    /// What a note is made from: stands beside what is generated.
    pub const TITLE: &str = "A note";
}

/// Two packages, with more of what a schema can have.
#[connect::proto("proto/library/v1/library.proto", emit = "./src/gen/library.rs")]
pub mod library {}

/// A note without a number.
#[must_use]
pub fn note() -> notes::Note {
    notes::Note::default().with_title(notes::TITLE)
}

#[cfg(test)]
mod tests {
    use connect::{ConnectError, Context, Message, Router, in_process};

    use super::library::library::v1::{Book, SHELF};
    use super::library::notes::v1::Note as LibraryNote;
    use super::notes::{Note, NoteService, NoteServiceClient, NoteServiceServer};

    struct Notes;

    impl NoteService for Notes {
        async fn keep(&self, _: &mut Context, note: Note) -> Result<Note, ConnectError> {
            Ok(note.with_number(1))
        }
    }

    #[tokio::test]
    async fn what_is_in_the_file_is_what_runs() {
        let router = Router::new().add(NoteServiceServer::new(Notes));
        let client = NoteServiceClient::new(in_process(router).build().expect("a client"));
        let kept = client.keep(super::note().with_text("Buy milk")).await;
        let expected = super::note().with_text("Buy milk").with_number(1);
        assert_eq!(kept.expect("a note"), expected);
    }

    #[test]
    fn packages_in_the_file_are_modules() {
        let mut book = Book::default().with_notes([LibraryNote::default().with_title("p. 3")]);
        SHELF.set(&mut book, &Some("top".to_owned()));
        assert_eq!(book.title(), "Untitled");
        let json = book.to_json().expect("JSON");
        assert_eq!(
            json,
            r#"{"notes":[{"title":"p. 3"}],"[library.v1.shelf]":"top"}"#
        );
    }
}
