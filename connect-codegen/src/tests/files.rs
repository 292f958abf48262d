//! What is read, by which names, and what the whole expansion holds.

use protox::prost::Message;
use protox::prost_reflect::prost_types::{FileDescriptorProto, FileDescriptorSet};

use super::outline::{assert_outline, files_of, outline};
use super::{Package, made};

const GREET: &str = "syntax = \"proto3\"; package greet.v1; import \"greet/v1/types.proto\";
    service GreetService { rpc Greet(Name) returns (Name); }";
const TYPES: &str = "syntax = \"proto3\"; package greet.v1; message Name { string name = 1; }";

fn greet() -> Package {
    Package::new(&[
        ("proto/greet/v1/greet.proto", GREET),
        ("proto/greet/v1/types.proto", TYPES),
    ])
}

#[test]
fn roots_are_the_nearest_proto_folder_or_the_files_own_or_what_include_says() {
    for (files, attr, expected) in [
        (
            &[
                ("proto/greet/v1/greet.proto", GREET),
                ("proto/greet/v1/types.proto", TYPES),
            ][..],
            "\"proto/greet/v1/greet.proto\"",
            "greet/v1/greet.proto",
        ),
        (
            &[("api/greet.proto", TYPES)],
            "\"api/greet.proto\"",
            "greet.proto",
        ),
        (
            &[
                ("api/greet/v1/greet.proto", GREET),
                ("more/greet/v1/types.proto", TYPES),
            ],
            "\"api/greet/v1/greet.proto\", include = [\"api\", \"more\"]",
            "greet/v1/greet.proto",
        ),
        (
            &[
                ("api/greet/v1/greet.proto", GREET),
                ("api/greet/v1/types.proto", TYPES),
            ],
            "\"greet/v1/greet.proto\", include = \"./api/\"",
            "greet/v1/greet.proto",
        ),
        (&[("greet.proto", TYPES)], "\"greet.proto\"", "greet.proto"),
        (
            &[("greet.proto", TYPES)],
            "\"./greet.proto\", include = \".\"",
            "greet.proto",
        ),
        (
            &[("x/proto/a.proto", TYPES)],
            "\"x/../x/proto/a.proto\"",
            "a.proto",
        ),
    ] {
        let model = Package::new(files)
            .model(attr)
            .unwrap_or_else(|faults| panic!("{attr}: {faults:?}"));
        assert!(
            files_of(&model).iter().any(|name| name == expected),
            "{attr}: {:?}",
            files_of(&model)
        );
    }
}

#[test]
fn files_that_come_with_us_win_over_copies_on_the_roots() {
    let package = Package::new(&[
        (
            "proto/a.proto",
            "syntax = \"proto3\"; import \"google/protobuf/any.proto\"; message A { google.protobuf.Any any = 1; }",
        ),
        ("proto/google/protobuf/any.proto", "this is not a proto"),
        ("proto/google/rpc/status.proto", "nor is this"),
    ]);
    assert!(package.model("\"proto/a.proto\"").is_ok());
}

#[test]
fn every_file_read_is_anchored_on_success_and_on_failure() {
    let package = greet();
    let anchor = |name: &str| format!("include_bytes ! ({:?})", package.root().join(name));
    let made = package.expand("\"proto/greet/v1/greet.proto\"");
    assert!(
        made.contains(&anchor("proto/greet/v1/greet.proto")),
        "{made}"
    );
    assert!(
        made.contains(&anchor("proto/greet/v1/types.proto")),
        "{made}"
    );

    let package = Package::new(&[
        ("a.proto", "syntax = \"proto3\"; import \"b.proto\";"),
        ("b.proto", "syntax = \"proto3\"; message B { X x = 1; }"),
    ]);
    let anchor = |name: &str| format!("include_bytes ! ({:?})", package.root().join(name));
    let failed = package.expand("\"a.proto\"");
    assert!(failed.contains("compile_error"), "{failed}");
    assert!(failed.contains(&anchor("a.proto")), "{failed}");
    assert!(failed.contains(&anchor("b.proto")), "{failed}");
}

