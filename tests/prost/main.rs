//! Our messages beside those of prost's derive, for arbitrary messages of one rich schema.
//!
//! The seed is fixed, so that a run says the same each time; `PROPTEST_RNG_SEED` sets another, `PROPTEST_CASES`
//! how many messages are tried.

use proptest::{collection::vec, prelude::*, sample::Index, test_runner::RngSeed};
use prost::{
    Message as _,
    bytes::Buf,
    encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field},
};

use connect::Message as _;
use edits::{Edit, Edited, edits, without_maps};

mod edits;
mod foreign;
mod ours;
mod theirs;

fn config() -> ProptestConfig {
    let given = |name: &str| std::env::var_os(name).is_some();
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if !given("PROPTEST_CASES") {
        config.cases = 64;
    }
    if !given("PROPTEST_RNG_SEED") {
        config.rng_seed = RngSeed::Fixed(1);
    }
    config
}

fn both(edits: &[Edit]) -> (ours::Rich, theirs::Rich) {
    (ours::Rich::edited(edits), theirs::Rich::edited(edits))
}

proptest! {
    #![proptest_config(config())]

    /// Entries of maps are left out: prost leaves default keys and values out of them.
    #[test]
    fn both_write_the_same_bytes(edits in edits()) {
        let (ours, theirs) = both(&without_maps(&edits));
        let bytes = theirs.encode_to_vec();
        prop_assert_eq!(&ours.to_proto(), &bytes);
        prop_assert_eq!(&ours.encode_to_vec(), &bytes);
        prop_assert_eq!(&ours.encode_length_delimited_to_vec(), &theirs.encode_length_delimited_to_vec());
        prop_assert_eq!(ours.encoded_len(), bytes.len());
    }

    #[test]
    fn each_reads_what_the_other_writes(edits in edits()) {
        let (ours, theirs) = both(&edits);
        let (our_bytes, their_bytes) = (ours.to_proto(), theirs.encode_to_vec());
        prop_assert_eq!(ours.encoded_len(), our_bytes.len());
        // Compared as they are written again, so that NaN is like NaN.
        let read = theirs::Rich::decode(our_bytes.as_slice()).expect("what we wrote");
        prop_assert_eq!(read.encode_to_vec(), &*their_bytes);
        let read = ours::Rich::from_proto(their_bytes).expect("what prost wrote");
        prop_assert_eq!(read.to_proto(), &*our_bytes);
        let read = ours::Rich::from_proto(our_bytes.clone()).expect("what we wrote");
        prop_assert_eq!(read.to_proto(), our_bytes);
    }

    /// One message behind the other in one buffer are one message, merged.
    #[test]
    fn both_merge_alike(first in edits(), second in edits()) {
        let (our_first, their_first) = both(&first);
        let (our_second, their_second) = both(&second);
        let (mut ours, mut theirs) = (our_first.clone(), their_first.clone());
        ours.merge(our_second.to_proto().as_slice()).expect("what we wrote");
        theirs.merge(their_second.encode_to_vec().as_slice()).expect("what prost wrote");
        let joined = [our_first.to_proto(), our_second.to_proto()].concat();
        prop_assert_eq!(ours::Rich::from_proto(joined).expect("both").to_proto(), ours.to_proto());
        let read = theirs::Rich::decode(ours.to_proto().as_slice()).expect("what we wrote");
        prop_assert_eq!(read.encode_to_vec(), theirs.encode_to_vec());
    }

    #[test]
    fn ours_stand_inside_theirs(first in edits(), second in edits()) {
        let (our_first, their_first) = both(&without_maps(&first));
        let (our_second, their_second) = both(&without_maps(&second));
        let ours = foreign::ours::Holder::of(&our_first, &our_second);
        let theirs = foreign::theirs::Holder::of(&their_first, &their_second);
        let bytes = theirs.encode_to_vec();
        prop_assert_eq!(&ours.encode_to_vec(), &bytes);
        let read = foreign::ours::Holder::decode(bytes.as_slice()).expect("what prost wrote");
        prop_assert_eq!(&read.encode_to_vec(), &bytes);
        // Into messages that are there already.
        let (mut ours, mut theirs) = (ours, theirs);
        ours.merge(bytes.as_slice()).expect("what prost wrote");
        theirs.merge(bytes.as_slice()).expect("what prost wrote");
        prop_assert_eq!(ours.encode_to_vec(), theirs.encode_to_vec());
    }

    #[test]
    fn code_for_any_message_takes_both(edits in edits(), cut in any::<Index>()) {
        let (ours, theirs) = both(&without_maps(&edits));
        prop_assert_eq!(through_every_door(&ours, cut), through_every_door(&theirs, cut));
    }

    /// Whatever the fields are, a message that does not have them passes them on.
    #[test]
    fn unknown_fields_are_passed_on(edits in edits()) {
        let rich = ours::Rich::edited(&edits).to_proto();
        let leaf = ours::Leaf::from_proto(rich.clone()).expect("unknown fields");
        prop_assert_eq!(leaf.encoded_len(), rich.len());
        let read = ours::Rich::from_proto(leaf.to_proto()).expect("what was passed on");
        prop_assert_eq!(read.to_proto(), rich);
    }

    #[test]
    fn json_loses_nothing(edits in edits()) {
        let ours = ours::Rich::edited(&edits);
        let json = ours.to_json().expect("JSON");
        let read = ours::Rich::from_json(&json).expect("what we wrote");
        prop_assert_eq!(read.to_proto(), ours.to_proto());
        prop_assert_eq!(read.to_json().expect("JSON"), json);
    }

    /// But for a known field with another wire type: to us, as to other implementations, that is an unknown
    /// field; prost refuses it, or reads it as if it were of the right type where it is a map.
    #[test]
    fn both_take_or_refuse_alike(edits in edits(), mutations in mutations()) {
        let bytes = mutated(ours::Rich::edited(&edits).to_proto(), &mutations);
        let ours = ours::Rich::from_proto(bytes.clone());
        let theirs = theirs::Rich::decode(bytes.as_slice());
        match (ours, theirs) {
            _ if has_odd_map(&bytes) => {}
            (Err(_), Err(_)) => {}
            (Ok(ours), Ok(theirs)) => {
                let read = theirs::Rich::decode(ours.to_proto().as_slice()).expect("what we wrote");
                prop_assert_eq!(read.encode_to_vec(), theirs.encode_to_vec());
            }
            (Ok(_), Err(error)) => {
                prop_assert!(error.to_string().contains("invalid wire type"), "{error}");
            }
            (Err(error), Ok(_)) => prop_assert!(false, "{error}"),
        }
    }
}

