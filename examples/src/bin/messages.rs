//! What messages can do, without an RPC: construction, defaults, JSON, `Any`, times, extensions.
//!
//! `cargo run --bin messages`

use std::error::Error;
use std::time::{Duration, SystemTime};

use connect::protobuf::{Any, Timestamp, Value};
use connect::{JsonOptions, Message};
use library::{Book, Branch, Format, ISBN, book::Lending};

#[connect::proto(
    "proto/library/v1/library.proto",
    derive("library.v1.Format", Ord),
    attr("library.v1.Book.title", doc(alias = "name")),
    strings = shared
)]
mod library {}

fn main() -> Result<(), Box<dyn Error>> {
    let lent = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let mut book = Book::default()
        .with_title("The Left Hand of Darkness")
        .with_format(Format::Paperback)
        .with_shelf([("Earthsea", 4), ("Ekumen", 7)])
        .with_lent_at(Timestamp::from(lent));
    book.set_extension(&ISBN, Some("978-0441478125".into()));

    println!("{}", book.to_json()?);
    let options = JsonOptions::new()
        .with_original_names(true)
        .with_enums_as_numbers(true);
    println!("{}", book.to_json_with(&options)?);
    assert_eq!(Book::from_proto(book.to_proto())?, book);

    // What is not set has its default, or can be asked for.
    println!(
        "{} pages, {:?}",
        book.pages(),
        book.require_publisher().unwrap_err()
    );
    // Debug keeps secrets, as the `.proto` asks.
    println!("{book:?}");

    // One of several, to match on.
    match &book.lending {
        Some(Lending::Reader(name)) => println!("lent to {name}"),
        Some(Lending::Branch(branch)) => println!("at branch {}", branch.number()),
        Some(Lending::LentAt(time)) => {
            println!("lent at {:?}", SystemTime::try_from(time.clone())?)
        }
        None => println!("on the shelf"),
    }

    // A message of any type, which JSON names.
    let any = Any::pack(&Branch::default().with_number(3));
    println!("{}", any.to_json()?);
    assert_eq!(
        any.unpack::<Branch>()?.map(|branch| branch.number()),
        Some(3)
    );

    // JSON without a schema.
    println!(
        "{}",
        Value::from_json(r#"{"tags": ["sf", 1969]}"#)?.to_json()?
    );
    Ok(())
}
