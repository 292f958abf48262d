//! Arbitrary messages, made alike on both sides: a list of edits, each of which sets or adds to one field.

use std::collections::BTreeMap;

use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    strategy::Union,
};
use prost::bytes::Bytes;

use crate::{ours, theirs};

/// What is done to one field.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Double(f64),
    Float(f32),
    Int32(i32),
    Int64(i64),
    Uint32(u32),
    Uint64(u64),
    Sint32(i32),
    Sint64(i64),
    Fixed32(u32),
    Fixed64(u64),
    Sfixed32(i32),
    Sfixed64(i64),
    Bool(bool),
    String(String),
    Bytes(Bytes),
    Colour(i32),
    MaybeDouble(f64),
    MaybeSint64(i64),
    MaybeBool(bool),
    MaybeString(String),
    MaybeBytes(Bytes),
    MaybeColour(i32),
    Needed(u32),
    PackedDouble(Vec<f64>),
    PackedInt32(Vec<i32>),
    PackedSint64(Vec<i64>),
    PackedFixed32(Vec<u32>),
    PackedBool(Vec<bool>),
    PackedColour(Vec<i32>),
    PlainFloat(Vec<f32>),
    PlainUint64(Vec<u64>),
    PlainSfixed64(Vec<i64>),
    PlainColour(Vec<i32>),
    Strings(Vec<String>),
    ByteStrings(Vec<Bytes>),
    ByName(BTreeMap<String, i32>),
    BySint64(BTreeMap<i64, String>),
    ByBool(BTreeMap<bool, Bytes>),
    ByFixed32(BTreeMap<u32, i32>),
    ByInt32(i32, Vec<Edit>),
    Leaf(Twig),
    Leaves(Vec<Twig>),
    Child(Vec<Edit>),
    Children(Vec<Edit>),
    Band(Twig),
    Bands(Vec<Twig>),
    Nest(Vec<Edit>),
    PickNumber(i32),
    PickText(String),
    PickData(Bytes),
    PickTint(i32),
    PickTwig(Twig),
    PickDeep(Vec<Edit>),
    PickBundle(Twig),
}

/// The content of a small message.
#[derive(Clone, Debug)]
pub(crate) struct Twig {
    size: Option<i32>,
    name: String,
}

/// A message that edits make.
pub(crate) trait Edited: prost::Message + Default + Clone {
    fn apply(&mut self, edit: Edit);

    fn edited(edits: &[Edit]) -> Self {
        let mut message = Self::default();
        for edit in edits {
            message.apply(edit.clone());
        }
        message
    }
}