/// What another crate may do with a message of which it knows nothing.
fn through_every_door<M: prost::Message + Default>(message: &M, cut: Index) -> Vec<Vec<u8>> {
    let bytes = message.encode_to_vec();
    let (head, tail) = bytes.split_at(cut.index(bytes.len() + 1));
    let in_pieces = M::decode(head.chain(tail)).expect("two pieces");
    let mut delimited = Vec::new();
    message
        .encode_length_delimited(&mut delimited)
        .expect("room");
    let mut rest = [delimited.as_slice(), b"rest"].concat();
    let from_delimited = M::decode_length_delimited(rest.as_slice()).expect("a length");
    let mut merged = M::decode(bytes.as_slice()).expect("a message");
    merged
        .merge_length_delimited(rest.as_slice())
        .expect("a length");
    let full = message.encode(&mut [0; 3].as_mut_slice());
    rest.extend(format!("{:?}", full.map_err(|error| error.required_capacity())).bytes());
    let mut cleared = M::decode(bytes.as_slice()).expect("a message");
    cleared.clear();
    vec![
        in_pieces.encode_to_vec(),
        from_delimited.encode_to_vec(),
        merged.encode_to_vec(),
        cleared.encode_to_vec(),
        delimited,
        rest,
        bytes,
    ]
}

