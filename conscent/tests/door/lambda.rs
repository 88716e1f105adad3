//! AWS Lambda: the events of a function URL or an API Gateway, through `lambda_http`'s own conversions; and a running
//! function, with this test in the role of Lambda.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conscent::Door;
use http_body_util::BodyExt;
use lambda_http::{IntoResponse, Service};
use serde_json::{Map, Value, json};

use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::sync::{Mutex, mpsc};

use crate::receiver::{auth, door, router};
use crate::rows::{self, Answer, Request, rows};

/// The event of a function URL. The gateway joins headers with the same name.
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

/// Serves the runtime API: sends these events one by one, and returns the responses, with the ids of their events.
async fn runtime(events: Vec<String>) -> (String, mpsc::UnboundedReceiver<(String, Value)>) {
    let events = Arc::new(Mutex::new(events.into_iter().enumerate()));
    let next = move || async move {
        let Some((id, event)) = events.lock().await.next() else { return std::future::pending().await };
        let headers = [
            ("lambda-runtime-aws-request-id", id.to_string()),
            ("lambda-runtime-deadline-ms", u64::MAX.to_string()),
            ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-1:1:function:webhooks".to_owned()),
        ];
        (headers, event)
    };
    let (tell, told) = mpsc::unbounded_channel();
    let respond = move |Path(id): Path<String>, body: String| async move {
        tell.send((id, serde_json::from_str(&body).unwrap())).unwrap();
        StatusCode::ACCEPTED
    };
    let app = axum::Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(respond));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async { axum::serve(listener, app).await });
    (address, told)
}

/// Lambda passes the API's address in the environment of a function, so this test starts itself again, as the function.
#[tokio::test]
async fn a_function_at_work() {
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        return conscent::lambda::run(router().0, auth()).await.unwrap();
    }
    let right = Request::right(rows::event("purchase.bundle"));
    let mut unsigned = right.clone();
    unsigned.headers.pop();
    let (address, mut told) = runtime([right, unsigned].map(|request| event(&request, true)).into()).await;
    let _function = Command::new(env::current_exe().unwrap())
        .args(["--exact", "lambda::a_function_at_work"])
        .env("AWS_LAMBDA_RUNTIME_API", address)
        .env("AWS_LAMBDA_FUNCTION_NAME", "webhooks")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    for (id, status, body) in [("0", 200, "{}"), ("1", 401, r#"{"error":"unauthorized"}"#)] {
        let response = tokio::time::timeout(Duration::from_secs(20), told.recv()).await.expect("a response").unwrap();
        assert_eq!(
            (response.0.as_str(), &response.1["statusCode"], &response.1["body"]),
            (id, &json!(status), &json!(body))
        );
    }
}
