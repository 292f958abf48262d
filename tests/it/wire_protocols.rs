//! Protocols that a service or a router does not answer, to callers that speak them.

use connect::{Protocol, Router};
use tokio::runtime::Handle;

use crate::{
    harness::{ProbeServer, Prober, Running},
    raw_peer::{
        Call, Form, Peer, Reply,
        good::{each, get, hat},
    },
    wire_table::check_settled,
};

fn protocol(form: Form) -> Protocol {
    match form {
        Form::Unary | Form::Stream => Protocol::Connect,
        Form::Grpc => Protocol::Grpc,
        Form::Web | Form::Text => Protocol::GrpcWeb,
    }
}

/// What a method can be sent of these protocols, sorted.
fn accepted(call: &Call, protocols: &[Protocol]) -> String {
    let streams = !call.path.contains("/Unary");
    let mut all = Vec::new();
    for form in Form::ALL {
        let carries = match form {
            Form::Unary => !streams,
            Form::Stream => streams,
            _ => true,
        };
        if !carries || !protocols.contains(&protocol(form)) {
            continue;
        }
        all.extend(["proto", "json"].map(|codec| form.content_type(codec)));
        if !form.is_connect() {
            let bare = form.content_type("");
            all.push(bare.trim_end_matches('+').to_owned());
        }
    }
    all.sort();
    all.join(", ")
}

async fn call(running: &Running, call: &Call) -> Reply {
    let mut peer = Peer::connect(call.form.versions()[0], running.address).await;
    peer.call(&format!("{:?}", call.form), call).await
}

const SETS: [&[Protocol]; 7] = [
    &[Protocol::Connect],
    &[Protocol::Grpc],
    &[Protocol::GrpcWeb],
    &[Protocol::Connect, Protocol::Grpc],
    &[Protocol::Connect, Protocol::GrpcWeb],
    &[Protocol::Grpc, Protocol::GrpcWeb],
    &[Protocol::Connect, Protocol::Grpc, Protocol::GrpcWeb],
];

/// A router that answers these, and whose service says so itself or leaves it to the router.
fn served(protocols: &[Protocol], by_service: bool) -> Running {
    let server = ProbeServer::new(Prober::default());
    let all = protocols.iter().copied();
    Running::start_router(match by_service {
        // What the service says is what counts.
        true => Router::new().protocols([]).add(server.protocols(all)),
        false => Router::new().add(server).protocols(all),
    })
}

#[tokio::test]
async fn protocol_that_is_off_is_415_with_a_list_without_it() {
    for protocols in SETS {
        for by_service in [false, true] {
            let running = served(protocols, by_service);
            let tasks = Handle::current().metrics().num_alive_tasks();
            for sent in each() {
                let name = format!("rule 3 {:?} of {protocols:?}", sent.form);
                let reply = call(&running, &sent).await;
                if protocols.contains(&protocol(sent.form)) {
                    let said = reply.said(&name, sent.form);
                    assert_eq!((said.messages, said.error), (vec![hat()], None), "{name}");
                    continue;
                }
                assert_eq!((reply.status, reply.body.len()), (415, 0), "{name}");
                let accepted = accepted(&sent, protocols);
                assert_eq!(reply.header("accept-post"), Some(&*accepted), "{name}");
            }
            check_settled("rule 3", &running, tasks).await;
        }
    }
}

#[tokio::test]
async fn get_is_for_connect_alone() {
    for protocols in SETS {
        let running = served(protocols, false);
        let name = format!("rule 2 GET of {protocols:?}");
        let reply = call(&running, &get()).await;
        match protocols.contains(&Protocol::Connect) {
            true => assert_eq!(reply.status, 200, "{name}: {reply:?}"),
            false => {
                assert_eq!((reply.status, reply.body.len()), (405, 0), "{name}");
                assert_eq!(reply.header("allow"), Some("POST"), "{name}");
            }
        }
        // What would do instead is listed where the verb is right and the query is not.
        let bad = Call::get("encoding=yaml&message=");
        let reply = call(&running, &bad).await;
        if protocols.contains(&Protocol::Connect) {
            let accepted = accepted(&bad, protocols);
            assert_eq!(reply.header("accept-post"), Some(&*accepted), "{name}");
        }
    }
}

#[tokio::test]
async fn method_that_is_not_there_is_told_in_any_protocol() {
    // Nothing is served, so nothing says which protocols are.
    let running = Running::start_router(Router::new().protocols([Protocol::Connect]));
    for sent in each() {
        let name = format!("B4 {:?} of nothing", sent.form);
        let reply = call(&running, &sent).await;
        let error = reply.said(&name, sent.form).error.expect(&name);
        assert_eq!(error.code, "unimplemented", "{name}");
    }
}
