//! Editions: features in place of syntax.

use super::made;
use super::outline::assert_outline;

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
        "edition = \"2023\"; message M { string s = 1 [features.field_presence = IMPLICIT, default = \"kept\"]; }",
    )]);
    let holds = |bytes: &[u8]| {
        model
            .descriptor_set
            .windows(bytes.len())
            .any(|window| window == bytes)
    };
    assert!(holds(b"editions"));
    assert!(holds(&[14 << 3, 0xe8, 0x07]), "edition 1000");
    // `features { field_presence: IMPLICIT }` in the field's options.
    assert!(holds(&[0xaa, 0x01, 2, 8, 2]));
    assert!(holds(b"kept") && !holds(b"deflt") && !holds(b"proto3"));
}
