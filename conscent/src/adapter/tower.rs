//! The endpoint as a `tower` service.

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use tower_service::Service;

use super::{answer, in_time};
use crate::door::{Arrived, Door, Refusal};

/// The endpoint as a service, for every server that accepts `tower` services, and for every type of body. It is always
/// ready, and never fails.
///
/// Within a tokio runtime, a handler runs to its end even if the sender disconnects meanwhile.
impl<B> Service<Request<B>> for Door
where
    B: Body + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let door = self.clone();
        Box::pin(async move {
            let arrived = read(&door, request).await;
            Ok(answer(door, arrived).await.map(Full::new))
        })
    }
}

async fn read<B: Body>(door: &Door, request: Request<B>) -> Result<Arrived, Refusal> {
    let (head, body) = request.into_parts();
    let mut body = pin!(body);
    let mut admitted = door.admit(&head.method, &head.headers)?;
    in_time(door.body_timeout, async {
        while let Some(frame) = body.frame().await {
            match frame.map_err(|_| Refusal::Incomplete)?.into_data() {
                Ok(data) => admitted.push(data)?,
                Err(_trailers) => {}
            }
        }
        Ok(())
    })
    .await?;
    admitted.finish()
}
