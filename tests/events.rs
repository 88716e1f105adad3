//! The table of events, which the crate passes to the macro.

/// Evaluates to its arguments.
macro_rules! shown {
    (
        { $({ $api:literal $module:ident $naming:ident $({ $event:literal $payload:ident $group:tt [$($heading:literal),*] })* })* }
        $($rest:tt)*
    ) => {
        (
            [$(($api, stringify!($module), stringify!($naming), &[$(
                ($event, stringify!($payload), stringify!($group), &[$($heading),*] as &[&str])
            ),*][..])),*],
            stringify!($($rest)*),
        )
    };
}

#[test]
fn the_table_of_events_is_handed_to_any_macro() {
    let (apis, rest) = conscent_types::__events! { { shown } (an argument) { item } };
    assert_eq!(rest, "(an argument) { item }");
    assert_eq!(
        apis.map(|(api, module, naming, _)| (api, module, naming)),
        [("v1", "v1", "endpoint"), ("v2", "v2", "named")]
    );
    let [(.., v1), (.., v2)] = apis;
    assert_eq!(v1[1], ("micro_payment", "MicroPayment", "_", &["Micro Payment JOSN"][..]));
    assert_eq!(v2.iter().map(|(event, ..)| *event).collect::<Vec<_>>(), conscent_types::v2::EVENTS);
    let bundle = ("purchase.bundle", "PurchaseBundle", "PurchaseEvent", &["Purchase.bundle"][..]);
    assert!(v2.contains(&bundle));
}
