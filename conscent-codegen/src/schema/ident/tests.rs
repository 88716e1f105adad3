use super::*;

#[track_caller]
fn check(keys: &[&str], names: &[&str]) {
    let keys: Vec<_> = keys.iter().map(|key| (*key, None)).collect();
    assert_eq!(fields(&keys, None), names);
}

#[test]
fn keys_become_field_names() {
    check(
        &["buyingPrice", "_id", "type", "__v", "inrGstComponents"],
        &["buying_price", "id", "kind", "v", "inr_gst_components"],
    );
    check(&["self", "Self", "$ref", "gen", "crate", "async"], &["self_", "self_2", "ref_", "gen_", "crate_", "async_"]);
    check(&["+1", "-1", "100", "", "\"*/\n"], &["plus_1", "minus_1", "n100", "empty", "sign_star_slash_sign"]);
    check(&["#", "$", ":."], &["hash", "dollar", "colon_dot"]);
    check(&["größe", "名前", "😀"], &["grosse", "ming_qian", "grinning"]);
}

#[test]
fn keys_that_are_alike_stay_apart() {
    check(&["_id", "id", "@id"], &["underscore_id", "id", "at_id"]);
    check(&["fooBar", "foo_bar", "FooBar"], &["foo_bar_3", "foo_bar", "foo_bar_2"]);
    check(&["kind", "type"], &["kind", "type_"]);
}

#[test]
fn what_the_structs_need_stays_free() {
    check(&["extra", "clone", "drift"], &["extra_", "clone_", "drift_"]);
}

#[test]
fn both_accessors_of_a_field_are_free() {
    check(&["id", "require_id"], &["id", "require_underscore_id"]);
    let fixed = [("a", Some("total".to_owned())), ("total", None), ("require_total", None)];
    assert_eq!(fields(&fixed, None), ["total", "total_2", "require_underscore_total"]);
}

#[test]
fn names_without_a_free_candidate_are_numbered() {
    let mut scope = Scope::types();
    for (name, claimed) in [
        ("Card", "Card"),
        ("Card", "Card2"),
        ("Card", "Card3"),
        ("card", "card"),
        ("card", "card_2"),
        ("self_", "self_"),
        ("self_", "self_2"),
    ] {
        assert_eq!(scope.claim([name.to_owned()]), claimed);
    }
}

#[test]
fn modules_keep_away_from_the_names_in_the_root_of_the_crate() {
    assert_eq!(modules(&["samples", "generated", "v1"], None), ["samples_2", "generated_2", "v1"]);
}

#[test]
fn lists_are_named_for_their_items() {
    for (list, item) in [
        ("bundleSubscriptions", "bundleSubscription"),
        ("categories", "category"),
        ("billingAddress", "billingAddress"),
        ("boxes", "box"),
        ("s", "s"),
        ("cookies", "cookie"),
        ("movies", "movie"),
        ("vulnerabilities", "vulnerability"),
        ("statuses", "status"),
        ("aliases", "alias"),
        ("addresses", "address"),
        ("people", "person"),
        ("sns", "sns"),
        ("news", "news"),
        ("series", "series"),
        ("dies", "die"),
        ("ties", "tie"),
        ("größes", "größes"),
    ] {
        assert_eq!(singular(list), item);
    }
}

#[test]
fn event_names_become_type_names() {
    assert_eq!(pascal("refunded.pay_per_use"), "RefundedPayPerUse");
    assert_eq!(pascal("+1"), "N1");
    assert_eq!(pascal("..."), "DotDotDot");
    assert_eq!(pascal("jira:issue_created"), "JiraIssueCreated");
    assert_eq!(pascal("orders/create"), "OrdersCreate");
    let long = "a".repeat(300);
    assert_eq!(pascal(&long), format!("A{}9835fa6b", "a".repeat(59)));
    assert_eq!(snake(&long), format!("{}_9835fa6b", "a".repeat(60)));
    assert_ne!(pascal(&long), pascal(&(long.clone() + "a")));
    assert!(syn::parse_str::<syn::Ident>(&snake(&"::".repeat(99))).is_ok());
}

proptest::proptest! {
    /// Names are spelled by `heck`, and compared by their words.
    #[test]
    fn words_are_those_of_the_spelled_name(key in "[a-cA-C0-1_ .\\-ä]{0,12}") {
        let spelled = ascii(&key).to_snake_case();
        let expected: Vec<_> = spelled.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        proptest::prop_assert_eq!(words(&key), expected);
    }
}
