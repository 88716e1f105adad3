//! The documentation of Conscent, which is the default if the hints of a samples folder do not define any api.

use conscent::{v1, v2};
use conscent_codegen::interface::Naming;
use conscent_codegen::samples::EnvelopeHint;
use conscent_import::Site;

/// The site of Conscent. The apis are described by its types, and the pages as in `samples/hints.toml` of this project.
pub(crate) fn conscent() -> Site {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let envelopes = [&v1::API, &v2::API].into_iter().filter(|api| api.naming.is_given()).map(|api| {
        let naming = Naming { header: text(api.naming.header), pointer: text(api.naming.pointer) };
        let envelope = EnvelopeHint { naming, payload: text(api.payload), batch: api.batch, ..EnvelopeHint::default() };
        (api.name.to_owned(), envelope)
    });
    let sections = [("New Webhooks", &v2::API), ("Old Webhooks", &v1::API)];
    Site {
        sections: sections.map(|(section, api)| (section.to_owned(), api.name.to_owned())).into(),
        envelopes: envelopes.collect(),
        flat: Some(v1::API.name.to_owned()),
        ..Site::default()
    }
}
