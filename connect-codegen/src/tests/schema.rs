//! Schemas that travel with their crates: when one is asked for, and what becomes of it.

use proc_macro2::TokenStream;

use super::Package;
use super::outline::assert_outline;
use crate::expand::expand;
use crate::schema::{Schema, resume};

/// The crate with the types.
const TYPES: &[(&str, &str)] = &[
    (
        "proto/acme/types/v1/types.proto",
        "edition = \"2023\"; package acme.types.v1; import public \"acme/types/v1/parts.proto\";
         import \"google/protobuf/descriptor.proto\";
         extend google.protobuf.MessageOptions { string note = 50000; }
         message Money {
           option (note) = \"kept as it was\";
           int64 units = 1 [features.field_presence = IMPLICIT];
           Part part = 2;
         }
         enum Size { option features.enum_type = CLOSED; SIZE_ONE = 1; }",
    ),
    (
        "proto/acme/types/v1/parts.proto",
        "syntax = \"proto3\"; package acme.types.v1; message Part { map<string, string> words = 1; }",
    ),
];

/// The crate that uses them.
const SHOP: &[(&str, &str)] = &[(
    "proto/acme/shop/v1/shop.proto",
    "edition = \"2023\"; package acme.shop.v1; import \"acme/types/v1/types.proto\";
     message Hat {
       acme.types.v1.Money price = 1 [features.message_encoding = DELIMITED];
       acme.types.v1.Size size = 2;
     }
     service Shop { rpc Sell(Hat) returns (acme.types.v1.Part); }",
)];

const ATTR: &str =
    "\"proto/acme/shop/v1/shop.proto\", extern_path(\"acme.types.v1\" = ::types::api)";

fn set_of(files: &[(&str, &str)]) -> Vec<u8> {
    let attr = format!("{:?}", files[0].0);
    let model = Package::new(files).model(&attr);
    model
        .unwrap_or_else(|faults| panic!("{faults:?}"))
        .descriptor_set
}

fn types() -> Schema {
    Schema::of(0, set_of(TYPES))
}

fn expand_with(package: &Package, attr: &str, schemas: Vec<Schema>) -> String {
    let item = "pub mod shop {}".parse().expect("tokens");
    expand(attr.parse().expect("tokens"), item, schemas, package.root()).to_string()
}

#[test]
fn a_missing_import_asks_the_crate_that_has_the_types() {
    let package = Package::new(SHOP);
    assert_eq!(
        expand_with(&package, ATTR, Vec::new()),
        ":: types :: api :: __schema_of_connect_proto ! { [:: connect :: __private :: resume_proto] = 0 [] \
         { \"proto/acme/shop/v1/shop.proto\" , extern_path (\"acme.types.v1\" = :: types :: api) } \
         { pub mod shop { } } }"
    );
}

#[test]
fn nobody_is_asked_for_what_is_at_hand() {
    let mut files = SHOP.to_vec();
    files.extend(TYPES);
    let made = expand_with(&Package::new(&files), ATTR, Vec::new());
    assert!(made.contains(":: types :: api :: Money"), "{made}");
    assert!(!made.contains("compile_error"), "{made}");
}

#[test]
fn only_another_crate_is_asked() {
    for path in ["crate::types", "self::types", "super::types", "::types"] {
        let attr = ATTR.replace("::types::api", path);
        let made = expand_with(&Package::new(SHOP), &attr, Vec::new());
        assert!(
            !made.contains("__schema_of_connect_proto !"),
            "{path}: {made}"
        );
        let expected = "import \\\"acme/types/v1/types.proto\\\" is not found";
        assert!(made.contains(expected), "{path}: {made}");
    }
}

#[test]
fn what_is_asked_is_the_module_of_the_package() {
    for (selector, path, module) in [
        (
            "acme.types",
            "::types::acme::types",
            "types :: acme :: types",
        ),
        (".acme.types.v1", "::types::r#as", "types :: r#as"),
        ("acme.types.v1.Money", "::types::api::Money", "types :: api"),
        (
            "acme.types.v1.Money.Rate",
            "::types::api::money::Rate",
            "types :: api",
        ),
        ("acme.types.v1.Money.Rate", "::types::Rate", "types"),
    ] {
        let attr = format!("\"proto/acme/shop/v1/shop.proto\", extern_path({selector:?} = {path})");
        let made = expand_with(&Package::new(SHOP), &attr, Vec::new());
        let expected = format!(":: {module} :: __schema_of_connect_proto !");
        assert!(made.starts_with(&expected), "{selector} = {path}: {made}");
    }
}

