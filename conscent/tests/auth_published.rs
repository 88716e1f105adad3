//! The examples of signed requests that vendors publish.

use std::time::{Duration, UNIX_EPOCH};

use conscent::Auth;
use conscent::auth::{Cause, Scheme, Unauthorized};
use http::HeaderMap;

/// The receiver of an example, at the time of the example.
fn auth_at<const SECONDS: u64>(scheme: Scheme, secret: &str) -> Auth {
    Auth::signature(scheme, secret).unwrap().clock(|| UNIX_EPOCH + Duration::from_secs(SECONDS))
}

fn headers<const N: usize>(lines: [(&'static str, &str); N]) -> HeaderMap {
    lines.into_iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
}

#[test]
fn examples_that_vendors_publish() {
    let slack = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&\
        channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&\
        response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&\
        trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    let paddle = "ts=1698796800;\
        h1=28981e941fae76e53db32f3d2a83cb69db41476595e84e1970a1b5d98f62b261;\
        h1=28981e941fae76e53db32f3d2a83cb69db41476595e84e1970a1b5d98f62b261;\
        h2=RANDOM_HASH";
    let examples = [
        // GitHub's documentation, "Testing the webhook payload validation".
        (
            auth_at::<0>(Scheme::GITHUB, "It's a Secret to Everybody"),
            headers([(
                "x-hub-signature-256",
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            )]),
            "Hello, World!",
        ),
        // Slack's documentation, "Verifying requests from Slack".
        (
            auth_at::<1_531_420_618>(Scheme::SLACK, "8f742231b10e8888abcd99yyyzzz85a5"),
            headers([
                ("x-slack-request-timestamp", "1531420618"),
                ("x-slack-signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
            ]),
            slack,
        ),
        // The documentation of Svix, whose scheme became Standard Webhooks.
        (
            auth_at::<1_614_265_330>(Scheme::STANDARD_WEBHOOKS, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            headers([
                ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                ("webhook-timestamp", "1614265330"),
                ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ]),
            r#"{"test": 2432232314}"#,
        ),
        // The tests of Razorpay's library for Node.
        (
            auth_at::<0>(Scheme::RAZORPAY, "123456"),
            headers([("x-razorpay-signature", "2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc")]),
            r#"{"a":1,"b":2,"c":{"d":3}}"#,
        ),
        // The tests of Paddle's library for Node.
        (
            auth_at::<1_698_796_805>(Scheme::PADDLE, "VALID_SECRET"),
            headers([(
                "paddle-signature",
                "ts=1698796800;h1=a300428748dce5c70e4da19bffd60769591ea969c99dea3105d0ec9612cf43f9",
            )]),
            r#"{"data": ["1", "2"]}"#,
        ),
        (
            auth_at::<1_698_796_800>(Scheme::PADDLE, "VALID_SECRET"),
            headers([("paddle-signature", paddle)]),
            r#"{"data": "value"}"#,
        ),
    ];
    for (auth, headers, body) in examples {
        let pending = auth.check_headers(&headers).unwrap();
        assert_eq!(pending.check_body(body.as_bytes()), Ok(()), "{headers:?}");
        let changed = pending.check_body(format!("{body} ").as_bytes());
        assert_eq!(changed.map_err(Unauthorized::cause), Err(Cause::WrongSignature), "{headers:?}");
    }
}