#[test]
fn after_a_fault_the_names_of_all_files_still_exist() {
    let package = Package::new(&[(
        "a.proto",
        "syntax = \"proto3\"; package greet.v1;
         message Name { X x = 1; oneof kind { int32 a = 1; } message Inner {} }
         enum Colour { RED = 0; }
         service Greet { rpc Say(Name) returns (Name); rpc Type(Name) returns (Name); ",
    )]);
    let failed = package.expand("\"a.proto\"");
    for name in [
        "pub type Name = self :: FailedToGenerate",
        "pub type Colour = self :: FailedToGenerate",
        "pub type GreetServer = self :: FailedToGenerate",
        "pub type GreetClient = self :: FailedToGenerate",
        "pub trait Greet {",
        "async fn say (& self",
        "async fn r#type (& self",
        "pub mod name { # [doc (hidden)] pub type Inner = super :: FailedToGenerate",
        "pub type Kind = super :: FailedToGenerate",
        "pub mod greet {",
        "pub mod v1 {",
        "pub type Name = super :: super :: FailedToGenerate",
    ] {
        assert!(failed.contains(name), "{name}\n{failed}");
    }
    assert_eq!(failed.matches("compile_error").count(), 1);
}

#[test]
fn a_readable_file_beside_an_unreadable_one_keeps_its_names() {
    let package = greet();
    let failed = package.expand("\"proto/greet/v1/greet.proto\", \"nowhere.proto\"");
    assert!(failed.contains("pub type Name ="), "{failed}");
}

#[test]
fn the_users_own_items_and_attributes_stay() {
    let item = "#[doc = \"Mine.\"] #[allow(dead_code)] pub(crate) mod r#type { #![allow(unused)] use super::X; fn mine() {} ";
    let made = greet().expand_on("\"proto/greet/v1/types.proto\"", &format!("{item}}}"));
    let tight = |text: &str| text.replace(char::is_whitespace, "");
    assert!(tight(&made).starts_with(&tight(item)), "{made}");
}

#[test]
fn anything_but_a_module_with_a_body_is_refused_and_left_as_it_is() {
    let package = greet();
    for item in ["pub struct S;", "mod elsewhere;", "fn f() {}", "use x::y;"] {
        let made = package.expand_on("\"proto/greet/v1/greet.proto\"", item);
        let kept: proc_macro2::TokenStream = item.parse().expect("tokens");
        assert!(made.starts_with(&kept.to_string()), "{made}");
        assert!(made.contains("compile_error"), "{made}");
        assert!(made.contains("expected a module"), "{made}");
    }
}

#[test]
fn an_inline_schema_is_called_after_its_module_and_may_import() {
    let package = greet();
    let model = package
        .model(
            "inline = \"syntax = \\\"proto3\\\"; import \\\"greet/v1/types.proto\\\"; message M { greet.v1.Name n = 1; }\"",
        )
        .expect("a model");
    assert_eq!(
        files_of(&model),
        ["greet/v1/types.proto", "inline/api.proto"]
    );
}

/// A descriptor set of `a.proto`, which imports `b.proto` and has a custom option.
fn descriptor_set() -> Vec<u8> {
    let package = Package::new(&[
        (
            "a.proto",
            "syntax = \"proto3\"; package a; import \"b.proto\"; message A { b.B b = 1; } service S { rpc F(A) returns (A); }",
        ),
        ("b.proto", "syntax = \"proto3\"; package b; message B {}"),
        ("c.proto", "syntax = \"proto3\"; package c; message C {}"),
    ]);
    package
        .model("\"a.proto\", \"c.proto\"")
        .expect("a model")
        .descriptor_set
}

#[test]
fn a_descriptor_set_stands_for_the_sources() {
    let package = Package::new(&[]);
    package.write_bytes("api.binpb", &descriptor_set());
    for (attr, present, absent) in [
        (
            "descriptor_set = \"api.binpb\"",
            &["a", "b", "c"][..],
            &[][..],
        ),
        (
            "\"a.proto\", descriptor_set = \"api.binpb\"",
            &["a", "b"],
            &["c"],
        ),
        (
            "\"b.proto\", descriptor_set = \"api.binpb\"",
            &[],
            &["a", "b", "c"],
        ),
    ] {
        let model = package
            .model(attr)
            .unwrap_or_else(|faults| panic!("{attr}: {faults:?}"));
        let modules: Vec<_> = model
            .root
            .children
            .iter()
            .map(|child| child.ident.to_string())
            .collect();
        for name in present {
            assert!(
                modules.iter().any(|module| module == name),
                "{attr}: {modules:?}"
            );
        }
        for name in absent {
            assert!(
                !modules.iter().any(|module| module == name),
                "{attr}: {modules:?}"
            );
        }
    }
}

#[test]
fn a_descriptor_set_may_hold_editions() {
    let text = "edition = \"2023\"; package e;
        message M { int32 a = 1 [features.field_presence = IMPLICIT]; int32 b = 2; E e = 3; }
        enum E { option features.enum_type = CLOSED; ONE = 1; }";
    let sources = Package::new(&[("a.proto", text)])
        .model("\"a.proto\"")
        .expect("a model");
    let package = Package::new(&[]);
    package.write_bytes("api.binpb", &sources.descriptor_set);
    let model = package
        .model("descriptor_set = \"api.binpb\"")
        .expect("a model");
    assert_eq!(outline(&model), outline(&sources));
    assert_eq!(model.descriptor_set, sources.descriptor_set);
}

#[test]
fn faults_of_a_descriptor_set_are_told() {
    let package = Package::new(&[]);
    package.write_bytes("api.binpb", &descriptor_set());
    package.write_bytes("broken.binpb", &[0xff; 9]);
    package.write_bytes("empty.binpb", &[]);
    let alone = FileDescriptorSet {
        file: vec![FileDescriptorProto {
            name: Some("a.proto".to_owned()),
            dependency: vec!["b.proto".to_owned()],
            ..FileDescriptorProto::default()
        }],
    };
    package.write_bytes("alone.binpb", &alone.encode_to_vec());
    for (attr, expected) in [
        (
            "descriptor_set = \"none.binpb\"",
            "none.binpb: no such file",
        ),
        (
            "descriptor_set = \"x.proto\"",
            "this is a source, not a descriptor set",
        ),
        (
            "descriptor_set = \"broken.binpb\"",
            "this is not a usable descriptor set",
        ),
        (
            "descriptor_set = \"empty.binpb\"",
            "this is not a usable descriptor set",
        ),
        (
            "descriptor_set = \"alone.binpb\"",
            "this is not a usable descriptor set",
        ),
        (
            "\"x.proto\", descriptor_set = \"api.binpb\"",
            "the descriptor set has no file of this name",
        ),
    ] {
        let found = package
            .model(attr)
            .map(|_| Vec::new())
            .unwrap_or_else(|faults| faults);
        assert_eq!(found.len(), 1, "{attr}");
        assert_eq!(found[0].lines().next(), Some(expected), "{attr}");
    }
}

#[test]
fn nothing_that_is_thrown_at_it_makes_it_panic() {
    let package = greet();
    for attr in [
        "",
        ",",
        "=",
        "\"\"",
        "\"/\"",
        "\"..\"",
        "\"proto\"",
        "inline = \"\"",
        "include = []",
        "crate = crate, \"\"",
    ] {
        for item in [
            "pub mod api {}",
            "",
            "mod",
            "mod x",
            "#[a] mod x { syntax error",
        ] {
            let Ok(item) = item.parse::<proc_macro2::TokenStream>() else {
                continue;
            };
            let attr = attr.parse().expect("tokens");
            let _ = crate::expand::expand(attr, item, Vec::new(), package.root());
        }
    }
}

#[test]
fn options_may_be_infinite_or_no_number() {
    let options = "import \"google/protobuf/descriptor.proto\";
         extend google.protobuf.MessageOptions { LABEL float f = 50001; LABEL double d = 50002; LABEL double n = 50004; LABEL E e = 50003; LABEL M m = 50005; }
         enum E { zero = 0; inf = 1; }
         message M { LABEL float f = 1; option (f) = -inf; option (d) = nan; option (e) = inf; option (n) = - inf; option (m) = { f: -inf }; }";
    for (syntax, label) in [
        ("syntax = \"proto2\";", "optional "),
        ("syntax = \"proto3\";", ""),
        ("edition = \"2023\";", ""),
    ] {
        let text = format!("{syntax} {}", options.replace("LABEL ", label));
        let model = made(&[("a.proto", &text)]);
        // Fields 50001 to 50005, each with its tag and its value.
        let expected = [
            &[0x8d, 0xb5, 0x18, 0, 0, 0x80, 0xff][..],
            &[0x91, 0xb5, 0x18, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
            &[0x98, 0xb5, 0x18, 1],
            &[0xa1, 0xb5, 0x18, 0, 0, 0, 0, 0, 0, 0xf0, 0xff],
            &[0xaa, 0xb5, 0x18, 5, 0x0d, 0, 0, 0x80, 0xff],
        ]
        .concat();
        let mut windows = model.descriptor_set.windows(expected.len());
        assert!(windows.any(|window| window == expected), "{syntax}");
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_file() {
    for text in [
        "\u{feff}syntax = \"proto3\"; message M {}",
        "\u{feff}edition = \"2023\"; message M {}",
    ] {
        assert_outline(
            &made(&[("a.proto", text)]),
            "
            struct M M
            ",
        );
    }
}

#[test]
fn what_descriptor_proto_has_gained_is_known_to_options() {
    let model = made(&[(
        "a.proto",
        "edition = \"2023\"; import \"google/protobuf/descriptor.proto\";
         extend google.protobuf.FileOptions { string mine = 990; }
         option (mine) = \"declared\";
         extend google.protobuf.FeatureSet { E level = 9999 [targets = TARGET_TYPE_FILE, feature_support = { edition_introduced: EDITION_2023 edition_removed: EDITION_2024 removal_error: \"gone\" }]; }
         enum E { E_ZERO = 0; }",
    )]);
    assert_eq!(files_of(&model), Vec::<String>::new());
}
