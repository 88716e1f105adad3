//! OpenAPI 3.1: a webhook for each event.

use super::component::{self, Named, Sent, SentSchema};
use super::example::{Examples, Json};
use super::{BASIC, Header, Info, Ref, SecurityScheme, headers, headers_of};
use crate::interface::Interface;
use crate::samples::Delivery;
use conscent_shape::json_schema::Schema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A document. Its keys are in the order in which they are written.
#[derive(Debug, Serialize)]
pub(super) struct OpenApi<'a> {
    openapi: &'static str,
    info: &'a Info<'a>,
    tags: Vec<Tag<'a>>,
    webhooks: BTreeMap<String, Webhook<'a>>,
    components: Components<'a>,
}

#[derive(Debug, Serialize)]
struct Tag<'a> {
    name: &'a str,
}

#[derive(Debug, Serialize)]
struct Webhook<'a> {
    post: Operation<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Operation<'a> {
    #[serde(rename = "operationId")]
    id: String,
    tags: [&'a str; 1],
    summary: String,
    security: Vec<Security>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<Ref>,
    request_body: Body<'a>,
    responses: BTreeMap<&'a str, Ref>,
}

/// The scheme `basic`, which has no scopes.
#[derive(Debug, Serialize)]
struct Security {
    basic: [&'static str; 0],
}

#[derive(Debug, Serialize)]
struct Body<'a> {
    required: bool,
    content: Content<'a>,
}

#[derive(Debug, Serialize)]
struct Content<'a> {
    #[serde(rename = "application/json")]
    json: Media<'a>,
}

#[derive(Debug, Serialize)]
struct Media<'a> {
    schema: SentSchema,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    examples: BTreeMap<&'a str, Example<'a>>,
}

#[derive(Debug, Serialize)]
struct Example<'a> {
    value: Sent<&'a Json<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Components<'a> {
    schemas: &'a BTreeMap<String, Schema>,
    responses: BTreeMap<&'a str, Response<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parameters: BTreeMap<String, Parameter<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    security_schemes: BTreeMap<&'static str, SecurityScheme>,
}

#[derive(Debug, Serialize)]
struct Response<'a> {
    description: &'a str,
}

#[derive(Debug, Serialize)]
struct Parameter<'a> {
    name: &'a str,
    #[serde(rename = "in")]
    place: &'static str,
    description: &'a str,
    schema: Schema,
}

/// The answer of a receiver if no hint gives another: any success status.
const TAKEN: (&str, &str) = ("2XX", "The event is accepted.");

pub(super) fn document<'a>(
    info: &'a Info<'a>,
    interface: &'a Interface,
    schemas: &'a BTreeMap<String, Schema>,
    examples: &'a Examples<'a>,
) -> OpenApi<'a> {
    let delivery = &interface.delivery;
    let webhook = |event: Named<'a>| {
        let examples = examples.of(event.module, event.event);
        let examples = examples.map(|(name, value)| (name, Example { value: event.sent(value) })).collect();
        // The key has the name of the event's other files. No folder name contains a slash.
        let key = format!("{}/{}", event.module.api, event.event.folder());
        (key, Webhook { post: operation(&event, examples, delivery) })
    };
    OpenApi {
        openapi: "3.1.0",
        info,
        tags: interface.modules.iter().map(|module| Tag { name: &module.api }).collect(),
        webhooks: component::events(interface).map(webhook).collect(),
        components: Components {
            schemas,
            responses: answers(delivery).map(|(status, description)| (status, Response { description })).collect(),
            parameters: headers(interface).map(|header| (header.key.clone(), parameter(&header))).collect(),
            security_schemes: delivery.basic.then_some(("basic", BASIC)).into_iter().collect(),
        },
    }
}

fn operation<'a>(event: &Named<'a>, examples: BTreeMap<&'a str, Example<'a>>, delivery: &'a Delivery) -> Operation<'a> {
    let responses = answers(delivery).map(|(status, _)| (status, Ref::to(&format!("components/responses/{status}"))));
    Operation {
        id: event.id(),
        tags: [&event.module.api],
        summary: event.title(),
        security: delivery.basic.then_some(Security { basic: [] }).into_iter().collect(),
        parameters: headers_of(event.module, delivery)
            .map(|key| Ref::to(&format!("components/parameters/{key}")))
            .collect(),
        request_body: Body {
            required: true,
            content: Content { json: Media { schema: event.sent_schema(), examples } },
        },
        responses: responses.collect(),
    }
}

fn parameter<'a>(header: &Header<'a>) -> Parameter<'a> {
    let Header { name, description, .. } = *header;
    Parameter { name, place: "header", description, schema: Schema::kind("string") }
}

fn answers(delivery: &Delivery) -> impl Iterator<Item = (&str, &str)> {
    let hinted = delivery.answers.iter().map(|(status, description)| (status.as_str(), description.as_str()));
    hinted.chain(delivery.answers.is_empty().then_some(TAKEN))
}
