//! Callers that leave before their call is over, in every way there is, to a server.
//!
//! Rows are named by the faults that they hold: D1 to D5.

use std::sync::{Arc, Mutex};

use connect::{Code, ConnectError, Interceptor, Messages, Next, Request, Response};
use tokio::runtime::Handle;

use crate::{
    harness::{Outcome, Running},
    raw_peer::{
        Call, Form, Peer, Version,
        good::{one, shapes, wish},
        http1::Http1,
        http2::Http2,
        socket, socket_to_reset,
    },
    wire_table::{check_good, check_settled, until},
};

/// Whether a handler begins before its request has ended.
fn begins_early(call: &Call) -> bool {
    call.path.ends_with("ClientStream") || call.path.ends_with("BidiStream")
}

#[tokio::test]
async fn caller_that_resets_its_call_takes_the_handler_along() {
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    let mut peer = Http2::connect(running.address).await;
    for call in shapes(&wish("hat", Outcome::Stall, 0)) {
        for ends in [true, false] {
            if !ends && !begins_early(&call) {
                continue;
            }
            let name = format!("D1 {:?} {}, ended {ends}", call.form, call.path);
            let mut exchange = peer.begin(&name, &call, false).await;
            exchange.write(&call.pieces.concat(), ends).await;
            until(&name, || running.seen.alive() == 1).await;
            exchange.send.send_reset(h2::Reason::CANCEL);
            until(&name, || running.seen.alive() == 0).await;
        }
    }
    let mut peer = Peer::Http2(peer);
    check_good("D1", &mut peer).await;
    drop(peer);
    check_settled("D1", &running, tasks).await;
}

#[tokio::test]
async fn caller_whose_connection_ends_takes_the_handler_along() {
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    for call in shapes(&wish("hat", Outcome::Stall, 0)) {
        for resets in [true, false] {
            let name = format!("D2 {:?} {}, reset {resets}", call.form, call.path);
            let connect = async || match resets {
                true => socket_to_reset(running.address).await,
                false => socket(running.address).await,
            };
            let mut peer = Http2::on(connect().await).await;
            let mut exchange = peer.begin(&name, &call, false).await;
            exchange.write(&call.pieces.concat(), true).await;
            until(&name, || running.seen.alive() == 1).await;
            drop((exchange, peer));
            until(&name, || running.seen.alive() == 0).await;

            if call.form.versions().contains(&Version::Http1) {
                let mut peer = Http1::on(connect().await);
                peer.begin(&call).await;
                until(&name, || running.seen.alive() == 1).await;
                drop(peer);
                until(&name, || running.seen.alive() == 0).await;
            }
            check_settled(&name, &running, tasks).await;
        }
    }
}

#[tokio::test]
async fn caller_that_leaves_within_its_stream_is_never_a_clean_end() {
    let ends = Ends::default();
    let running = Running::start_with(|server| server.interceptor(ends.clone()));
    let tasks = Handle::current().metrics().num_alive_tasks();
    // As HTTP/2 ends streams: hyper takes some of these for a good end.
    let reasons = [
        h2::Reason::CANCEL,
        h2::Reason::NO_ERROR,
        h2::Reason::INTERNAL_ERROR,
    ];
    for form in Form::ENVELOPED {
        let body = form.write(one("a"));
        for method in ["ClientStream", "BidiStream"] {
            let call = Call::of(form, method, "proto", []);
            for (cut, what) in [(body.len(), "after a message"), (3, "within one")] {
                for reason in reasons {
                    let name = format!("D4 {form:?} {method} {reason:?} {what}");
                    let mut peer = Http2::connect(running.address).await;
                    let mut exchange = peer.begin(&name, &call, false).await;
                    exchange.write(&body[..cut], false).await;
                    until(&name, || running.seen.alive() == 1).await;
                    exchange.send.send_reset(reason);
                    until(&name, || running.seen.alive() == 0).await;
                    ends.check(&name);
                    let mut peer = Peer::Http2(peer);
                    check_good(&name, &mut peer).await;
                }
            }
        }
    }
    check_settled("D4", &running, tasks).await;
}

/// Keeps how calls ended, for as long as they were waited for.
#[derive(Clone, Default)]
pub(crate) struct Ends(Arc<Mutex<Vec<Result<(), Code>>>>);

impl Ends {
    /// None ended well since the last time.
    pub(crate) fn check(&self, name: &str) {
        let ends = std::mem::take(&mut *self.0.lock().expect("no panic"));
        let canceled = |end: &Result<(), Code>| *end == Err(Code::Canceled);
        assert!(ends.iter().all(canceled), "{name}: {ends:?}");
    }
}

impl Interceptor for Ends {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        // Good calls are made as well, and are unary.
        let unary = request.spec().procedure.ends_with("/Unary");
        let ends = self.0.clone();
        let keep = move |end: Result<(), Code>| {
            if !unary {
                ends.lock().expect("no panic").push(end);
            }
        };
        match next.run(request).await {
            Ok(response) => Ok(response.map(|messages| {
                messages.on_end(move |end| keep(end.map(|_| ()).map_err(ConnectError::code)))
            })),
            Err(err) => {
                keep(Err(err.code()));
                Err(err)
            }
        }
    }
}

/// Numbers that look like chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

#[tokio::test]
async fn callers_that_leave_at_any_moment_leave_nothing_behind() {
    const CALLERS: usize = 600;
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    let mut chance = Chance(1);
    let mut shared = Http2::connect(running.address).await;
    let outcomes = [Outcome::Unspecified, Outcome::Stall, Outcome::FailLate];
    for caller in 0..CALLERS {
        let name = format!("D5 caller {caller}");
        let outcome = outcomes[chance.below(outcomes.len())];
        let mut calls = shapes(&wish("hat", outcome, 3));
        let call = calls.swap_remove(chance.below(calls.len()));
        let body = call.pieces.concat();
        let cut = chance.below(body.len() + 1);
        let ends = cut == body.len() && chance.below(2) == 0;
        let turns = chance.below(20);
        match (chance.below(3), call.form) {
            (0, _) | (_, Form::Grpc) => {
                let mut exchange = shared.begin(&name, &call, false).await;
                exchange.write(&body[..cut], ends).await;
                wait(turns).await;
                exchange.send.send_reset(h2::Reason::CANCEL);
            }
            (1, _) => {
                let mut peer = Http2::on(socket_to_reset(running.address).await).await;
                let mut exchange = peer.begin(&name, &call, false).await;
                exchange.write(&body[..cut], ends).await;
                wait(turns).await;
            }
            (_, _) => {
                let mut peer = Http1::connect(running.address).await;
                let call = call.pieces(vec![body[..cut].to_vec()]);
                // Over HTTP/1.1 nobody looks whether a caller is there while its request waits to be read.
                let ends = ends || outcome == Outcome::Stall;
                peer.begin(&if ends { call } else { call.open() }).await;
                wait(turns).await;
            }
        }
    }
    check_good("D5", &mut Peer::Http2(shared)).await;
    check_settled("D5", &running, tasks).await;
    assert!(running.seen.calls() > CALLERS / 4, "most begin");
}

async fn wait(turns: usize) {
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}
