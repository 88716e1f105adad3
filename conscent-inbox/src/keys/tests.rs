use super::*;

fn why(text: &str) -> String {
    Keys::parse(text).unwrap_err().to_string()
}

#[test]
fn without_keys_content_is_stored_unencrypted() {
    let keys = Keys::default();
    let (stored, number) = keys.seal("body", "v2", "id:1", b"{}").unwrap();
    assert_eq!((stored.as_slice(), number), (b"{}".as_slice(), None));
    assert_eq!(keys.open("body", "v2", "id:1", &stored, None).unwrap(), b"{}");
    assert_eq!(keys.open("body", "v2", "id:1", &stored, Some(3)), Err(KeyError::Missing(3)));
}

#[cfg(not(feature = "encrypt"))]
#[test]
fn without_the_feature_errors_name_it() {
    let text = format!("1:{}", "A".repeat(43) + "=");
    for error in [why(&text), KeyError::Missing(1).to_string()] {
        assert!(error.contains("the feature `encrypt` of conscent-inbox"), "{error}");
    }
}

#[cfg(feature = "encrypt")]
mod encrypted {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// A key that consists of this byte.
    fn written(number: u32, byte: u8) -> String {
        format!("{number}:{}", BASE64_STANDARD.encode([byte; LENGTH]))
    }

    fn keys(text: &str) -> Keys {
        Keys::parse(text).unwrap()
    }

    #[test]
    fn a_malformed_key_is_not_repeated() {
        let secret = BASE64_STANDARD.encode([0xA5; LENGTH]);
        let good = written(1, 1);
        for (text, error) in [
            (String::new(), "the first key has no number"),
            (secret.clone(), "the first key has no number"),
            (format!("{secret}:1"), "the first key does not begin with a number from 1"),
            (format!("0:{secret}"), "the first key does not begin with a number from 1"),
            (format!("2147483648:{secret}"), "the first key does not begin with a number from 1"),
            (format!("-1:{secret}"), "the first key does not begin with a number from 1"),
            (format!("1:{}", &secret[..40]), "the first key is not 32 bytes in base64"),
            (format!("1:{}", secret.trim_end_matches('=')), "the first key is not 32 bytes in base64"),
            (format!("1:{}", BASE64_STANDARD.encode([0xA5; 33])), "the first key is not 32 bytes in base64"),
            (format!("1:{}", "!".repeat(44)), "the first key is not 32 bytes in base64"),
            (format!("{good},"), "the key at position 2 has no number"),
            (format!("{good},1:{secret}"), "two keys have the number 1"),
            (format!("{good},01:{secret}"), "two keys have the number 1"),
        ] {
            let found = why(&text);
            assert!(found.starts_with(error), "{found}");
            assert!(!found.contains(&secret[..8]), "{found}");
        }
    }

    #[test]
    fn spaces_around_keys_are_ignored() {
        let keys = keys(&format!(" {} ,\n{}\n", written(2, 2), written(1, 1)));
        assert_eq!(keys.seal("body", "v2", "id:1", b"").unwrap().1, Some(2));
    }

    #[test]
    fn a_variable_that_is_not_set_is_an_error() {
        let why = Keys::from_env("CONSCENT_INBOX_KEY_OF_NOBODY").unwrap_err().to_string();
        assert!(why.starts_with("CONSCENT_INBOX_KEY_OF_NOBODY is not set"), "{why}");
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", keys(&written(7, 7))), "Keys { .. }");
    }

    #[test]
    fn ciphers_are_wiped() {
        fn wiped<T: zeroize::ZeroizeOnDrop>() {}
        wiped::<chacha20poly1305::XChaCha20Poly1305>(); // compiles only with the feature `zeroize` of chacha20poly1305
    }

    #[test]
    fn equal_contents_are_encrypted_differently() {
        let keys = keys(&written(1, 1));
        let sealed = || keys.seal("body", "v2", "id:1", b"{}").unwrap().0;
        assert_ne!(sealed(), sealed());
    }

    #[test]
    fn keys_are_replaced_one_after_the_other() {
        let old = keys(&written(1, 1));
        let both = keys(&format!("{},{}", written(2, 2), written(1, 1)));
        let new = keys(&written(2, 2));
        let (first, number) = old.seal("body", "v2", "id:1", b"{}").unwrap();
        assert_eq!(number, Some(1));
        assert_eq!(both.open("body", "v2", "id:1", &first, number).unwrap(), b"{}");
        // The error of a row is encrypted with the row's key.
        let error = both.seal_with(number, "error", "v2", "id:1", b"timeout").unwrap();
        assert_eq!(old.open("error", "v2", "id:1", &error, number).unwrap(), b"timeout");
        let (second, number) = both.seal("body", "v2", "id:2", b"{}").unwrap();
        assert_eq!(number, Some(2));
        assert_eq!(new.open("body", "v2", "id:2", &second, number).unwrap(), b"{}");
        assert_eq!(new.open("body", "v2", "id:1", &first, Some(1)), Err(KeyError::Missing(1)));
        assert_eq!(new.seal_with(Some(1), "error", "v2", "id:1", b""), Err(KeyError::Missing(1)));
        assert_eq!(keys(&written(1, 9)).open("body", "v2", "id:1", &first, Some(1)), Err(KeyError::Wrong));
    }

    proptest! {
        #[test]
        fn encrypted_content_opens_only_at_its_place(
            here in (".{0,8}", ".{0,8}", ".{0,8}"),
            there in (".{0,8}", ".{0,8}", ".{0,8}"),
            plain in vec(any::<u8>(), 0..200),
        ) {
            let keys = keys(&written(1, 1));
            let (sealed, number) = keys.seal(&here.0, &here.1, &here.2, &plain).unwrap();
            prop_assert_eq!(sealed.len(), plain.len() + 40);
            prop_assert_eq!(keys.open(&here.0, &here.1, &here.2, &sealed, number), Ok(plain.clone()));
            let moved = keys.open(&there.0, &there.1, &there.2, &sealed, number);
            prop_assert_eq!(moved, if here == there { Ok(plain) } else { Err(KeyError::Wrong) });
        }

        #[test]
        fn moving_a_character_between_parts_changes_the_place(text in "[a-c\0]{1,6}", cut in 0..6_usize) {
            let keys = keys(&written(1, 1));
            let (api, dedupe_key) = text.split_at(cut % text.len());
            let (sealed, number) = keys.seal("body", api, dedupe_key, b"{}").unwrap();
            let (api, dedupe_key) = text.split_at((cut + 1) % text.len());
            prop_assume!(text.len() > 1);
            prop_assert_eq!(keys.open("body", api, dedupe_key, &sealed, number), Err(KeyError::Wrong));
        }

        #[test]
        fn a_changed_bit_is_detected(plain in vec(any::<u8>(), 0..60), bit in any::<prop::sample::Index>()) {
            let keys = keys(&written(1, 1));
            let (mut sealed, number) = keys.seal("body", "v2", "id:1", &plain).unwrap();
            let bit = bit.index(sealed.len() * 8);
            sealed[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(keys.open("body", "v2", "id:1", &sealed, number), Err(KeyError::Wrong));
        }

        #[test]
        fn truncation_is_detected(plain in vec(any::<u8>(), 0..60), length in any::<prop::sample::Index>()) {
            let keys = keys(&written(1, 1));
            let (sealed, number) = keys.seal("body", "v2", "id:1", &plain).unwrap();
            let cut = &sealed[..length.index(sealed.len())];
            prop_assert_eq!(keys.open("body", "v2", "id:1", cut, number), Err(KeyError::Wrong));
        }
    }
}
