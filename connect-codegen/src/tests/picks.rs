//! What selectors pick and what is derived without being asked for.

use std::collections::BTreeMap;

use quote::ToTokens;

use super::Package;
use crate::model::types::{Added, Message, Model, Module};

const SHOP: &str = "syntax = \"proto3\"; package shop.v1;
    import \"google/protobuf/timestamp.proto\";
    message Hat {
      string name = 1;
      oneof price { int32 cents = 2; Size trade = 3; }
      Size size = 4;
      repeated Size sizes = 5;
      google.protobuf.Timestamp made = 6;
      message Brim { Size width = 1; }
    }
    message Size { int32 width = 1; }
    enum Colour { option allow_alias = true; COLOUR_RED = 0; COLOUR_ROT = 0; }
    service Shop { rpc Sell(Hat) returns (Hat); }";

fn shop() -> Package {
    Package::new(&[("shop.proto", SHOP)])
}

/// What each item has been given, items without anything left out.
fn added(model: &Model) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    model.root.walk(&mut |module| in_module(module, &mut all));
    all
}

fn in_module(module: &Module, all: &mut BTreeMap<String, String>) {
    for message in &module.messages {
        in_message(message, all);
    }
    for enumeration in &module.enums {
        let name = &enumeration.full_name;
        note(name, &enumeration.added, all);
        for value in &enumeration.values {
            note(&format!("{name}.{}", value.name), &value.added, all);
        }
    }
    for extension in &module.extensions {
        note(&extension.full_name, &extension.field.added, all);
    }
    for service in &module.services {
        let name = &service.full_name;
        note(name, &service.added, all);
        for method in &service.methods {
            note(&format!("{name}.{}", method.name), &method.added, all);
        }
    }
}

fn in_message(message: &Message, all: &mut BTreeMap<String, String>) {
    let name = &message.full_name;
    note(name, &message.added, all);
    note(
        &format!("{name}.unknown_fields"),
        &message.added_to_unknown,
        all,
    );
    for field in &message.fields {
        note(&format!("{name}.{}", field.name), &field.added, all);
    }
    for oneof in &message.oneofs {
        note(&format!("{name}.{}", oneof.name), &oneof.added, all);
    }
}

fn note(name: &str, added: &Added, all: &mut BTreeMap<String, String>) {
    let text = added.to_attributes().to_token_stream().to_string();
    if !text.is_empty() {
        all.insert(name.to_owned(), text.replace(' ', ""));
    }
}

