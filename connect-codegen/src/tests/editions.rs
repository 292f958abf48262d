//! Editions: features in place of syntax.

use super::outline::assert_outline;
use super::{made, proto2};
use crate::model::types::Model;

fn descriptors_hold(model: &Model, bytes: &[u8]) -> bool {
    let mut windows = model.descriptor_set.windows(bytes.len());
    windows.any(|window| window == bytes)
}

#[test]
fn editions_say_by_features_what_the_syntaxes_say_by_themselves() {
    let model = made(&[(
        "a.proto",
        "edition = \"2023\"; // Said first.
         package e;
         message M {
           int32 explicit = 1;
           int32 implicit = 2 [features.field_presence = IMPLICIT];
           M required = 3 [features.field_presence = LEGACY_REQUIRED];
           repeated int32 packed = 4;
           repeated int32 expanded = 5 [features.repeated_field_encoding = EXPANDED];
           Sub delimited = 6 [features.message_encoding = DELIMITED];
           string text = 7 [default = \"a, default = \\\"b\\\"\", features = { field_presence: EXPLICIT }];
           double far = 8 [default = -inf];
           float odd = 9 [ default = -1.5e10 ];
           bytes raw = 10 [default = \"\\377\\n\"];
           Closed e = 11 [default = FIVE];
           Open o = 12;
           oneof pick { int32 one = 13; }
           map<int32, Sub> subs = 14 [features.message_encoding = DELIMITED];
           uint64 big = 15 [default = 18446744073709551615];
           int32 small = 16 [default = -7];
           reserved foo, bar;
           reserved 100 to 200;
           extensions 1000 to max;
         }
         message Sub { int32 default = 1; }
         enum Closed { option features.enum_type = CLOSED; THREE = 3; FIVE = 5; reserved OLD; }
         enum Open { ZERO = 0; }
         extend M { repeated int32 more = 1000 [features.repeated_field_encoding = EXPANDED]; Sub group = 1001 [features.message_encoding = DELIMITED]; }",
    )]);
    assert_outline(
        &model,
        "
        struct M e.M
          explicit 1 explicit: optional Int32
          implicit 2 implicit: Int32
          required 3 required: required self::M boxed
          packed 4 packed: packed Int32
          expanded 5 expanded: repeated Int32
          delimited 6 delimited: optional self::Sub group
          text 7 text: optional string = String(\"a, default = \\\"b\\\"\")
          far 8 far: optional Double = F64(-inf)
          odd 9 odd: optional Float = F32(-15000000000.0)
          raw 10 raw: optional bytes = Bytes([255, 10])
          e 11 e: optional closed self::Closed = Enum { number: 5, ident: Ident(Five) }
          o 12 o: optional open self::Open
          One 13 one: case 0 Int32
          subs 14 subs: map<Scalar(Int32)> self::Sub
          big 15 big: optional Uint64 = U64(18446744073709551615)
          small 16 small: optional Int32 = I32(-7)
          oneof pick: self::m::Pick [One]
        mod m
        struct Sub e.Sub
          default 1 default: optional Int32
        closed enum Closed e.Closed
          Three THREE 3
          Five FIVE 5
        open enum Open e.Open
          Zero ZERO 0
        extension e.more of self::M
          MORE 1000 [e.more]: repeated Int32
        extension e.group of self::M
          GROUP 1001 [e.group]: optional self::Sub group
        ",
    );
}

#[test]
fn features_are_inherited_from_the_file_the_message_and_the_oneof() {
    let model = made(&[(
        "a.proto",
        "edition = \"2024\";
         import option \"google/protobuf/go_features.proto\";
         option features.(pb.go).api_level = API_OPAQUE;
         option features.field_presence = IMPLICIT;
         option features.enum_type = CLOSED;
         option features.repeated_field_encoding = EXPANDED;
         option features.enforce_naming_style = STYLE_LEGACY;
         export message A {
           option features.repeated_field_encoding = PACKED;
           int32 a = 1;
           repeated int32 b = 2;
           B message = 3;
           local message B { option features.field_presence = EXPLICIT; int32 a = 1; E e = 2; repeated int32 b = 3; }
           local enum E { ONE = 1; }
         }",
    )]);
    assert_outline(
        &model,
        "
        struct A A
          a 1 a: Int32
          b 2 b: packed Int32
          message 3 message: optional self::a::B
        mod a
          struct B A.B
            a 1 a: optional Int32
            e 2 e: optional closed self::E
            b 3 b: packed Int32
          closed enum E A.E
            One ONE 1
        ",
    );
}

#[test]
fn the_descriptors_of_an_edition_name_it_and_its_features() {
    let model = made(&[(
        "a.proto",
        "edition = \"2023\"; message M { string s = 1 [features.field_presence = IMPLICIT]; string t = 2 [default = \"kept\"]; }",
    )]);
    let holds = |bytes: &[u8]| descriptors_hold(&model, bytes);
    assert!(holds(b"editions"));
    assert!(holds(&[14 << 3, 0xe8, 0x07]), "edition 1000");
    // `features { field_presence: IMPLICIT }` in the field's options.
    assert!(holds(&[0xaa, 0x01, 2, 8, 2]));
    assert!(holds(b"kept") && !holds(b"deflt") && !holds(b"proto3"));
}

/// Fields with defaults, and what the model makes of them, whatever the syntax.
const DEFAULTS: (&str, &str) = (
    r#"
    float a = 1 [default = -inf];
    double b = 2 [default = inf];
    float c = 3 [default = nan];
    double d = 4 [default = - nan];
    double e = 5 [default = -0.0];
    float f = 6 [default = 1e39];
    double g = 7 [default = 0x10];
    int32 h = 8 [default = -0x80000000];
    sfixed64 i = 9 [default = -9223372036854775808];
    fixed64 j = 10 [default = 01777777777777777777777];
    uint32 k = 11 [default = 0755];
    string l = 12 [default = "\x41\102\u00e9\"\n" 'two' "; default = -inf"];
    bytes m = 13 [default = "\001\x1g\xff\\\'"];
    bool n = 14 [default = true];
    string o = 15 [default = ""];
    "#,
    r#"
    a 1 a: optional Float = F32(-inf)
    b 2 b: optional Double = F64(inf)
    c 3 c: optional Float = F32(NaN)
    d 4 d: optional Double = F64(NaN)
    e 5 e: optional Double = F64(-0.0)
    f 6 f: optional Float = F32(inf)
    g 7 g: optional Double = F64(16.0)
    h 8 h: optional Int32 = I32(-2147483648)
    i 9 i: optional Sfixed64 = I64(-9223372036854775808)
    j 10 j: optional Fixed64 = U64(18446744073709551615)
    k 11 k: optional Uint32 = U32(493)
    l 12 l: optional string = String("ABé\"\ntwo; default = -inf")
    m 13 m: optional bytes = Bytes([1, 1, 103, 255, 92, 39])
    n 14 n: optional Bool = Bool(true)
    o 15 o: optional string = String("")
    "#,
);

#[test]
fn defaults_are_read_alike_in_proto2_and_in_editions() {
    let (fields, lines) = DEFAULTS;
    let lines: Vec<&str> = lines.lines().map(str::trim).collect();
    let expected = format!("\nstruct M M{}", lines.join("\n  "));
    let edition = format!("edition = \"2023\"; message M {{ {fields} }}");
    assert_outline(&made(&[("a.proto", &edition)]), &expected);
    let optional: Vec<_> = fields
        .trim()
        .lines()
        .map(|line| format!("optional {}", line.trim()))
        .collect();
    let model = proto2(&format!("message M {{ {} }}", optional.join("\n")));
    assert_outline(&model, &expected);
}

#[test]
fn the_descriptors_of_defaults_are_those_of_other_compilers() {
    let model = made(&[(
        "a.proto",
        "edition = \"2023\"; message M { bytes b = 1 [default = \"\\0001\\xff'\"]; float f = 2 [default = -inf]; }",
    )]);
    // Nothing stands between the default and the JSON name: no empty options.
    for field in [
        &b"\x3a\x0b\\0001\\377\\'\x52\x01b"[..],
        b"\x3a\x04-inf\x52\x01f",
    ] {
        assert!(descriptors_hold(&model, field), "{}", field.escape_ascii());
    }
}

#[test]
fn closed_enums_may_begin_with_any_number_where_there_is_presence() {
    let model = made(&[(
        "a.proto",
        "edition = \"2023\";
         option features.field_presence = IMPLICIT;
         enum Closed { option features.enum_type = CLOSED; TWO = 2; ONE = 1; }
         message M {
           Closed explicit = 1 [features.field_presence = EXPLICIT];
           Closed required = 2 [features.field_presence = LEGACY_REQUIRED];
           repeated Closed many = 3;
           oneof pick { Closed case = 4; }
         }",
    )]);
    assert_outline(
        &model,
        "
        struct M M
          explicit 1 explicit: optional closed self::Closed
          required 2 required: required closed self::Closed
          many 3 many: packed closed self::Closed
          Case 4 case: case 0 closed super::Closed
          oneof pick: self::m::Pick [Case]
        mod m
        closed enum Closed Closed
          Two TWO 2
          One ONE 1
        ",
    );
}

#[test]
fn names_reserved_without_quotes_are_in_the_descriptors() {
    let model = made(&[(
        "a.proto",
        "edition = \"2023\";
         message M { reserved gone, lost; enum E { Z = 0; reserved OLD; } message In { reserved inner; } }",
    )]);
    for names in [
        &b"\x52\x04gone\x52\x04lost"[..],
        b"\x2a\x03OLD",
        b"\x52\x05inner",
    ] {
        assert!(descriptors_hold(&model, names), "{}", names.escape_ascii());
    }
}

#[test]
fn features_of_other_languages_are_known() {
    for (edition, import) in [("2023", "import"), ("2024", "import option")] {
        let text = format!(
            "edition = \"{edition}\";
             {import} \"google/protobuf/cpp_features.proto\";
             {import} \"google/protobuf/go_features.proto\";
             {import} \"google/protobuf/java_features.proto\";
             option features.(pb.cpp).string_type = VIEW;
             option features.(pb.go).api_level = API_OPAQUE;
             option features.(pb.java) = {{ utf8_validation: VERIFY large_enum: true }};
             message M {{ string s = 1 [features.(pb.cpp).string_type = CORD]; }}"
        );
        assert_outline(
            &made(&[("a.proto", &text)]),
            "
            struct M M
              s 1 s: optional string
            ",
        );
    }
}

#[test]
fn symbols_of_edition_2024_say_who_may_use_them() {
    let model = made(&[(
        "a.proto",
        "edition = \"2024\";
         export message A { local message B {} export enum C { C_ZERO = 0; } }
         local message Export { A.B export = 1; Local local = 2; }
         local enum Local { LOCAL_ZERO = 0; }",
    )]);
    assert_outline(
        &model,
        "
        struct A A
        mod a
          struct B A.B
          open enum C A.C
            Zero C_ZERO 0
        struct Export Export
          export 1 export: optional self::a::B
          local 2 local: optional open self::Local
        open enum Local Local
          Zero LOCAL_ZERO 0
        ",
    );
}

#[test]
fn validation_that_is_turned_off_is_in_the_descriptors_alone() {
    let model = made(&[(
        "a.proto",
        "edition = \"2023\"; option features.utf8_validation = NONE; message M { string s = 1; }",
    )]);
    assert_outline(
        &model,
        "
        struct M M
          s 1 s: optional string
        ",
    );
    // `features { utf8_validation: NONE }` in the file's options.
    assert!(descriptors_hold(&model, &[0x92, 0x03, 2, 4 << 3, 3]));
}
