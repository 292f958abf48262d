//! Frames as their bytes arrive, checked before the h3 crate reads them.
//!
//! h3 0.0.8 has three habits that a peer must not meet. It takes a stream that ends inside a DATA frame for a
//! whole one, and panics when it reads on; an empty DATA frame ends a body; and frames of every other kind, those
//! to be ignored included, are held in memory until all of them is there, whatever length they announce. So
//! empty frames and unknown ones are left out here, long ones are refused, and the end of a stream is compared
//! with where its frames end.

use std::collections::VecDeque;

use bytes::Bytes;

/// The largest frame, other than DATA, that is taken: a head, trailers, or settings.
const MAX_FRAME_BYTES: u64 = 64 * 1024;

/// Two numbers of up to 8 bytes each.
const MAX_HEAD_BYTES: usize = 16;

/// What is wrong with the frames of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// One is longer than any that is needed.
    TooLong,
    /// The last is not whole.
    Cut,
    /// There are none where a message should be.
    Missing,
}

/// How far the frames of a stream have been read.
#[derive(Debug)]
pub(super) struct Frames {
    stage: Stage,
    /// What there is of a frame's type and length, or of a stream's type.
    head: [u8; MAX_HEAD_BYTES],
    head_bytes: usize,
    /// Whether a frame must come before the end.
    missing: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before the type of a unidirectional stream.
    StreamType,
    /// At the beginning of a frame, or in its type or length.
    Head,
    Payload {
        left: u64,
        passed: bool,
    },
    /// A stream without frames.
    Other,
}

impl Frames {
    /// Those of a request or a response.
    pub(super) fn of_request() -> Self {
        Frames::new(Stage::Head, true)
    }

    /// Those of a unidirectional stream, which has some if it is the control stream.
    pub(super) fn of_unidirectional() -> Self {
        Frames::new(Stage::StreamType, false)
    }

    fn new(stage: Stage, missing: bool) -> Self {
        Frames {
            stage,
            head: [0; MAX_HEAD_BYTES],
            head_bytes: 0,
            missing,
        }
    }

    /// Puts what h3 is to read of `data`, the next bytes of the stream, at the end of `passed`.
    ///
    /// # Errors
    /// If a frame is too long.
    pub(super) fn read(
        &mut self,
        mut data: Bytes,
        passed: &mut VecDeque<Bytes>,
    ) -> Result<(), Fault> {
        while !data.is_empty() {
            match self.stage {
                Stage::Other => passed.push_back(std::mem::take(&mut data)),
                Stage::Payload { left, passed: pass } => {
                    let length = left.min(data.len() as u64);
                    // It fits, for it is at most the length of `data`.
                    let part = data.split_to(length as usize);
                    if pass {
                        passed.push_back(part);
                    }
                    self.stage = payload(left - length, pass);
                }
                Stage::StreamType | Stage::Head => {
                    self.head[self.head_bytes] = data[0];
                    self.head_bytes += 1;
                    let _ = data.split_to(1);
                    self.read_head(passed)?;
                }
            }
        }
        Ok(())
    }

    /// Takes note of the end of the stream.
    ///
    /// # Errors
    /// If it must not end here.
    pub(super) fn end(&self) -> Result<(), Fault> {
        match self.stage {
            Stage::Payload { .. } => Err(Fault::Cut),
            _ if self.head_bytes > 0 => Err(Fault::Cut),
            _ if self.missing => Err(Fault::Missing),
            _ => Ok(()),
        }
    }

    /// Goes on if the head is whole.
    fn read_head(&mut self, passed: &mut VecDeque<Bytes>) -> Result<(), Fault> {
        let head = &self.head[..self.head_bytes];
        let Some((kind, rest)) = number(head) else {
            return Ok(());
        };
        if self.stage == Stage::StreamType {
            passed.push_back(Bytes::copy_from_slice(head));
            self.stage = match kind {
                CONTROL_STREAM => Stage::Head,
                _ => Stage::Other,
            };
            self.head_bytes = 0;
            return Ok(());
        }
        let Some((length, _)) = number(rest) else {
            return Ok(());
        };
        let pass = match kind {
            DATA => length > 0,
            HEADERS..=MAX_PUSH_ID => match length > MAX_FRAME_BYTES {
                true => return Err(Fault::TooLong),
                false => true,
            },
            // RFC 9114, 9: unknown frames are ignored.
            _ => false,
        };
        if pass {
            passed.push_back(Bytes::copy_from_slice(head));
            self.missing = false;
        }
        self.stage = payload(length, pass);
        self.head_bytes = 0;
        Ok(())
    }
}

