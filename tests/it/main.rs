//! Tests from the outside, in one binary.

mod bad_http1;
mod bad_http2;
mod bad_server;
mod calls;
mod canned;
mod client_faults;
mod client_losses;
mod floors;
mod harness;
mod matrix;
mod raw_http2;
mod seeds;
mod script;
mod compressed;
mod raw_peer;
mod wire_envelopes;
mod wire_heads;
mod wire_payloads;
mod wire_rules;
mod wire_table;
mod wire_client;
mod interceptors;
mod upstream;
mod streams;
mod shutdown;
mod wire_answers;
