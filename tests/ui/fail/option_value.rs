#[connect::proto("proto/two/b/b.proto", server = "yes", client, include = proto, default_stubs = true, default_stubs = false)]
pub mod values {}

#[connect::proto("proto/two/b/b.proto", include = "proto/two", extern_path("b.C" = ::c::C))]
pub mod selector {}

#[connect::proto("proto/two/b/b.proto", extern_path("b" = c))]
pub mod path {}

#[connect::proto(inline = "syntax = \"proto3\";", descriptor_set = "api.binpb")]
pub mod two_inputs {}

#[connect::proto(descriptor_set = "api.binpb")]
pub mod no_set {}

#[connect::proto("proto/two/b/b.proto", crate = self::rpc)]
pub mod runtime {}

fn main() {}
