//! Derives, attributes, representations and schemas of other crates, and that `Builder` is the attribute.

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::Package;
use crate::Builder;
use crate::model::types::{Added, Message, Model};

const SHOP: &str = "
    syntax = \"proto3\";
    package shop.v1;
    message Hat {
      string name = 1;
      Size size = 2;
      double price = 3;
      Hat lining = 4;
      Band band = 5;
      oneof extra { Band second = 6; string note = 7; }
      message Inner { bytes raw = 1; }
    }
    message Band { map<string, int32> sizes = 1; }
    message Plain { int32 one = 1; Plain two = 2; }
    enum Size { SIZE_UNSPECIFIED = 0; SIZE_LARGE = 1; }
    service Shop { rpc Sell(Hat) returns (Band); }
";

fn shop(options: &str) -> Result<Model, Vec<String>> {
    Package::new(&[("shop.proto", SHOP)]).model(&format!("\"shop.proto\", {options}"))
}

fn made(options: &str) -> Model {
    shop(options).unwrap_or_else(|faults| panic!("{}", faults.join("\n\n")))
}

fn message<'m>(model: &'m Model, name: &str) -> &'m Message {
    let messages = model.messages();
    let found = messages.iter().find(|message| message.full_name == name);
    found.copied().expect(name)
}

fn derives(added: &Added) -> String {
    let names: Vec<String> = added.derives.iter().map(ToString::to_string).collect();
    names.join(" ").replace(' ', "")
}

#[test]
fn equality_is_what_all_fields_allow() {
    for (options, name, eq, hash) in [
        ("", "shop.v1.Hat", false, false),
        ("", "shop.v1.Hat.Inner", true, true),
        ("", "shop.v1.Band", true, false),
        ("", "shop.v1.Plain", true, true),
        ("map = BTreeMap", "shop.v1.Band", true, true),
        ("map = BTreeMap", "shop.v1.Hat", false, false),
    ] {
        let model = made(options);
        let found = message(&model, name).equality;
        assert_eq!((found.eq, found.hash), (eq, hash), "{name} {options}");
    }
    let model = made("");
    let extra = message(&model, "shop.v1.Hat").oneofs[0].equality;
    assert_eq!((extra.eq, extra.hash), (true, false), "of the cases alone");
}

