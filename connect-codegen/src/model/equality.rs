//! Which messages can be compared, hashed and sorted: those in which, however deep, nothing stands in the way.

use std::collections::{HashMap, HashSet};

use protox::prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor};

use super::paths::{Paths, TypeDescriptor};
use super::types::Equality;
use crate::args::MapRepr;

/// The messages with something in the way, by their full names.
pub(super) struct Equalities {
    no_eq: HashSet<String>,
    unsorted: HashSet<String>,
    /// The collection behind the maps of what is generated.
    map: MapRepr,
}

impl Equalities {
    /// Of types that are defined outside it is not known which collection stands for their maps.
    pub(super) fn new(pool: &DescriptorPool, paths: &Paths, map: MapRepr) -> Self {
        let mut all = Self {
            no_eq: HashSet::new(),
            unsorted: HashSet::new(),
            map,
        };
        let mut holders: HashMap<String, Vec<String>> = HashMap::new();
        for message in pool.all_messages() {
            let name = message.full_name();
            let ty = TypeDescriptor::Message(message.clone());
            let sorted = map == MapRepr::BTreeMap && !paths.is_outside(&ty);
            for field in message.fields() {
                if is_float(&field) {
                    all.no_eq.insert(name.to_owned());
                }
                if field.is_map() && !sorted {
                    all.unsorted.insert(name.to_owned());
                }
                if let Some(held) = held_by(&field) {
                    let of_held = holders.entry(held.full_name().to_owned()).or_default();
                    of_held.push(name.to_owned());
                }
            }
        }
        spread(&mut all.no_eq, &holders);
        spread(&mut all.unsorted, &holders);
        all
    }

    /// What a type with these fields allows.
    pub(super) fn of_fields(&self, fields: impl Iterator<Item = FieldDescriptor>) -> Equality {
        let mut equality = Equality {
            eq: true,
            sorted: true,
        };
        for field in fields {
            let held = held_by(&field);
            let is_in = |names: &HashSet<String>| {
                let mut held = held.iter();
                held.any(|held| names.contains(held.full_name()))
            };
            let unsorted = field.is_map() && self.map == MapRepr::HashMap;
            equality.eq &= !is_float(&field) && !is_in(&self.no_eq);
            equality.sorted &= !unsorted && !is_in(&self.unsorted);
        }
        equality
    }
}

/// Whether the field's own values are floating point numbers, those of a map included.
fn is_float(field: &FieldDescriptor) -> bool {
    matches!(value_kind(field), Kind::Float | Kind::Double)
}

/// The message that the field holds, one or many of it.
fn held_by(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match value_kind(field) {
        Kind::Message(message) => Some(message),
        _ => None,
    }
}

fn value_kind(field: &FieldDescriptor) -> Kind {
    match field.kind() {
        Kind::Message(entry) if field.is_map() => entry.map_entry_value_field().kind(),
        kind => kind,
    }
}

/// Adds to `names` all that hold one of them.
fn spread(names: &mut HashSet<String>, holders: &HashMap<String, Vec<String>>) {
    let mut next: Vec<String> = names.iter().cloned().collect();
    while let Some(name) = next.pop() {
        for holder in holders.get(&name).into_iter().flatten() {
            if names.insert(holder.clone()) {
                next.push(holder.clone());
            }
        }
    }
}
