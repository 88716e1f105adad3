use proptest::prelude::*;

use super::*;

#[derive(Debug)]
struct Layer(String, Option<BoxError>);

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In pieces, as formatting delivers it.
        self.0.split_inclusive(' ').try_for_each(|piece| f.write_str(piece))
    }
}

impl Error for Layer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.1.as_ref()?.as_ref())
    }
}

fn layer(text: &str, inner: impl Into<BoxError>) -> Layer {
    Layer(text.to_owned(), Some(inner.into()))
}

#[test]
fn the_text_covers_the_whole_chain() {
    let error = layer("the pass was not sold", layer("the bank refused", "card 42"));
    assert_eq!(text(&error), "the pass was not sold: the bank refused: card 42");
    assert_eq!(text(&GiveUp::new("no purchase")), "gave up: no purchase");
    assert_eq!(text(&RetryAfter::new(Duration::from_secs(90), "busy")), "retry after 90 s: busy");
}

#[test]
fn advice_is_found_anywhere_along_the_chain() {
    assert_eq!(advice(&layer("a", "b")), Advice::None);
    assert_eq!(advice(&layer("a", layer("b", GiveUp::new("c")))), Advice::GiveUp);
    let minute = Duration::from_mins(1);
    assert_eq!(advice(&layer("a", RetryAfter::new(minute, "b"))), Advice::After(minute));
    assert_eq!(advice(&RetryAfter::new(minute, GiveUp::new("b"))), Advice::After(minute), "the outermost decides");
    assert_eq!(advice(&RetryAfter::new(Duration::MAX, "b")), Advice::After(LONGEST_DELAY));
}

#[test]
fn an_error_that_panics_keeps_the_text_written_so_far() {
    #[derive(Debug)]
    struct Panics;
    impl fmt::Display for Panics {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("half")?;
            panic!("in Display")
        }
    }
    impl Error for Panics {}
    assert_eq!(text(&layer("outer", Panics)), "outer: half");
}

#[test]
fn an_endless_chain_is_cut_off() {
    #[derive(Debug)]
    struct Ring;
    impl fmt::Display for Ring {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("ring")
        }
    }
    impl Error for Ring {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&Ring)
        }
    }
    assert_eq!(advice(&Ring), Advice::None);
    assert_eq!(text(&Ring).matches("ring").count(), LONGEST_CHAIN);
}

proptest! {
    #[test]
    fn the_stored_text_is_a_prefix_of_the_errors(texts in proptest::collection::vec("[a-z é😀]{0,3000}", 1..4)) {
        let whole = texts.join(": ");
        let mut texts = texts.into_iter().rev();
        let innermost = Layer(texts.next().unwrap_or_default(), None);
        let error = texts.fold(innermost, |inner, text| Layer(text, Some(inner.into())));
        let text = text(&error);
        prop_assert!(whole.starts_with(&text));
        prop_assert!(text.len() <= LONGEST_TEXT);
        prop_assert!(text.len() == whole.len() || text.len() > LONGEST_TEXT - 4, "as much as there is room for");
    }
}
