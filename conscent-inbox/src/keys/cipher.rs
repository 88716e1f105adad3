//! The cipher of a key, if the feature `encrypt` is enabled.

#[cfg(feature = "encrypt")]
pub(super) use with::Cipher;
#[cfg(not(feature = "encrypt"))]
pub(super) use without::Cipher;

#[cfg(feature = "encrypt")]
mod with {
    use chacha20poly1305::aead::{AeadInOut, KeyInit};
    use chacha20poly1305::{XChaCha20Poly1305, XNonce};

    use super::super::LENGTH;

    /// The length of a nonce. It is long enough for a random one for each content.
    const NONCE: usize = 24;

    /// The number of bytes that encryption adds to the content.
    const ADDED: usize = NONCE + 16;

    /// XChaCha20-Poly1305. Its key is wiped when it is dropped.
    pub(in super::super) struct Cipher(XChaCha20Poly1305);

    impl Cipher {
        // This never fails, unlike the version without the feature.
        #[allow(clippy::unnecessary_wraps)]
        pub(in super::super) fn new(key: &[u8; LENGTH]) -> Option<Self> {
            Some(Self(XChaCha20Poly1305::new(key.into())))
        }

        /// The nonce, followed by the encrypted content and its tag. `None` without random bytes, or if the content is
        /// too long.
        pub(in super::super) fn seal(&self, place: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
            let mut nonce = [0; NONCE];
            getrandom::fill(&mut nonce).ok()?;
            let mut sealed = Vec::with_capacity(plain.len() + ADDED);
            sealed.extend_from_slice(&nonce);
            sealed.extend_from_slice(plain);
            let (_, text) = sealed.split_at_mut(NONCE);
            let tag = self.0.encrypt_inout_detached(&XNonce::from(nonce), place, text.into()).ok()?;
            sealed.extend_from_slice(&tag);
            Some(sealed)
        }

        /// The decrypted content. `None` if this key did not encrypt it for this place.
        pub(in super::super) fn open(&self, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
            let (nonce, text) = sealed.split_first_chunk::<NONCE>()?;
            let mut text = text.to_vec();
            self.0.decrypt_in_place(&XNonce::from(*nonce), place, &mut text).ok()?;
            Some(text)
        }
    }
}

#[cfg(not(feature = "encrypt"))]
mod without {
    use super::super::LENGTH;

    /// Cannot be created.
    pub(in super::super) enum Cipher {}

    impl Cipher {
        pub(in super::super) fn new(_key: &[u8; LENGTH]) -> Option<Self> {
            None
        }

        pub(in super::super) fn seal(&self, _place: &[u8], _plain: &[u8]) -> Option<Vec<u8>> {
            match *self {}
        }

        pub(in super::super) fn open(&self, _place: &[u8], _sealed: &[u8]) -> Option<Vec<u8>> {
            match *self {}
        }
    }
}