/// The two sides differ in nothing but the types of enums and boxes, which `into` makes up for.
macro_rules! edited {
    ($($side:ident)*) => {$(
        impl From<Twig> for $side::Leaf {
            fn from(twig: Twig) -> Self {
                let mut leaf = Self::default();
                (leaf.size, leaf.name) = (twig.size, twig.name);
                leaf
            }
        }

        impl Edited for $side::Rich {
            fn apply(&mut self, edit: Edit) {
                use $side::{Pick, Rich};
                match edit {
                    Edit::Double(value) => self.double = value,
                    Edit::Float(value) => self.float = value,
                    Edit::Int32(value) => self.int32 = value,
                    Edit::Int64(value) => self.int64 = value,
                    Edit::Uint32(value) => self.uint32 = value,
                    Edit::Uint64(value) => self.uint64 = value,
                    Edit::Sint32(value) => self.sint32 = value,
                    Edit::Sint64(value) => self.sint64 = value,
                    Edit::Fixed32(value) => self.fixed32 = value,
                    Edit::Fixed64(value) => self.fixed64 = value,
                    Edit::Sfixed32(value) => self.sfixed32 = value,
                    Edit::Sfixed64(value) => self.sfixed64 = value,
                    Edit::Bool(value) => self.bool = value,
                    Edit::String(value) => self.string = value,
                    Edit::Bytes(value) => self.bytes = value,
                    Edit::Colour(value) => self.colour = value.into(),
                    Edit::MaybeDouble(value) => self.maybe_double = Some(value),
                    Edit::MaybeSint64(value) => self.maybe_sint64 = Some(value),
                    Edit::MaybeBool(value) => self.maybe_bool = Some(value),
                    Edit::MaybeString(value) => self.maybe_string = Some(value),
                    Edit::MaybeBytes(value) => self.maybe_bytes = Some(value),
                    Edit::MaybeColour(value) => self.maybe_colour = Some(value.into()),
                    Edit::Needed(value) => self.needed = value,
                    Edit::PackedDouble(values) => self.packed_double.extend(values),
                    Edit::PackedInt32(values) => self.packed_int32.extend(values),
                    Edit::PackedSint64(values) => self.packed_sint64.extend(values),
                    Edit::PackedFixed32(values) => self.packed_fixed32.extend(values),
                    Edit::PackedBool(values) => self.packed_bool.extend(values),
                    Edit::PackedColour(values) => each(values, &mut self.packed_colour),
                    Edit::PlainFloat(values) => self.plain_float.extend(values),
                    Edit::PlainUint64(values) => self.plain_uint64.extend(values),
                    Edit::PlainSfixed64(values) => self.plain_sfixed64.extend(values),
                    Edit::PlainColour(values) => each(values, &mut self.plain_colour),
                    Edit::Strings(values) => self.strings.extend(values),
                    Edit::ByteStrings(values) => self.byte_strings.extend(values),
                    Edit::ByName(values) => self.by_name.extend(values),
                    Edit::BySint64(values) => self.by_sint64.extend(values),
                    Edit::ByBool(values) => each_value(values, &mut self.by_bool),
                    Edit::ByFixed32(values) => each_value(values, &mut self.by_fixed32),
                    Edit::ByInt32(key, edits) => {
                        self.by_int32.insert(key, Rich::edited(&edits));
                    }
                    Edit::Leaf(twig) => self.leaf = Some(twig.into()),
                    Edit::Leaves(twigs) => each(twigs, &mut self.leaves),
                    Edit::Child(edits) => self.child = Some(Rich::edited(&edits).into()),
                    Edit::Children(edits) => self.children.push(Rich::edited(&edits)),
                    Edit::Band(twig) => self.band = Some(twig.into()),
                    Edit::Bands(twigs) => each(twigs, &mut self.bands),
                    Edit::Nest(edits) => self.nest = Some(Rich::edited(&edits).into()),
                    Edit::PickNumber(value) => self.pick = Some(Pick::Number(value)),
                    Edit::PickText(value) => self.pick = Some(Pick::Text(value)),
                    Edit::PickData(value) => self.pick = Some(Pick::Data(value)),
                    Edit::PickTint(value) => self.pick = Some(Pick::Tint(value.into())),
                    Edit::PickTwig(twig) => self.pick = Some(Pick::Twig(twig.into())),
                    Edit::PickDeep(edits) => {
                        self.pick = Some(Pick::Deep(Rich::edited(&edits).into()));
                    }
                    Edit::PickBundle(twig) => self.pick = Some(Pick::Bundle(twig.into())),
                }
            }
        }
    )*};
}

edited! { ours theirs }

fn each<T: Into<U>, U>(values: Vec<T>, into: &mut Vec<U>) {
    into.extend(values.into_iter().map(Into::into));
}

fn each_value<K: Ord, T: Into<U>, U>(values: BTreeMap<K, T>, into: &mut BTreeMap<K, U>) {
    into.extend(values.into_iter().map(|(key, value)| (key, value.into())));
}

/// The edits without those of maps, at any depth.
pub(crate) fn without_maps(edits: &[Edit]) -> Vec<Edit> {
    let is_map = |edit: &&Edit| {
        use Edit::{ByBool, ByFixed32, ByInt32, ByName, BySint64};
        matches!(
            edit,
            ByName(_) | BySint64(_) | ByBool(_) | ByFixed32(_) | ByInt32(..)
        )
    };
    let kept = edits.iter().filter(|edit| !is_map(edit));
    kept.map(|edit| match edit {
        Edit::Child(inner) => Edit::Child(without_maps(inner)),
        Edit::Children(inner) => Edit::Children(without_maps(inner)),
        Edit::Nest(inner) => Edit::Nest(without_maps(inner)),
        Edit::PickDeep(inner) => Edit::PickDeep(without_maps(inner)),
        edit => edit.clone(),
    })
    .collect()
}

/// Messages of any depth that is worth the time.
pub(crate) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let deep = edit().prop_recursive(4, 48, 6, |inner| {
        let inside = || vec(inner.clone(), 0..6);
        Union::new([
            (any::<i32>(), inside())
                .prop_map(|(key, edits)| Edit::ByInt32(key, edits))
                .boxed(),
            inside().prop_map(Edit::Child).boxed(),
            inside().prop_map(Edit::Children).boxed(),
            inside().prop_map(Edit::Nest).boxed(),
            inside().prop_map(Edit::PickDeep).boxed(),
        ])
    });
    vec(prop_oneof![3 => edit(), 1 => deep], 0..16)
}

