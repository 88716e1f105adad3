//! AsyncAPI 3.0: a message for each event.
//!
//! A channel is where messages arrive. Events that deliveries name share one channel. All other events are known only
//! by the place where they arrive, so each of them has its own channel.

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
#[serde(rename_all = "camelCase")]
pub(super) struct AsyncApi<'a> {
    asyncapi: &'static str,
    info: &'a Info<'a>,
    default_content_type: &'static str,
    channels: BTreeMap<String, Channel>,
    operations: BTreeMap<String, Operation>,
    components: Components<'a>,
}

#[derive(Debug, Serialize)]
struct Channel {
    /// Each receiver has its own address, which is not known here.
    address: Option<&'static str>,
    title: String,
    messages: BTreeMap<String, Ref>,
}

#[derive(Debug, Serialize)]
struct Operation {
    action: &'static str,
    channel: Ref,
    summary: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    security: Vec<Ref>,
    bindings: Bindings,
    messages: [Ref; 1],
}

#[derive(Debug, Serialize)]
struct Bindings {
    http: Http,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Http {
    method: &'static str,
    binding_version: &'static str,
}

const POST: Bindings = Bindings { http: Http { method: "POST", binding_version: "0.3.0" } };

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Components<'a> {
    messages: BTreeMap<String, Message<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    message_traits: BTreeMap<String, Trait>,
    schemas: &'a BTreeMap<String, Schema>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    security_schemes: BTreeMap<&'static str, SecurityScheme>,
}

#[derive(Debug, Serialize)]
struct Message<'a> {
    name: &'a str,
    title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    traits: Vec<Ref>,
    payload: SentSchema,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    examples: Vec<Example<'a>>,
}

#[derive(Debug, Serialize)]
struct Example<'a> {
    name: &'a str,
    payload: Sent<&'a Json<'a>>,
}

#[derive(Debug, Serialize)]
struct Trait {
    headers: Schema,
}

pub(super) fn document<'a>(
    info: &'a Info<'a>,
    interface: &'a Interface,
    schemas: &'a BTreeMap<String, Schema>,
    examples: &'a Examples<'a>,
) -> AsyncApi<'a> {
    let delivery = &interface.delivery;
    let (mut channels, mut operations, mut messages) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for event in component::events(interface) {
        let id = event.id();
        let (place, title) = if event.module.naming.is_given() {
            (event.module.ident.clone(), event.module.api.clone())
        } else {
            (id.clone(), event.title())
        };
        operations.insert(id.clone(), operation(&event, &place, delivery));
        let channel = channels.entry(place);
        let channel = channel.or_insert_with(|| Channel { address: None, title, messages: BTreeMap::new() });
        channel.messages.insert(id.clone(), Ref::to(&format!("components/messages/{id}")));
        let examples = examples.of(event.module, event.event);
        let examples = examples.map(|(name, payload)| Example { name, payload: event.sent(payload) }).collect();
        messages.insert(id, message(&event, examples, delivery));
    }
    AsyncApi {
        asyncapi: "3.0.0",
        info,
        default_content_type: "application/json",
        channels,
        operations,
        components: Components {
            messages,
            message_traits: headers(interface).map(|header| (header.key.clone(), describe(&header))).collect(),
            schemas,
            security_schemes: delivery.basic.then_some(("basic", BASIC)).into_iter().collect(),
        },
    }
}

fn operation(event: &Named<'_>, channel: &str, delivery: &Delivery) -> Operation {
    Operation {
        action: "send",
        channel: Ref::to(&format!("channels/{channel}")),
        summary: event.title(),
        security: delivery.basic.then(|| Ref::to("components/securitySchemes/basic")).into_iter().collect(),
        bindings: POST,
        messages: [Ref::to(&format!("channels/{channel}/messages/{}", event.id()))],
    }
}

fn message<'a>(event: &Named<'a>, examples: Vec<Example<'a>>, delivery: &Delivery) -> Message<'a> {
    Message {
        name: &event.event.name,
        title: event.title(),
        traits: headers_of(event.module, delivery)
            .map(|key| Ref::to(&format!("components/messageTraits/{key}")))
            .collect(),
        payload: event.sent_schema(),
        examples,
    }
}

fn describe(header: &Header<'_>) -> Trait {
    let Header { name, description, .. } = *header;
    let value = Schema { description: Some(description.to_owned()), ..Schema::kind("string") };
    Trait { headers: Schema { properties: [(name.to_owned(), value)].into(), ..Schema::kind("object") } }
}
