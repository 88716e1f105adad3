//! Finds the API of a payload: the one that the user gives, or that of the page's section, or the one whose form the
//! body has.

use crate::account::Why;
use crate::frame::Section;
use crate::mend::Body;
use crate::outline::Outline;

/// The API of a body, or the reason why it is unknown.
pub(crate) fn of(outline: &Outline<'_>, body: &Body) -> Result<String, Why> {
    let site = outline.site;
    if let Some(api) = &site.api {
        return Ok(api.clone());
    }
    let apis = site.apis_of(&|place| body.value.pointer(place).is_some());
    if let Some(Section { api, line }) = &outline.frame.section {
        let known = site.sections.values().find(|known| *known == api).filter(|api| site.is_of(api, &body.value));
        return known.cloned().ok_or_else(|| {
            let form = if apis.is_empty() { "no known api".to_owned() } else { apis.join(" and ") };
            Why::OtherApi(format!("{api} (line {line} says so, but it has the form of {form})"))
        });
    }
    if let ([_, _, ..] | [], Some((api, _))) = (apis.as_slice(), site.answers.known.get(&body.text)) {
        return Ok(api.clone());
    }
    match apis.as_slice() {
        [api] => Ok((*api).to_owned()),
        [] => {
            let help = "give it with --api NAME; or say in hints.toml in the samples folder, under `[envelope.NAME]`, where bodies name \
                their event, or under `[site]` which api is `flat`";
            Err(Why::NoApi(help.to_owned()))
        }
        _ => {
            let form = apis.join(" and ");
            let help =
                "give the api with --api NAME, or put a line such as `1. Section` for one of them above the payload";
            Err(Why::NoApi(format!("it has the form of {form}; {help}")))
        }
    }
}
