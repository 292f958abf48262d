//! The signal that a server is shutting down, as handlers see it.

use tokio::sync::watch;

/// Clones of it all learn of the shutdown.
#[derive(Clone, Debug)]
pub(crate) struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// A signal, and what gives it.
    pub(crate) fn new() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Shutdown(receiver))
    }

    /// Resolves when the shutdown begins, or the server is gone.
    pub(crate) async fn wait(mut self) {
        let _ = self.0.wait_for(|begun| *begun).await;
    }
}
