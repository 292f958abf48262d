//! Accepting connections, through whatever accepting may fail with.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpStream},
    time::{Sleep, sleep},
};

const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Where connections come from.
pub(super) trait Listener {
    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<(TcpStream, SocketAddr)>>;
}

impl Listener for TcpListener {
    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<(TcpStream, SocketAddr)>> {
        TcpListener::poll_accept(self, cx)
    }
}

/// A listener that never fails: it waits until accepting may work again.
pub(super) struct Acceptor<L> {
    listener: L,
    failures: u32,
    pause: Option<Pin<Box<Sleep>>>,
}

impl<L: Listener> Acceptor<L> {
    pub(super) fn new(listener: L) -> Self {
        Acceptor {
            listener,
            failures: 0,
            pause: None,
        }
    }

    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<(TcpStream, SocketAddr)> {
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(cx));
                self.pause = None;
            }
            match ready!(self.listener.poll_accept(cx)) {
                Ok(accepted) => {
                    self.failures = 0;
                    return Poll::Ready(accepted);
                }
                Err(error) if is_of_one_connection(&error) => {}
                Err(_) => {
                    let pause = FIRST_PAUSE * 2_u32.pow(self.failures.min(10));
                    self.pause = Some(Box::pin(sleep(pause.min(LONGEST_PAUSE))));
                    self.failures += 1;
                }
            }
        }
    }
}

/// Whether the next connection may be accepted at once. It may not if descriptors or memory ran out, when
/// trying again without a pause would only burn time.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};

    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    )
}

#[cfg(test)]
mod tests {
    use std::{collections::VecDeque, future::poll_fn};

    use tokio::time::Instant;

    use super::*;

    struct Failing(VecDeque<io::Error>, TcpListener);

    impl Listener for Failing {
        fn poll_accept(
            &mut self,
            cx: &mut Context<'_>,
        ) -> Poll<io::Result<(TcpStream, SocketAddr)>> {
            match self.0.pop_front() {
                Some(error) => Poll::Ready(Err(error)),
                None => self.1.poll_accept(cx),
            }
        }
    }

    /// The time until a connection is accepted behind these errors.
    async fn delay(errors: impl IntoIterator<Item = io::Error>) -> Duration {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let _client = std::net::TcpStream::connect(address).unwrap();
        let mut acceptor = Acceptor::new(Failing(errors.into_iter().collect(), listener));
        let start = Instant::now();
        poll_fn(|cx| acceptor.poll_next(cx)).await;
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn lost_connections_do_not_delay_the_next() {
        use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
        let errors = [ConnectionAborted, ConnectionReset, Interrupted].map(io::Error::from);
        assert_eq!(delay(errors).await, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn exhaustion_is_waited_out_with_growing_pauses() {
        // EMFILE, ENFILE, ENOMEM, ENOBUFS, EPROTO, EPERM on Linux.
        let errors = [24, 23, 12, 105, 71, 1].map(io::Error::from_raw_os_error);
        let waited = delay(errors).await;
        assert!(
            waited >= Duration::from_millis(315) && waited < Duration::from_millis(400),
            "{waited:?}"
        );
        let waited = delay((0..20).map(|_| io::Error::from_raw_os_error(24))).await;
        assert!(
            waited < 20 * (LONGEST_PAUSE + Duration::from_millis(2)),
            "{waited:?}"
        );
    }
}
