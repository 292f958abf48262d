//! Calls that never end by themselves, by name: for the server to tell, and for clients to learn, that a
//! handler was dropped.

use std::{collections::HashMap, sync::Arc};

use tokio::sync::watch;

use crate::schema::Stage;

/// How far each stalled call has come.
#[derive(Clone, Default)]
pub struct Stalls(Arc<watch::Sender<HashMap<String, Stage>>>);

/// A call that has begun. The handler holds it, so that dropping the handler tells that the caller has left.
pub struct Stalled {
    stalls: Stalls,
    name: String,
}

impl Stalls {
    /// Notes that the call of this name has begun.
    pub fn begin(&self, name: &str) -> Stalled {
        self.note(name, Stage::Begun);
        Stalled {
            stalls: self.clone(),
            name: name.to_owned(),
        }
    }

    /// Waits until a call has come as far as `stage`.
    pub async fn reached(&self, name: &str, stage: Stage) {
        let come =
            |now: Option<&Stage>| now.is_some_and(|now| *now == stage || *now == Stage::Left);
        let mut stages = self.0.subscribe();
        // It fails only where nobody could tell any more, and `self` can.
        let _ = stages.wait_for(|stages| come(stages.get(name))).await;
    }

    fn note(&self, name: &str, stage: Stage) {
        self.0.send_modify(|stages| {
            stages.insert(name.to_owned(), stage);
        });
    }
}

impl Drop for Stalled {
    fn drop(&mut self) {
        self.stalls.note(&self.name, Stage::Left);
    }
}
