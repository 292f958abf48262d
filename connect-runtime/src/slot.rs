//! A channel with room for one value, between code that sends and a stream that is read.
//!
//! Mostly both ends are polled by one task. A channel that wakes its reader for each value would then wake the
//! task that is running, which is polled once more for nothing; here the reader says when it goes to sleep.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// The end that sends. The reader sees the end of the stream when it is dropped.
pub(crate) struct Writer<T>(Arc<Slot<T>>);

/// The end that reads. Whoever sends learns of it when it is dropped.
pub(crate) struct Reader<T>(Arc<Slot<T>>);

struct Slot<T>(Mutex<State<T>>);

struct State<T> {
    value: Option<T>,
    /// The reader, while it sleeps.
    reader: Option<Waker>,
    /// Those who wait for room, or for the reader to leave.
    writers: Vec<Waker>,
    writer_left: bool,
    reader_left: bool,
}

/// Both ends.
pub(crate) fn slot<T>() -> (Writer<T>, Reader<T>) {
    let slot = Arc::new(Slot(Mutex::new(State {
        value: None,
        reader: None,
        writers: Vec::new(),
        writer_left: false,
        reader_left: false,
    })));
    (Writer(Arc::clone(&slot)), Reader(slot))
}

impl<T> Slot<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // Nothing panics while it is locked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn wait(&mut self, cx: &Context<'_>) {
        if !self.writers.iter().any(|waker| waker.will_wake(cx.waker())) {
            self.writers.push(cx.waker().clone());
        }
    }
}

impl<T> Writer<T> {
    /// Waits for room, and puts a value there.
    ///
    /// # Errors
    /// The value, if nobody reads any more.
    pub(crate) async fn put(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        poll_fn(|cx| {
            let mut state = self.0.lock();
            let Some(value) = value.take_if(|_| state.reader_left || state.value.is_none()) else {
                state.wait(cx);
                return Poll::Pending;
            };
            if state.reader_left {
                return Poll::Ready(Err(value));
            }
            state.value = Some(value);
            let reader = state.reader.take();
            drop(state);
            reader.into_iter().for_each(Waker::wake);
            Poll::Ready(Ok(()))
        })
        .await
    }

    /// Waits until nobody reads any more.
    pub(crate) async fn closed(&self) {
        poll_fn(|cx| {
            let mut state = self.0.lock();
            if state.reader_left {
                return Poll::Ready(());
            }
            state.wait(cx);
            Poll::Pending
        })
        .await;
    }

    /// Whether nobody reads any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.0.lock().reader_left
    }
}

impl<T> Drop for Writer<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.writer_left = true;
        let reader = state.reader.take();
        drop(state);
        reader.into_iter().for_each(Waker::wake);
    }
}

impl<T> Reader<T> {
    /// The value, if there is one. The reader counts as awake from here on.
    pub(crate) fn take(&mut self) -> Option<T> {
        let mut state = self.0.lock();
        state.reader = None;
        let value = state.value.take()?;
        let writers = std::mem::take(&mut state.writers);
        drop(state);
        writers.into_iter().for_each(Waker::wake);
        Some(value)
    }

    /// The value, or `None` once there is none and nobody sends any more; else goes to sleep.
    pub(crate) fn poll_take(&mut self, cx: &Context<'_>) -> Poll<Option<T>> {
        if let Some(value) = self.take() {
            return Poll::Ready(Some(value));
        }
        let mut state = self.0.lock();
        // It may have come just now, from another thread.
        if state.value.is_none() && !state.writer_left {
            state.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        drop(state);
        Poll::Ready(self.take())
    }

    /// Takes no more. What was put last can still be taken.
    pub(crate) fn close(&mut self) {
        let mut state = self.0.lock();
        state.reader_left = true;
        let writers = std::mem::take(&mut state.writers);
        drop(state);
        writers.into_iter().for_each(Waker::wake);
    }
}

impl<T> Drop for Reader<T> {
    fn drop(&mut self) {
        self.close();
        // Dropped here, not with the writer, who may live long.
        drop(self.0.lock().value.take());
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        sync::atomic::{AtomicUsize, Ordering},
        task::Wake,
    };

    use super::*;

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    impl Woken {
        fn times(&self) -> usize {
            self.0.swap(0, Ordering::Relaxed)
        }
    }

    #[test]
    fn reader_is_woken_only_while_it_sleeps() {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let mut cx = Context::from_waker(&waker);
        let (writer, mut reader) = slot();

        assert_eq!(reader.take(), None);
        assert!(pin!(writer.put(1)).poll(&mut cx).is_ready());
        assert_eq!(woken.times(), 0, "it is awake");
        assert_eq!(reader.poll_take(&cx), Poll::Ready(Some(1)));
        assert_eq!(reader.poll_take(&cx), Poll::Pending);
        assert!(pin!(writer.put(2)).poll(&mut cx).is_ready());
        assert_eq!(woken.times(), 1, "it sleeps");
        assert_eq!(reader.take(), Some(2));
        assert_eq!(reader.poll_take(&cx), Poll::Pending);
        drop(writer);
        assert_eq!(woken.times(), 1, "the end is news");
        assert_eq!(reader.poll_take(&cx), Poll::Ready(None));
    }

    #[test]
    fn all_who_wait_for_room_are_woken_when_there_is_some() {
        let tasks = [Arc::new(Woken::default()), Arc::new(Woken::default())];
        let wakers = tasks.clone().map(Waker::from);
        let (writer, mut reader) = slot();
        let mut first = pin!(writer.put(1));
        let [mut one, mut other] = wakers.each_ref().map(Context::from_waker);
        assert!(first.as_mut().poll(&mut one).is_ready());
        let mut second = pin!(writer.put(2));
        let mut third = pin!(writer.put(3));
        for _ in 0..2 {
            assert!(second.as_mut().poll(&mut one).is_pending());
            assert!(third.as_mut().poll(&mut other).is_pending());
        }
        assert_eq!(reader.take(), Some(1));
        assert_eq!(tasks.each_ref().map(|task| task.times()), [1, 1]);
        assert!(third.as_mut().poll(&mut other).is_ready());
        assert!(second.as_mut().poll(&mut one).is_pending());
        assert_eq!(reader.take(), Some(3));
        assert!(second.as_mut().poll(&mut one).is_ready());
        assert_eq!(reader.take(), Some(2));
    }

    #[test]
    fn value_for_nobody_comes_back() {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let mut cx = Context::from_waker(&waker);
        let (writer, mut reader) = slot();
        assert!(pin!(writer.put(1)).poll(&mut cx).is_ready());
        let mut second = pin!(writer.put(2));
        let mut closed = pin!(writer.closed());
        assert!(second.as_mut().poll(&mut cx).is_pending());
        assert!(closed.as_mut().poll(&mut cx).is_pending());
        assert!(!writer.is_closed());
        reader.close();
        assert_eq!(woken.times(), 1, "one task waits twice");
        assert_eq!(second.as_mut().poll(&mut cx), Poll::Ready(Err(2)));
        assert!(closed.as_mut().poll(&mut cx).is_ready());
        assert!(writer.is_closed());
        assert_eq!(reader.take(), Some(1), "what was put before");
        drop(reader);
        assert_eq!(pin!(writer.put(3)).poll(&mut cx), Poll::Ready(Err(3)));
    }
}
