//! Where hyper's tasks run: one per HTTP/2 stream.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

/// Spawns each task on the runtime, and counts them.
///
/// They end with their connection: h2 wakes the streams of a connection that is dropped, and hyper then drops
/// their handlers.
#[derive(Debug, Clone, Default)]
pub(super) struct StreamExecutor(Arc<Streams>);

/// The streams of a connection.
#[derive(Debug, Default)]
pub(super) struct Streams {
    begun: AtomicUsize,
    ended: AtomicUsize,
}

impl StreamExecutor {
    pub(super) fn streams(&self) -> Arc<Streams> {
        Arc::clone(&self.0)
    }
}

impl Streams {
    /// How many there have been, and whether all of them have ended.
    pub(super) fn begun(&self) -> (usize, bool) {
        let begun = self.begun.load(Ordering::Relaxed);
        (begun, begun == self.ended.load(Ordering::Relaxed))
    }
}

/// Counts a stream's end when dropped, however it ended.
struct Open(Arc<Streams>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::Relaxed);
    }
}

pin_project! {
    /// A stream's task. Not an `async` block, which would copy the task, a kilobyte or two, once more.
    struct Counted<F> {
        #[pin]
        stream: F,
        open: Open,
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.project().stream.poll(cx)
    }
}

impl<F> hyper::rt::Executor<F> for StreamExecutor
where
    F: Future<Output: Send> + Send + 'static,
{
    fn execute(&self, stream: F) {
        self.0.begun.fetch_add(1, Ordering::Relaxed);
        let open = Open(self.streams());
        tokio::spawn(Counted { stream, open });
    }
}