#[test]
fn selectors_pick_types_in_full_or_all_below() {
    let model = made(r#"derive("shop.v1.*", Eq, Ord), derive("shop.v1.Hat", ::other::Hash)"#);
    // `Ord` is not for what holds a floating point number; `Eq` is there already where it can be.
    assert_eq!(
        derives(&message(&model, "shop.v1.Hat").added),
        "::other::Hash"
    );
    assert_eq!(derives(&message(&model, "shop.v1.Hat.Inner").added), "Ord");
    assert_eq!(derives(&message(&model, "shop.v1.Plain").added), "Ord");
    assert_eq!(derives(&model.root.enums[0].added), "", "an enum has both");
    let model = made(
        r#"attr("shop.v1.Hat.name", doc(alias = "title")), attr("shop.v1.Size.SIZE_LARGE", deprecated)"#,
    );
    let name = &message(&model, "shop.v1.Hat").fields[0].added;
    assert_eq!(name.attributes.len(), 1);
    assert_eq!(model.root.enums[0].values[1].added.attributes.len(), 1);
}

#[test]
fn boxes_are_for_fields_that_hold_one_message() {
    let boxed = |options: &str| -> Vec<String> {
        let model = made(options);
        let fields = message(&model, "shop.v1.Hat").fields.iter();
        fields
            .filter(|field| field.boxed)
            .map(|field| field.name.clone())
            .collect()
    };
    assert_eq!(boxed(""), ["lining"], "it holds itself");
    assert_eq!(boxed(r#"boxed("shop.v1.Hat.band")"#), ["lining", "band"]);
    assert_eq!(
        boxed(r#"boxed("shop.v1.Hat.*")"#),
        ["lining", "band", "second"]
    );
}

#[test]
fn a_selector_that_is_of_no_use_is_told_why() {
    for (options, expected) in [
        (
            r#"derive("shop.v1.Hatt", Eq)"#,
            "\"shop.v1.Hatt\" picks nothing\n = help: did you mean \"shop.v1.Hat\"?\n = help: a selector is \
             a full name, or `shop.v1.*` for all types in a package",
        ),
        (
            r#"attr("shop.v2.*", doc(hidden))"#,
            "\"shop.v2.*\" picks nothing\n = help: did you mean \"shop.v1.*\"?\n = help: a selector is a full \
             name, or `shop.v1.*` for all types in a package",
        ),
        (
            r#"derive("shop.v1.Hat.name", Eq)"#,
            "\"shop.v1.Hat.name\" is a field\n = help: `derive` is for messages, enums and oneofs",
        ),
        (
            r#"derive("shop.v1.Hat", Eq)"#,
            "`shop.v1.Hat` cannot be `Eq`\n = help: it holds a floating point number",
        ),
        (
            r#"derive("shop.v1.Band", Hash)"#,
            "`shop.v1.Band` cannot be `Hash`\n = help: it holds a HashMap, or a map of a type that is defined \
             elsewhere",
        ),
        (
            r#"boxed("shop.v1.Hat.name")"#,
            "\"shop.v1.Hat.name\" picks no field that holds one message\n = help: only what holds one message \
             can be in a box",
        ),
        (
            r#"boxed("shop.v1.Hat")"#,
            "\"shop.v1.Hat\" is a message\n = help: `boxed` is for fields",
        ),
    ] {
        let faults = shop(options).expect_err(options);
        assert_eq!(faults, [expected], "{options}");
    }
}

/// The content of the module that the attribute fills, without the anchors of its files.
fn content(package: &Package, attr: &str) -> String {
    let expanded = package.expand_on(attr, "mod api {}");
    let module: syn::ItemMod = syn::parse_str(&expanded).expect("a module");
    let (_, items) = module.content.expect("a body");
    let anchor = |item: &syn::Item| {
        let text = item.to_token_stream().to_string();
        text.contains("include_bytes")
    };
    let items = items.iter().filter(|item| !anchor(item));
    items
        .map(|item| item.to_token_stream())
        .collect::<TokenStream>()
        .to_string()
}

#[test]
fn the_builder_gives_what_the_attribute_gives() {
    let package = Package::new(&[("proto/shop.proto", SHOP)]);
    let builder = || Builder::new(package.root()).file("proto/shop.proto");
    for (attr, builder) in [
        ("", builder()),
        ("include = \"proto\"", builder().include("proto")),
        ("server = false", builder().server(false)),
        (
            "client = false, default_stubs = true",
            builder().client(false).default_stubs(true),
        ),
        ("crate = ::rpc", builder().runtime("::rpc")),
        (
            r#"map = BTreeMap, bytes = Vec, strings = shared, boxed("shop.v1.Hat.band")"#,
            builder()
                .btree_maps()
                .vec_bytes()
                .shared_strings()
                .boxed("shop.v1.Hat.band"),
        ),
        (
            r#"derive("shop.v1.Plain", Ord), attr("shop.v1.Hat.name", doc(alias = "title"), deprecated)"#,
            builder()
                .derive("shop.v1.Plain", "Ord")
                .attr("shop.v1.Hat.name", "doc(alias = \"title\"), deprecated"),
        ),
        (
            r#"extern_path("shop.v1.Band" = ::bands::Band)"#,
            builder().extern_path("shop.v1.Band", "::bands::Band"),
        ),
    ] {
        let expanded = content(&package, &format!("\"proto/shop.proto\", {attr}"));
        let (_, built) = builder.tokens().unwrap_or_else(|error| panic!("{error}"));
        let built: syn::File = syn::parse2(built).expect("items");
        assert_eq!(built.to_token_stream().to_string(), expanded, "{attr}");
    }
    let inline = format!("inline = {SHOP:?}");
    let (_, built) = Builder::new(package.root())
        .inline(SHOP)
        .tokens()
        .expect("code");
    let built: syn::File = syn::parse2(built).expect("items");
    // An inline schema is called after its module.
    let expanded = content(&package, &inline).replace("inline/api.proto", "inline/generated.proto");
    let same = |text: &str| text.split("FILE_DESCRIPTOR_SET").next().map(str::to_owned);
    assert_eq!(same(&built.to_token_stream().to_string()), same(&expanded));
}

#[test]
fn a_missing_import_is_asked_of_the_crate_that_extern_path_names() {
    let app = "syntax = \"proto3\"; package app; import \"acme/hats.proto\"; message A { acme.hats.Hat hat = 1; }";
    let package = Package::new(&[("app.proto", app)]);
    let attr = r#""app.proto", extern_path("other" = ::other::types, "acme.hats.Hat" = ::acme::hats::Hat)"#;
    let asked = package.expand_on(attr, "mod api { fn mine() {} }");
    let call: syn::ItemMacro = syn::parse_str(&asked).expect("a call");
    let path = call.mac.path.to_token_stream().to_string().replace(' ', "");
    assert_eq!(
        path, "::acme::hats::__schema_of_connect_proto",
        "the more alike one first"
    );

    let hats =
        "edition = \"2023\"; package acme.hats; message Hat { string name = 1 [default = \"x\"]; }";
    let owner = Package::new(&[("acme/hats.proto", hats)]);
    let set = owner
        .model("\"acme/hats.proto\"")
        .expect("a model")
        .descriptor_set;
    let resumed = |set: &[u8]| {
        let set = proc_macro2::Literal::byte_string(set);
        let attr: TokenStream = attr.parse().expect("tokens");
        let call = quote::quote!(#set = 1 [] { #attr } { mod api { fn mine() {} } });
        let call = crate::schema::resume(call).expect("a call");
        crate::expand::expand(call.attr, call.item, call.schemas, package.root()).to_string()
    };
    let code = resumed(&set);
    assert!(
        code.contains(":: acme :: hats :: Hat") && code.contains("fn mine"),
        "{code}"
    );
    assert!(!code.contains("pub struct Hat"), "{code}");
    // What is still missing is asked of the others, with the schema that is there; then it is a fault.
    let code = resumed(&[]);
    assert!(
        code.starts_with(":: other :: types :: __schema_of_connect_proto !"),
        "{code}"
    );
    assert!(code.contains("= 1"), "{code}");
}

#[test]
fn exported_schemas_have_names_of_their_own() {
    let name = |package: &Package| {
        let expanded = package.expand("\"shop.proto\"");
        let (_, behind) = expanded.split_once("macro_rules ! ").expect("a macro");
        behind.split_whitespace().next().map(str::to_owned)
    };
    let one = name(&Package::new(&[("shop.proto", SHOP)]));
    let other = name(&Package::new(&[(
        "shop.proto",
        &SHOP.replace("Hat", "Cap"),
    )]));
    assert_ne!(one, other);
    let private = Package::new(&[("shop.proto", SHOP)]).expand_on("\"shop.proto\"", "mod api {}");
    assert!(
        !private.contains("macro_rules"),
        "nobody else sees a private module"
    );
}
