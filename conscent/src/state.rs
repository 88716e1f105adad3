//! What handlers share: the states of a router, known by their types.

use std::sync::Arc;

/// A state of the router, as a parameter of a handler: `State(db): State<Db>`.
///
/// Every call gets a clone. What is dear to clone goes into an [`Arc`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State<T>(pub T);

/// The states of a router that has none.
#[derive(Debug)]
pub struct NoState;

/// The states of a router: the one that was given last, and those before it.
#[derive(Debug)]
pub struct With<T, Before> {
    pub(crate) state: T,
    pub(crate) before: Arc<Before>,
}

/// The states have one of the type `T`. `At` says where; it is inferred.
#[diagnostic::on_unimplemented(
    message = "the router has no state of type `{T}`",
    label = "its parameter `State<{T}>` asks for one",
    note = "give it to the router with `.state(...)`, before `.handlers(...)`"
)]
pub trait Has<T, At> {
    /// A clone of it.
    fn get(&self) -> T;
}

/// It is the state that was given last.
#[derive(Debug)]
pub struct Here;

/// It is among those before.
#[derive(Debug)]
pub struct Before<At>(At);

#[diagnostic::do_not_recommend]
impl<T: Clone, Rest> Has<T, Here> for With<T, Rest> {
    fn get(&self) -> T {
        self.state.clone()
    }
}

#[diagnostic::do_not_recommend]
impl<T, Last, Rest: Has<T, At>, At> Has<T, Before<At>> for With<Last, Rest> {
    fn get(&self) -> T {
        self.before.get()
    }
}