#[test]
fn each_selector_picks_what_it_names() {
    for (option, expected) in [
        ("attr(\"shop.v1.Hat\", a)", &[("shop.v1.Hat", "#[a]")][..]),
        (
            "attr(\".shop.v1.Hat.Brim\", a)",
            &[("shop.v1.Hat.Brim", "#[a]")],
        ),
        (
            "attr(\"shop.v1.Hat.name\", a = \"b\")",
            &[("shop.v1.Hat.name", "#[a=\"b\"]")],
        ),
        (
            "attr(\"shop.v1.Hat.price\", a)",
            &[("shop.v1.Hat.price", "#[a]")],
        ),
        (
            "attr(\"shop.v1.Hat.cents\", a)",
            &[("shop.v1.Hat.cents", "#[a]")],
        ),
        (
            "attr(\"shop.v1.Hat.unknown_fields\", a)",
            &[("shop.v1.Hat.unknown_fields", "#[a]")],
        ),
        ("attr(\"shop.v1.Colour\", a)", &[("shop.v1.Colour", "#[a]")]),
        (
            "attr(\"shop.v1.Colour.COLOUR_RED\", a)",
            &[("shop.v1.Colour.COLOUR_RED", "#[a]")],
        ),
        (
            "attr(\"shop.v1.Colour.COLOUR_ROT\", a)",
            &[("shop.v1.Colour.COLOUR_ROT", "#[a]")],
        ),
        ("attr(\"shop.v1.Shop\", a)", &[("shop.v1.Shop", "#[a]")]),
        (
            "attr(\"shop.v1.Shop.Sell\", a)",
            &[("shop.v1.Shop.Sell", "#[a]")],
        ),
        (
            "attr(\"shop.v1.Hat\", \"shop.v1.Size\", a, b(c), #[d]), attr(\"shop.v1.Hat\", e)",
            &[
                ("shop.v1.Hat", "#[a]#[b(c)]#[d]#[e]"),
                ("shop.v1.Size", "#[a]#[b(c)]#[d]"),
            ],
        ),
        (
            "attr(\"shop.v1.*\", a)",
            &[
                ("shop.v1.Colour", "#[a]"),
                ("shop.v1.Hat", "#[a]"),
                ("shop.v1.Hat.Brim", "#[a]"),
                ("shop.v1.Hat.price", "#[a]"),
                ("shop.v1.Size", "#[a]"),
            ],
        ),
        (
            "attr(\"shop.v1.Hat.*\", a)",
            &[("shop.v1.Hat.Brim", "#[a]"), ("shop.v1.Hat.price", "#[a]")],
        ),
        (
            "attr(\"shop.*\", a), attr(\"*\", b), boxed(\"shop.v1.Hat.*\")",
            &[
                ("shop.v1.Colour", "#[a]#[b]"),
                ("shop.v1.Hat", "#[a]#[b]"),
                ("shop.v1.Hat.Brim", "#[a]#[b]"),
                ("shop.v1.Hat.price", "#[a]#[b]"),
                ("shop.v1.Size", "#[a]#[b]"),
            ],
        ),
        (
            "derive(\"shop.v1.Size\", Ord, x::Y, PartialOrd), attr(\"shop.v1.Size\", a)",
            &[("shop.v1.Size", "#[derive(Ord,x::Y,PartialOrd)]#[a]")],
        ),
        // What is there already is not derived twice, however it is written.
        (
            "derive(\"shop.v1.*\", Clone, Debug, ::core::cmp::PartialEq, std::cmp::Eq, Hash, Default)",
            &[],
        ),
        (
            "derive(\"shop.v1.Size\", Ord), derive(\"shop.v1.Size\", ::core::cmp::Ord, x::Ord)",
            &[("shop.v1.Size", "#[derive(Ord,x::Ord)]")],
        ),
        ("derive(\"shop.v1.Colour\", Copy, PartialOrd, Ord)", &[]),
        (
            "derive(\"shop.v1.*\", Copy, Ord)",
            &[
                ("shop.v1.Hat", "#[derive(Ord)]"),
                ("shop.v1.Hat.Brim", "#[derive(Ord)]"),
                ("shop.v1.Hat.price", "#[derive(Copy,Ord)]"),
                ("shop.v1.Size", "#[derive(Ord)]"),
            ],
        ),
    ] {
        let model = shop().model(&format!("\"shop.proto\", {option}"));
        let model = model.unwrap_or_else(|faults| panic!("{option}: {faults:?}"));
        let expected: BTreeMap<String, String> = expected
            .iter()
            .map(|(name, added)| ((*name).to_owned(), (*added).to_owned()))
            .collect();
        assert_eq!(added(&model), expected, "{option}");
    }
}

#[test]
fn boxes_are_where_a_field_holds_one_message() {
    for (option, expected) in [
        ("boxed(\"shop.v1.Hat.size\")", &["size"][..]),
        (
            "boxed(\"shop.v1.Hat.trade\", \"shop.v1.Hat.made\")",
            &["trade", "made"],
        ),
        (
            "boxed(\"shop.v1.Hat.*\")",
            &["trade", "size", "made", "Brim.width"],
        ),
        (
            "boxed(\"shop.v1.*\")",
            &["trade", "size", "made", "Brim.width"],
        ),
        ("boxed(\"shop.v1.Hat.Brim.*\")", &["Brim.width"]),
    ] {
        let model = shop().model(&format!("\"shop.proto\", {option}"));
        let model = model.unwrap_or_else(|faults| panic!("{option}: {faults:?}"));
        let mut boxed = Vec::new();
        for message in model.messages() {
            let fields = message.fields.iter().filter(|field| field.boxed);
            boxed.extend(fields.map(|field| format!("{}.{}", message.full_name, field.name)));
        }
        let mut expected: Vec<String> = expected
            .iter()
            .map(|name| format!("shop.v1.Hat.{name}"))
            .collect();
        boxed.sort();
        expected.sort();
        assert_eq!(boxed, expected, "{option}");
    }
}

