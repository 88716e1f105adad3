//! AWS Lambda: what a function URL or an API Gateway passes on, through `lambda_http`'s own conversions.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conscent::Door;
use http_body_util::BodyExt;
use lambda_http::{IntoResponse, Service};
use serde_json::{Map, Value, json};

use crate::receiver::door;
use crate::rows::{Answer, Request, rows};

/// The event of a function URL. The gateway joins headers of one name.
fn event(request: &Request, base64: bool) -> String {
    let mut headers = Map::new();
    for (name, value) in &request.headers {
        let joined = match headers.get(&name.to_lowercase()) {
            Some(Value::String(before)) => format!("{before},{value}"),
            _ => value.clone(),
        };
        headers.insert(name.to_lowercase(), joined.into());
    }
    let body = if base64 { STANDARD.encode(&request.body) } else { String::from_utf8(request.body.clone()).unwrap() };
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/webhooks",
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {"http": {"method": request.method, "path": "/webhooks", "protocol": "HTTP/1.1"}},
        "body": body,
        "isBase64Encoded": base64,
    })
    .to_string()
}

async fn answer(mut door: Door, event: &str) -> Answer {
    let request = lambda_http::request::from_str(event).expect("an event of the gateway");
    let response = door.call(request).await.unwrap_or_else(|never| match never {});
    let (head, body) = response.into_response().await.into_parts();
    Answer::new(&head, body.collect().await.unwrap().to_bytes())
}

#[tokio::test]
async fn each_row() {
    for row in rows() {
        for base64 in [true, false] {
            if base64 || str::from_utf8(&row.request.body).is_ok() {
                let (door, counts) = door();
                row.check(&answer(door, &event(&row.request, base64)).await, counts.now());
            }
        }
    }
}