/// RFC 9114, 6.2.1.
const CONTROL_STREAM: u64 = 0;
/// RFC 9114, 7.2. Between HEADERS and MAX_PUSH_ID lie the other frames that are known, and those of HTTP/2 that
/// h3 refuses.
const DATA: u64 = 0;
const HEADERS: u64 = 1;
const MAX_PUSH_ID: u64 = 13;

fn payload(left: u64, passed: bool) -> Stage {
    match left {
        0 => Stage::Head,
        left => Stage::Payload { left, passed },
    }
}

/// Takes a number off the front of `bytes`, if all of it is there. RFC 9000, 16.
fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let first = *bytes.first()?;
    let (number, rest) = bytes.split_at_checked(1 << (first >> 6))?;
    let start = u64::from(first & 0x3F);
    let value = number[1..]
        .iter()
        .fold(start, |value, byte| value << 8 | u64::from(*byte));
    Some((value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (&'static str, &'static [u8], &'static [u8], Option<Fault>);

    /// What is passed of `sent`, and what is wrong at its end.
    fn read(
        mut frames: Frames,
        sent: &[u8],
        piece: usize,
    ) -> Result<(Vec<u8>, Option<Fault>), Fault> {
        let mut passed = VecDeque::new();
        for part in sent.chunks(piece) {
            frames.read(Bytes::copy_from_slice(part), &mut passed)?;
        }
        assert!(passed.iter().all(|part| !part.is_empty()));
        let passed = passed.iter().flatten().copied().collect();
        Ok((passed, frames.end().err()))
    }

    #[test]
    fn frames_pass_as_far_as_they_mean_something() {
        let rows: [Row; 13] = [
            ("nothing", &[], &[], Some(Fault::Missing)),
            ("a head", &[1, 1, 9], &[1, 1, 9], None),
            ("an empty head", &[1, 0, 0, 1, 9], &[1, 0, 0, 1, 9], None),
            (
                "a long length",
                &[1, 0x40, 2, 7, 7],
                &[1, 0x40, 2, 7, 7],
                None,
            ),
            ("empty data", &[1, 0, 0, 0, 0, 1, 9], &[1, 0, 0, 1, 9], None),
            ("that alone", &[0, 0x80, 0, 0, 0], &[], Some(Fault::Missing)),
            ("unknown", &[0x21, 2, 0, 0, 1, 0], &[1, 0], None),
            ("of a long type", &[0x40, 0x41, 1, 0, 1, 0], &[1, 0], None),
            ("of HTTP/2", &[2, 1, 5], &[2, 1, 5], None),
            ("cut in a type", &[1, 0, 0x40], &[1, 0], Some(Fault::Cut)),
            ("cut before a length", &[1, 0, 0], &[1, 0], Some(Fault::Cut)),
            (
                "cut in a payload",
                &[1, 0, 0, 9, 8],
                &[1, 0, 0, 9, 8],
                Some(Fault::Cut),
            ),
            (
                "cut in the unknown",
                &[1, 0, 0x21, 3],
                &[1, 0],
                Some(Fault::Cut),
            ),
        ];
        for (name, sent, want, fault) in rows {
            for piece in [1, 2, 1000] {
                let got = read(Frames::of_request(), sent, piece).unwrap();
                assert_eq!((&*got.0, &got.1), (want, &fault), "{name} by {piece}");
            }
        }
    }

    #[test]
    fn only_control_streams_have_frames_among_the_unidirectional() {
        let rows: [Row; 5] = [
            ("nothing", &[], &[], None),
            ("settings", &[0, 4, 0, 0x21, 1, 5], &[0, 4, 0], None),
            ("cut", &[0, 4, 5], &[0, 4, 5], Some(Fault::Cut)),
            ("QPACK", &[2, 1, 2, 3], &[2, 1, 2, 3], None),
            ("unknown", &[0x40, 0x41, 7], &[0x40, 0x41, 7], None),
        ];
        for (name, sent, want, fault) in rows {
            for piece in [1, 1000] {
                let got = read(Frames::of_unidirectional(), sent, piece).unwrap();
                assert_eq!((&*got.0, &got.1), (want, &fault), "{name} by {piece}");
            }
        }
    }

    #[test]
    fn long_frame_is_refused_unless_it_is_passed_on_or_dropped() {
        // The type, and then a length.
        let table: [(u8, bool); 6] = [
            (0, true),
            (1, false),
            (4, false),
            (7, false),
            (13, false),
            (0x21, true),
        ];
        for (kind, taken) in table {
            for (length, long) in [
                (&[0x80, 1, 0, 0][..], false),
                (&[0x80, 1, 0, 1], true),
                (&[0xFF; 8], true),
            ] {
                let head = [&[kind], length].concat();
                let got = read(Frames::of_request(), &head, 1);
                assert_eq!(got.is_ok(), taken || !long, "{kind} of {length:?}");
            }
        }
    }
}
