//! Messages of prost's derive with messages of either side inside.

/// Declares a message in whose fields, of every sort that can hold messages, stand messages of one side.
macro_rules! holder {
    ($module:ident) => {
        pub(crate) mod $module {
            use std::collections::BTreeMap;

            use crate::$module::Rich;

            #[derive(Clone, PartialEq, prost::Message)]
            pub(crate) struct Holder {
                #[prost(message, optional, tag = "1")]
                pub(crate) one: Option<Rich>,
                #[prost(message, required, tag = "2")]
                pub(crate) needed: Rich,
                #[prost(message, repeated, tag = "3")]
                pub(crate) many: Vec<Rich>,
                #[prost(btree_map = "string, message", tag = "4")]
                pub(crate) by_name: BTreeMap<String, Rich>,
                #[prost(group, optional, tag = "5")]
                pub(crate) group: Option<Rich>,
                #[prost(group, repeated, tag = "6")]
                pub(crate) groups: Vec<Rich>,
                #[prost(oneof = "Pick", tags = "7, 8")]
                pub(crate) pick: Option<Pick>,
            }

            #[derive(Clone, PartialEq, prost::Oneof)]
            pub(crate) enum Pick {
                #[prost(message, tag = "7")]
                Message(Rich),
                #[prost(group, tag = "8")]
                Group(Rich),
            }

            impl Holder {
                pub(crate) fn of(message: &Rich, other: &Rich) -> Self {
                    Self {
                        one: Some(message.clone()),
                        needed: other.clone(),
                        many: vec![message.clone(), Rich::default(), other.clone()],
                        by_name: BTreeMap::from([("a".to_owned(), message.clone())]),
                        group: Some(other.clone()),
                        groups: vec![other.clone(), message.clone()],
                        pick: Some(Pick::Group(message.clone())),
                    }
                }
            }
        }
    };
}

holder! { ours }
holder! { theirs }
