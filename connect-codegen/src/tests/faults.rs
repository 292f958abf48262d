//! What users are told about mistakes.

use super::Package;

/// The faults of one expansion of `attr`.
fn faults(files: &[(&str, &str)], attr: &str) -> Vec<String> {
    Package::new(files)
        .model(attr)
        .map(|_| Vec::new())
        .unwrap_or_else(|faults| faults)
}

/// The faults of one proto3 file, without the lines that show the source.
fn in_proto3(body: &str) -> Vec<String> {
    let text = format!("syntax = \"proto3\";\n{body}");
    let faults = faults(&[("proto/a.proto", &text)], "\"proto/a.proto\"");
    faults.iter().map(|fault| without_source(fault)).collect()
}

fn without_source(fault: &str) -> String {
    let kept = fault
        .lines()
        .filter(|line| !line.contains(" | ") && !line.ends_with(" |"));
    kept.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_fault_shows_place_line_carets_and_help() {
    let text = "syntax = \"proto3\";\n\nmessage Greeting {}\nmessage M {\n  Greting text = 1;\n}\n";
    assert_eq!(
        faults(&[("proto/a.proto", text)], "\"proto/a.proto\""),
        ["proto/a.proto:5:3: name 'Greting' is not defined
  |
5 |   Greting text = 1;
  |   ^^^^^^^
  = help: did you mean 'Greeting'?"]
    );
}

#[test]
fn each_kind_of_mistake_is_told_at_its_place() {
    for (body, expected) in [
        (
            "message M { string a = 1\n}",
            "proto/a.proto:3:1: expected ';' or '[', but found '}'",
        ),
        (
            "message M {\n\n",
            "proto/a.proto:2:12: expected a message field, oneof, reserved range, enum, message, option or '}', but reached end of file",
        ),
        (
            "message M { string a = 1; string b = 1; }",
            "proto/a.proto:2:38: field number '1' is already used",
        ),
        (
            "message M { google.protobuf.Timestamp at = 1; }",
            "proto/a.proto:2:13: name 'google.protobuf.Timestamp' is not defined\n  = help: google.protobuf.Timestamp is defined in google/protobuf/timestamp.proto: add `import \"google/protobuf/timestamp.proto\";`",
        ),
        (
            "message M { google.rpc.BadRequest bad = 1; }",
            "proto/a.proto:2:13: name 'google.rpc.BadRequest' is not defined\n  = help: google.rpc.BadRequest is defined in google/rpc/error_details.proto: add `import \"google/rpc/error_details.proto\";`",
        ),
        (
            "message Say {}\nmessage say {}",
            "proto/a.proto:3:9: message 'say' and message 'Say' are both `Say` in Rust\n  = help: rename one of the two",
        ),
        (
            "message M { int32 foo_bar = 1; oneof fooBar { int32 x = 2; } }",
            "proto/a.proto:2:38: oneof 'fooBar' and field 'foo_bar' are both `foo_bar` in Rust\n  = help: rename one of the two",
        ),
        (
            "message M { string say = 1;\n string Say = 2; }",
            "proto/a.proto:3:9: camel-case name of field 'say' conflicts with field 'Say'\n  = help: see also line 2",
        ),
        (
            "message M {} service S { rpc say(M) returns (M); rpc Say(M) returns (M); }",
            "proto/a.proto:2:54: method 'Say' and method 'say' are both `say` in Rust\n  = help: rename one of the two",
        ),
        (
            "message M {} message SClient {} service S { rpc F(M) returns (M); }",
            "proto/a.proto:2:41: the client of 'S' and message 'SClient' are both `SClient` in Rust\n  = help: rename one of the two",
        ),
        (
            "enum E { E_A = 0; A = 1; }",
            "proto/a.proto:2:19: value 'A' and value 'E_A' are both `A` in Rust\n  = help: rename one of the two",
        ),
        (
            "message M { string s = 1 [nonsense = 1]; }",
            "proto/a.proto:2:27: option field 'nonsense' is not defined",
        ),
        (
            "import \"a.proto\";",
            "proto/a.proto:2:8: import \"a.proto\" leads back to this file",
        ),
        (
            "import \"google/protobuf/time.proto\";",
            "proto/a.proto:2:8: import \"google/protobuf/time.proto\" is not found\n  = help: did you mean \"google/protobuf/type.proto\"?\n  = help: searched in proto; `include = [..]` sets the folders",
        ),
        (
            "import \"google/protobuf/any.proto\"; import \"google/protobuf/any.proto\";",
            "proto/a.proto:2:44: \"google/protobuf/any.proto\" is imported twice",
        ),
        (
            "package a;\npackage b;",
            "proto/a.proto:3:1: multiple package names specified\n  = help: see also line 2",
        ),
        (
            "/* é */ message M { Foo f = 1; }",
            "proto/a.proto:2:21: name 'Foo' is not defined",
        ),
        (
            "\tmessage M {\tFoo f = 1; }",
            "proto/a.proto:2:14: name 'Foo' is not defined",
        ),
    ] {
        assert_eq!(in_proto3(body), [expected], "{body}");
    }
}

#[test]
fn all_mistakes_of_all_files_are_told_at_once() {
    let found = faults(
        &[
            (
                "a.proto",
                "syntax = \"proto3\"; import \"b.proto\"; import \"gone.proto\"; message A { X x = 1; }",
            ),
            (
                "b.proto",
                "syntax = \"proto3\"; message B { Y y = 1; Z z = 2; }",
            ),
            ("c.proto", "syntax = \"proto3\"; message C {"),
        ],
        "\"a.proto\", \"c.proto\", \"d.proto\", sever = true",
    );
    let first_lines: Vec<&str> = found
        .iter()
        .filter_map(|fault| fault.lines().next())
        .collect();
    assert_eq!(
        first_lines,
        [
            "there is no option `sever`",
            "d.proto: no such file",
            "a.proto:1:45: import \"gone.proto\" is not found",
            "c.proto:1:31: expected a message field, oneof, reserved range, enum, message, option or '}', but reached end of file",
            "b.proto:1:32: name 'Y' is not defined",
            "b.proto:1:41: name 'Z' is not defined",
        ]
    );
}

#[test]
fn a_type_in_a_file_that_nobody_imports_is_found() {
    let found = faults(
        &[
            (
                "proto/svc/a.proto",
                "syntax = \"proto3\"; package svc; service S { rpc F(types.M) returns (types.M); }",
            ),
            (
                "proto/types/m.proto",
                "syntax = \"proto3\"; package types; message M {}",
            ),
        ],
        "\"proto/svc/a.proto\"",
    );
    assert_eq!(
        without_source(&found[0]),
        "proto/svc/a.proto:1:51: name 'types.M' is not defined\n  = help: types.M is defined in types/m.proto: add `import \"types/m.proto\";`"
    );
}

#[test]
fn a_cycle_is_told_where_it_closes() {
    let found = faults(
        &[
            ("a.proto", "syntax = \"proto3\"; import \"b.proto\";"),
            ("b.proto", "syntax = \"proto3\"; import \"a.proto\";"),
        ],
        "\"a.proto\"",
    );
    assert_eq!(
        found[0].lines().next(),
        Some("b.proto:1:27: import \"a.proto\" leads back to this file")
    );
}

#[test]
fn missing_files_and_folders_are_told_with_the_nearest_there_is() {
    let files = [("proto/greet/v1/greet.proto", "syntax = \"proto3\";")];
    for (attr, expected) in [
        (
            "\"proto/greet/v1/great.proto\"",
            "proto/greet/v1/great.proto: no such file\n = help: did you mean \"proto/greet/v1/greet.proto\"?\n = help: the path is relative to the folder of Cargo.toml",
        ),
        (
            "\"greet.proto\"",
            "greet.proto: no such file\n = help: did you mean \"proto/greet/v1/greet.proto\"?\n = help: the path is relative to the folder of Cargo.toml",
        ),
        (
            "\"proto/greet\"",
            "proto/greet is a folder\n = help: name each .proto file to read",
        ),
        (
            "\"proto/*.proto\"",
            "proto/*.proto: patterns are not expanded\n = help: name each .proto file to read",
        ),
        (
            "\"/somewhere/else/x.proto\"",
            "x.proto: no such file\n = help: the path is relative to the folder of Cargo.toml",
        ),
        (
            "\"proto/greet/v1/greet.proto\", include = [\"protos\"]",
            "protos: no such folder\n = help: the path is relative to the folder of Cargo.toml",
        ),
        (
            "\"proto/greet/v1/greet.proto\", extern_path(\"greet.v2\" = ::x)",
            "no package and no type is called \"greet.v2\"",
        ),
    ] {
        let found = faults(&files, attr);
        assert_eq!(found[0], expected, "{attr}");
    }
}

#[test]
fn an_entry_outside_the_include_folders_is_told_so() {
    let found = faults(
        &[
            ("a/x.proto", "syntax = \"proto3\";"),
            ("b/y.proto", "syntax = \"proto3\";"),
        ],
        "\"a/x.proto\", include = \"b\"",
    );
    assert_eq!(
        found,
        [
            "a/x.proto is in none of the `include` folders\n = help: add the folder that its imports are relative to"
        ]
    );
}

#[test]
fn no_text_holds_an_absolute_path() {
    let package = Package::new(&[
        (
            "proto/a.proto",
            "syntax = \"proto3\"; import \"b.proto\"; message M { X x = 1; }",
        ),
        ("proto/c.proto", "syntax = \"proto2\"; message M {"),
    ]);
    let root = package.root().to_string_lossy().into_owned();
    let absolute = format!("{:?}", package.root().join("proto/a.proto"));
    for attr in [
        "\"proto/a.proto\", \"proto/c.proto\", \"x.proto\", include = \"nowhere\"",
        "descriptor_set = \"set.binpb\"",
        absolute.as_str(),
    ] {
        let found = package
            .model(attr)
            .map(|_| Vec::new())
            .unwrap_or_else(|faults| faults);
        assert!(!found.join("\n").contains(&root), "{found:?}");
    }
}

#[test]
fn faults_of_an_edition_speak_of_editions() {
    for (text, expected) in [
        (
            "edition = \"2031\";",
            "a.proto:1:12: there is no edition '2031'\n  = help: editions 2023 and 2024 are known",
        ),
        (
            "edition=\"2023\";\nmessage M { optional int32 a = 1; }",
            "a.proto:2:13: fields have no label 'optional' in an edition\n  = help: leave it out: fields have presence unless `features.field_presence = IMPLICIT` says otherwise",
        ),
        (
            "edition=\"2023\";\nmessage M { required int32 a = 1; }",
            "a.proto:2:13: there are no required fields in an edition; use `features.field_presence = LEGACY_REQUIRED`",
        ),
        (
            "edition = \"2023\";\nmessage M { repeated group A = 1 {} }",
            "a.proto:2:13: groups are not allowed in an edition; use `features.message_encoding = DELIMITED`",
        ),
        (
            "edition = \"2023\";\nenum E { ONE = 1; }",
            "a.proto:2:10: the first value of an open enum must be 0",
        ),
        (
            "edition = \"2023\";\nmessage M { Foo a = 1; }",
            "a.proto:2:13: name 'Foo' is not defined",
        ),
        (
            "edition = \"2023\";\nmessage M { int32 a = 1 [default = -inf]; }",
            "a.proto:2:26: expected value to be an integer, but found '-inf'",
        ),
        (
            "edition = \"2023\";\nmessage M { string a = 1 [json_name = \"x\", default = 5]; }",
            "a.proto:2:44: expected value to be a string, but found '5'",
        ),
        (
            "edition = \"2023\";\nmessage M { bool a = 1 [default = \"true\"]; }",
            "a.proto:2:25: expected value to be either 'true' or 'false', but found 'true'",
        ),
        (
            "edition = \"2023\";\nmessage M { float a = 1 [default = \"-inf\"]; }",
            "a.proto:2:26: expected value to be a floating-point number, but found '-inf'",
        ),
        (
            "edition = \"2023\";\nmessage M { M a = 1 [default = {}]; }",
            "a.proto:2:22: expected value to be the name of an enum's value, but found '{..}'",
        ),
        (
            "edition = \"2023\";\nmessage M { uint32 a = 1 [default = -1]; }",
            "a.proto:2:27: invalid default value '-1' for type 'uint32'",
        ),
        (
            "edition = \"2023\";\nmessage M { int32 a = 1 [default = 1, default = 2]; }",
            "a.proto:2:39: 'default' is given twice",
        ),
        (
            "edition = \"2023\";\nmessage M { int32 a = 1 [default = 1, nonsense = 2]; }",
            "a.proto:2:39: option field 'nonsense' is not defined",
        ),
        (
            "edition = \"2023\";\nmessage M { repeated int32 a = 1 [default = 1]; }",
            "a.proto:2:35: default values are not allowed on repeated fields",
        ),
        (
            "edition = \"2023\";\nmessage M { int32 a = 1 [features.field_presence = IMPLICIT, default = 1]; }",
            "a.proto:2:62: a field without presence has no default",
        ),
        (
            "edition = \"2023\";\nmessage M { reserved foo; int32 foo = 1; }",
            "a.proto:2:33: field name 'foo' is reserved",
        ),
        (
            "edition = \"2023\";\nmessage M { enum E { A = 0; FOO = 1; reserved FOO; } }",
            "a.proto:2:29: value name 'FOO' is reserved",
        ),
        (
            "edition = \"2023\";\nmessage M { reserved foo, 5; }",
            "a.proto:2:22: expected a positive integer or string, but found 'foo'",
        ),
        (
            "edition = \"2023\";\nenum E { option features.enum_type = CLOSED; A = 0; } message M { E e = 1 [features.field_presence = IMPLICIT]; }",
            "a.proto:2:69: a field without presence cannot hold 'E', a closed enum",
        ),
        (
            "edition = \"2023\";\nenum E { option features.enum_type = CLOSED; A = 1; } message M { map<int32, E> e = 1; }",
            "a.proto:2:81: a map cannot hold 'E', whose first value is not 0",
        ),
    ] {
        let found = faults(&[("a.proto", text)], "\"a.proto\"");
        let found: Vec<_> = found.iter().map(|fault| without_source(fault)).collect();
        assert_eq!(found, [expected], "{text}");
    }
}

#[test]
fn what_other_compilers_refuse_is_refused() {
    for (body, expected) in [
        (
            "message M { reserved \"foo\"; string foo = 1; }",
            "proto/a.proto:2:36: field name 'foo' is reserved",
        ),
        (
            "message M { message In { reserved \"a\"; oneof o { int32 a = 1; } } }",
            "proto/a.proto:2:56: field name 'a' is reserved",
        ),
        (
            "import \"google/protobuf/descriptor.proto\"; message M { repeated google.protobuf.FieldOptions.CType c = 1; }",
            "proto/a.proto:2:100: a message of proto3 cannot hold 'google.protobuf.FieldOptions.CType', a closed enum",
        ),
        (
            "option features.field_presence = EXPLICIT;",
            "proto/a.proto:2:8: features are for editions alone\n  = help: begin the file with `edition = \"2023\";`",
        ),
        (
            "message M { int32 a = 1 [features.field_presence = EXPLICIT]; }",
            "proto/a.proto:2:26: features are for editions alone\n  = help: begin the file with `edition = \"2023\";`",
        ),
    ] {
        assert_eq!(in_proto3(body), [expected], "{body}");
    }
}