/// Edits of fields that hold no `Rich`.
fn edit() -> BoxedStrategy<Edit> {
    Union::new([
        // Without -0.0, which prost takes for a default.
        doubles()
            .prop_map(|value| Edit::Double(value + 0.0))
            .boxed(),
        floats().prop_map(|value| Edit::Float(value + 0.0)).boxed(),
        int32s().prop_map(Edit::Int32).boxed(),
        int64s().prop_map(Edit::Int64).boxed(),
        any::<u32>().prop_map(Edit::Uint32).boxed(),
        any::<u64>().prop_map(Edit::Uint64).boxed(),
        int32s().prop_map(Edit::Sint32).boxed(),
        int64s().prop_map(Edit::Sint64).boxed(),
        any::<u32>().prop_map(Edit::Fixed32).boxed(),
        any::<u64>().prop_map(Edit::Fixed64).boxed(),
        int32s().prop_map(Edit::Sfixed32).boxed(),
        int64s().prop_map(Edit::Sfixed64).boxed(),
        any::<bool>().prop_map(Edit::Bool).boxed(),
        texts().prop_map(Edit::String).boxed(),
        bytes().prop_map(Edit::Bytes).boxed(),
        colours().prop_map(Edit::Colour).boxed(),
        doubles().prop_map(Edit::MaybeDouble).boxed(),
        int64s().prop_map(Edit::MaybeSint64).boxed(),
        any::<bool>().prop_map(Edit::MaybeBool).boxed(),
        texts().prop_map(Edit::MaybeString).boxed(),
        bytes().prop_map(Edit::MaybeBytes).boxed(),
        colours().prop_map(Edit::MaybeColour).boxed(),
        any::<u32>().prop_map(Edit::Needed).boxed(),
        few(doubles()).prop_map(Edit::PackedDouble).boxed(),
        few(int32s()).prop_map(Edit::PackedInt32).boxed(),
        few(int64s()).prop_map(Edit::PackedSint64).boxed(),
        few(any::<u32>()).prop_map(Edit::PackedFixed32).boxed(),
        few(any::<bool>()).prop_map(Edit::PackedBool).boxed(),
        few(colours()).prop_map(Edit::PackedColour).boxed(),
        few(floats()).prop_map(Edit::PlainFloat).boxed(),
        few(any::<u64>()).prop_map(Edit::PlainUint64).boxed(),
        few(int64s()).prop_map(Edit::PlainSfixed64).boxed(),
        few(colours()).prop_map(Edit::PlainColour).boxed(),
        few(texts()).prop_map(Edit::Strings).boxed(),
        few(bytes()).prop_map(Edit::ByteStrings).boxed(),
        btree_map(texts(), int32s(), 0..4)
            .prop_map(Edit::ByName)
            .boxed(),
        btree_map(int64s(), texts(), 0..4)
            .prop_map(Edit::BySint64)
            .boxed(),
        btree_map(any::<bool>(), bytes(), 0..3)
            .prop_map(Edit::ByBool)
            .boxed(),
        btree_map(any::<u32>(), colours(), 0..4)
            .prop_map(Edit::ByFixed32)
            .boxed(),
        twigs().prop_map(Edit::Leaf).boxed(),
        few(twigs()).prop_map(Edit::Leaves).boxed(),
        twigs().prop_map(Edit::Band).boxed(),
        few(twigs()).prop_map(Edit::Bands).boxed(),
        int32s().prop_map(Edit::PickNumber).boxed(),
        texts().prop_map(Edit::PickText).boxed(),
        bytes().prop_map(Edit::PickData).boxed(),
        colours().prop_map(Edit::PickTint).boxed(),
        twigs().prop_map(Edit::PickTwig).boxed(),
        twigs().prop_map(Edit::PickBundle).boxed(),
    ])
    .boxed()
}

fn few<T: std::fmt::Debug>(one: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    vec(one, 0..5)
}

/// All there are, with one NaN: JSON has no more of them.
fn doubles() -> impl Strategy<Value = f64> {
    let some = Union::new([0.0, -0.0, f64::NAN, f64::MIN_POSITIVE, 1e23].map(Just));
    prop_oneof![some, any::<f64>()].prop_map(|value| if value.is_nan() { f64::NAN } else { value })
}

fn floats() -> impl Strategy<Value = f32> {
    let some = Union::new([0.0, -0.0, f32::NAN, f32::MAX, 16_777_216.0].map(Just));
    prop_oneof![some, any::<f32>()].prop_map(|value| if value.is_nan() { f32::NAN } else { value })
}

fn int32s() -> impl Strategy<Value = i32> {
    prop_oneof![-3..300_i32, any::<i32>()]
}

fn int64s() -> impl Strategy<Value = i64> {
    prop_oneof![-3..300_i64, any::<i64>()]
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,6}", ".{0,12}", "[\\x00-\\x7f]{120,140}"]
}

fn bytes() -> impl Strategy<Value = Bytes> {
    vec(any::<u8>(), 0..20).prop_map(Bytes::from)
}

/// Numbers of the enum's values, and of none.
fn colours() -> impl Strategy<Value = i32> {
    prop_oneof![Just(0), Just(1), Just(-2), any::<i32>()]
}

fn twigs() -> impl Strategy<Value = Twig> {
    (proptest::option::of(int32s()), texts()).prop_map(|(size, name)| Twig { size, name })
}
