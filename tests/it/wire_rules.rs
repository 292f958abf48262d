//! Rules of the wire that a server keeps and that no bad input shows: time, and calls that overlap.
//!
//! What calls between our own two sides show is in `matrix.rs`; here the other side is a raw peer.

use tokio::runtime::Handle;

use crate::{
    harness::{Outcome, Running},
    raw_peer::{
        Call, Form, Version, answer, ask, envelope,
        good::{shapes, wish},
        http2::{Http2, next_data},
        within,
    },
    wire_table::{Row, check, check_settled, until},
};

#[tokio::test]
async fn deadline_covers_reading_the_request_and_the_handler_and_the_answer() {
    let running = Running::start();
    let mut rows = Vec::new();
    for call in shapes(&wish("hat", Outcome::Stall, 0)) {
        rows.push(Row::new(
            "D6",
            format!("{}, in the handler", call.path),
            call.timeout_ms(50),
        ));
    }
    for call in shapes(&ask("proto", "hat")) {
        let name = format!("{}, while the request stalls", call.path);
        let half = call.pieces[0][..3].to_vec();
        let row = Row::new("D6", name, call.pieces(vec![half]).open().timeout_ms(50));
        rows.push(row.closes(Version::Http1));
    }
    let rows = rows
        .into_iter()
        .map(|row| row.error("deadline_exceeded", ""));
    check(&running, rows).await;

    let hat = answer("proto", "hat", 1);
    let rows = Form::ENVELOPED.map(|form| {
        let message = envelope(0, &wish("hat", Outcome::Stall, 2));
        let call = Call::of(form, "ServerStream", "proto", message).timeout_ms(50);
        let row = Row::new("D6", "behind two messages", call);
        row.messages([hat.clone(), hat.clone()])
            .error("deadline_exceeded", "")
    });
    check(&running, rows).await;
}

#[tokio::test]
async fn head_and_messages_leave_as_soon_as_they_are_there() {
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    for form in Form::ENVELOPED {
        let name = format!("rule 38 {form:?}");
        let mut peer = Http2::connect(running.address).await;

        let stall = envelope(0, &wish("hat", Outcome::Stall, 0));
        let call = Call::of(form, "ServerStream", "proto", stall);
        let mut silent = peer.begin(&name, &call, false).await;
        silent.write(&call.pieces.concat(), true).await;
        let what = format!("{name}: a head without a message");
        let (head, body) = within(&what, silent.head()).await;
        assert_eq!(head.status, 200, "{name}: {head:?}");

        let call = Call::of(form, "BidiStream", "proto", []);
        let piece = |number: u8| form.write(envelope(0, &ask("proto", &number.to_string())));
        let mut chat = peer.begin(&name, &call, false).await;
        chat.write(&piece(1), false).await;
        let (_, mut answers) = within(&format!("{name}: a head"), chat.head()).await;
        for asked in 1..5 {
            let name = format!("{name}: an answer before the next ask");
            let data = within(&name, next_data(&mut answers)).await;
            let want = envelope(0, &answer("proto", &asked.to_string(), asked));
            let data = data.expect("an answer");
            assert_eq!(form.read(&name, &data), want, "{name}");
            chat.write(&piece(asked + 1), false).await;
        }
        assert_eq!(running.seen.alive(), 2);
        drop((silent, body, chat, answers));
        let name = format!("D3 {form:?}: handlers to be dropped");
        until(&name, || running.seen.alive() == 0).await;
        drop(peer);
        check_settled(&name, &running, tasks).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_run_at_once_do_not_see_each_other() {
    let running = Running::start();
    let mut peer = Http2::connect(running.address).await;
    let mut exchanges = Vec::new();
    for index in 0..150 {
        let text = format!("hat {index}");
        let mut shapes = shapes(&wish(&text, Outcome::Unspecified, 1));
        // It answers a stream, which has no trailer to tell calls apart.
        shapes.retain(|call| !call.path.ends_with("BidiStream"));
        let call = shapes.swap_remove(index % shapes.len());
        let call = call.header("x-echo", text.as_str());
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
            "D9: {reply:?}"
        );
        let said = reply.said(&text, call.form);
        assert_eq!(said.messages, [answer("proto", &text, 1)], "D9: {reply:?}");
        assert_eq!(said.trailer("x-trailer"), Some(&*text), "D9: {reply:?}");
    }
    until("D9", || running.seen.alive() == 0).await;
}
