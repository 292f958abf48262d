//! Code from a compiled descriptor set, beside the sources that it was made from.
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

/// From the set, without a source at hand.
#[connect::proto(descriptor_set = "api.binpb")]
pub mod ledger {}

/// From the sources.
#[connect::proto("proto/ledger/v1/ledger.proto")]
pub mod sources {}

/// One file of the set.
#[connect::proto(
    "ledger/v1/account.proto",
    descriptor_set = "api.binpb",
    derive("ledger.v1.*", PartialOrd, Ord)
)]
pub mod account {}

#[cfg(test)]
mod tests {
    use connect::{ConnectError, Context, Message, Router, in_process};

    use super::ledger::{Account, Entry, Kind, LedgerService, LedgerServiceServer};
    use super::sources::{self, LedgerServiceClient};

    #[test]
    fn the_set_on_file_is_that_of_the_sources() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/api.binpb");
        if std::env::var_os("UPDATE_OUTPUT").is_some() {
            std::fs::write(path, sources::FILE_DESCRIPTOR_SET).expect("the file can be written");
        }
        let on_file = std::fs::read(path).expect("the file");
        assert!(
            sources::FILE_DESCRIPTOR_SET == on_file,
            "api.binpb is not what proto/ gives; UPDATE_OUTPUT=1 cargo test -p descriptor-set writes it anew"
        );
        assert_eq!(super::ledger::FILE_DESCRIPTOR_SET, on_file);
    }

    struct Ledger;

    impl LedgerService for Ledger {
        async fn book(&self, _: &mut Context, entry: Entry) -> Result<Account, ConnectError> {
            entry
                .account
                .ok_or_else(|| ConnectError::invalid_argument("no account"))
        }
    }

    #[tokio::test]
    async fn what_is_made_of_the_set_talks_to_what_is_made_of_the_sources() {
        let router = Router::new().add(LedgerServiceServer::new(Ledger));
        let client = LedgerServiceClient::new(in_process(router).build().expect("a client"));
        let account = sources::Account::default()
            .with_name("Ada")
            .with_kind(sources::Kind::Savings);
        let entry = sources::Entry::default()
            .with_account(account.clone())
            .with_amount(-3);
        assert_eq!(client.book(entry).await.expect("an account"), account);
    }

    #[test]
    fn files_of_the_set_can_be_named() {
        let account = Account::default().with_kind(Kind::Savings);
        let named = super::account::Account::from_proto(account.to_proto()).expect("an account");
        assert!(named > super::account::Account::default());
    }
}
