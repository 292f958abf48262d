//! Where hyper's tasks run: one per HTTP/2 stream.

/// Spawns each on the runtime.
///
/// They end with their connection: h2 wakes the streams of a connection that is dropped, and hyper then drops
/// their handlers.
#[derive(Debug, Clone, Copy)]
pub(super) struct StreamExecutor;

impl<F> hyper::rt::Executor<F> for StreamExecutor
where
    F: Future<Output: Send> + Send + 'static,
{
    fn execute(&self, future: F) {
        tokio::spawn(future);
    }
}
