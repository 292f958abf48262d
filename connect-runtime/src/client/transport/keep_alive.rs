//! PINGs that find out whether an HTTP/2 connection still has another end.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use bytes::Bytes;
use h2::{Ping, PingPong, client::Connection};
use tokio::time::{sleep, timeout};

use crate::{client::transport::settings::TransportConfig, socket::Socket};

/// How often the pause between PINGs may be doubled for servers that say they come too often.
const MAX_DOUBLINGS: u32 = 8;

/// The keep-alive of a client, or of one of its connections.
#[derive(Debug, Clone, Default)]
pub(super) struct KeepAlive {
    settings: Option<Arc<Settings>>,
    calls: Arc<AtomicUsize>,
}

#[derive(Debug)]
struct Settings {
    interval: Duration,
    timeout: Duration,
    while_idle: bool,
    doublings: AtomicU32,
}

/// A call that is open.
#[derive(Debug)]
pub(super) struct Call(Arc<AtomicUsize>);

impl KeepAlive {
    pub(super) fn new(config: &TransportConfig) -> Self {
        let settings = config.keep_alive_interval.map(|interval| {
            Arc::new(Settings {
                interval,
                timeout: config.keep_alive_timeout,
                while_idle: config.keep_alive_while_idle,
                doublings: AtomicU32::new(0),
            })
        });
        KeepAlive {
            settings,
            calls: Arc::default(),
        }
    }

    /// The same settings, with calls counted anew.
    pub(super) fn for_connection(&self) -> Self {
        KeepAlive {
            settings: self.settings.clone(),
            calls: Arc::default(),
        }
    }

    /// Counts a call until the result is dropped. Nothing is counted if nobody asks.
    pub(super) fn call(&self) -> Option<Call> {
        self.settings.as_ref()?;
        self.calls.fetch_add(1, Ordering::Relaxed);
        Some(Call(Arc::clone(&self.calls)))
    }

    /// Drives `connection` until it closes, or the server leaves a PING unanswered.
    pub(super) async fn run(self, mut connection: Connection<Socket, Bytes>) {
        let (settings, pings) = match (self.settings, connection.ping_pong()) {
            (Some(settings), Some(pings)) => (settings, pings),
            // Calls learn of its failure on their own.
            _ => return drop(connection.await),
        };
        let mut connection = pin!(connection);
        let mut lost = pin!(until_unanswered(&settings, &self.calls, pings));
        let closed = poll_fn(|cx| match lost.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Ok(())),
            Poll::Pending => connection.as_mut().poll(cx),
        });
        if let Err(error) = closed.await
            && error.to_string().contains("too_many_pings")
            && settings.doublings.load(Ordering::Relaxed) < MAX_DOUBLINGS
        {
            settings.doublings.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn until_unanswered(settings: &Settings, calls: &AtomicUsize, mut pings: PingPong) {
    loop {
        let doublings = settings.doublings.load(Ordering::Relaxed);
        sleep(doubled(settings.interval, doublings)).await;
        if !settings.while_idle && calls.load(Ordering::Relaxed) == 0 {
            continue;
        }
        match timeout(settings.timeout, pings.ping(Ping::opaque())).await {
            Ok(Ok(_)) => {}
            Ok(Err(_)) | Err(_) => return,
        }
    }
}

/// How long to wait between PINGs once the server has called them too many so often. However often that
/// was, the pause never grows short again.
fn doubled(interval: Duration, times: u32) -> Duration {
    interval.saturating_mul(2_u32.saturating_pow(times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pause_between_pings_only_grows_however_often_it_is_doubled() {
        let interval = Duration::from_secs(10);
        let pauses: Vec<_> = (0..70).map(|times| doubled(interval, times)).collect();
        assert_eq!(pauses[..3], [1, 2, 4].map(|times| interval * times));
        assert!(pauses.is_sorted());
        assert_eq!(doubled(Duration::MAX, 1), Duration::MAX);
    }
}
