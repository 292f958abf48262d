//! `Builder` against the attribute: the same options give the same code and the same faults.

use super::Package;
use crate::Builder;

const FILES: &[(&str, &str)] = &[
    (
        "proto/shop/v1/shop.proto",
        "syntax = \"proto3\"; package shop.v1; import \"shop/v1/types.proto\";
         service Shop { rpc Sell(Hat) returns (Hat); }
         message Hat {
           string name = 1; bytes picture = 2; map<string, Size> sizes = 3; Size size = 4;
           oneof price { int32 cents = 5; Size trade = 6; }
         }",
    ),
    (
        "proto/shop/v1/types.proto",
        "syntax = \"proto3\"; package shop.v1; message Size { int32 width = 1; } enum Colour { RED = 0; }",
    ),
    (
        "more/other.proto",
        "syntax = \"proto3\"; package other; import \"shop/v1/types.proto\"; message Other { shop.v1.Size size = 1; }",
    ),
];

const SHOP: &str = "\"proto/shop/v1/shop.proto\"";

/// What the attribute puts into a module, without the anchors of the files.
fn content(package: &Package, attr: &str) -> String {
    let expanded = package.expand_on(attr, "mod generated {}");
    let (_, content) = expanded.split_once("mod generated {").expect("the module");
    let anchor = "const _ : & [u8] = :: core :: include_bytes";
    content
        .split(anchor)
        .next()
        .unwrap_or(content)
        .trim()
        .to_owned()
}

fn built(builder: &Builder) -> String {
    let (_, code) = builder.tokens().unwrap_or_else(|error| panic!("{error}"));
    code.to_string()
}