#[test]
fn a_selector_that_picks_nothing_is_told_what_is_near() {
    for (option, expected) in [
        (
            "derive(\"shop.v1.hat\", Ord)",
            "\"shop.v1.hat\" picks nothing\n = help: did you mean \"shop.v1.Hat\"?",
        ),
        (
            "attr(\"shop.v1.Hat.price.cents\", a)",
            "\"shop.v1.Hat.price.cents\" picks nothing\n = help: did you mean \"shop.v1.Hat.cents\"?",
        ),
        (
            "attr(\"shop.v1.Shop.Sel\", a)",
            "\"shop.v1.Shop.Sel\" picks nothing\n = help: did you mean \"shop.v1.Shop.Sell\"?",
        ),
        (
            "attr(\"shop.v1.Colour.COLOUR_RAD\", a)",
            "\"shop.v1.Colour.COLOUR_RAD\" picks nothing\n = help: did you mean \"shop.v1.Colour.COLOUR_RED\"?",
        ),
        (
            "derive(\"shop.v2.*\", Ord)",
            "\"shop.v2.*\" picks nothing\n = help: did you mean \"shop.v1.*\"?",
        ),
        (
            "boxed(\"shop.v1.Hat.siz\")",
            "\"shop.v1.Hat.siz\" picks nothing\n = help: did you mean \"shop.v1.Hat.size\"?",
        ),
        (
            "attr(\"shop.v1\", a)",
            "\"shop.v1\" picks nothing\n = help: did you mean \"shop.v1.*\"?",
        ),
        (
            "derive(\"google.protobuf.Timestamp\", Ord)",
            "\"google.protobuf.Timestamp\" picks nothing\n = help: its code is not generated here but used from elsewhere",
        ),
        (
            "attr(\"google.*\", a)",
            "\"google.*\" picks nothing\n = help: its code is not generated here but used from elsewhere",
        ),
        (
            "derive(\"shop.v1.Hat.name\", Ord)",
            "\"shop.v1.Hat.name\" is a field\n",
        ),
        (
            "derive(\"shop.v1.Colour.COLOUR_RED\", Ord)",
            "\"shop.v1.Colour.COLOUR_RED\" is a value of an enum\n",
        ),
        (
            "derive(\"shop.v1.Shop\", Ord)",
            "\"shop.v1.Shop\" is a service\n",
        ),
        (
            "derive(\"shop.v1.Shop.Sell\", Ord)",
            "\"shop.v1.Shop.Sell\" is a method\n",
        ),
        (
            "boxed(\"shop.v1.Hat.price\")",
            "\"shop.v1.Hat.price\" is a oneof\n",
        ),
        (
            "boxed(\"shop.v1.Hat.sizes\")",
            "\"shop.v1.Hat.sizes\" picks no field that holds one message\n",
        ),
        (
            "boxed(\"shop.v1.Hat.unknown_fields\")",
            "\"shop.v1.Hat.unknown_fields\" picks no field that holds one message\n",
        ),
    ] {
        let model = shop().model(&format!("\"shop.proto\", {option}"));
        let faults = model.map(|_| Vec::new()).unwrap_or_else(|faults| faults);
        assert_eq!(faults.len(), 1, "{option}: {faults:?}");
        assert!(faults[0].starts_with(expected), "{option}: {}", faults[0]);
    }
}

/// The traits of a message or a oneof: `E` for `Eq`, `H` for `Hash`.
fn equalities(model: &Model) -> BTreeMap<String, &'static str> {
    let mut all = BTreeMap::new();
    for message in model.messages() {
        let name = &message.full_name;
        let oneofs = message
            .oneofs
            .iter()
            .map(|oneof| (format!("{name}.{}", oneof.name), oneof.equality));
        for (name, equality) in oneofs.chain([(name.clone(), message.equality)]) {
            let traits = match (equality.eq, equality.hash()) {
                (true, true) => "EH",
                (true, false) => "E",
                (false, true) => "H",
                (false, false) => "",
            };
            all.insert(name, traits);
        }
    }
    all
}