/// Whether a map anywhere in a `Rich` has another wire type than maps have.
fn has_odd_map(mut bytes: &[u8]) -> bool {
    while let Ok((number, wire_type)) = decode_key(&mut bytes) {
        let is_map = (36..=40).contains(&number);
        match (number, wire_type) {
            (_, WireType::LengthDelimited) => {
                let length = decode_varint(&mut bytes).unwrap_or(0);
                let length = bytes
                    .len()
                    .min(usize::try_from(length).unwrap_or(usize::MAX));
                let (inside, rest) = bytes.split_at(length);
                // The number 2 is that of the value in the entry of a map.
                if matches!(number, 2 | 40 | 43 | 44 | 2005) && has_odd_map(inside) {
                    return true;
                }
                bytes = rest;
            }
            _ if is_map => return true,
            (_, WireType::StartGroup | WireType::EndGroup) => {}
            _ => {
                let skipped = skip_field(wire_type, number, &mut bytes, DecodeContext::default());
                if skipped.is_err() {
                    return false;
                }
            }
        }
    }
    false
}

/// One step away from a message that is well-formed.
#[derive(Clone, Debug)]
enum Mutation {
    Set(Index, u8),
    Flip(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
    Repeat(Index, Index),
}

fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let at = any::<Index>;
    let mutation = prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        (at(), 0..8_u8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Insert(at, byte)),
        at().prop_map(Mutation::Remove),
        at().prop_map(Mutation::Cut),
        (at(), at()).prop_map(|(from, to)| Mutation::Repeat(from, to)),
    ];
    vec(mutation, 1..4)
}

fn mutated(mut bytes: Vec<u8>, mutations: &[Mutation]) -> Vec<u8> {
    for mutation in mutations {
        let length = bytes.len();
        let place = |at: &Index| at.index(length.max(1));
        match mutation {
            Mutation::Insert(at, byte) => bytes.insert(at.index(length + 1), *byte),
            _ if bytes.is_empty() => {}
            Mutation::Set(at, byte) => bytes[place(at)] = *byte,
            Mutation::Flip(at, bit) => bytes[place(at)] ^= 1 << bit,
            Mutation::Remove(at) => drop(bytes.remove(place(at))),
            Mutation::Cut(at) => bytes.truncate(place(at)),
            Mutation::Repeat(from, to) => {
                let (from, to) = (place(from).min(place(to)), place(from).max(place(to)));
                bytes.extend_from_within(from..to);
            }
        }
    }
    bytes
}

#[test]
fn both_end_at_the_same_depth() {
    let nested = |depth: usize| {
        let innermost = theirs::Rich::default();
        (0..depth).fold(innermost, |inside, _| theirs::Rich {
            child: Some(Box::new(inside)),
            ..Default::default()
        })
    };
    for (depth, taken) in [(1, true), (99, true), (100, true), (101, false)] {
        let bytes = nested(depth).encode_to_vec();
        assert_eq!(
            theirs::Rich::decode(bytes.as_slice()).is_ok(),
            taken,
            "{depth}"
        );
        assert_eq!(ours::Rich::from_proto(bytes).is_ok(), taken, "{depth}");
    }
}

/// Where the two differ, and why: in all of it ours does as other implementations of Protocol Buffers do.
#[test]
fn differences_are_these() {
    // An entry of a map is written whole.
    let edits = [Edit::ByName([(String::new(), 0)].into())];
    let (ours, theirs) = both(&edits);
    assert_eq!(
        ours.to_proto(),
        [189, 1, 0, 0, 0, 0, 162, 2, 4, 10, 0, 16, 0]
    );
    assert_eq!(theirs.encode_to_vec(), [189, 1, 0, 0, 0, 0, 162, 2, 0]);

    // -0.0 is no default.
    let (ours, theirs) = both(&[Edit::Float(-0.0)]);
    assert_eq!(ours.to_proto(), [21, 0, 0, 0, 128, 189, 1, 0, 0, 0, 0]);
    assert_eq!(theirs.encode_to_vec(), [189, 1, 0, 0, 0, 0]);

    // A known field with another wire type is an unknown field.
    let bytes = [8, 5].as_slice();
    assert!(ours::Rich::decode(bytes).is_ok_and(|message| !message.unknown_fields.is_empty()));
    assert!(theirs::Rich::decode(bytes).is_err());

    // Unknown fields are kept.
    let bytes = [192, 62, 7];
    assert!(ours::Leaf::decode(bytes.as_slice()).is_ok_and(|leaf| leaf.to_proto() == bytes));
    assert!(theirs::Leaf::decode(bytes.as_slice()).is_ok_and(|leaf| leaf.encoded_len() == 0));
}