/// Every option, as the attribute and as `Builder` have it.
type Row = (&'static str, fn(Builder) -> Builder);

#[test]
fn every_option_gives_what_the_attribute_gives() {
    let package = Package::new(FILES);
    let rows: &[Row] = &[
        ("", |builder| builder),
        ("server = false", |builder| builder.server(false)),
        ("client = false", |builder| builder.client(false)),
        ("default_stubs = true", |builder| builder.default_stubs(true)),
        ("map = BTreeMap", Builder::btree_maps),
        ("bytes = Vec", Builder::vec_bytes),
        ("strings = shared", Builder::shared_strings),
        ("boxed(\"shop.v1.Hat.size\")", |builder| {
            builder.boxed("shop.v1.Hat.size")
        }),
        ("boxed(\"shop.v1.*\")", |builder| builder.boxed("shop.v1.*")),
        ("derive(\"shop.v1.Size\", PartialOrd, ::x::Y)", |builder| {
            builder.derive("shop.v1.Size", "PartialOrd, ::x::Y")
        }),
        (
            "attr(\".shop.v1.Hat.name\", doc(alias = \"a, b\"), #[serde(skip)])",
            |builder| builder.attr(".shop.v1.Hat.name", "doc(alias = \"a, b\"), #[serde(skip)]"),
        ),
        ("extern_path(\"shop.v1.Size\" = crate::size::Size)", |builder| {
            builder.extern_path("shop.v1.Size", "crate::size::Size")
        }),
        ("crate = ::facade::rpc", |builder| builder.runtime("::facade::rpc")),
        ("crate = facade", |builder| builder.runtime("facade")),
        ("include = [\"more\", \"proto\"], \"other.proto\"", |builder| {
            builder.include("more").include("proto").file("other.proto")
        }),
        (
            "inline = \"syntax = \\\"proto3\\\"; package shop.v1; message Inline {}\"",
            |builder| builder.inline("syntax = \"proto3\"; package shop.v1; message Inline {}"),
        ),
        (
            "map = BTreeMap, bytes = Vec, strings = shared, server = false, boxed(\"shop.v1.*\"),
             derive(\"shop.v1.*\", Ord, PartialOrd), derive(\"shop.v1.Hat\", ::x::Y), attr(\"shop.v1.*\", y)",
            |builder| {
                let builder = builder.btree_maps().vec_bytes().shared_strings().server(false);
                let builder = builder.boxed("shop.v1.*").derive("shop.v1.*", "Ord, PartialOrd");
                builder.derive("shop.v1.Hat", "::x::Y").attr("shop.v1.*", "y")
            },
        ),
    ];
    let mut seen = Vec::new();
    for (option, with) in rows {
        let builder = Builder::new(package.root()).file("proto/shop/v1/shop.proto");
        let code = built(&with(builder));
        assert_eq!(
            code,
            content(&package, &format!("{SHOP}, {option}")),
            "{option}"
        );
        assert!(!seen.contains(&code), "{option} changes nothing");
        seen.push(code);
    }
}

#[test]
fn a_descriptor_set_gives_what_the_attribute_gives() {
    let package = Package::new(FILES);
    let set = package.model(SHOP).expect("a model").descriptor_set;
    package.write_bytes("api.binpb", &set);
    let builder = Builder::new(package.root()).descriptor_set("api.binpb");
    assert_eq!(
        built(&builder),
        content(&package, "descriptor_set = \"api.binpb\"")
    );
    let builder = builder.file("shop/v1/types.proto");
    let attr = "\"shop/v1/types.proto\", descriptor_set = \"api.binpb\"";
    assert_eq!(built(&builder), content(&package, attr));
}

#[test]
fn faults_are_those_of_the_attribute() {
    let package = Package::new(FILES);
    let rows: &[Row] = &[
        ("\"nowhere.proto\"", |builder| builder.file("nowhere.proto")),
        ("derive(\"shop.v1.Hut\", Ord)", |builder| {
            builder.derive("shop.v1.Hut", "Ord")
        }),
        ("derive(\"shop.v1.Hat\", )", |builder| {
            builder.derive("shop.v1.Hat", "")
        }),
        ("attr(\"shop.v1.Hat\", 3)", |builder| {
            builder.attr("shop.v1.Hat", "3")
        }),
        ("boxed(\"shop.v1.Hat.name\")", |builder| {
            builder.boxed("shop.v1.Hat.name")
        }),
        ("extern_path(\"shop.v1.Size\" = size::Size)", |builder| {
            builder.extern_path("shop.v1.Size", "size::Size")
        }),
        ("extern_path(\"shop.v2\" = ::size)", |builder| {
            builder.extern_path("shop.v2", "::size")
        }),
        ("extern_path(\"shop.v1\" = a b)", |builder| {
            builder.extern_path("shop.v1", "a b")
        }),
        ("crate = self::rpc", |builder| builder.runtime("self::rpc")),
        ("inline = \"\", descriptor_set = \"x\"", |builder| {
            builder.inline("").descriptor_set("x")
        }),
    ];
    for (option, with) in rows {
        let builder = Builder::new(package.root()).file("proto/shop/v1/shop.proto");
        let error = with(builder).generate().expect_err(option);
        let expanded = package.expand(&format!("{SHOP}, {option}"));
        let text = error.to_string();
        assert!(!text.is_empty(), "{option}");
        for fault in text.split("\n\n") {
            // As a literal in the expansion.
            assert!(
                expanded.contains(&format!("{fault:?}")),
                "{option}: {fault}\n{expanded}"
            );
        }
    }
}

#[test]
fn what_only_a_builder_can_get_wrong_is_told_too() {
    let package = Package::new(&[(
        "a.proto",
        "syntax = \"proto3\"; import \"names/v1/name.proto\"; message A { names.v1.Name name = 1; }",
    )]);
    let builder = Builder::new(package.root());
    for (builder, expected) in [
        (builder.clone(), &["no .proto file is named"][..]),
        (
            builder.clone().file("a.proto").runtime(")("),
            &["`)(` is not Rust"],
        ),
        (
            builder
                .clone()
                .file("a.proto")
                .extern_path("names.v1", "::names::v1"),
            &[
                "a.proto:1:27: import \"names/v1/name.proto\" is not found",
                "the files behind `extern_path` \"names.v1\" are in no `include` folder",
            ],
        ),
    ] {
        let error = builder.generate().expect_err("a fault").to_string();
        for expected in expected {
            assert!(error.contains(expected), "{expected}: {error}");
        }
    }
    let error = builder.inline("").build("a.rs").expect_err("a fault");
    assert_eq!(
        error.to_string(),
        "OUT_DIR is not set: this is no build script"
    );
}

#[test]
fn all_files_read_are_told() {
    let package = Package::new(FILES);
    let builder = Builder::new(package.root()).file("proto/shop/v1/shop.proto");
    let (read, _) = builder.tokens().unwrap_or_else(|error| panic!("{error}"));
    let expected = ["proto/shop/v1/shop.proto", "proto/shop/v1/types.proto"];
    assert_eq!(read, expected.map(|name| package.root().join(name)));
}
