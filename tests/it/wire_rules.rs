//! Rules of the wire that a server keeps and that no bad input shows: time, and calls that overlap.
//!
//! What calls between our own two sides show is in `matrix.rs`; here the other side is a raw peer.

use serde_json::json;
use tokio::runtime::Handle;

use crate::{
    harness::{Outcome, Running},
    raw_peer::{
        Call, Form, Peer, Version, answer, ask, envelope,
        good::{shapes, wish},
        http2::{Http2, next_data},
        within,
    },
    wire_table::{Row, check, check_good, check_settled, until},
};

#[tokio::test]
async fn deadline_covers_reading_the_request_and_the_handler_and_the_answer() {
    let running = Running::start();
    let mut rows = Vec::new();
    for call in shapes(&wish("hat", Outcome::Stall, 0)) {
        rows.push(Row::new(
            "rule 17",
            format!("{}, in the handler", call.path),
            call,
        ));
    }
    for call in shapes(&ask("proto", "hat")) {
        let name = format!("{}, while the request stalls", call.path);
        let half = call.pieces[0][..3].to_vec();
        let row = Row::new("rule 17", name, call.pieces(vec![half]).open());
        rows.push(row.closes(Version::Http1));
    }
    let rows = rows
        .into_iter()
        .map(|row| row.timeout("50").error("deadline_exceeded", ""));
    check(&running, rows).await;

    let late = Call::stream(
        "ServerStream",
        "proto",
        envelope(0, &wish("hat", Outcome::Stall, 2)),
    );
    let hat = answer("proto", "hat", 1);
    let row = Row::new("rule 17", "behind two messages", late).timeout("50");
    check(
        &running,
        [row.messages([hat.clone(), hat])
            .error("deadline_exceeded", "")],
    )
    .await;
}

#[tokio::test]
async fn head_and_messages_leave_as_soon_as_they_are_there() {
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    let name = "rule 38";
    let mut peer = Http2::connect(running.address).await;

    let call = Call::stream(
        "ServerStream",
        "proto",
        envelope(0, &wish("hat", Outcome::Stall, 0)),
    );
    let mut silent = peer.begin(name, &call, false).await;
    silent.write(&call.pieces.concat(), true).await;
    let (head, body) = within("rule 38: a head without a message", silent.head()).await;
    assert_eq!(head.status, 200, "{head:?}");

    let call = Call::stream("BidiStream", "proto", []);
    let mut chat = peer.begin(name, &call, false).await;
    chat.write(&envelope(0, &ask("proto", "1")), false).await;
    let (_, mut answers) = within("rule 38: the head of a chat", chat.head()).await;
    for asked in 1..5 {
        let data = within(
            "rule 38: an answer before the next ask",
            next_data(&mut answers),
        )
        .await;
        let want = envelope(0, &answer("proto", &asked.to_string(), asked));
        assert_eq!(data.expect("an answer"), want);
        let next = envelope(0, &ask("proto", &(asked + 1).to_string()));
        chat.write(&next, false).await;
    }
    assert_eq!(running.seen.alive(), 2);
    drop((silent, body, chat, answers));
    until("rule 41: handlers to be dropped", || {
        running.seen.alive() == 0
    })
    .await;
    drop(peer);
    check_settled(name, &running, tasks).await;
}

#[tokio::test]
async fn caller_that_resets_its_call_takes_the_handler_along() {
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    let mut peer = Http2::connect(running.address).await;
    for call in shapes(&wish("hat", Outcome::Stall, 0)) {
        for ends in [true, false] {
            // Without its end, a call of one message does not reach its handler.
            if !ends && !call.path.ends_with("ClientStream") && !call.path.ends_with("BidiStream") {
                continue;
            }
            let name = format!("rule 41 {}, ended {ends}", call.path);
            let mut exchange = peer.begin(&name, &call, false).await;
            exchange.write(&call.pieces.concat(), ends).await;
            until(&name, || running.seen.alive() == 1).await;
            exchange.send.send_reset(h2::Reason::CANCEL);
            until(&name, || running.seen.alive() == 0).await;
        }
    }
    let mut peer = Peer::Http2(peer);
    check_good("rule 41", &mut peer).await;
    drop(peer);
    check_settled("rule 41", &running, tasks).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_run_at_once_do_not_see_each_other() {
    let running = Running::start();
    let mut peer = Http2::connect(running.address).await;
    let mut exchanges = Vec::new();
    for index in 0..150 {
        let text = format!("hat {index}");
        let [unary, server, client, _] = shapes(&wish(&text, Outcome::Unspecified, 1));
        let call = [unary, server, client][index % 3]
            .clone()
            .header("x-echo", text.as_str());
        let mut exchange = peer.begin(&text, &call, false).await;
        exchange.write(&call.pieces.concat()[..2], false).await;
        exchanges.push((text, call, exchange));
    }
    for (_, call, exchange) in &mut exchanges {
        exchange.write(&call.pieces.concat()[2..], true).await;
    }
    for (text, call, exchange) in exchanges {
        let reply = within(&text, exchange.reply()).await;
        assert_eq!(
            reply.header("x-header"),
            Some(text.as_str()),
            "rule 73: {reply:?}"
        );
        let said = reply.said(&text, call.form);
        assert_eq!(
            said.messages,
            [answer("proto", &text, 1)],
            "rule 73: {reply:?}"
        );
        if call.form == Form::Stream {
            assert_eq!(
                said.trailers["x-trailer"],
                json!([text]),
                "rule 73: {reply:?}"
            );
        }
    }
    until("rule 73", || running.seen.alive() == 0).await;
}
