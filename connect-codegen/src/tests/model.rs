//! What becomes of each construct of the language.

use super::outline::{assert_outline, files_of};
use super::{made, proto2, proto3};

#[test]
fn proto3_presence_types_and_packing() {
    let model = proto3(
        "package a.v1;
         message M {
           string plain = 1;
           optional int32 maybe = 2;
           M me = 3;
           repeated sint64 packed = 4;
           repeated fixed32 loose = 5 [packed = false];
           repeated string many = 6;
           map<string, M> by_name = 7;
           map<int32, Colour> colours = 8;
           Colour colour = 9;
           bytes raw = 10 [json_name = \"RAW\", deprecated = true, debug_redact = true];
           repeated M children = 11;
         }
         enum Colour { COLOUR_NONE = 0; COLOUR_RED = 1; }",
    );
    assert_outline(
        &model,
        "
        struct M a.v1.M
          plain 1 plain: string
          maybe 2 maybe: optional Int32
          me 3 me: optional self::M boxed
          packed 4 packed: packed Sint64
          loose 5 loose: repeated Fixed32
          many 6 many: repeated string
          by_name 7 byName: map<String> self::M
          colours 8 colours: map<Scalar(Int32)> open self::Colour
          colour 9 colour: open self::Colour
          raw 10 RAW: bytes deprecated redacted
          children 11 children: repeated self::M
        open enum Colour a.v1.Colour
          None COLOUR_NONE 0
          Red COLOUR_RED 1
        ",
    );
}

#[test]
fn proto2_labels_defaults_groups_and_closed_enums() {
    let model = proto2(
        "message M {
           required int32 must = 1;
           optional string text = 2 [default = \"a\\tb\"];
           optional float far = 3 [default = inf];
           optional double odd = 4 [default = -1.5];
           optional bytes raw = 5 [default = \"\\001\\xff\"];
           optional E e = 6 [default = B];
           optional bool yes = 7 [default = true];
           optional uint64 big = 8 [default = 18446744073709551615];
           repeated int32 loose = 9;
           repeated int32 packed = 10 [packed = true];
           optional group Data = 11 { optional int32 x = 1; }
           repeated group Rows = 12 { required M up = 1; }
           extensions 100 to 199, 1000 to max;
           oneof pick { int32 one = 13; group Two = 14 { optional int32 y = 1; } }
         }
         enum E { option allow_alias = true; A = 1; B = 2; C = 2 [deprecated = true]; }
         message Set { option message_set_wire_format = true; extensions 4 to max; option deprecated = true; }",
    );
    assert_outline(
        &model,
        "
        struct M M
          must 1 must: required Int32
          text 2 text: optional string = String(\"a\\tb\")
          far 3 far: optional Float = F32(inf)
          odd 4 odd: optional Double = F64(-1.5)
          raw 5 raw: optional bytes = Bytes([1, 255])
          e 6 e: optional closed self::E = Enum { number: 2, ident: Ident(B) }
          yes 7 yes: optional Bool = Bool(true)
          big 8 big: optional Uint64 = U64(18446744073709551615)
          loose 9 loose: repeated Int32
          packed 10 packed: packed Int32
          data 11 data: optional self::m::Data group
          rows 12 rows: repeated self::m::Rows group
          One 13 one: case 0 Int32
          Two 14 two: case 0 self::Two group
          oneof pick: self::m::Pick [One, Two]
        mod m
          struct Data M.Data
            x 1 x: optional Int32
          struct Rows M.Rows
            up 1 up: required super::M
          struct Two M.Two
            y 1 y: optional Int32
        struct Set Set deprecated message_set
        closed enum E E
          A A 1
          B B 2
          C C 2 alias of B deprecated
        ",
    );
}

#[test]
fn oneofs_stand_in_the_message_module_and_see_types_from_there() {
    let model = proto3(
        "message Outer {
           oneof kind { Outer again = 1; Inner inner = 2; Other other = 3; E e = 4; string type = 5; }
           optional int32 synthetic = 6;
           message Inner { Outer up = 1; }
           enum Kind { NONE = 0; }
           enum E { ZERO = 0; }
         }
         message Other {}",
    );
    assert_outline(
        &model,
        "
        struct Outer Outer
          Again 1 again: case 0 super::Outer boxed
          Inner 2 inner: case 0 self::Inner boxed
          Other 3 other: case 0 super::Other
          E 4 e: case 0 open self::E
          Type 5 type: case 0 string
          synthetic 6 synthetic: optional Int32
          oneof kind: self::outer::KindOneOf [Again, Inner, Other, E, Type]
        mod outer
          struct Inner Outer.Inner
            up 1 up: optional super::Outer boxed
          open enum Kind Outer.Kind
            None NONE 0
          open enum E Outer.E
            Zero ZERO 0
        struct Other Other
        ",
    );
}

#[test]
fn services_have_shapes_idempotency_and_names_that_do_not_clash() {
    let model = proto3(
        "package a.v1;
         message M {}
         service Greet {
           rpc Say(M) returns (M) { option idempotency_level = NO_SIDE_EFFECTS; }
           rpc Put(M) returns (M) { option idempotency_level = IDEMPOTENT; }
           rpc Up(stream M) returns (M);
           rpc Down(M) returns (stream M);
           rpc Both(stream M) returns (stream M);
           rpc New(M) returns (M);
           rpc Connect(M) returns (M);
           rpc Type(M) returns (M);
           rpc CallSay(M) returns (M);
         }",
    );
    assert_outline(
        &model,
        "
        struct M a.v1.M
        trait Greet, GreetServer, GreetClient a.v1.Greet
          fn say, say, call_say /a.v1.Greet/Say self::M -> self::M Unary NoSideEffects
          fn put, put, call_put /a.v1.Greet/Put self::M -> self::M Unary Idempotent
          fn up, up, call_up /a.v1.Greet/Up self::M -> self::M ClientStream Unknown
          fn down, down, call_down /a.v1.Greet/Down self::M -> self::M ServerStream Unknown
          fn both, both, call_both /a.v1.Greet/Both self::M -> self::M BidiStream Unknown
          fn new, new_, call_new /a.v1.Greet/New self::M -> self::M Unary Unknown
          fn connect, connect_, call_connect /a.v1.Greet/Connect self::M -> self::M Unary Unknown
          fn r#type, r#type, call_type /a.v1.Greet/Type self::M -> self::M Unary Unknown
          fn call_say, call_say_, call_call_say /a.v1.Greet/CallSay self::M -> self::M Unary Unknown
        ",
    );
}

#[test]
fn several_packages_are_modules_and_one_is_not() {
    let model = made(&[
        (
            "a.proto",
            "syntax = \"proto3\"; package a.v1; import \"b.proto\"; import \"none.proto\";
             message A { b.B.Deep deep = 1; Rootless rootless = 2; }
             service S { rpc F(A) returns (b.B); }",
        ),
        (
            "b.proto",
            "syntax = \"proto3\"; package b; message B { message Deep { B up = 1; } } service Unasked { rpc F(B) returns (B); }",
        ),
        ("none.proto", "syntax = \"proto3\"; message Rootless {}"),
    ]);
    assert_outline(
        &model,
        "
        struct Rootless Rootless
        mod b
          struct B b.B
          mod b
            struct Deep b.B.Deep
              up 1 up: optional super::B
        mod a
          mod v1
            struct A a.v1.A
              deep 1 deep: optional super::super::b::b::Deep
              rootless 2 rootless: optional super::super::Rootless
            trait S, SServer, SClient a.v1.S
              fn f, f, call_f /a.v1.S/F self::A -> super::super::b::B Unary Unknown
        ",
    );
}

#[test]
fn files_that_serve_options_only_add_no_package() {
    let model = made(&[
        (
            "a.proto",
            "syntax = \"proto3\"; package a; import \"options.proto\"; option (o.file) = { text: \"x\" };
             message A { string s = 1 [(o.field) = 7]; }",
        ),
        (
            "options.proto",
            "syntax = \"proto2\"; package o; import \"google/protobuf/descriptor.proto\";
             message Opt { optional string text = 1; }
             extend google.protobuf.FileOptions { optional Opt file = 50000; }
             extend google.protobuf.FieldOptions { optional int32 field = 50001; }",
        ),
    ]);
    assert_outline(
        &model,
        "
        struct A a.A
          s 1 s: string
        ",
    );
    assert_eq!(files_of(&model), ["a.proto"]);
}

#[test]
fn custom_options_stay_in_the_descriptors_and_comments_do_not() {
    let model = made(&[(
        "a.proto",
        "syntax = \"proto2\"; import \"google/protobuf/descriptor.proto\";
         // A comment.
         message A { option (note) = \"kept as it was\"; }
         extend google.protobuf.MessageOptions { optional string note = 50000; }",
    )]);
    let holds = |text: &str| {
        model
            .descriptor_set
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds("kept as it was"));
    assert!(holds("google/protobuf/descriptor.proto"));
    assert!(!holds("A comment."));
}

#[test]
fn public_imports_are_generated_whole() {
    let model = made(&[
        (
            "a.proto",
            "syntax = \"proto3\"; package p; import public \"b.proto\"; message A {}",
        ),
        (
            "b.proto",
            "syntax = \"proto3\"; package p; import \"c.proto\"; message B {} service S { rpc F(B) returns (B); }",
        ),
        (
            "c.proto",
            "syntax = \"proto3\"; package p; message Unused {}",
        ),
    ]);
    assert_outline(
        &model,
        "
        struct B p.B
        struct A p.A
        trait S, SServer, SClient p.S
          fn f, f, call_f /p.S/F self::B -> self::B Unary Unknown
        ",
    );
}

#[test]
fn public_imports_of_public_imports_are_seen() {
    let files = [
        (
            "a.proto",
            "syntax = \"proto3\"; import \"b.proto\"; message A { D d = 1; }",
        ),
        ("b.proto", "syntax = \"proto3\"; import public \"c.proto\";"),
        ("c.proto", "syntax = \"proto3\"; import public \"d.proto\";"),
        ("d.proto", "syntax = \"proto3\"; message D {}"),
    ];
    let model = made(&files);
    assert_outline(
        &model,
        "
        struct D D
        struct A A
          d 1 d: optional self::D
        ",
    );
    let count = |text: &[u8]| {
        model
            .descriptor_set
            .windows(text.len())
            .filter(|window| *window == text)
            .count()
    };
    // Once as the name of the file, once in the only file that says that it imports it.
    assert_eq!(count(b"d.proto"), 2);
}

#[test]
fn well_known_types_and_rpc_errors_are_the_runtimes_own() {
    let model = proto3(
        "package a;
         import \"google/protobuf/timestamp.proto\";
         import \"google/protobuf/struct.proto\";
         import \"google/rpc/error_details.proto\";
         message M {
           google.protobuf.Timestamp at = 1;
           google.protobuf.NullValue null = 2;
           google.rpc.BadRequest.FieldViolation violation = 3;
           oneof o { google.protobuf.Value value = 4; }
         }",
    );
    assert_outline(
        &model,
        "
        struct M a.M
          at 1 at: optional ::connect::__private::protobuf::Timestamp
          null 2 null: open ::connect::__private::protobuf::NullValue
          violation 3 violation: optional ::connect::__private::rpc::bad_request::FieldViolation
          Value 4 value: case 0 ::connect::__private::protobuf::Value
          oneof o: self::m::O [Value]
        mod m
        ",
    );
}

#[test]
fn types_of_descriptor_proto_are_generated_when_a_message_holds_them() {
    let model = proto3(
        "package a; import \"google/protobuf/descriptor.proto\";
         message M { google.protobuf.FileDescriptorSet files = 1; }",
    );
    let modules: Vec<_> = model
        .root
        .children
        .iter()
        .map(|child| child.ident.to_string())
        .collect();
    assert_eq!(modules, ["google", "a"]);
    let files = &model.root.children[1].messages[0].fields[0];
    assert!(format!("{:?}", files.ty).contains("super::google::protobuf::FileDescriptorSet"));
}

#[test]
fn extensions_know_what_they_extend() {
    let model = proto2(
        "package a;
         message M { extensions 100 to max; }
         message Scope {
           extend M { optional Scope in_scope = 101; repeated int32 many = 102 [packed = true]; }
         }
         extend M { optional string note = 100 [default = \"x\"]; }",
    );
    assert_outline(
        &model,
        "
        struct M a.M
        struct Scope a.Scope
        mod scope
          extension a.Scope.in_scope of super::M
            IN_SCOPE 101 [a.Scope.in_scope]: optional super::Scope
          extension a.Scope.many of super::M
            MANY 102 [a.Scope.many]: packed Int32
        extension a.note of self::M
          NOTE 100 [a.note]: optional string = String(\"x\")
        ",
    );
}

#[test]
fn extern_paths_stand_for_packages_and_types() {
    let files = [
        (
            "a.proto",
            "syntax = \"proto3\"; package a; import \"b.proto\"; import \"c.proto\";
             message A { b.B b = 1; b.B.Deep deep = 2; b.sub.C c = 3; Own own = 4; message In { b.B b = 1; } }
             message Own {}",
        ),
        (
            "b.proto",
            "syntax = \"proto3\"; package b; import \"c.proto\"; message B { message Deep {} sub.C c = 1; }",
        ),
        ("c.proto", "syntax = \"proto3\"; package b.sub; message C {}"),
    ];
    let package = super::Package::new(&files);
    let model = package
        .model("\"a.proto\", extern_path(\"b\" = crate::bees, \"b.sub.C\" = ::c::Other, \".a.Own\" = super::own::Own)")
        .expect("a model");
    assert_outline(
        &model,
        "
        struct A a.A
          b 1 b: optional crate::bees::B
          deep 2 deep: optional crate::bees::b::Deep
          c 3 c: optional ::c::Other
          own 4 own: optional super::super::own::Own
        mod a
          struct In a.A.In
            b 1 b: optional crate::bees::B
        ",
    );
}

#[test]
fn comments_become_docs_with_their_place() {
    let model = proto3(
        "// About M, see [Other].
         message M {
           // Leading.
           string a = 1; // Trailing.
           string b = 2;
         }",
    );
    let message = &model.root.messages[0];
    assert_eq!(
        message.docs.lines,
        [" About M, see \\[Other\\].", "", " From `a.proto:3`."]
    );
    assert_eq!(
        message.fields[0].docs.lines,
        [" Leading.", "", " Trailing."]
    );
    assert_eq!(message.fields[1].docs.lines, [" The field `b`, number 2."]);
}

#[test]
fn keywords_are_raw_or_have_an_underscore() {
    let model = proto3(
        "package type.self.async;
         message Self { string type = 1; string self = 2; string crate = 3; string gen = 4; oneof match { int32 Super = 5; } }
         enum enum { AS = 0; }",
    );
    assert_outline(
        &model,
        "
        struct Self_ type.self.async.Self
          r#type 1 type: string
          self_ 2 self: string
          crate_ 3 crate: string
          r#gen 4 gen: string
          Super 5 Super: case 0 Int32
          oneof r#match: self::self_::Match [Super]
        mod self_
        open enum Enum type.self.async.enum
          As AS 0
        ",
    );
}

#[test]
fn messages_that_hold_each_other_are_boxed_and_those_in_lists_are_not() {
    let model = proto3(
        "message A { B b = 1; repeated A list = 2; map<int32, A> map = 3; C c = 4; }
         message B { A a = 1; }
         message C { repeated A a = 1; }",
    );
    assert_outline(
        &model,
        "
        struct A A
          b 1 b: optional self::B boxed
          list 2 list: repeated self::A
          map 3 map: map<Scalar(Int32)> self::A
          c 4 c: optional self::C
        struct B B
          a 1 a: optional self::A boxed
        struct C C
          a 1 a: repeated self::A
        ",
    );
}
