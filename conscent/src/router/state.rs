//! The states that handlers share: a list of values that are found by their types.

use std::sync::Arc;

/// A state of the router, as a parameter of a handler: `State(db): State<Db>`.
///
/// Every call gets a clone. Wrap a state that is expensive to clone in an [`Arc`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State<T>(pub T);

/// The states of a router without states.
#[derive(Debug)]
pub struct HNil;

/// The states of a router: the last one added, and the list of the earlier ones.
#[derive(Debug)]
pub struct HCons<T, Tail> {
    pub(super) head: T,
    pub(super) tail: Arc<Tail>,
}

/// Finds the state of type `T` in a list of states. `At` is its position; the compiler infers it.
#[diagnostic::on_unimplemented(
    message = "the router has no state of type `{T}`",
    label = "the parameter `State<{T}>` of this handler requires it",
    note = "add it to the router with `.state(...)`, before `.handlers(...)`"
)]
pub trait Selector<T, At> {
    /// Returns a clone of the state.
    fn get(&self) -> T;
}

/// The position of the state that was added last.
#[derive(Debug)]
pub struct Here;

/// The position `At` among the states that were added before the last one.
#[derive(Debug)]
pub struct There<At>(At);

#[diagnostic::do_not_recommend]
impl<T: Clone, Tail> Selector<T, Here> for HCons<T, Tail> {
    fn get(&self) -> T {
        self.head.clone()
    }
}

#[diagnostic::do_not_recommend]
impl<T, Head, Tail: Selector<T, At>, At> Selector<T, There<At>> for HCons<Head, Tail> {
    fn get(&self) -> T {
        self.tail.get()
    }
}
