//! The schema as the attribute reads it.

#[connect::proto(map = BTreeMap, inline = r#"
    edition = "2023";
    package compat.v1;
    option features.field_presence = IMPLICIT;

    enum Colour { COLOUR_NONE = 0; COLOUR_RED = 1; COLOUR_BLUE = -2; }

    message Leaf {
      int32 size = 1 [features.field_presence = EXPLICIT];
      string name = 2;
    }

    message Rich {
      double double = 1;
      float float = 2;
      int32 int32 = 3;
      int64 int64 = 4;
      uint32 uint32 = 5;
      uint64 uint64 = 6;
      sint32 sint32 = 7;
      sint64 sint64 = 8;
      fixed32 fixed32 = 9;
      fixed64 fixed64 = 10;
      sfixed32 sfixed32 = 11;
      sfixed64 sfixed64 = 12;
      bool bool = 13;
      string string = 14;
      bytes bytes = 15;
      Colour colour = 16;

      double maybe_double = 17 [features.field_presence = EXPLICIT];
      sint64 maybe_sint64 = 18 [features.field_presence = EXPLICIT];
      bool maybe_bool = 19 [features.field_presence = EXPLICIT];
      string maybe_string = 20 [features.field_presence = EXPLICIT];
      bytes maybe_bytes = 21 [features.field_presence = EXPLICIT];
      Colour maybe_colour = 22 [features.field_presence = EXPLICIT];
      fixed32 needed = 23 [features.field_presence = LEGACY_REQUIRED];

      repeated double packed_double = 24;
      repeated int32 packed_int32 = 25;
      repeated sint64 packed_sint64 = 26;
      repeated fixed32 packed_fixed32 = 27;
      repeated bool packed_bool = 28;
      repeated Colour packed_colour = 29;
      repeated float plain_float = 30 [features.repeated_field_encoding = EXPANDED];
      repeated uint64 plain_uint64 = 31 [features.repeated_field_encoding = EXPANDED];
      repeated sfixed64 plain_sfixed64 = 32 [features.repeated_field_encoding = EXPANDED];
      repeated Colour plain_colour = 33 [features.repeated_field_encoding = EXPANDED];
      repeated string strings = 34;
      repeated bytes byte_strings = 35;

      map<string, int32> by_name = 36;
      map<sint64, string> by_sint64 = 37;
      map<bool, bytes> by_bool = 38;
      map<fixed32, Colour> by_fixed32 = 39;
      map<int32, Rich> by_int32 = 40;

      Leaf leaf = 41;
      repeated Leaf leaves = 42;
      Rich child = 43;
      repeated Rich children = 44;
      Leaf band = 45 [features.message_encoding = DELIMITED];
      repeated Leaf bands = 46 [features.message_encoding = DELIMITED];
      Rich nest = 47 [features.message_encoding = DELIMITED];

      oneof pick {
        sfixed32 number = 2000;
        string text = 2001;
        bytes data = 2002;
        Colour tint = 2003;
        Leaf twig = 2004;
        Rich deep = 2005;
        Leaf bundle = 536870911 [features.message_encoding = DELIMITED];
      }
    }
"#)]
mod schema {}

pub(crate) use schema::{Leaf, Rich, rich::Pick};
