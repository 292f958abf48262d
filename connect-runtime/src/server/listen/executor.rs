//! Where the futures of HTTP/2 streams run: on their connection's own task first, then on one each.
//!
//! A task for each of them would wake, as often as not, on another worker, and answer
//! from there: each answer is then written alone, by a connection that has to be woken for it. Most calls
//! are over when they have been polled once. So the futures that begin while a connection is polled are kept, and
//! polled on the spot once that is done; their answers leave together. Only those that have to wait become tasks.

use std::{
    hash::BuildHasher,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use pin_project_lite::pin_project;

/// So many streams may run on the connection's task when it is woken; it must get back to its socket.
const MOST_AT_ONCE: usize = 64;

/// A method whose first poll takes longer computes, and would hold up the other streams of its connection.
const SLOW: Duration = Duration::from_micros(50);

/// So many calls of a slow method get a task at once, before it is tried again: it may have been slow only
/// because the system had other things to do.
const SLOW_CALLS: u8 = u8::MAX;

/// Runs the streams of a connection, and counts them.
///
/// They end with their connection: h2 wakes the streams of a connection that is dropped, which drop their handlers.
#[derive(Clone)]
pub(super) struct StreamExecutor(Arc<Local>);

struct Local {
    streams: Arc<Streams>,
    methods: Methods,
    /// Begun since the connection was last polled.
    queue: Mutex<Vec<Begun>>,
}

struct Begun {
    stream: Pin<Box<dyn Future<Output = ()> + Send>>,
    method: usize,
}

/// The streams of a connection.
#[derive(Debug, Default)]
pub(super) struct Streams {
    begun: AtomicUsize,
    ended: AtomicUsize,
}

impl Streams {
    /// How many there have been, and whether all of them have ended.
    pub(super) fn begun(&self) -> (usize, bool) {
        let begun = self.begun.load(Ordering::Relaxed);
        (begun, begun == self.ended.load(Ordering::Relaxed))
    }
}

/// Which methods of a server are slow: for each, how many more of its calls get a task at once.
///
/// Methods that have the same place share their fate; nothing but time hangs on it.
#[derive(Clone)]
pub(super) struct Methods(Arc<[AtomicU8; 256]>);

impl Default for Methods {
    fn default() -> Self {
        Methods(Arc::new([const { AtomicU8::new(0) }; 256]))
    }
}

impl Methods {
    fn place(&self, path: &str) -> usize {
        let hash = foldhash::fast::FixedState::default().hash_one(path);
        hash as usize % self.0.len()
    }

    /// Whether a call of the method is to have a task at once.
    fn is_slow(&self, place: usize) -> bool {
        let left = self.0[place].load(Ordering::Relaxed);
        if left > 0 {
            self.0[place].store(left - 1, Ordering::Relaxed);
        }
        left > 0
    }

    fn observe(&self, place: usize, took: Duration) {
        if took > SLOW {
            self.0[place].store(SLOW_CALLS, Ordering::Relaxed);
        }
    }
}

impl StreamExecutor {
    /// For one connection of a server that has these `methods`.
    pub(super) fn new(methods: Methods) -> Self {
        StreamExecutor(Arc::new(Local {
            streams: Arc::default(),
            methods,
            queue: Mutex::default(),
        }))
    }

    pub(super) fn streams(&self) -> Arc<Streams> {
        Arc::clone(&self.0.streams)
    }

    /// What a path is known by.
    pub(super) fn method(&self, path: &str) -> usize {
        self.0.methods.place(path)
    }

    /// Takes over a stream, of a request for the method that [`StreamExecutor::method`] told.
    pub(super) fn execute(&self, method: usize, stream: impl Future<Output = ()> + Send + 'static) {
        let local = &*self.0;
        local.streams.begun.fetch_add(1, Ordering::Relaxed);
        let open = Open(self.streams());
        let stream = Counted { stream, open };
        if local.methods.is_slow(method) {
            tokio::spawn(stream);
            return;
        }
        let stream = Box::pin(stream);
        local.lock().push(Begun { stream, method });
    }
}

/// What is to be done on a connection's task each time that the connection has been polled.
pub(super) trait Work {
    fn run(&self);
}

/// On HTTP/1.1 hyper polls its request itself.
impl Work for () {
    fn run(&self) {}
}

impl Work for StreamExecutor {
    fn run(&self) {
        let mut queue = self.0.lock();
        if queue.is_empty() {
            return;
        }
        let mut begun = std::mem::take(&mut *queue);
        drop(queue);
        let mut before = Instant::now();
        for (at, Begun { stream, method }) in begun.drain(..).enumerate() {
            if at >= MOST_AT_ONCE {
                tokio::spawn(stream);
                continue;
            }
            poll_once(stream);
            let now = Instant::now();
            self.0.methods.observe(method, now - before);
            before = now;
        }
        // Whatever ran may have begun more; if not, the room is used again.
        let mut queue = self.0.lock();
        if queue.is_empty() {
            *queue = begun;
        }
    }
}

impl Local {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Begun>> {
        // Nothing panics while it is locked.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Polls a stream; one that has to wait goes on in a task, which polls it again with a waker of its own.
fn poll_once(mut stream: Pin<Box<dyn Future<Output = ()> + Send>>) {
    let mut cx = Context::from_waker(std::task::Waker::noop());
    // As in a task, a panic ends the stream and nothing else; what it leaves behind is dropped unseen.
    if let Ok(Poll::Pending) = catch_unwind(AssertUnwindSafe(|| stream.as_mut().poll(&mut cx))) {
        tokio::spawn(stream);
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
    /// A stream. Not an `async` block, which would copy the future, a kilobyte or two, once more.
    struct Counted<F> {
        #[pin]
        stream: F,
        open: Open,
    }
}

impl<F: Future<Output = ()>> Future for Counted<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project().stream.poll(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, poll_fn, ready};

    use tokio::{runtime::Handle, task::yield_now};

    use super::*;

    fn executor() -> StreamExecutor {
        StreamExecutor::new(Methods::default())
    }

    fn tasks() -> usize {
        Handle::current().metrics().num_alive_tasks()
    }

    #[tokio::test]
    async fn stream_that_does_not_wait_ends_on_the_connections_task() {
        let executor = executor();
        for _ in 0..3 {
            executor.execute(0, ready(()));
        }
        assert_eq!(executor.streams().begun(), (3, false));
        executor.run();
        assert_eq!(executor.streams().begun(), (3, true));
        assert_eq!(tasks(), 0);
    }

    #[tokio::test]
    async fn stream_that_waits_goes_on_in_a_task_that_is_woken() {
        let executor = executor();
        let (wake, woken) = tokio::sync::oneshot::channel::<()>();
        executor.execute(0, async { drop(woken.await) });
        executor.execute(0, pending());
        executor.run();
        assert_eq!(tasks(), 2);
        wake.send(()).expect("it waits");
        while tasks() > 1 {
            yield_now().await;
        }
        assert_eq!(executor.streams().begun(), (2, false));
    }

    #[tokio::test]
    async fn no_more_than_so_many_run_before_the_connection_is_polled_again() {
        let executor = executor();
        for _ in 0..MOST_AT_ONCE + 5 {
            executor.execute(0, ready(()));
        }
        executor.run();
        assert_eq!(tasks(), 5);
    }

    #[tokio::test]
    async fn panic_ends_its_stream_alone() {
        let executor = executor();
        executor.execute(0, poll_fn(|_| -> Poll<()> { panic!("of a test") }));
        executor.execute(0, ready(()));
        executor.run();
        assert_eq!(executor.streams().begun(), (2, true));
    }

    #[tokio::test]
    async fn slow_method_gets_tasks_until_it_is_tried_again() {
        let executor = executor();
        let slow = executor.method("/a.B/Slow");
        let fast = executor.method("/a.B/Fast");
        assert_ne!(slow, fast);
        let methods = &executor.0.methods;
        methods.observe(slow, SLOW);
        assert!(!methods.is_slow(slow), "as long as may be");
        methods.observe(slow, SLOW + Duration::from_nanos(1));
        for call in 0..SLOW_CALLS {
            assert!(methods.is_slow(slow), "call {call}");
            assert!(!methods.is_slow(fast));
        }
        assert!(!methods.is_slow(slow));

        methods.observe(slow, 2 * SLOW);
        executor.execute(slow, ready(()));
        assert_eq!(tasks(), 1, "a task at once");
    }
}