#[test]
fn a_schema_stands_for_the_files_that_are_missing() {
    let package = Package::new(SHOP);
    let made = expand_with(&package, ATTR, vec![types()]);
    assert!(
        !made.contains("compile_error") && !made.contains("__schema_of_connect_proto !"),
        "{made}"
    );
    for expected in [
        ":: core :: option :: Option < :: types :: api :: Money >",
        ":: core :: option :: Option < :: types :: api :: Size >",
        "Result < :: types :: api :: Part ,",
    ] {
        assert!(made.contains(expected), "{expected}\n{made}");
    }
    assert!(!made.contains("pub struct Money"), "{made}");
    // Files of others are not on this disk.
    assert_eq!(made.matches("include_bytes").count(), 1, "{made}");
}

#[test]
fn what_the_macro_of_the_other_crate_passes_on_expands_as_the_attribute_does() {
    let package = Package::new(SHOP);
    let asked: TokenStream = expand_with(&package, ATTR, Vec::new())
        .parse()
        .expect("tokens");
    // The macro puts its set in front of what follows the name that it is given.
    let asked = asked.to_string();
    let (_, rest) = asked.split_once("resume_proto]").expect("the rest");
    let rest = rest.trim_end().strip_suffix('}').expect("a brace");
    let set = proc_macro2::Literal::byte_string(&set_of(TYPES));
    let input: TokenStream = format!("{set} {rest}").parse().expect("tokens");
    let call = resume(input).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(call.schemas.len(), 1);
    let made = expand(call.attr, call.item, call.schemas, package.root()).to_string();
    assert_eq!(made, expand_with(&package, ATTR, vec![types()]));
}

#[test]
fn features_and_options_travel_too() {
    let package = Package::new(SHOP);
    let made = package.model_with(ATTR, &[types()]).expect("a model");
    assert_outline(
        &made,
        "
        struct Hat acme.shop.v1.Hat
          price 1 price: optional ::types::api::Money group
          size 2 size: optional closed ::types::api::Size
        trait Shop, ShopServer, ShopClient acme.shop.v1.Shop
          fn sell, sell, call_sell /acme.shop.v1.Shop/Sell self::Hat -> ::types::api::Part Unary Unknown
        ",
    );
    let there = set_of(TYPES);
    let found = made
        .descriptor_set
        .windows(there.len())
        .any(|part| part == there);
    assert!(
        found,
        "the files of the schema stand in the set byte for byte"
    );
}

#[test]
fn a_type_of_a_schema_that_no_path_covers_is_generated() {
    let attr = ATTR.replace(
        "\"acme.types.v1\" = ::types::api",
        "\"acme.types.v1.Money\" = ::types::api::Money",
    );
    let made = expand_with(&Package::new(SHOP), &attr, vec![types()]);
    assert!(
        made.contains("pub enum Size") && made.contains("pub struct Part"),
        "{made}"
    );
    assert!(
        !made.contains("pub struct Money") && !made.contains("compile_error"),
        "{made}"
    );
}

const TWO: &[(&str, &str)] = &[(
    "a.proto",
    "syntax = \"proto3\"; import \"acme/types/v1/types.proto\"; import \"other/other.proto\";
     message A { acme.types.v1.Money money = 1; other.Other other = 2; }",
)];

#[test]
fn crates_are_asked_one_after_the_other_the_one_with_the_likely_name_first() {
    let package = Package::new(TWO);
    let attr =
        "\"a.proto\", extern_path(\"other\" = ::other::api, \"acme.types.v1\" = ::types::api)";
    let asked = expand_with(&package, attr, Vec::new());
    assert!(
        asked.starts_with(":: types :: api :: __schema_of_connect_proto ! {"),
        "{asked}"
    );
    assert!(asked.contains("resume_proto] = 1 []"), "{asked}");

    let first = Schema::of(1, set_of(TYPES));
    let asked = expand_with(&package, attr, vec![first.clone()]);
    assert!(
        asked.starts_with(":: other :: api :: __schema_of_connect_proto ! {"),
        "{asked}"
    );
    assert!(asked.contains("resume_proto] = 0 [b\""), "{asked}");

    let other = (
        "proto/other/other.proto",
        "syntax = \"proto3\"; package other; message Other {}",
    );
    let second = Schema::of(0, set_of(&[other]));
    let made = expand_with(&package, attr, vec![first, second]);
    assert!(
        made.contains(":: other :: api :: Other") && !made.contains("compile_error"),
        "{made}"
    );
}

#[test]
fn an_import_that_no_schema_has_is_not_found() {
    let package = Package::new(TWO);
    let attr = "\"a.proto\", extern_path(\"acme.types.v1\" = ::types::api)";
    let made = expand_with(&package, attr, vec![types()]);
    assert!(
        made.contains("import \\\"other/other.proto\\\" is not found"),
        "{made}"
    );
    assert_eq!(made.matches("compile_error").count(), 1, "{made}");
}