#[test]
fn equality_and_hashes_are_derived_where_everything_below_allows_them() {
    let body = "message Plain { string s = 1; bytes b = 2; repeated E e = 3; bool f = 4; }
        enum E { ZERO = 0; }
        message Float { repeated float f = 1; }
        message Holds { Float f = 1; oneof a { Float x = 2; } oneof b { Plain y = 3; } }
        message Lists { repeated Holds h = 1; }
        message Mapped { map<int32, Lists> m = 1; }
        message Doubles { map<string, double> m = 1; }
        message Map { map<string, string> m = 1; }
        message HoldsMap { oneof o { Map m = 1; } }
        message Me { Me me = 1; Plain plain = 2; }
        message Ping { Pong pong = 1; }
        message Pong { Ping ping = 1; double d = 2; }
        message Outer { message Inner { float f = 1; } }
        message Stamp { google.protobuf.Timestamp t = 1; }
        message Tree { google.protobuf.Struct s = 1; }
        message Info { google.rpc.ErrorInfo i = 1; }
        message Elsewhere { ext.Float f = 1; }
        message MapElsewhere { ext.Map m = 1; }";
    let files = [
        (
            "a.proto",
            &*format!(
                "syntax = \"proto3\"; import \"ext.proto\"; import \"google/protobuf/timestamp.proto\";
                 import \"google/protobuf/struct.proto\"; import \"google/rpc/error_details.proto\"; {body}"
            ),
        ),
        (
            "ext.proto",
            "syntax = \"proto3\"; package ext; message Float { float f = 1; } message Map { map<string, string> m = 1; }",
        ),
    ];
    let package = Package::new(&files);
    let attr = "\"a.proto\", extern_path(\"ext\" = ::ext)";
    let mut expected = BTreeMap::from(
        [
            ("Plain", "EH"),
            ("Float", ""),
            ("Holds", ""),
            ("Holds.a", ""),
            ("Holds.b", "EH"),
            ("Lists", ""),
            ("Mapped", ""),
            ("Doubles", ""),
            ("Map", "E"),
            ("HoldsMap", "E"),
            ("HoldsMap.o", "E"),
            ("Me", "EH"),
            ("Ping", ""),
            ("Pong", ""),
            ("Outer", "EH"),
            ("Outer.Inner", ""),
            ("Stamp", "EH"),
            ("Tree", ""),
            ("Info", "E"),
            ("Elsewhere", ""),
            ("MapElsewhere", "E"),
        ]
        .map(|(name, traits)| (name.to_owned(), traits)),
    );
    let model = package.model(attr).expect("a model");
    assert_eq!(equalities(&model), expected);

    // Sorted maps can be hashed, those of others are not known to be sorted.
    for name in ["Map", "HoldsMap", "HoldsMap.o"] {
        expected.insert(name.to_owned(), "EH");
    }
    let model = package
        .model(&format!("{attr}, map = BTreeMap"))
        .expect("a model");
    assert_eq!(equalities(&model), expected);
}

#[test]
fn a_trait_that_a_type_cannot_have_is_refused_by_name_and_passed_over_by_wildcard() {
    let text = "syntax = \"proto3\"; message Float { float f = 1; oneof o { double d = 2; } }
        message Map { map<int32, int32> m = 1; }";
    let package = Package::new(&[("a.proto", text)]);
    let model = package
        .model("\"a.proto\", derive(\"*\", Eq, Hash, PartialOrd, Ord, Copy, Default)")
        .expect("a model");
    let expected = BTreeMap::from([
        ("Float".to_owned(), "#[derive(PartialOrd)]".to_owned()),
        (
            "Float.o".to_owned(),
            "#[derive(PartialOrd,Copy)]".to_owned(),
        ),
    ]);
    assert_eq!(added(&model), expected);
    for (option, why) in [
        (
            "derive(\"Float\", Eq)",
            "`Float` cannot be `Eq`\n = help: it holds a floating point number",
        ),
        (
            "derive(\"Float.o\", Ord)",
            "`Float.o` cannot be `Ord`\n = help: it holds a floating point number",
        ),
        (
            "derive(\"Float.o\", Default)",
            "`Float.o` cannot be `Default`\n = help: a oneof has no case to start from",
        ),
        (
            "derive(\"Map\", ::core::hash::Hash)",
            "`Map` cannot be `Hash`\n = help: it holds a HashMap, or a map of a type that is defined elsewhere",
        ),
        (
            "derive(\"Map\", std::cmp::PartialOrd)",
            "`Map` cannot be `PartialOrd`\n = help: it holds a HashMap, or a map of a type that is defined elsewhere",
        ),
        (
            "derive(\"Map\", Copy)",
            "`Map` cannot be `Copy`\n = help: it has room for fields that are not known",
        ),
    ] {
        let model = package.model(&format!("\"a.proto\", {option}"));
        let faults = model.map(|_| Vec::new()).unwrap_or_else(|faults| faults);
        assert_eq!(faults, [why], "{option}");
    }
}
