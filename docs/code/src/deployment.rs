//! `docs/src/operations/deployment.md`

use std::future::ready;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::map_request;
use axum::routing::get;
use conscent::axum::mount;
use conscent::serve::{Server, terminated};
use conscent::{Auth, BoxError, Delivery, Door, Router};
use conscent_inbox::{HealthLimits, Inbox, OpenError, Options};
use tokio::net::TcpListener;

// ANCHOR: serve
/// Serves until SIGTERM or Ctrl-C, and finishes what has arrived.
///
/// # Errors
/// The address cannot be listened on.
pub async fn serve(app: axum::Router, inbox: Inbox, address: &str) -> Result<(), BoxError> {
    let listener = TcpListener::bind(address).await?;
    let server = Server::new().header_timeout(Duration::from_secs(75)); // longer than the proxy keeps idle connections
    let shutdown = server.serve(listener, app, terminated()?).await?; // 25 seconds at most
    tracing::info!("{shutdown}"); // stopped after 12 connections: finished 3 deliveries
    inbox.stop().await; // 30 seconds at most: handlers finish, or their deliveries are given back
    Ok(())
}
// ANCHOR_END: serve

// ANCHOR: health
/// `/healthz` answers as long as the program runs. `/readyz` answers 503 when deliveries could not be stored or handled.
pub fn health(app: axum::Router, inbox: Inbox) -> axum::Router {
    let limits = HealthLimits::new().worker_silent_for(Duration::from_mins(1));
    let is_ready = async move || inbox.health().await.is_ok_and(|health| health.is_within(&limits));
    let answer = async move || if is_ready().await { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    app.route("/healthz", get(async || StatusCode::OK)).route("/readyz", get(answer))
}
// ANCHOR_END: health

// ANCHOR: endpoints
/// One endpoint for the new webhooks, and one for each event of the old ones, whose bodies do not name their event.
pub fn endpoints(router: Router, auth: Auth) -> axum::Router {
    let door = Door::new(router, auth).body_limit(256 * 1024);
    axum::Router::new()
        .route("/webhooks/pass_payment", mount(door.clone().v1("pass_payment")))
        .route("/webhooks/micro_payment", mount(door.clone().v1("micro_payment")))
        .route("/webhooks", mount(door))
}
// ANCHOR_END: endpoints

// ANCHOR: tenants
/// The header that says whose delivery it is. The endpoint sets it, and replaces what a sender may have sent.
pub const TENANT: &str = "x-tenant";

/// Opens an inbox in which equal deliveries of two tenants are two deliveries.
///
/// # Errors
/// The database cannot be opened.
pub async fn open_for_tenants(url: &str) -> Result<Inbox, OpenError> {
    let key = |delivery: &Delivery| Some(format!("{}:{}", delivery.meta().header(TENANT)?, delivery.dedupe_key()));
    Options::new().dedupe_key(key).open(url).await
}

/// One endpoint for each tenant, at a path and with credentials of its own. Handlers take `Meta`, and read the header.
///
/// # Errors
/// The name of a tenant cannot be the value of a header.
pub fn tenants(
    inbox: &Inbox,
    router: &Router,
    tenants: impl IntoIterator<Item = (String, Auth)>,
) -> Result<axum::Router, BoxError> {
    let mut app = axum::Router::new();
    for (tenant, auth) in tenants {
        let value = HeaderValue::from_str(&tenant)?;
        let name_tenant = move |mut request: Request| {
            request.headers_mut().insert(HeaderName::from_static(TENANT), value.clone());
            ready(request)
        };
        let door = inbox.store_only(Door::new(router.clone(), auth));
        app = app.route(&format!("/webhooks/{tenant}"), mount(door).layer(map_request(name_tenant)));
    }
    Ok(app)
}
// ANCHOR_END: tenants

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use conscent::serve::Server;
    use conscent::{Auth, Meta, Router, conscent_handler, samples};
    use conscent_inbox::{Inbox, State};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    /// Serves an app, sends it requests, and returns the statuses of the answers.
    async fn statuses(app: axum::Router, requests: &[String]) -> Vec<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(Server::new().serve(listener, app, std::future::pending()));
        let mut statuses = Vec::new();
        for request in requests {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            statuses.push(answer.split(' ').nth(1).unwrap_or_default().to_owned());
        }
        serving.abort();
        statuses
    }

    fn get(path: &str) -> String {
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    }

    /// A documented purchase that is signed with this secret, and whose sender claims to be another tenant.
    fn post(path: &str, secret: &str) -> String {
        let body = samples::purchase_pass().text;
        let signature = conscent::auth::sign(secret.as_bytes(), body.as_bytes());
        format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Tenant: other\r\nContent-Length: {}\r\n\
             X-Conscent-Signature: {signature}\r\n\r\n{body}",
            body.len()
        )
    }

    async fn inbox(folder: &tempfile::TempDir) -> Inbox {
        let url = format!("sqlite://{}", folder.path().join("inbox.db").display());
        super::open_for_tenants(&url).await.unwrap()
    }

    #[tokio::test]
    async fn a_receiver_is_ready_while_its_worker_works() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = inbox(&folder).await;
        let app = super::health(axum::Router::new(), inbox.clone());
        let probes = ["/healthz", "/readyz"].map(get);
        assert_eq!(statuses(app.clone(), &probes).await, ["200", "503"], "no worker");
        let router = Router::with_fallback(|| ()).build().unwrap();
        let worker = inbox.worker(router).api(&conscent::v2::API).start().unwrap();
        assert_eq!(statuses(app, &probes).await, ["200", "200"]);
        worker.stop().await;
    }

    #[tokio::test]
    async fn each_endpoint_has_its_path() {
        let router = Router::with_fallback(|| ()).build().unwrap();
        let app = super::endpoints(router, Auth::signature_only("old").unwrap());
        let paths = ["/webhooks", "/webhooks/pass_payment", "/webhooks/none"];
        assert_eq!(statuses(app, &paths.map(|path| post(path, "old"))).await, ["200", "200", "404"]);
    }

    type Seen = Arc<Mutex<Vec<String>>>;

    #[conscent_handler(fallback)]
    fn keep(meta: Meta, conscent::State(seen): conscent::State<Seen>) {
        seen.lock().unwrap().push(meta.header(super::TENANT).unwrap_or_default().to_owned());
    }

    #[tokio::test]
    async fn equal_deliveries_of_two_tenants_are_two() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = inbox(&folder).await;
        let seen = Seen::default();
        let router = Router::with_fallback(keep).state(seen.clone()).build().unwrap();
        let tenant = |name: &str| (name.to_owned(), Auth::signature_only(format!("secret of {name}")).unwrap());
        let app = super::tenants(&inbox, &router, ["times", "post"].map(tenant)).unwrap();
        let requests = [
            post("/webhooks/times", "secret of times"),
            post("/webhooks/times", "secret of times"), // a repetition
            post("/webhooks/post", "secret of post"),
            post("/webhooks/post", "secret of times"),
        ];
        assert_eq!(statuses(app, &requests).await, ["202", "202", "202", "401"]);
        let worker = inbox.worker(router).api(&conscent::v2::API).start().unwrap();
        for _ in 0..500 {
            let stats = inbox.stats().await.unwrap();
            if stats.count(State::Waiting) + stats.count(State::Running) == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        worker.stop().await;
        let mut seen = seen.lock().unwrap().clone();
        seen.sort();
        assert_eq!(seen, ["post", "times"]);
    }

    #[tokio::test]
    async fn a_receiver_serves_until_it_is_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = inbox(&folder).await;
        let serving = super::serve(axum::Router::new(), inbox, "127.0.0.1:0");
        assert!(tokio::time::timeout(Duration::from_millis(100), serving).await.is_err());
    }
}