#[test]
fn an_import_is_told_the_nearest_file_of_a_schema() {
    let text = SHOP[0].1.replace("v1/types.proto", "v1/tpyes.proto");
    let package = Package::new(&[(SHOP[0].0, &text)]);
    let made = expand_with(&package, ATTR, vec![types()]);
    assert!(
        made.contains("did you mean \\\"acme/types/v1/types.proto\\\"?"),
        "{made}"
    );
}

#[test]
fn a_name_is_told_the_file_of_a_schema_that_defines_it() {
    let text = SHOP[0].1.replace("v1/types.proto", "v1/parts.proto");
    let package = Package::new(&[(SHOP[0].0, &text)]);
    let made = expand_with(&package, ATTR, vec![types()]);
    let expected = "Money is defined in acme/types/v1/types.proto: add `import";
    assert!(made.contains(expected), "{made}");
}

#[test]
fn a_package_below_the_own_one_may_be_elsewhere() {
    for (own, asks) in [
        ("acme", true),
        ("acme.types", true),
        ("acme.types.v1", false),
    ] {
        let text = SHOP[0]
            .1
            .replace("package acme.shop.v1", &format!("package {own}"));
        let made = expand_with(&Package::new(&[(SHOP[0].0, &text)]), ATTR, Vec::new());
        assert_eq!(
            made.contains("__schema_of_connect_proto !"),
            asks,
            "{own}: {made}"
        );
    }
}

#[test]
fn own_files_win_over_those_of_a_schema() {
    let own = (
        "proto/acme/types/v1/parts.proto",
        "syntax = \"proto3\"; package acme.types.v1; message Part { int32 own = 1; }",
    );
    let mut files = SHOP.to_vec();
    files.push(own);
    let package = Package::new(&files);
    let made = package.model_with(ATTR, &[types()]).expect("a model");
    let holds = |text: &[u8]| {
        made.descriptor_set
            .windows(text.len())
            .any(|part| part == text)
    };
    assert!(holds(b"own") && !holds(b"words"));
}

#[test]
fn a_broken_schema_is_a_fault_and_no_panic() {
    let set = set_of(TYPES);
    for cut in (0..set.len()).step_by(301) {
        let schema = Schema::of(0, set[..cut].to_vec());
        let made = expand_with(&Package::new(SHOP), ATTR, vec![schema]);
        assert!(made.contains("compile_error"), "{cut}: {made}");
    }
    for input in [
        "",
        "= 3",
        "b\"\" = 0 [] {}",
        "b\"\" = x [] {} {}",
        "\"\" = 0 [] {} {}",
    ] {
        assert!(resume(input.parse().expect("tokens")).is_err(), "{input}");
    }
}

/// The name of the macro that an expansion exports.
fn exported(made: &str) -> &str {
    let (_, rest) = made.split_once("macro_rules ! ").expect("a macro");
    rest.split(' ').next().expect("a name")
}

#[test]
fn a_public_module_exports_its_schema_under_a_name_of_its_own() {
    let package = Package::new(TYPES);
    let types = "\"proto/acme/types/v1/types.proto\"";
    let made = package.expand(types);
    let name = exported(&made);
    assert!(name.starts_with("__schema_of_connect_proto_api_"), "{name}");
    assert!(
        made.contains(&format!("pub use {name} as __schema_of_connect_proto ;")),
        "{made}"
    );
    assert!(made.contains("# [macro_export]"), "{made}");

    let again = package.expand(types);
    assert_eq!(
        exported(&again),
        name,
        "the same module has the same name each time"
    );
    let other = package.expand_on(types, "pub mod r#as {}");
    assert!(
        exported(&other).starts_with("__schema_of_connect_proto_as_"),
        "{other}"
    );
    let other = package.expand("\"proto/acme/types/v1/parts.proto\"");
    assert_ne!(
        exported(&other),
        name,
        "two modules of one name are told apart by what is in them"
    );

    for item in [
        "mod api {}",
        "pub(crate) mod api {}",
        "pub(super) mod api {}",
    ] {
        let made = package.expand_on(types, item);
        assert!(
            !made.contains("__schema_of_connect_proto"),
            "{item}: {made}"
        );
    }
}

#[test]
fn modules_of_packages_pass_the_schema_on() {
    let package = Package::new(&[
        (
            "a.proto",
            "syntax = \"proto3\"; package a.v1; import \"b.proto\"; message A { b.B b = 1; message In {} }",
        ),
        ("b.proto", "syntax = \"proto3\"; package b; message B {}"),
    ]);
    let made = package.expand("\"a.proto\"");
    // `a`, `a.v1` and `b`, and not the module of the message `A`.
    assert_eq!(
        made.matches("pub use super :: __schema_of_connect_proto ;")
            .count(),
        3,
        "{made}"
    );
    let private = package.expand_on("\"a.proto\"", "mod api {}");
    assert!(!private.contains("__schema_of_connect_proto"), "{private}");
}
